"""Security groups, lists of prefixes, and key pairs."""

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, handles


def permission(rule):
    """A rule of a security group, as the API's IpPermission."""
    names = {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "SourcePrefixListId": ("PrefixListIds", "PrefixListId"),
        "DestinationPrefixListId": ("PrefixListIds", "PrefixListId"),
        "SourceSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
        "DestinationSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    rule = dict(rule)
    rule.pop("SourceSecurityGroupOwnerId", None)
    made = {"IpProtocol": rule.pop("IpProtocol")}
    description = {"Description": rule.pop("Description")} if "Description" in rule else {}
    for name in list(rule):
        if name in ("FromPort", "ToPort"):
            made[name] = rule.pop(name)
        elif name in names:
            ranges, key = names[name]
            made[ranges] = [{key: rule.pop(name), **description}]
    if rule:
        raise ValidationError(message=f"unknown in a security group rule: {', '.join(rule)}")
    return made


@handles("AWS::EC2::SecurityGroup")
def security_group(r):
    ingress, egress = r.take("SecurityGroupIngress", []), r.take("SecurityGroupEgress", [])
    r.properties.setdefault("GroupName", r.name())
    vpc_id = r.properties.get("VpcId")
    if vpc_id:
        r.call("ec2", "describe_vpcs", VpcIds=[vpc_id])  # moto takes a group of no VPC
    made = r.call_with_rest(
        "ec2", "create_security_group", Description=r.take("GroupDescription"), **r.tags("security-group")
    )
    id_ = made["GroupId"]
    if ingress:
        r.call("ec2", "authorize_security_group_ingress", GroupId=id_, IpPermissions=[permission(i) for i in ingress])
    if egress:
        everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        r.call("ec2", "revoke_security_group_egress", GroupId=id_, IpPermissions=[everything])
        r.call("ec2", "authorize_security_group_egress", GroupId=id_, IpPermissions=[permission(e) for e in egress])
    yield from existing_security_group(r, id_)


@adopts("AWS::EC2::SecurityGroup")
def existing_security_group(r, Id):
    (found,) = r.call("ec2", "describe_security_groups", GroupIds=[Id])["SecurityGroups"]
    yield Id, {"GroupId": Id, "Id": Id, "VpcId": found.get("VpcId")}
    r.call("ec2", "delete_security_group", GroupId=Id)


def security_group_rule(direction):
    def handler(r):
        group = {"GroupId": r.take("GroupId")}
        rule, r.properties = permission(r.properties), {}
        made = r.call("ec2", f"authorize_security_group_{direction}", **group, IpPermissions=[rule])
        id_ = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        yield id_, {"Id": id_}
        r.call("ec2", f"revoke_security_group_{direction}", **group, SecurityGroupRuleIds=[id_])

    return handler


handles("AWS::EC2::SecurityGroupIngress")(security_group_rule("ingress"))
handles("AWS::EC2::SecurityGroupEgress")(security_group_rule("egress"))


@handles("AWS::EC2::PrefixList")
def prefix_list(r):
    made = r.call_with_rest("ec2", "create_managed_prefix_list", **r.tags("prefix-list"))["PrefixList"]
    id_ = made["PrefixListId"]
    attributes = {"Arn": made["PrefixListArn"], "OwnerId": made["OwnerId"], "Version": made["Version"]}
    yield id_, {"PrefixListId": id_, **attributes}
    r.call("ec2", "delete_managed_prefix_list", PrefixListId=id_)


@handles("AWS::EC2::KeyPair")
def key_pair(r):
    name, public = r.properties["KeyName"], r.take("PublicKeyMaterial")
    if public:
        # aws-cdk-lib always writes what only a pair that AWS makes can be told; CloudFormation passes over it.
        r.take("KeyFormat"), r.take("KeyType")
        made = r.call_with_rest("ec2", "import_key_pair", PublicKeyMaterial=public, **r.tags("key-pair"))
    else:
        made = r.call_with_rest("ec2", "create_key_pair", **r.tags("key-pair"))
        parameter = f"/ec2/keypair/{made['KeyPairId']}"
        r.call("ssm", "put_parameter", Name=parameter, Type="SecureString", Value=made["KeyMaterial"])
    yield from existing_key_pair(r, name)
    if not public:
        r.call("ssm", "delete_parameter", Name=parameter)


@adopts("AWS::EC2::KeyPair")
def existing_key_pair(r, KeyName=None, KeyPairId=None):
    by = {"KeyNames": [KeyName]} if KeyName else {"KeyPairIds": [KeyPairId]}
    (found,) = r.call("ec2", "describe_key_pairs", **by)["KeyPairs"]
    yield found["KeyName"], {"KeyPairId": found["KeyPairId"], "KeyFingerprint": found["KeyFingerprint"]}
    r.call("ec2", "delete_key_pair", KeyName=found["KeyName"])
