"""Requests for spot instances, in the place of moto's: they are fulfilled after a while, and can be cancelled before or after.

Whoever pays less than the price of the market waits. That a request is cancelled does not end its instance.
"""

import base64
import datetime

from botocore.exceptions import ClientError
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses.spot_instances import SpotInstances
from moto.ec2.utils import convert_tag_spec, generic_filter, random_spot_request_id
from moto.iam.models import SERVICE_NAME_CONVERSION, iam_backends
from moto.utilities.utils import get_partition

import authorization
from instances import check_user_data
from services import client

# What an hour costs in dollars on this market, of any type.
MARKET_PRICE = 0.05
# How long a request is evaluated.
EVALUATION = datetime.timedelta(seconds=0.5)
KIND = "spot-instances-request"
SERVICE = "spot.amazonaws.com"

MESSAGES = {
    "pending-evaluation": "Your Spot request has been submitted for review, and is pending evaluation.",
    "not-scheduled-yet": "Your Spot request will not be evaluated until the scheduled date.",
    "price-too-low": "Your Spot request price is lower than the minimum required Spot request fulfillment price.",
    "fulfilled": "Your Spot request is fulfilled.",
    "canceled-before-fulfillment": "Your Spot request was canceled before it was fulfilled.",
    "request-canceled-and-instance-running": "Your Spot request is canceled, but your instance is still running.",
    "instance-terminated-by-user": "Your instance was terminated by user.",
}


def refuse(code, message):
    raise EC2ClientError(code, message)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


class SpotRequest:
    def __init__(self, backend, given):
        self.ec2_backend, self.id, self.given = backend, random_spot_request_id(), given
        self.created = now()
        self.valid_from = given.get("ValidFrom") or self.created
        if self.valid_from.tzinfo is None:
            self.valid_from = self.valid_from.replace(tzinfo=datetime.timezone.utc)
        self.instance = None
        scheduled = self.valid_from > self.created
        self.become("open", "not-scheduled-yet" if scheduled else "pending-evaluation")

    def become(self, state, code, message=None):
        self.state, self.code, self.message = state, code, message or MESSAGES[code]
        self.since = now()

    def settle(self):
        """What has come of the request by now."""
        if self.state == "open" and now() >= max(self.valid_from, self.created + EVALUATION):
            price = self.given.get("SpotPrice")
            if price is not None and float(price) < MARKET_PRICE:
                self.become("open", "price-too-low")
            else:
                self.launch()
        is_gone = self.instance and self.instance.state in ("shutting-down", "terminated")
        if is_gone and self.code in ("fulfilled", "request-canceled-and-instance-running"):
            self.become("closed" if self.state == "active" else self.state, "instance-terminated-by-user")

    def launch(self):
        """Launches the instance, without tags: those of a request are not its instance's."""
        arguments = {name: value for name, value in self.given["LaunchSpecification"].items() if value is not None}
        if "UserData" in arguments:
            arguments["UserData"] = base64.b64decode(arguments["UserData"])  # boto3 encodes it again
        ec2 = client("ec2", self.ec2_backend.account_id, self.ec2_backend.region_name)
        try:
            launched = ec2.run_instances(MinCount=1, MaxCount=1, **arguments)["Instances"][0]
        except ClientError as error:
            self.become("failed", "bad-parameters", error.response["Error"]["Message"])
            return
        self.instance = self.ec2_backend.get_instance(launched["InstanceId"])
        self.instance.lifecycle, self.instance.spot_instance_request_id = "spot", self.id
        self.become("active", "fulfilled")

    def cancel(self):
        if self.state == "open":
            self.become("cancelled", "canceled-before-fulfillment")
        elif self.state == "active":
            self.become("cancelled", "request-canceled-and-instance-running")

    def get_filter_value(self, filter_name, method_name=None):
        values = {
            "spot-instance-request-id": self.id,
            "state": self.state,
            "status-code": self.code,
            "instance-id": self.instance.id if self.instance else "",
        }
        if filter_name.startswith("tag:"):
            return self.tags().get(filter_name.removeprefix("tag:"))
        return values[filter_name]  # one that is not known is an internal error, which fails the test

    def tags(self):
        return self.ec2_backend.tags.get(self.id, {})

    def shown(self):
        made = {
            "SpotInstanceRequestId": self.id,
            "CreateTime": self.created,
            "InstanceInterruptionBehavior": self.given.get("InstanceInterruptionBehavior", "terminate"),
            "LaunchSpecification": self.given["LaunchSpecification"],
            "ProductDescription": "Linux/UNIX",
            "SpotPrice": self.given.get("SpotPrice", f"{MARKET_PRICE * 3:.6f}"),
            "State": self.state,
            "Status": {"Code": self.code, "Message": self.message, "UpdateTime": self.since},
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags().items()],
            "Type": self.given.get("Type", "one-time"),
            "ValidFrom": self.valid_from,
        }
        if self.instance:
            made.update(InstanceId=self.instance.id, LaunchedAvailabilityZone=self.instance.availability_zone)
        return made


