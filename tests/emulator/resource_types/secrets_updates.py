"""Changes to parameters, keys and log groups that stand."""

import json

from moto.logs.models import logs_backends

from registry import coerce_bool, updates

from .secrets import check_log_key, check_principals


@updates("AWS::SSM::Parameter")
def update_parameter(r, old, new, changed):
    name = r.physical_resource_id
    if changed - {"Tags"}:
        given = {key: value for key, value in new.items() if key not in ("Name", "Tags")}
        r.call("ssm", "put_parameter", Name=name, Overwrite=True, **given)
        r.attributes.update(Type=new["Type"], Value=new["Value"])
    if "Tags" in changed:
        which = {"ResourceType": "Parameter", "ResourceId": name}
        if gone := [key for key in old.get("Tags", {}) if key not in new.get("Tags", {})]:
            r.call("ssm", "remove_tags_from_resource", **which, TagKeys=gone)
        if after := [{"Key": key, "Value": value} for key, value in new.get("Tags", {}).items()]:
            r.call("ssm", "add_tags_to_resource", **which, Tags=after)
    return {"AllowedPattern", "DataType", "Description", "Policies", "Tags", "Tier", "Type", "Value"}


@updates("AWS::KMS::Key")
def update_key(r, old, new, changed):
    key = {"KeyId": r.physical_resource_id}
    if "KeyPolicy" in changed and "KeyPolicy" in new:
        check_principals(r, new["KeyPolicy"])
        r.call("kms", "put_key_policy", **key, PolicyName="default", Policy=json.dumps(new["KeyPolicy"]))
    if "Description" in changed:
        r.call("kms", "update_key_description", **key, Description=new.get("Description", ""))
    if "Enabled" in changed:
        r.call("kms", "enable_key" if coerce_bool(new.get("Enabled", True)) else "disable_key", **key)
    if changed & {"EnableKeyRotation", "RotationPeriodInDays"}:
        if coerce_bool(new.get("EnableKeyRotation", False)):
            period = {name: new[name] for name in ("RotationPeriodInDays",) if name in new}
            r.call("kms", "enable_key_rotation", **key, **period)
        else:
            r.call("kms", "disable_key_rotation", **key)
    if "Tags" in changed:
        if gone := [tag["Key"] for tag in old.get("Tags", [])]:
            r.call("kms", "untag_resource", **key, TagKeys=gone)
        if new.get("Tags"):
            tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in new["Tags"]]
            r.call("kms", "tag_resource", **key, Tags=tags)
    return {
        "Description", "EnableKeyRotation", "Enabled", "KeyPolicy", "PendingWindowInDays", "RotationPeriodInDays", "Tags",
    }  # fmt: skip


@updates("AWS::KMS::Alias")
def update_alias(r, old, new, changed):
    r.call("kms", "update_alias", AliasName=r.physical_resource_id, TargetKeyId=new["TargetKeyId"])
    return {"TargetKeyId"}


@updates("AWS::Logs::LogGroup")
def update_log_group(r, old, new, changed):
    name = r.physical_resource_id
    if "RetentionInDays" in changed and "RetentionInDays" in new:
        r.call("logs", "put_retention_policy", logGroupName=name, retentionInDays=new["RetentionInDays"])
    elif "RetentionInDays" in changed:
        r.call("logs", "delete_retention_policy", logGroupName=name)
    if "KmsKeyId" in changed:
        check_log_key(r, new.get("KmsKeyId"))
        # moto has no operation for this
        group = logs_backends[r.stack["AWS::AccountId"]][r.stack["AWS::Region"]].groups[name]
        group.kms_key_id = new.get("KmsKeyId")
    if "Tags" in changed:
        if gone := [tag["Key"] for tag in old.get("Tags", [])]:
            r.call("logs", "untag_log_group", logGroupName=name, tags=gone)
        if new.get("Tags"):
            r.call("logs", "tag_log_group", logGroupName=name, tags={tag["Key"]: tag["Value"] for tag in new["Tags"]})
    return {"KmsKeyId", "RetentionInDays", "Tags"}
