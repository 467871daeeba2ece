"""Elastic File System."""

import json

from registry import adopts, handles, updates


@handles("AWS::EFS::FileSystem")
def file_system(r):
    lifecycle, policy = r.take("LifecyclePolicies"), r.take("FileSystemPolicy")
    backup = r.take("BackupPolicy", {}).get("Status") == "ENABLED"
    tags = r.take("FileSystemTags", [])
    protection = r.take("FileSystemProtection", {}).get("ReplicationOverwriteProtection", "ENABLED")
    if protection != "ENABLED":
        r.properties["FileSystemProtection"] = protection  # moto has no copies
    made = r.call_with_rest("efs", "create_file_system", CreationToken=r.name(limit=64), Backup=backup, Tags=tags)
    id_ = made["FileSystemId"]
    try:
        if lifecycle:
            r.call("efs", "put_lifecycle_configuration", FileSystemId=id_, LifecyclePolicies=lifecycle)
        if policy:
            r.call("efs", "put_file_system_policy", FileSystemId=id_, Policy=json.dumps(policy))
    except Exception:
        r.call("efs", "delete_file_system", FileSystemId=id_)
        raise
    yield from existing_file_system(r, id_)


@adopts("AWS::EFS::FileSystem")
def existing_file_system(r, FileSystemId):
    (found,) = r.call("efs", "describe_file_systems", FileSystemId=FileSystemId)["FileSystems"]
    yield FileSystemId, {"FileSystemId": FileSystemId, "Arn": found["FileSystemArn"]}
    r.call("efs", "delete_file_system", FileSystemId=FileSystemId)


@updates("AWS::EFS::FileSystem")
def update_file_system(r, old, new, changed):
    id_ = {"FileSystemId": r.physical_resource_id}
    if changed & {"ProvisionedThroughputInMibps", "ThroughputMode"}:
        names = [name for name in ("ProvisionedThroughputInMibps", "ThroughputMode") if name in new]
        given = {"ThroughputMode": "bursting", **{name: new[name] for name in names}}
        r.call("efs", "update_file_system", **id_, **given)
    if "LifecyclePolicies" in changed:
        policies = new.get("LifecyclePolicies", [])
        r.call("efs", "put_lifecycle_configuration", **id_, LifecyclePolicies=policies)
    if "BackupPolicy" in changed:
        r.call("efs", "put_backup_policy", **id_, BackupPolicy=new.get("BackupPolicy", {"Status": "DISABLED"}))
    if "FileSystemPolicy" in changed and "FileSystemPolicy" in new:
        r.call("efs", "put_file_system_policy", **id_, Policy=json.dumps(new["FileSystemPolicy"]))
    if "FileSystemTags" in changed:
        kept, which = [tag["Key"] for tag in new.get("FileSystemTags", [])], {"ResourceId": r.physical_resource_id}
        if gone := [tag["Key"] for tag in old.get("FileSystemTags", []) if tag["Key"] not in kept]:
            r.call("efs", "untag_resource", **which, TagKeys=gone)
        if kept:
            r.call("efs", "tag_resource", **which, Tags=new["FileSystemTags"])
    applied = {"BackupPolicy", "FileSystemTags", "LifecyclePolicies", "ProvisionedThroughputInMibps", "ThroughputMode"}
    return applied | ({"FileSystemPolicy"} if "FileSystemPolicy" in new else set())


@handles("AWS::EFS::MountTarget")
def mount_target(r):
    made = r.call_with_rest("efs", "create_mount_target")
    yield from existing_mount_target(r, made["MountTargetId"])


@adopts("AWS::EFS::MountTarget")
def existing_mount_target(r, Id):
    (found,) = r.call("efs", "describe_mount_targets", MountTargetId=Id)["MountTargets"]
    yield Id, {"Id": Id, "IpAddress": found["IpAddress"]}
    r.call("efs", "delete_mount_target", MountTargetId=Id)


@updates("AWS::EFS::MountTarget")
def update_mount_target(r, old, new, changed):
    if "SecurityGroups" in changed:
        target = {"MountTargetId": r.physical_resource_id}
        r.call("efs", "modify_mount_target_security_groups", **target, SecurityGroups=new["SecurityGroups"])
    return {"SecurityGroups"}


@handles("AWS::EFS::AccessPoint")
def access_point(r):
    tags = r.take("AccessPointTags", [])
    token = r.take("ClientToken") or r.name(limit=64)
    if root := r.take("RootDirectory"):
        r.properties["RootDirectory"] = root
    made = r.call_with_rest("efs", "create_access_point", ClientToken=token, Tags=tags)
    yield made["AccessPointId"], {"AccessPointId": made["AccessPointId"], "Arn": made["AccessPointArn"]}
    r.call("efs", "delete_access_point", AccessPointId=made["AccessPointId"])
