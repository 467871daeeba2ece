"""Elastic File System."""

import json

from registry import handles


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
    if lifecycle:
        r.call("efs", "put_lifecycle_configuration", FileSystemId=id_, LifecyclePolicies=lifecycle)
    if policy:
        r.call("efs", "put_file_system_policy", FileSystemId=id_, Policy=json.dumps(policy))
    yield id_, {"FileSystemId": id_, "Arn": made["FileSystemArn"]}
    r.call("efs", "delete_file_system", FileSystemId=id_)


@handles("AWS::EFS::MountTarget")
def mount_target(r):
    made = r.call_with_rest("efs", "create_mount_target")
    yield made["MountTargetId"], {"Id": made["MountTargetId"], "IpAddress": made["IpAddress"]}
    r.call("efs", "delete_mount_target", MountTargetId=made["MountTargetId"])


@handles("AWS::EFS::AccessPoint")
def access_point(r):
    tags = r.take("AccessPointTags", [])
    token = r.take("ClientToken") or r.name(limit=64)
    if root := r.take("RootDirectory"):
        r.properties["RootDirectory"] = root
    made = r.call_with_rest("efs", "create_access_point", ClientToken=token, Tags=tags)
    yield made["AccessPointId"], {"AccessPointId": made["AccessPointId"], "Arn": made["AccessPointArn"]}
    r.call("efs", "delete_access_point", AccessPointId=made["AccessPointId"])
