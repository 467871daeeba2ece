"""The parameters of a template: their values, typed and checked as CloudFormation checks them."""

import re

from moto.cloudformation.exceptions import ValidationError

SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")

# moto has Amazon's public parameters, not Canonical's, and lets nobody add any below /aws.
UBUNTU_IMAGE = re.compile(r"/aws/service/canonical/ubuntu/server/[^/]+/stable/[^/]+/(amd64|arm64)/hvm/ebs-gp[23]/ami-id")


def parameter_values(slots, given, client):
    """What Ref of each parameter gives."""
    unknown = set(given) - set(slots) if slots else set()
    if unknown:
        raise ValidationError(message=f"Parameters: [{', '.join(sorted(unknown))}] do not exist in the template")
    missing = [name for name, slot in slots.items() if name not in given and "Default" not in slot]
    if missing:
        raise ValidationError(message=f"Parameters: [{', '.join(missing)}] must have values")
    return {name: value(name, slot, given.get(name, slot.get("Default")), client) for name, slot in slots.items()}


def value(name, slot, text, client):
    kind = slot["Type"]
    if stored := SSM_VALUE.fullmatch(kind):
        text, kind = stored_value(text, client), stored.group(1)
    listed = kind == "CommaDelimitedList" or kind.startswith("List<")
    items = [item.strip() for item in str(text).split(",")] if listed else [text]
    for item in items:
        check(name, slot, item)
    if kind in ("Number", "List<Number>"):
        items = [number(name, item) for item in items]
    return items if listed else items[0]


def stored_value(parameter, client):
    if UBUNTU_IMAGE.fullmatch(parameter):
        return "ami-00000000000000042"
    return client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"]


def number(name, text):
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            raise ValidationError(message=f"Parameter '{name}' must be a number.")


def check(name, slot, item):
    text = str(item)
    if "AllowedValues" in slot and text not in [str(allowed) for allowed in slot["AllowedValues"]]:
        refuse(name, slot, f"must be one of AllowedValues, not {text}")
    if "AllowedPattern" in slot and not re.fullmatch(slot["AllowedPattern"], text):
        refuse(name, slot, f"must match pattern {slot['AllowedPattern']}")
    if len(text) < int(slot.get("MinLength", 0)) or len(text) > int(slot.get("MaxLength", len(text))):
        refuse(name, slot, f"must be of another length than {len(text)}")
    if "MinValue" in slot and number(name, item) < slot["MinValue"]:
        refuse(name, slot, f"must be at least {slot['MinValue']}")
    if "MaxValue" in slot and number(name, item) > slot["MaxValue"]:
        refuse(name, slot, f"must be at most {slot['MaxValue']}")


def refuse(name, slot, what):
    raise ValidationError(message=f"Parameter '{name}' {what}. {slot.get('ConstraintDescription', '')}".strip())
