"""What the tests ask of the emulator itself, under /emulator/: no AWS API, and not reachable by any SDK."""

import json
import os
import urllib.parse

from moto.cloudformation.models import cloudformation_backends
from moto.moto_api._internal import mock_random

import boots
import updates
from database_rules import OLD_VERSIONS
from services import client, credentials
from signals import Expectation

INTERNAL_ERRORS = []

# What wait conditions have received, by the address that is signalled to.
HANDLES = {}


def new_handle():
    """An address for the signals of a wait condition."""
    address = f"{os.environ['AWS_ENDPOINT_URL']}/emulator/wait-condition/{mock_random.get_random_hex(32)}"
    HANDLES[address] = Expectation(1)
    return address


def receive(address, environment):
    """A signal, as an instance sends it with a PUT to the address of a handle."""
    text = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    signal = json.loads(text)
    HANDLES[address].receive(signal["UniqueId"], signal["Status"] == "SUCCESS", signal.get("Data", ""))


def controlled(application):
    """The application with our own few paths before it, and its internal errors counted."""

    def call(environment, start_response):
        path = environment["PATH_INFO"]
        if environment["REQUEST_METHOD"] == "PUT" and os.environ["AWS_ENDPOINT_URL"] + path in HANDLES:
            receive(os.environ["AWS_ENDPOINT_URL"] + path, environment)
            start_response("200 OK", [("Content-Length", "0")])
            return [b""]
        if path.startswith("/emulator/"):
            question = ANSWERS.get(path.removeprefix("/emulator/"))
            query = dict(urllib.parse.parse_qsl(environment.get("QUERY_STRING", "")))
            status = "200 OK" if question else "404 Not Found"
            body = json.dumps(question(**query) if question else None, default=str).encode()
            start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        if environment.get("HTTP_X_AMZ_TARGET", "").endswith(".LookupEvents"):
            # the toolkit asks CloudTrail why a deployment failed, and waits long for an answer
            body = b'{"__type": "AccessDeniedException", "message": "there is no CloudTrail here"}'
            headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
            start_response("400 Bad Request", headers)
            return [body]

        def start(status, headers, error=None):
            if status.startswith("500"):
                signature = environment.get("HTTP_AUTHORIZATION", "").split(",")[0]
                INTERNAL_ERRORS.append(f"{environment['REQUEST_METHOD']} {path} {signature}")
            return start_response(status, headers, error)

        try:
            return application(environment, start)
        except Exception as error:
            INTERNAL_ERRORS.append(f"{environment['REQUEST_METHOD']} {path} {type(error).__name__}: {error}")
            raise

    return call


def everywhere():
    for account, regions in list(cloudformation_backends.items()):
        for region, backend in list(regions.items()):
            yield account, region, backend


def stacks():
    """Every stack that is there, nested ones included, with its resources."""
    found = []
    for account, region, backend in everywhere():
        for stack in list(backend.stacks.values()):
            found.append(
                {
                    "account": account,
                    "region": region,
                    "name": stack.name,
                    "status": stack.status,
                    "tags": stack.tags,
                    "template": stack.template_dict,
                    "outputs": {output.key: output.value for output in stack.output_map.values() if output},
                    "resources": [
                        {
                            "logical_id": resource.logical_resource_id,
                            "type": resource.cf_resource_type,
                            "physical_id": resource.physical_resource_id,
                            "made_by": type(resource).__name__,
                        }
                        for resource in stack.resource_map.values()
                    ],
                }
            )
    return found


def lift_protections():
    """What an operator has to do before protected stacks can go; returns what was lifted."""
    lifted = []
    for account, region, backend in everywhere():
        if not backend.stacks:
            continue
        rds = client("rds", account, region)
        for found in rds.describe_db_instances()["DBInstances"]:
            if found.get("DeletionProtection"):
                name = found["DBInstanceIdentifier"]
                rds.modify_db_instance(DBInstanceIdentifier=name, DeletionProtection=False)
                lifted.append(f"the deletion protection of the database {name}")
        for found in rds.describe_db_clusters()["DBClusters"]:
            if found.get("DeletionProtection"):
                name = found["DBClusterIdentifier"]
                rds.modify_db_cluster(DBClusterIdentifier=name, DeletionProtection=False)
                lifted.append(f"the deletion protection of the database cluster {name}")
        balancers = client("elbv2", account, region)
        for found in balancers.describe_load_balancers()["LoadBalancers"]:
            arn, name = {"LoadBalancerArn": found["LoadBalancerArn"]}, found["LoadBalancerName"]
            key = "deletion_protection.enabled"
            if {"Key": key, "Value": "true"} in balancers.describe_load_balancer_attributes(**arn)["Attributes"]:
                balancers.modify_load_balancer_attributes(**arn, Attributes=[{"Key": key, "Value": "false"}])
                lifted.append(f"the deletion protection of the load balancer {name}")
        for stack in backend.stacks.values():
            if stack.enable_termination_protection and stack.name != "CDKToolkit":
                stack.enable_termination_protection = False
                lifted.append(f"the termination protection of the stack {stack.name}")
    return lifted


def offer_old_versions(offered):
    OLD_VERSIONS["are offered"] = offered == "true"


ANSWERS = {
    "boots": boots.all_boots,
    "credentials": credentials,
    "internal-errors": lambda: INTERNAL_ERRORS,
    "lift-protections": lift_protections,
    "not-applied": lambda: updates.NOT_APPLIED,
    "old-versions": offer_old_versions,
    "replaced": lambda: updates.REPLACED,
    "stacks": stacks,
}
