"""Changes to networks and instances that stand."""

from registry import coerce_bool, updates

from .ec2_security import permission


def resource_id(r):
    """What EC2 knows the resource by, which is not always its Ref."""
    return r.attributes.get("AllocationId") or r.attributes.get("KeyPairId") or r.physical_resource_id


def change_tags(r, old, new):
    before, after = ({tag["Key"]: tag["Value"] for tag in each.get("Tags", [])} for each in (old, new))
    if gone := [{"Key": key} for key in before if key not in after]:
        r.call("ec2", "delete_tags", Resources=[resource_id(r)], Tags=gone)
    if after:
        tags = [{"Key": key, "Value": value} for key, value in after.items()]
        r.call("ec2", "create_tags", Resources=[resource_id(r)], Tags=tags)


def tags_only(r, old, new, changed):
    if "Tags" in changed:
        change_tags(r, old, new)
    return {"Tags"}


for type_ in ("AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::KeyPair", "AWS::EC2::RouteTable"):
    updates(type_)(tags_only)


def switches(operation, id_name, defaults):
    """Properties that are on or off, each changed by a call of its own."""

    def change(r, old, new, changed):
        for name in changed & set(defaults):
            value = {"Value": coerce_bool(new.get(name, defaults[name]))}
            r.call("ec2", operation, **{id_name: r.physical_resource_id, name: value})
        return set(defaults) | tags_only(r, old, new, changed)

    return change


SWITCHES_OF_VPC = {"EnableDnsHostnames": False, "EnableDnsSupport": True}
updates("AWS::EC2::VPC")(switches("modify_vpc_attribute", "VpcId", SWITCHES_OF_VPC))
updates("AWS::EC2::Subnet")(switches("modify_subnet_attribute", "SubnetId", {"MapPublicIpOnLaunch": False}))


@updates("AWS::EC2::Instance")
def update_instance(r, old, new, changed):
    if "MetadataOptions" in changed:
        options = new.get("MetadataOptions", {"HttpTokens": "optional"})
        r.call("ec2", "modify_instance_metadata_options", InstanceId=r.physical_resource_id, **options)
    return {"MetadataOptions"} | tags_only(r, old, new, changed)


@updates("AWS::EC2::SecurityGroup")
def update_security_group(r, old, new, changed):
    group, everything = {"GroupId": r.physical_resource_id}, {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
    for direction, default in (("Ingress", []), ("Egress", [everything])):
        name, way = f"SecurityGroup{direction}", direction.lower()
        if name not in changed:
            continue
        # rules that no template made stay
        before, after = old.get(name, default), new.get(name, default)
        if gone := [permission(rule) for rule in before if rule not in after]:
            r.call("ec2", f"revoke_security_group_{way}", **group, IpPermissions=gone)
        if added := [permission(rule) for rule in after if rule not in before]:
            r.call("ec2", f"authorize_security_group_{way}", **group, IpPermissions=added)
    return {"SecurityGroupEgress", "SecurityGroupIngress"} | tags_only(r, old, new, changed)
