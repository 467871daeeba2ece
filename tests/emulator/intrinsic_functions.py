"""CloudFormation's intrinsic functions, conditions and dynamic references."""

import base64
import ipaddress
import json
import re

from moto.cloudformation import models
from moto.cloudformation.exceptions import ValidationError

from services import as_text, client

NO_VALUE = object()


def resolve(value, stack):
    """Evaluates the intrinsic functions in a piece of template."""
    if isinstance(value, list):
        items = [resolve(item, stack) for item in value]
        return [item for item in items if item is not NO_VALUE]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name == "Ref":
            return ref(argument, stack)
        if name == "Condition" and isinstance(argument, str):
            return stack.condition(argument)
        if name.startswith("Fn::"):
            if name not in FUNCTIONS:
                raise ValidationError(message=f"unsupported intrinsic function {name}")
            return FUNCTIONS[name](argument, stack)
    items = {key: resolve(item, stack) for key, item in value.items()}
    return {key: item for key, item in items.items() if item is not NO_VALUE}


def ref(name, stack):
    if name == "AWS::NoValue":
        return NO_VALUE
    target = stack[name]
    return getattr(target, "physical_resource_id", target)


def get_att(argument, stack):
    name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return stack[name].get_cfn_attribute(resolve(attribute, stack))


def sub(argument, stack):
    text, values = (argument, {}) if isinstance(argument, str) else argument

    def replace(match):
        name = match.group(1)
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        if name in values:
            return as_text(resolve(values[name], stack))
        return as_text(get_att(name, stack) if "." in name else ref(name, stack))

    return re.sub(r"\$\{([^}]+)\}", replace, text)


def find_in_map(argument, stack):
    name, top, second, *default = resolve(argument, stack)
    try:
        return stack.template.get("Mappings", {})[name][top][second]
    except KeyError:
        if default:
            return language_extension("a DefaultValue of Fn::FindInMap", lambda d, s: d["DefaultValue"])(
                default[0], stack
            )
        raise ValidationError(message=f"no {name}/{top}/{second} in Mappings")


def import_value(argument, stack):
    name = resolve(argument, stack)
    if name not in stack.backend.exports:
        raise ValidationError(message=f"No export named {name} found.")
    stack.imports.add(name)
    return stack.backend.exports[name].value


def get_stack_output(argument, stack):
    """The output of another stack, of any region, and of the account of the role that reads it."""
    wanted = resolve(argument, stack)
    unknown = set(wanted) - {"StackName", "OutputName", "Region", "RoleArn"}
    if unknown:
        raise ValidationError(message=f"Fn::GetStackOutput has no argument {', '.join(sorted(unknown))}")
    role = wanted.get("RoleArn")
    account = role.split(":")[4] if role else stack["AWS::AccountId"]
    if role:
        client("iam", account, "us-east-1").get_role(RoleName=role.rpartition("/")[2])
    elsewhere = models.cloudformation_backends[account][wanted.get("Region") or stack["AWS::Region"]]
    for other in elsewhere.stacks.values():
        if wanted["StackName"] in (other.name, other.stack_id):
            outputs = {output.key: output.value for output in other.output_map.values() if output}
            if wanted["OutputName"] in outputs:
                return outputs[wanted["OutputName"]]
    raise ValidationError(message=f"no output {wanted['OutputName']} of a stack {wanted['StackName']}")


def cidr(argument, stack):
    block, count, *bits = resolve(argument, stack)
    network = ipaddress.ip_network(block)
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits[0] if bits else 8))
    return [str(next(subnets)) for _ in range(int(count))]


def get_azs(argument, stack):
    region = resolve(argument, stack) or stack["AWS::Region"]
    zones = client("ec2", stack["AWS::AccountId"], region).describe_availability_zones()
    return sorted(zone["ZoneName"] for zone in zones["AvailabilityZones"])


def select(argument, stack):
    index, items = resolve(argument, stack)
    return items[int(index)]


def join(argument, stack):
    separator, items = resolve(argument, stack)
    return separator.join(as_text(item) for item in items)


def split(argument, stack):
    separator, text = resolve(argument, stack)
    return text.split(separator)


def language_extension(name, function):
    """Functions that exist only where the template asks for them."""

    def checked(argument, stack):
        transforms = stack.template.get("Transform", [])
        if "AWS::LanguageExtensions" not in ([transforms] if isinstance(transforms, str) else transforms):
            raise ValidationError(message=f"{name} needs the transform AWS::LanguageExtensions")
        return function(argument, stack)

    return checked


def to_json_string(argument, stack):
    return json.dumps(resolve(argument, stack), separators=(",", ":"))


def length(argument, stack):
    items = resolve(argument, stack)
    if not isinstance(items, list):
        raise ValidationError(message=f"Fn::Length needs a list, not {json.dumps(items)}")
    return len(items)


