"""What a request touches, and what IAM is told of it: each must be allowed for the request to be.

Of EC2 this is what AWS's service authorization reference lists for launching, tagging and ending instances; of a few other
services, what instances and functions ask for. All else touches `*`.
"""

import json

from moto.cloudformation.models import cloudformation_backends
from moto.ec2 import ec2_backends
from moto.iam.models import iam_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.utilities.utils import get_partition

# How ids of EC2 begin, and what such things are called in ARNs.
KINDS = {
    "eni": "network-interface",
    "i": "instance",
    "sg": "security-group",
    "sir": "spot-instances-request",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
}


class Touched:
    """One thing that a request touches, by an action that may be another than the request's."""

    def __init__(self, action, arn, **context):
        self.action, self.arn = action, arn
        self.context = {name.lower(): value for name, value in context.items() if value is not None}


def tags_in_request(tags):
    found = {f"aws:RequestTag/{tag['Key']}": tag.get("Value", "") for tag in tags}
    return {**found, "aws:TagKeys": [tag["Key"] for tag in tags]} if tags else {}


class Place:
    """The account and region of a request, and what is there."""

    def __init__(self, response):
        self.account, self.region = response.current_account, response.region
        self.partition = get_partition(self.region)
        self.ec2 = ec2_backends[self.account][self.region]

    def arn(self, service, name, account=None):
        account = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{self.region}:{account}:{name}"

    def tags_of(self, id_):
        tags = self.ec2.tags.get(id_, {})
        both = [(f"{prefix}:ResourceTag/{key}", value) for key, value in tags.items() for prefix in ("aws", "ec2")]
        return dict(both)

    def existing(self, action, id_, **context):
        """Something of EC2's by its id."""
        kind = KINDS.get(id_.rpartition("-")[0], "unknown")
        known = self.tags_of(id_)
        if kind == "instance" and any(each.id == id_ for each in self.ec2.all_instances()):
            instance = self.ec2.get_instance(id_)
            known.update({"ec2:InstanceProfile": instance.profile_arn, "ec2:InstanceType": instance.instance_type})
        if kind in ("subnet", "security-group"):
            known["ec2:Vpc"] = self.vpc_of(kind, id_)
        return Touched(action, self.arn("ec2", f"{kind}/{id_}"), **known, **context)

    def vpc_of(self, kind, id_):
        if kind == "security-group":
            group = self.ec2.get_security_group_from_id(id_)
            vpc = group and group.vpc_id
        else:
            found = [subnet for zone in self.ec2.subnets.values() for subnet in zone.values() if subnet.id == id_]
            vpc = found[0].vpc_id if found else None
        return vpc and self.arn("ec2", f"vpc/{vpc}")

    def profile(self, given):
        """The instance profile that a launch names, if there is one."""
        named = given.get("IamInstanceProfile") or {}
        known = iam_backends[self.account][self.partition].instance_profiles.values()
        return next((each for each in known if named.get("Arn") == each.arn or named.get("Name") == each.name), None)

    def launched_with(self, action, given):
        """What instances are launched with, by themselves or for a spot request."""
        groups = list(given.get("SecurityGroupIds") or [])
        subnets = [given["SubnetId"]] if given.get("SubnetId") else []
        public = None
        for interface in given.get("NetworkInterfaces") or []:
            groups += interface.get("Groups") or []
            subnets += [interface["SubnetId"]] if interface.get("SubnetId") else []
            if interface.get("AssociatePublicIpAddress") is not None:
                public = str(interface["AssociatePublicIpAddress"]).lower()
        subnet = subnets[0] if subnets else None
        yield Touched(action, self.arn("ec2", f"image/{given['ImageId']}", account=""))
        if given.get("KeyName"):
            yield Touched(action, self.arn("ec2", f"key-pair/{given['KeyName']}"))
        for id_ in [*groups, *subnets]:
            yield self.existing(action, id_)
        about = {"ec2:AssociatePublicIpAddress": public}
        if subnet:
            about.update({"ec2:Subnet": self.arn("ec2", f"subnet/{subnet}"), "ec2:Vpc": self.vpc_of("subnet", subnet)})
        yield Touched(action, self.arn("ec2", "network-interface/*"), **about)
        if profile := self.profile(given):
            service = "ec2.amazonaws.com.cn" if self.partition == "aws-cn" else "ec2.amazonaws.com"
            for role in profile.roles:
                yield Touched("iam:PassRole", role.arn, **{"iam:PassedToService": service})

    def tagged_while(self, operation, specifications):
        """Tags that something is given as it is made."""
        for each in specifications:
            made_by = {"ec2:CreateAction": operation, **tags_in_request(each.get("Tags", []))}
            yield Touched("ec2:CreateTags", self.arn("ec2", f"{each['ResourceType']}/*"), **made_by)


