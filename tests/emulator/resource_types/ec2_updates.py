"""Changes to networks and instances that stand."""

from registry import coerce_bool, replaces, updates

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


# What is changed of an instance while it is stopped, and what while it runs.
WHEN_STOPPED = ("EbsOptimized", "InstanceType", "UserData")
WHILE_IT_RUNS = {"DisableApiTermination": False, "SourceDestCheck": True}


@replaces("AWS::EC2::Instance")
def replacing_changes_of_instance(old, new):
    """Disks are those that an instance was launched with; only when they go with it may change."""

    def fixed(properties):
        return [
            {**each, "Ebs": {key: value for key, value in each["Ebs"].items() if key != "DeleteOnTermination"}}
            if isinstance(each, dict) and "Ebs" in each
            else each
            for each in properties.get("BlockDeviceMappings", [])
        ]

    return ["BlockDeviceMappings"] if fixed(old) != fixed(new) else []


@updates("AWS::EC2::Instance")
def update_instance(r, old, new, changed):
    instance = {"InstanceId": r.physical_resource_id}
    if "MetadataOptions" in changed:
        options = new.get("MetadataOptions", {"HttpTokens": "optional"})
        r.call("ec2", "modify_instance_metadata_options", **instance, **options)
    if "SecurityGroupIds" in changed and "SecurityGroupIds" in new:
        r.call("ec2", "modify_instance_attribute", **instance, Groups=new["SecurityGroupIds"])
    for name in changed & set(WHILE_IT_RUNS):
        value = coerce_bool(new.get(name, WHILE_IT_RUNS[name]))
        r.call("ec2", "modify_instance_attribute", **instance, **{name: {"Value": value}})
    if stopped := [name for name in WHEN_STOPPED if name in changed and name in new]:
        r.call("ec2", "stop_instances", InstanceIds=[r.physical_resource_id])
        for name in stopped:
            # boto3 encodes user data, and moto expects that someone has done it before
            value = new[name].encode() if name == "UserData" else new[name]
            r.call("ec2", "modify_instance_attribute", **instance, **{name: {"Value": value}})
        r.call("ec2", "start_instances", InstanceIds=[r.physical_resource_id])
    if "IamInstanceProfile" in changed and "IamInstanceProfile" in new:
        change_profile(r, new["IamInstanceProfile"])
    applied = {"BlockDeviceMappings", "MetadataOptions", "PropagateTagsToVolumeOnCreation", *stopped, *WHILE_IT_RUNS}
    applied |= {name for name in ("IamInstanceProfile", "SecurityGroupIds") if name in new}
    return applied | tags_only(r, old, new, changed)


def change_profile(r, name):
    of_instance = [{"Name": "instance-id", "Values": [r.physical_resource_id]}]
    found = r.call("ec2", "describe_iam_instance_profile_associations", Filters=of_instance)
    profile = {"IamInstanceProfile": {"Name": name}}
    if associations := found["IamInstanceProfileAssociations"]:
        id_ = associations[0]["AssociationId"]
        r.call("ec2", "replace_iam_instance_profile_association", AssociationId=id_, **profile)
    else:
        r.call("ec2", "associate_iam_instance_profile", InstanceId=r.physical_resource_id, **profile)


@updates("AWS::EC2::LaunchTemplate")
def update_launch_template(r, old, new, changed):
    template = {"LaunchTemplateId": r.physical_resource_id}
    if changed & {"LaunchTemplateData", "VersionDescription"}:
        given = {name: new[name] for name in ("LaunchTemplateData", "VersionDescription") if name in new}
        made = r.call("ec2", "create_launch_template_version", **template, **given)["LaunchTemplateVersion"]
        r.attributes["LatestVersionNumber"] = str(made["VersionNumber"])
    if "TagSpecifications" in changed:
        tags = [{"Tags": each["Tags"]} for each in new.get("TagSpecifications", [])]
        before = [{"Tags": each["Tags"]} for each in old.get("TagSpecifications", [])]
        change_tags(r, *(each[0] if each else {} for each in (before, tags)))
    return {"LaunchTemplateData", "TagSpecifications", "VersionDescription"}


def describe_rule(direction):
    """Of a rule that is a resource of its own, its description can change."""

    def change(r, old, new, changed):
        rule = {"Description": "", **{name: value for name, value in new.items() if name != "GroupId"}}
        described = {"GroupId": new["GroupId"], "IpPermissions": [permission(rule)]}
        r.call("ec2", f"update_security_group_rule_descriptions_{direction}", **described)
        return {"Description"}

    return change


updates("AWS::EC2::SecurityGroupIngress")(describe_rule("ingress"))
updates("AWS::EC2::SecurityGroupEgress")(describe_rule("egress"))


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
