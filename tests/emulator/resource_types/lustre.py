"""FSx for Lustre."""

from registry import adopts, handles, replaces, updates

# Properties of the configuration that a file system keeps for life.
FIXED = ("CopyTagsToBackups", "DeploymentType", "DriveCacheType", "ExportPath", "ImportPath", "ImportedFileChunkSize",
         "PerUnitStorageThroughput")  # fmt: skip


@handles("AWS::FSx::FileSystem")
def file_system(r):
    made = r.call_with_rest("fsx", "create_file_system")["FileSystem"]
    yield from existing_file_system(r, made["FileSystemId"])


@adopts("AWS::FSx::FileSystem")
def existing_file_system(r, Id):
    (found,) = r.call("fsx", "describe_file_systems", FileSystemIds=[Id])["FileSystems"]
    r.arn = found["ResourceARN"]
    yield Id, {
        "Id": Id,
        "DNSName": found["DNSName"],
        "LustreMountName": found["LustreConfiguration"]["MountName"],
        "ResourceARN": r.arn,
    }
    r.call("fsx", "delete_file_system", FileSystemId=Id)


@replaces("AWS::FSx::FileSystem")
def replacing_changes(old, new):
    before, after = (each.get("LustreConfiguration", {}) for each in (old, new))
    changed = [f"LustreConfiguration.{name}" for name in FIXED if before.get(name) != after.get(name)]
    version = "FileSystemTypeVersion"
    return changed + ([version] if old.get(version) != new.get(version) else [])


@updates("AWS::FSx::FileSystem")
def update_file_system(r, old, new, changed):
    given = {name: new[name] for name in changed & {"StorageCapacity", "StorageType"} if name in new}
    before, after = (each.get("LustreConfiguration", {}) for each in (old, new))
    if configuration := {name: value for name, value in after.items() if before.get(name) != value}:
        given["LustreConfiguration"] = configuration
    if given:
        r.call("fsx", "update_file_system", FileSystemId=r.physical_resource_id, **given)
    if "Tags" in changed:
        kept = [tag["Key"] for tag in new.get("Tags", [])]
        if gone := [tag["Key"] for tag in old.get("Tags", []) if tag["Key"] not in kept]:
            r.call("fsx", "untag_resource", ResourceARN=r.arn, TagKeys=gone)
        if new.get("Tags"):
            r.call("fsx", "tag_resource", ResourceARN=r.arn, Tags=new["Tags"])
    return {"LustreConfiguration", "StorageCapacity", "StorageType", "Tags"}