def check(given):
    price = given.get("SpotPrice")
    if price is not None:
        try:
            is_wrong = float(price) <= 0
        except ValueError:
            is_wrong = True
        if is_wrong:
            refuse("InvalidParameterValue", f"Invalid value '{price}' for spotPrice")
    valid_from = given.get("ValidFrom")
    if valid_from is not None:
        aware = valid_from if valid_from.tzinfo else valid_from.replace(tzinfo=datetime.timezone.utc)
        if aware < now():
            refuse("InvalidTime", "The start time of the Spot request must be in the future.")
    if int(given.get("InstanceCount", 1)) < 1:
        refuse("InvalidParameterValue", "Value for parameter instanceCount is invalid.")
    for each in given.get("TagSpecifications", []):
        if each.get("ResourceType") != KIND:
            refuse(
                "InvalidParameterValue",
                f"'{each.get('ResourceType')}' is not a valid taggable resource type for this operation.",
            )
    check_user_data(given.get("LaunchSpecification", {}).get("UserData"))


class Operations(SpotInstances):
    """Their names are those of the operations, in snake case."""

    def check_linked_role(self):
        """EC2 acts for spot requests by a role of its own, which the first caller of an account makes, if he may."""
        partition = get_partition(self.region)
        roles = iam_backends[self.current_account][partition]
        name = "AWSServiceRoleForEC2Spot"
        if any(role.name == name for role in roles.roles.values()):
            return
        arn = f"arn:{partition}:iam::{self.current_account}:role/aws-service-role/{SERVICE}/{name}"
        if not authorization.may(self, "iam:CreateServiceLinkedRole", arn, {"iam:awsservicename": SERVICE}):
            refuse(
                "AuthFailure.ServiceLinkedRoleCreationNotPermitted",
                "The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.",
            )
        roles.create_service_linked_role(SERVICE, "of EC2 Spot", "")

    def requests(self):
        found = self.ec2_backend.spot_instance_requests
        for request in list(found.values()):
            request.settle()
        return found

    def request_spot_instances(self):
        given = dict(self.params)
        check(given)
        self.error_on_dryrun()
        self.check_linked_role()
        made = []
        for _ in range(int(given.get("InstanceCount", 1))):
            request = SpotRequest(self.ec2_backend, given)
            self.ec2_backend.spot_instance_requests[request.id] = request
            self.ec2_backend.create_tags([request.id], convert_tag_spec(given.get("TagSpecifications", [])).get(KIND, {}))
            made.append(request)
        return ActionResult({"SpotInstanceRequests": [request.shown() for request in made]})

    def named(self, ids):
        """The requests of these ids, all of which there must be."""
        known = self.requests()
        if missing := [id_ for id_ in ids if id_ not in known]:
            refuse(
                "InvalidSpotInstanceRequestID.NotFound",
                f"The spot instance request ID '{missing[0]}' does not exist",
            )
        return [known[id_] for id_ in ids]

    def describe_spot_instance_requests(self):
        ids = self._get_param("SpotInstanceRequestIds", [])
        found = self.named(ids) if ids else list(self.requests().values())
        found = generic_filter(self._filters_from_querystring(), found)
        return ActionResult({"SpotInstanceRequests": [request.shown() for request in found]})

    def cancel_spot_instance_requests(self):
        self.error_on_dryrun()
        cancelled = self.named(self._get_param("SpotInstanceRequestIds", []))
        for request in cancelled:
            request.cancel()
        told = [{"SpotInstanceRequestId": request.id, "State": request.state} for request in cancelled]
        return ActionResult({"CancelledSpotInstanceRequests": told})


def install():
    """Puts all this in the place of moto's own."""
    SERVICE_NAME_CONVERSION["spot"] = "EC2Spot"
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(SpotInstances, name, operation)