def texts(argument, stack):
    return {as_text(item) for item in resolve(argument, stack)}


def parameters_of_type(kind, stack):
    """The values of all parameters of a type, or of lists of it."""
    slots = stack.template.get("Parameters", {})
    values = [stack[name] for name, slot in slots.items() if slot["Type"] in (kind, f"List<{kind}>")]
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


# What rules may ask of networks: how EC2 is asked, and where the answer is.
DESCRIBED = {
    "AWS::EC2::Subnet::Id": ("describe_subnets", "SubnetIds", "Subnets"),
    "AWS::EC2::VPC::Id": ("describe_vpcs", "VpcIds", "Vpcs"),
}


def attributes_of(kind, ids, attribute, stack):
    if kind not in DESCRIBED:
        raise ValidationError(message=f"Template error: rules know no attributes of {kind}")
    operation, argument, answer = DESCRIBED[kind]
    found = getattr(stack.client("ec2"), operation)(**{argument: ids})[answer]
    tag = attribute.removeprefix("Tags.")
    if tag != attribute:
        return [each["Value"] for item in found for each in item.get("Tags", []) if each["Key"] == tag]
    if any(attribute not in item for item in found):
        raise ValidationError(message=f"Template error: {kind} has no attribute {attribute} for rules")
    return [item[attribute] for item in found]


def value_of(argument, stack):
    name, attribute = argument
    kind, value = stack.template["Parameters"][name]["Type"], stack[name]
    if isinstance(value, list):
        return attributes_of(kind.removeprefix("List<").removesuffix(">"), value, attribute, stack)
    return next(iter(attributes_of(kind, [value], attribute, stack)), "")


FUNCTIONS = {
    "Fn::GetAtt": get_att,
    "Fn::Sub": sub,
    "Fn::FindInMap": find_in_map,
    "Fn::ImportValue": import_value,
    "Fn::GetStackOutput": get_stack_output,
    "Fn::ToJsonString": language_extension("Fn::ToJsonString", to_json_string),
    "Fn::Length": language_extension("Fn::Length", length),
    "Fn::Cidr": cidr,
    "Fn::GetAZs": get_azs,
    "Fn::Select": select,
    "Fn::Join": join,
    "Fn::Split": split,
    "Fn::Base64": lambda a, s: base64.b64encode(resolve(a, s).encode()).decode(),
    "Fn::If": lambda a, s: resolve(a[1] if s.condition(a[0]) else a[2], s),
    "Fn::Equals": lambda a, s: len({as_text(item) for item in resolve(a, s)}) == 1,
    "Fn::And": lambda a, s: all(resolve(item, s) for item in a),
    "Fn::Or": lambda a, s: any(resolve(item, s) for item in a),
    "Fn::Not": lambda a, s: not resolve(a[0], s),
    # in rules only; check_rules evaluates them
    "Fn::Contains": lambda a, s: as_text(resolve(a[1], s)) in texts(a[0], s),
    "Fn::EachMemberEquals": lambda a, s: texts(a[0], s) <= {as_text(resolve(a[1], s))},
    "Fn::EachMemberIn": lambda a, s: texts(a[0], s) <= texts(a[1], s),
    "Fn::RefAll": parameters_of_type,
    "Fn::ValueOf": value_of,
    "Fn::ValueOfAll": lambda a, s: attributes_of(a[0], parameters_of_type(a[0], s), a[1], s),
}


def dynamic(value, stack):
    """Replaces {{resolve:secretsmanager:...}} and {{resolve:ssm:...}} in properties."""
    if isinstance(value, list):
        return [dynamic(item, stack) for item in value]
    if isinstance(value, dict):
        return {key: dynamic(item, stack) for key, item in value.items()}
    if isinstance(value, str):
        return re.sub(r"\{\{resolve:([a-z-]+):(.+?)\}\}", lambda m: lookup(stack, *m.groups()), value)
    return value


def lookup(stack, service, reference):
    if service in ("ssm", "ssm-secure"):
        parameter = stack.client("ssm").get_parameter(Name=reference, WithDecryption=True)
        return parameter["Parameter"]["Value"]
    if service != "secretsmanager":
        raise ValidationError(message=f"unknown dynamic reference {service}")
    secret, _, rest = reference.partition(":SecretString:")
    key, version_stage, version = (rest.split(":") + ["", "", ""])[:3]
    where = {"SecretId": secret.removesuffix(":SecretString")}
    if version_stage:
        where["VersionStage"] = version_stage
    if version:
        where["VersionId"] = version
    text = stack.client("secretsmanager").get_secret_value(**where)["SecretString"]
    return as_text(json.loads(text)[key]) if key else text
