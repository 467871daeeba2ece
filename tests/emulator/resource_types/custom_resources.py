"""Functions whose code stands in the template, and custom resources that call them."""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from moto.cloudformation.exceptions import ValidationError
from moto.moto_api._internal import mock_random

from registry import CUSTOM, handles, log, updates
from services import as_text, credentials

# What functions are called with, by their ARNs.
FUNCTIONS = {}

# What Lambda gives to such functions beside boto3: here it says on standard output what it would tell CloudFormation.
CFNRESPONSE = """
import json

SUCCESS, FAILED = "SUCCESS", "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    id_ = physicalResourceId or context.log_stream_name
    reason = reason or "See the details in CloudWatch Log Stream: " + context.log_stream_name
    print("ANSWER " + json.dumps({"status": responseStatus, "id": id_, "data": responseData, "reason": reason}))
"""

# How Lambda calls the function: with the event, and something that knows how much time is left.
CALL = """
import json
import sys
import time

import index

event, seconds = json.load(sys.stdin)
end = time.monotonic() + seconds


class Context:
    aws_request_id = event["RequestId"]
    function_name = sys.argv[1]
    log_stream_name = "2026/01/01/[$LATEST]" + aws_request_id.replace("-", "")

    def get_remaining_time_in_millis(self):
        return max(0, int((end - time.monotonic()) * 1000))


index.handler(event, Context())
"""


@handles("AWS::Lambda::Function")
def function(r):
    code = r.take("Code")
    if "ZipFile" not in code:
        raise ValidationError(message="this emulator has functions only whose code stands in the template")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.py", code["ZipFile"])
    r.properties.setdefault("FunctionName", r.name(limit=64))
    tags = {tag["Key"]: tag["Value"] for tag in r.take("Tags", [])}
    made = r.call_with_rest("lambda", "create_function", Code={"ZipFile": archive.getvalue()}, Tags=tags)
    FUNCTIONS[made["FunctionArn"]] = {
        "code": code["ZipFile"],
        "role": made["Role"].rpartition("/")[2],
        "seconds": made["Timeout"],
        "variables": made.get("Environment", {}).get("Variables", {}),
    }
    yield made["FunctionName"], {"Arn": made["FunctionArn"]}
    r.call("lambda", "delete_function", FunctionName=made["FunctionName"])


def ask(r, token, request, properties, **more):
    """Runs the function once, as Lambda would, with what its role may do, and gives its answer."""
    if token not in FUNCTIONS:
        raise ValidationError(message=f"there is no function {token}")
    function = FUNCTIONS[token]
    account, region = r.stack["AWS::AccountId"], r.stack["AWS::Region"]
    keys = credentials(account, region, function["role"])
    variables = {
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
        "AWS_SESSION_TOKEN": keys["token"],
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "PYTHONDONTWRITEBYTECODE": "1",
        **function["variables"],
    }
    event = {
        "RequestType": request,
        "RequestId": str(mock_random.uuid4()),
        "ResponseURL": "https://cloudformation-custom-resource-response.invalid/",
        "StackId": r.stack["AWS::StackId"],
        "LogicalResourceId": r.logical_resource_id,
        "ResourceType": r.cf_resource_type,
        "ServiceToken": token,
        # as CloudFormation does, which makes texts of all that is in them
        "ResourceProperties": texts({"ServiceToken": token, **properties}),
        **more,
    }
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "index.py").write_text(function["code"])
        Path(directory, "cfnresponse.py").write_text(CFNRESPONSE)
        try:
            ended = subprocess.run(
                [sys.executable, "-c", CALL, token.rpartition(":")[2]],
                input=json.dumps([event, function["seconds"]]),
                capture_output=True,
                text=True,
                cwd=directory,
                env={**os.environ, **variables},
                timeout=function["seconds"],
            )
        except subprocess.TimeoutExpired:
            raise ValidationError(message=f"the function did not answer in {function['seconds']} seconds")
    log(f"function of {r.logical_resource_id}, {request}: {ended.stdout}{ended.stderr}")
    answers = [line.removeprefix("ANSWER ") for line in ended.stdout.splitlines() if line.startswith("ANSWER ")]
    if not answers:
        raise ValidationError(message=f"the function did not answer: {ended.stderr[-500:]}")
    answer = json.loads(answers[-1])
    if answer["status"] != "SUCCESS":
        raise ValidationError(message=f"Received response status [FAILED] from custom resource: {answer['reason']}")
    return answer


def texts(value):
    if isinstance(value, dict):
        return {key: texts(each) for key, each in value.items()}
    return [texts(each) for each in value] if isinstance(value, list) else as_text(value)


class CustomResource:
    """What stands in for a generator: where the function fails to delete the resource, it can be asked again."""

    def __init__(self, r):
        self.r, self.id = r, None
        self.token = r.take("ServiceToken")
        r.take("ServiceTimeout")
        self.properties, r.properties = r.properties, {}

    def __next__(self):
        if self.id is not None:
            ask(self.r, self.token, "Delete", self.properties, PhysicalResourceId=self.id)
            raise StopIteration
        made = ask(self.r, self.token, "Create", self.properties)
        self.id = made["id"]
        return self.id, made["data"] or {}

    def change(self, properties, old):
        """Asks for a change; another id means another resource, and that the one before is deleted."""
        before = self.id
        known = {"PhysicalResourceId": before, "OldResourceProperties": texts({"ServiceToken": self.token, **old})}
        made = ask(self.r, self.token, "Update", properties, **known)
        self.id, self.properties = made["id"], properties
        self.r.physical_resource_id, self.r.attributes = self.id, made["data"] or {}
        if self.id != before:
            ask(self.r, self.token, "Delete", old, PhysicalResourceId=before)


handles(CUSTOM)(CustomResource)


@updates(CUSTOM)
def update_custom_resource(r, old, new, changed):
    own = ("ServiceToken", "ServiceTimeout")
    before, after = ({name: value for name, value in each.items() if name not in own} for each in (old, new))
    r.steps.token = new["ServiceToken"]
    r.steps.change(after, before)
    return changed
