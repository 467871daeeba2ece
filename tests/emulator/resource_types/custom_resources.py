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

from registry import CUSTOM, handles
from services import credentials

# The code of functions, by their ARNs.
CODE = {}

# What Lambda gives to such functions beside boto3: here it says on standard output what it would tell CloudFormation.
CFNRESPONSE = """
import json

SUCCESS, FAILED = "SUCCESS", "FAILED"


def send(event, context, status, data, physicalResourceId=None, noEcho=False, reason=None):
    print("ANSWER " + json.dumps({"status": status, "id": physicalResourceId, "data": data, "reason": reason}))
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
    CODE[made["FunctionArn"]] = code["ZipFile"]
    yield made["FunctionName"], {"Arn": made["FunctionArn"]}
    r.call("lambda", "delete_function", FunctionName=made["FunctionName"])


def ask(r, token, request, properties, physical_id=None):
    """Runs the function once, as Lambda would, and gives its answer."""
    if token not in CODE:
        raise ValidationError(message=f"there is no function {token}")
    account, region = r.stack["AWS::AccountId"], r.stack["AWS::Region"]
    keys = credentials(account, region)
    variables = {
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
        "AWS_SESSION_TOKEN": keys["token"],
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    event = {"RequestType": request, "ResourceProperties": properties, "PhysicalResourceId": physical_id}
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "index.py").write_text(CODE[token])
        Path(directory, "cfnresponse.py").write_text(CFNRESPONSE)
        program = "import json, sys, index; index.handler(json.load(sys.stdin), None)"
        ended = subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(event),
            capture_output=True,
            text=True,
            cwd=directory,
            env={**os.environ, **variables},
        )
    answers = [line.removeprefix("ANSWER ") for line in ended.stdout.splitlines() if line.startswith("ANSWER ")]
    if not answers:
        raise ValidationError(message=f"the function did not answer: {ended.stderr[-500:]}")
    answer = json.loads(answers[-1])
    if answer["status"] != "SUCCESS":
        raise ValidationError(message=f"Received response status [FAILED] from custom resource: {answer['reason']}")
    return answer


@handles(CUSTOM)
def custom_resource(r):
    token = r.take("ServiceToken")
    r.take("ServiceTimeout", None)
    properties, r.properties = r.properties, {}
    made = ask(r, token, "Create", properties)
    yield made["id"], made["data"] or {}
    ask(r, token, "Delete", properties, made["id"])
