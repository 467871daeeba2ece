"""Roles, users, groups, policies, and what belongs to them."""

import json

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, handles, updates


def attach_all(r, kind, name, managed, inline):
    for arn in managed:
        r.call("iam", f"attach_{kind}_policy", **name, PolicyArn=arn)
    for policy in inline:
        document = json.dumps(policy["PolicyDocument"])
        r.call("iam", f"put_{kind}_policy", **name, PolicyName=policy["PolicyName"], PolicyDocument=document)


def detach_all(r, kind, name, managed, inline):
    for arn in managed:
        r.call("iam", f"detach_{kind}_policy", **name, PolicyArn=arn)
    for policy in inline:
        r.call("iam", f"delete_{kind}_policy", **name, PolicyName=policy["PolicyName"])


@handles("AWS::IAM::Role")
def role(r):
    managed, inline = r.take("ManagedPolicyArns", []), r.take("Policies", [])
    r.properties.setdefault("RoleName", r.name(limit=64))
    trust = json.dumps(r.take("AssumeRolePolicyDocument"))
    made = r.call_with_rest("iam", "create_role", AssumeRolePolicyDocument=trust)["Role"]
    name = {"RoleName": made["RoleName"]}
    attach_all(r, "role", name, managed, inline)
    yield made["RoleName"], {"Arn": made["Arn"], "RoleId": made["RoleId"]}
    # what it has by now, which an update may have changed
    detach_all(r, "role", name, r.resolved.get("ManagedPolicyArns", []), r.resolved.get("Policies", []))
    r.call("iam", "delete_role", **name)


@adopts("AWS::IAM::Role")
def existing_role(r, RoleName):
    found = r.call("iam", "get_role", RoleName=RoleName)["Role"]
    yield RoleName, {"Arn": found["Arn"], "RoleId": found["RoleId"]}
    # whatever it was given before or since
    for policy in r.call("iam", "list_attached_role_policies", RoleName=RoleName)["AttachedPolicies"]:
        r.call("iam", "detach_role_policy", RoleName=RoleName, PolicyArn=policy["PolicyArn"])
    for name in r.call("iam", "list_role_policies", RoleName=RoleName)["PolicyNames"]:
        r.call("iam", "delete_role_policy", RoleName=RoleName, PolicyName=name)
    r.call("iam", "delete_role", RoleName=RoleName)


@updates("AWS::IAM::Role")
def update_role(r, old, new, changed):
    name = {"RoleName": r.physical_resource_id}
    if "AssumeRolePolicyDocument" in changed:
        r.call("iam", "update_assume_role_policy", **name, PolicyDocument=json.dumps(new["AssumeRolePolicyDocument"]))
    if changed & {"Description", "MaxSessionDuration"}:
        hours = new.get("MaxSessionDuration", 3600)
        r.call("iam", "update_role", **name, Description=new.get("Description", ""), MaxSessionDuration=hours)
    if "PermissionsBoundary" in new and "PermissionsBoundary" in changed:
        boundary = new["PermissionsBoundary"]
        r.call("iam", "put_role_permissions_boundary", **name, PermissionsBoundary=boundary)
    elif "PermissionsBoundary" in changed:
        r.call("iam", "delete_role_permissions_boundary", **name)
    if changed & {"ManagedPolicyArns", "Policies"}:
        detach_all(r, "role", name, old.get("ManagedPolicyArns", []), old.get("Policies", []))
        attach_all(r, "role", name, new.get("ManagedPolicyArns", []), new.get("Policies", []))
    if "Tags" in changed:
        before = [tag["Key"] for tag in r.call("iam", "list_role_tags", **name)["Tags"]]
        r.call("iam", "untag_role", **name, TagKeys=before)
        r.call("iam", "tag_role", **name, Tags=new.get("Tags", []))
    return {
        "AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "MaxSessionDuration", "PermissionsBoundary",
        "Policies", "Tags",
    }  # fmt: skip


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


