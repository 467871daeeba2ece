"""The parameters of a template: their declarations, their values, typed and checked as CloudFormation checks them."""

import re

from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import ValidationError

SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
LIST = re.compile(r"List<(.+)>")

# moto has Amazon's public parameters, not Canonical's, and lets nobody add any below /aws.
UBUNTU_IMAGE = re.compile(
    r"/aws/service/canonical/ubuntu/server/[^/]+/stable/[^/]+/(amd64|arm64)/hvm/ebs-gp[23]/ami-id"
)

# How each type of something that must exist is asked for: service, operation, argument, whether that is a list.
EXISTING = {
    "AWS::EC2::AvailabilityZone::Name": ("ec2", "describe_availability_zones", "ZoneNames", True),
    "AWS::EC2::Instance::Id": ("ec2", "describe_instances", "InstanceIds", True),
    "AWS::EC2::KeyPair::KeyName": ("ec2", "describe_key_pairs", "KeyNames", True),
    "AWS::EC2::SecurityGroup::GroupName": ("ec2", "describe_security_groups", "GroupNames", True),
    "AWS::EC2::SecurityGroup::Id": ("ec2", "describe_security_groups", "GroupIds", True),
    "AWS::EC2::Subnet::Id": ("ec2", "describe_subnets", "SubnetIds", True),
    "AWS::EC2::Volume::Id": ("ec2", "describe_volumes", "VolumeIds", True),
    "AWS::EC2::VPC::Id": ("ec2", "describe_vpcs", "VpcIds", True),
    "AWS::Route53::HostedZone::Id": ("route53", "get_hosted_zone", "Id", False),
    "AWS::SSM::Parameter::Name": ("ssm", "get_parameter", "Name", False),
}
# moto runs images that it does not know, so that these need not be there.
IMAGE = "AWS::EC2::Image::Id"
SCALARS = {"String", "Number", IMAGE, *EXISTING}

ATTRIBUTES = {
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
}


def check_declarations(slots):
    """Refuses parameters that cannot be."""
    for name, slot in slots.items():
        if not name.isalnum():
            raise ValidationError(message=f"Template format error: Parameter name {name} is non alphanumeric.")
        if unknown := set(slot) - ATTRIBUTES:
            refused = ", ".join(sorted(unknown))
            raise ValidationError(message=f"Invalid template parameter property '{refused}' of {name}")
        if "Type" not in slot:
            raise ValidationError(message=f"Template format error: Every Parameters object must contain a Type: {name}")
        if not is_type(slot["Type"]):
            raise ValidationError(
                message=f"Template format error: Unrecognized parameter type: {slot['Type']} ({name})"
            )
        if isinstance(slot.get("Default"), (list, dict)):
            raise ValidationError(message=f"Template format error: Every Default member must be a string. ({name})")


def is_type(kind):
    stored = SSM_VALUE.fullmatch(kind)
    kind = stored.group(1) if stored else kind
    if kind in ("CommaDelimitedList", "List<String>"):
        return kind == "CommaDelimitedList" or stored is not None
    listed = LIST.fullmatch(kind)
    return (listed.group(1) if listed else kind) in SCALARS


def check_given(slots, given):
    """Refuses values that the declarations do not allow; whether what they name exists is seen later."""
    unknown = set(given) - set(slots)
    if unknown:
        raise ValidationError(message=f"Parameters: [{', '.join(sorted(unknown))}] do not exist in the template")
    missing = [name for name, slot in slots.items() if name not in given and "Default" not in slot]
    if missing:
        raise ValidationError(message=f"Parameters: [{', '.join(missing)}] must have values")
    for name, slot in slots.items():
        text = given.get(name, slot.get("Default"))
        for item in items_of(slot["Type"], text):
            check(name, slot, item)
            if slot["Type"] in ("Number", "List<Number>"):
                number(name, item)


def parameter_values(slots, given, client):
    """What Ref of each parameter gives; what a parameter of one of AWS's types names must exist."""
    if slots:
        check_given(slots, given)
    return {name: value(name, slot, given.get(name, slot.get("Default")), client) for name, slot in slots.items()}


def value(name, slot, text, client):
    kind = slot["Type"]
    if stored := SSM_VALUE.fullmatch(kind):
        text, kind = stored_value(text, client), stored.group(1)
    items, listed = items_of(kind, text), LIST.fullmatch(kind)
    scalar = listed.group(1) if listed else kind
    for item in items:
        check_existing(name, scalar, item, client)
    if scalar == "Number":
        items = [number(name, item) for item in items]
    else:
        items = [plain(item) for item in items]
    return items if listed or kind == "CommaDelimitedList" else items[0]


def items_of(kind, text):
    if kind == "CommaDelimitedList" or LIST.fullmatch(kind):
        return [item.strip() for item in str(text).split(",")]
    return [text]


def stored_value(parameter, client):
    if UBUNTU_IMAGE.fullmatch(parameter):
        return "ami-00000000000000042"
    try:
        return client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"]
    except ClientError:
        raise ValidationError(
            message=f"Unable to fetch parameters [{parameter}] from parameter store for this account."
        )


def check_existing(name, kind, item, client):
    if kind == IMAGE:
        there = re.fullmatch(r"ami-[0-9a-f]{8,17}", str(item))
    elif kind in EXISTING:
        there = item and exists(kind, item, client)
    else:
        return
    if not there:
        raise ValidationError(
            message=f"Parameter validation failed: parameter value {item} for parameter name {name} does not exist. "
            "Rollback requested by user."
        )


def exists(kind, item, client):
    service, operation, argument, is_list = EXISTING[kind]
    try:
        getattr(client(service), operation)(**{argument: [item] if is_list else item})
    except ClientError:
        return False
    return True


def number(name, text):
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            raise ValidationError(message=f"Parameter '{name}' must be a number.")


def check(name, slot, item):
    text = plain(item)
    if "AllowedValues" in slot and text not in [plain(allowed) for allowed in slot["AllowedValues"]]:
        refuse(name, slot, "must be one of AllowedValues" + ("" if slot.get("NoEcho") else f", not {text}"))
    if "AllowedPattern" in slot and not re.fullmatch(slot["AllowedPattern"], text):
        refuse(name, slot, f"must match pattern {slot['AllowedPattern']}")
    if len(text) < int(slot.get("MinLength", 0)) or len(text) > int(slot.get("MaxLength", len(text))):
        refuse(name, slot, f"must be of another length than {len(text)}")
    if "MinValue" in slot and number(name, item) < number(name, slot["MinValue"]):
        refuse(name, slot, f"must be at least {slot['MinValue']}")
    if "MaxValue" in slot and number(name, item) > number(name, slot["MaxValue"]):
        refuse(name, slot, f"must be at most {slot['MaxValue']}")


def plain(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def refuse(name, slot, what):
    described = slot.get("ConstraintDescription")
    more = f" Parameter {name} failed to satisfy constraint: {described}" if described else ""
    raise ValidationError(message=f"Parameter '{name}' {what}.{more}")
