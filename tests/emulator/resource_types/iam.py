"""Roles, policies, instance profiles."""

import json

from moto.cloudformation.exceptions import ValidationError

from registry import handles


@handles("AWS::IAM::Role")
def role(r):
    managed, inline = r.take("ManagedPolicyArns", []), r.take("Policies", [])
    r.properties.setdefault("RoleName", r.name(limit=64))
    trust = json.dumps(r.take("AssumeRolePolicyDocument"))
    made = r.call_with_rest("iam", "create_role", AssumeRolePolicyDocument=trust)["Role"]
    name = {"RoleName": made["RoleName"]}
    for arn in managed:
        r.call("iam", "attach_role_policy", **name, PolicyArn=arn)
    for policy in inline:
        document = json.dumps(policy["PolicyDocument"])
        r.call("iam", "put_role_policy", **name, PolicyName=policy["PolicyName"], PolicyDocument=document)
    yield made["RoleName"], {"Arn": made["Arn"], "RoleId": made["RoleId"]}
    for arn in managed:
        r.call("iam", "detach_role_policy", **name, PolicyArn=arn)
    for policy in inline:
        r.call("iam", "delete_role_policy", **name, PolicyName=policy["PolicyName"])
    r.call("iam", "delete_role", **name)


def principals(r):
    """What a policy is attached to, as (kind, arguments) pairs."""
    return [
        (kind, {f"{kind.capitalize()}Name": name})
        for kind in ("role", "user", "group")
        for name in r.take(f"{kind.capitalize()}s", [])
    ]


@handles("AWS::IAM::Policy")
def inline_policy(r):
    attached, name = principals(r), r.take("PolicyName")
    document = json.dumps(r.take("PolicyDocument"))
    if not attached:
        raise ValidationError(message="At least one of Groups, Roles, Users must be non-empty")
    for kind, who in attached:
        r.call("iam", f"put_{kind}_policy", PolicyName=name, PolicyDocument=document, **who)
    yield r.name(limit=64), {}
    for kind, who in attached:
        r.call("iam", f"delete_{kind}_policy", PolicyName=name, **who)


@handles("AWS::IAM::ManagedPolicy")
def managed_policy(r):
    attached = principals(r)
    name = r.take("ManagedPolicyName") or r.name(limit=128)
    document = json.dumps(r.take("PolicyDocument"))
    made = r.call_with_rest("iam", "create_policy", PolicyName=name, PolicyDocument=document)["Policy"]
    arn = {"PolicyArn": made["Arn"]}
    for kind, who in attached:
        r.call("iam", f"attach_{kind}_policy", **arn, **who)
    yield made["Arn"], {"PolicyArn": made["Arn"], "PolicyId": made["PolicyId"]}
    for kind, who in attached:
        r.call("iam", f"detach_{kind}_policy", **arn, **who)
    r.call("iam", "delete_policy", **arn)


@handles("AWS::IAM::InstanceProfile")
def instance_profile(r):
    roles = r.take("Roles")
    r.properties.setdefault("InstanceProfileName", r.name(limit=128))
    made = r.call_with_rest("iam", "create_instance_profile")["InstanceProfile"]
    name = {"InstanceProfileName": made["InstanceProfileName"]}
    for role_name in roles:
        r.call("iam", "add_role_to_instance_profile", **name, RoleName=role_name)
    yield made["InstanceProfileName"], {"Arn": made["Arn"]}
    for role_name in roles:
        r.call("iam", "remove_role_from_instance_profile", **name, RoleName=role_name)
    r.call("iam", "delete_instance_profile", **name)