@updates("AWS::IAM::Policy")
def update_inline_policy(r, old, new, changed):
    if changed != {"PolicyDocument"}:
        return set()
    document = json.dumps(new["PolicyDocument"])
    for kind in ("role", "user", "group"):
        for name in new.get(f"{kind.capitalize()}s", []):
            who = {f"{kind.capitalize()}Name": name}
            r.call("iam", f"put_{kind}_policy", PolicyName=new["PolicyName"], PolicyDocument=document, **who)
    return changed


def policy_of_one(kind):
    """An inline policy of one role, user or group, which may have been there before the stack."""

    def handler(r):
        owner = r.take(f"{kind.capitalize()}Name")
        who, name = {f"{kind.capitalize()}Name": owner}, {"PolicyName": r.take("PolicyName")}
        document = json.dumps(r.take("PolicyDocument"))
        r.call("iam", f"put_{kind}_policy", PolicyDocument=document, **who, **name)
        yield f"{name['PolicyName']}|{owner}", {}
        r.call("iam", f"delete_{kind}_policy", **who, **name)

    return handler


@adopts("AWS::IAM::RolePolicy")
def existing_role_policy(r, PolicyName, RoleName):
    r.call("iam", "get_role_policy", RoleName=RoleName, PolicyName=PolicyName)
    yield f"{PolicyName}|{RoleName}", {}
    r.call("iam", "delete_role_policy", RoleName=RoleName, PolicyName=PolicyName)


handles("AWS::IAM::RolePolicy")(policy_of_one("role"))
handles("AWS::IAM::UserPolicy")(policy_of_one("user"))
handles("AWS::IAM::GroupPolicy")(policy_of_one("group"))


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
    r.properties = dict(r.resolved)
    for kind, who in principals(r):
        r.call("iam", f"detach_{kind}_policy", **arn, **who)
    delete_versions(r, made["Arn"])
    r.call("iam", "delete_policy", **arn)