def tags_of_kind(given, kind):
    found = given.get("TagSpecifications") or []
    return tags_in_request([tag for each in found if each.get("ResourceType") == kind for tag in each.get("Tags", [])])


def run_instances(place, given):
    action, profile = "ec2:RunInstances", place.profile(given)
    options = given.get("MetadataOptions") or {}
    about = {
        "ec2:InstanceMarketType": (given.get("InstanceMarketOptions") or {}).get("MarketType", "on-demand"),
        "ec2:InstanceProfile": profile and profile.arn,
        "ec2:InstanceType": given.get("InstanceType", "m1.small"),
        "ec2:MetadataHttpTokens": options.get("HttpTokens"),
    }
    yield Touched(action, place.arn("ec2", "instance/*"), **about, **tags_of_kind(given, "instance"))
    yield Touched(action, place.arn("ec2", "volume/*"), **tags_of_kind(given, "volume"))
    yield from place.launched_with(action, given)
    yield from place.tagged_while("RunInstances", given.get("TagSpecifications") or [])


def request_spot_instances(place, given):
    action, kind = "ec2:RequestSpotInstances", "spot-instances-request"
    yield Touched(action, place.arn("ec2", f"{kind}/*"), **tags_of_kind(given, kind))
    yield from place.launched_with(action, given.get("LaunchSpecification") or {})
    yield from place.tagged_while("RequestSpotInstances", given.get("TagSpecifications") or [])


def cancel_spot_instance_requests(place, given):
    for id_ in given.get("SpotInstanceRequestIds", []):
        yield place.existing("ec2:CancelSpotInstanceRequests", id_)


def instances_by_id(action):
    return lambda place, given: (place.existing(action, id_) for id_ in given.get("InstanceIds", []))


def create_tags(place, given):
    for id_ in given.get("Resources", []):
        yield place.existing("ec2:CreateTags", id_, **tags_in_request(given.get("Tags", [])))


OF_EC2 = {
    "CancelSpotInstanceRequests": cancel_spot_instance_requests,
    "CreateTags": create_tags,
    "RequestSpotInstances": request_spot_instances,
    "RunInstances": run_instances,
    "StartInstances": instances_by_id("ec2:StartInstances"),
    "StopInstances": instances_by_id("ec2:StopInstances"),
    "TerminateInstances": instances_by_id("ec2:TerminateInstances"),
}


def secret(place, given, action):
    if "SecretId" not in given:
        return []
    known = secretsmanager_backends[place.account][place.region].secrets.values()
    found = next((each for each in known if given["SecretId"] in (each.arn, each.name)), None)
    if found is None:
        asked = given["SecretId"]
        return [Touched(action, asked if asked.startswith("arn:") else place.arn("secretsmanager", f"secret:{asked}"))]
    tags = [(tag["Key"], tag["Value"]) for tag in found.tags or []]
    known = {f"{prefix}:ResourceTag/{key}": value for key, value in tags for prefix in ("aws", "secretsmanager")}
    return [Touched(action, found.arn, **known)]


def parameters(place, given, action):
    names = given.get("Names") or [given[key] for key in ("Name", "Path") if key in given]
    # those that AWS publishes are in no account
    owners = {name: "" if name.startswith("/aws/service/") else place.account for name in names}
    return [
        Touched(action, place.arn("ssm", f"parameter/{name.lstrip('/')}", account=owner)) for name, owner in owners.items()
    ]


def log_group(place, given, action):
    if "logGroupName" not in given:
        return []
    # a stream is asked about as such only where something is put into it or read from it
    stream = given["logStreamName"] if action in ("logs:GetLogEvents", "logs:PutLogEvents") else ""
    return [Touched(action, place.arn("logs", f"log-group:{given['logGroupName']}:log-stream:{stream}"))]


def stack(place, given, action):
    """The ARN of the stack of a request to CloudFormation, by its name or by itself."""
    named = given.get("StackName", [""])[0]
    stacks = cloudformation_backends[place.account][place.region].stacks.values()
    return [Touched(action, each.stack_id) for each in stacks if named in (each.name, each.stack_id)]


# Of services whose requests are JSON: what one names, nothing where it is about all there is.
OF_OTHERS = {"logs": log_group, "secretsmanager": secret, "ssm": parameters}


def touched(response, action):
    """What the request touches that a response answers, `*` where nothing tells."""
    service, _, name = action.partition(":")
    place = Place(response)
    if service == "ec2" and name in OF_EC2:
        return list(OF_EC2[name](place, response.params))
    named = OF_OTHERS[service](place, json.loads(response.body), action) if service in OF_OTHERS else []
    if service == "cloudformation":
        named = stack(place, response.querystring, action)
    return named or [Touched(action, "*")]
