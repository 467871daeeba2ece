"""Changes to managed policies and instance profiles that stand."""

import json

from registry import updates

KINDS = ("role", "user", "group")
# As many versions of a policy as IAM keeps.
VERSIONS = 5


@updates("AWS::IAM::ManagedPolicy")
def update_managed_policy(r, old, new, changed):
    arn = {"PolicyArn": r.physical_resource_id}
    if "PolicyDocument" in changed:
        versions = r.call("iam", "list_policy_versions", **arn)["Versions"]
        if len(versions) == VERSIONS:
            others = [each for each in versions if not each["IsDefaultVersion"]]
            oldest = min(others, key=lambda each: each["CreateDate"])
            r.call("iam", "delete_policy_version", **arn, VersionId=oldest["VersionId"])
        document = json.dumps(new["PolicyDocument"])
        r.call("iam", "create_policy_version", **arn, PolicyDocument=document, SetAsDefault=True)
    for kind in KINDS:
        before, after = (set(each.get(f"{kind.capitalize()}s", [])) for each in (old, new))
        for name in sorted(after - before):
            r.call("iam", f"attach_{kind}_policy", **arn, **{f"{kind.capitalize()}Name": name})
        for name in sorted(before - after):
            r.call("iam", f"detach_{kind}_policy", **arn, **{f"{kind.capitalize()}Name": name})
    return {"Groups", "PolicyDocument", "Roles", "Users"}


@updates("AWS::IAM::InstanceProfile")
def update_instance_profile(r, old, new, changed):
    name = {"InstanceProfileName": r.physical_resource_id}
    for role in set(old["Roles"]) - set(new["Roles"]):
        r.call("iam", "remove_role_from_instance_profile", **name, RoleName=role)
    for role in set(new["Roles"]) - set(old["Roles"]):
        r.call("iam", "add_role_to_instance_profile", **name, RoleName=role)
    return {"Roles"}