def delete_versions(r, arn):
    """A policy goes once there is no version of it but its default."""
    for version in r.call("iam", "list_policy_versions", PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            r.call("iam", "delete_policy_version", PolicyArn=arn, VersionId=version["VersionId"])


@adopts("AWS::IAM::ManagedPolicy")
def existing_managed_policy(r, PolicyArn):
    found = r.call("iam", "get_policy", PolicyArn=PolicyArn)["Policy"]
    yield PolicyArn, {"PolicyArn": PolicyArn, "PolicyId": found["PolicyId"]}
    attached = r.call("iam", "list_entities_for_policy", PolicyArn=PolicyArn)
    for kind in ("role", "user", "group"):
        for each in attached[f"Policy{kind.capitalize()}s"]:
            who = {f"{kind.capitalize()}Name": each[f"{kind.capitalize()}Name"]}
            r.call("iam", f"detach_{kind}_policy", PolicyArn=PolicyArn, **who)
    delete_versions(r, PolicyArn)
    r.call("iam", "delete_policy", PolicyArn=PolicyArn)


@handles("AWS::IAM::InstanceProfile")
def instance_profile(r):
    roles = r.take("Roles")
    r.properties.setdefault("InstanceProfileName", r.name(limit=128))
    made = r.call_with_rest("iam", "create_instance_profile")["InstanceProfile"]
    name = {"InstanceProfileName": made["InstanceProfileName"]}
    for role_name in roles:
        r.call("iam", "add_role_to_instance_profile", **name, RoleName=role_name)
    yield from existing_instance_profile(r, made["InstanceProfileName"])


@adopts("AWS::IAM::InstanceProfile")
def existing_instance_profile(r, InstanceProfileName):
    name = {"InstanceProfileName": InstanceProfileName}
    yield InstanceProfileName, {"Arn": r.call("iam", "get_instance_profile", **name)["InstanceProfile"]["Arn"]}
    for role in r.call("iam", "get_instance_profile", **name)["InstanceProfile"]["Roles"]:
        r.call("iam", "remove_role_from_instance_profile", **name, RoleName=role["RoleName"])
    r.call("iam", "delete_instance_profile", **name)


@handles("AWS::IAM::User")
def user(r):
    managed, inline, groups = r.take("ManagedPolicyArns", []), r.take("Policies", []), r.take("Groups", [])
    login = r.take("LoginProfile")
    r.properties.setdefault("UserName", r.name(limit=64))
    made = r.call_with_rest("iam", "create_user")["User"]
    name = {"UserName": made["UserName"]}
    attach_all(r, "user", name, managed, inline)
    for group_name in groups:
        r.call("iam", "add_user_to_group", **name, GroupName=group_name)
    if login:
        r.call("iam", "create_login_profile", **name, **login)
    yield made["UserName"], {"Arn": made["Arn"]}
    if login:
        r.call("iam", "delete_login_profile", **name)
    for group_name in groups:
        r.call("iam", "remove_user_from_group", **name, GroupName=group_name)
    detach_all(r, "user", name, managed, inline)
    r.call("iam", "delete_user", **name)


@handles("AWS::IAM::Group")
def group(r):
    managed, inline = r.take("ManagedPolicyArns", []), r.take("Policies", [])
    r.properties.setdefault("GroupName", r.name(limit=128))
    made = r.call_with_rest("iam", "create_group")["Group"]
    name = {"GroupName": made["GroupName"]}
    attach_all(r, "group", name, managed, inline)
    yield made["GroupName"], {"Arn": made["Arn"]}
    detach_all(r, "group", name, managed, inline)
    r.call("iam", "delete_group", **name)


@handles("AWS::IAM::UserToGroupAddition")
def user_to_group_addition(r):
    group_name, users = r.take("GroupName"), r.take("Users")
    for user_name in users:
        r.call("iam", "add_user_to_group", GroupName=group_name, UserName=user_name)
    yield r.name(), {}
    for user_name in users:
        r.call("iam", "remove_user_from_group", GroupName=group_name, UserName=user_name)


@handles("AWS::IAM::AccessKey")
def access_key(r):
    status = r.take("Status", "Active")
    r.take("Serial")  # raised to have the key replaced; IAM does not know it
    made = r.call_with_rest("iam", "create_access_key")["AccessKey"]
    key = {"UserName": made["UserName"], "AccessKeyId": made["AccessKeyId"]}
    r.call("iam", "update_access_key", **key, Status=status)
    yield made["AccessKeyId"], {"Id": made["AccessKeyId"], "SecretAccessKey": made["SecretAccessKey"]}
    r.call("iam", "delete_access_key", **key)


@updates("AWS::IAM::AccessKey")
def update_access_key(r, old, new, changed):
    key = {"UserName": new["UserName"], "AccessKeyId": r.physical_resource_id}
    r.call("iam", "update_access_key", **key, Status=new.get("Status", "Active"))
    return {"Status"}


@handles("AWS::IAM::ServiceLinkedRole")
def service_linked_role(r):
    arguments = {"AWSServiceName": r.take("AWSServiceName")}
    made = r.call_with_rest("iam", "create_service_linked_role", **arguments)["Role"]
    yield made["RoleName"], {"RoleName": made["RoleName"]}
    r.call("iam", "delete_service_linked_role", RoleName=made["RoleName"])


@handles("AWS::IAM::OIDCProvider")
def oidc_provider(r):
    r.properties["ClientIDList"] = r.take("ClientIdList", [])
    arn = r.call_with_rest("iam", "create_open_id_connect_provider")["OpenIDConnectProviderArn"]
    yield arn, {"Arn": arn}
    r.call("iam", "delete_open_id_connect_provider", OpenIDConnectProviderArn=arn)


@handles("AWS::IAM::SAMLProvider")
def saml_provider(r):
    r.properties["SAMLMetadataDocument"] = r.take("SamlMetadataDocument")
    r.properties.setdefault("Name", r.name(limit=128))
    arn = r.call_with_rest("iam", "create_saml_provider")["SAMLProviderArn"]
    yield arn, {"Arn": arn}
    r.call("iam", "delete_saml_provider", SAMLProviderArn=arn)
