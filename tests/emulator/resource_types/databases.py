"""RDS."""

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, handles, replaces, updates
from services import as_text


def change_tags(r, old, new):
    before, after = ({tag["Key"]: tag["Value"] for tag in each.get("Tags", [])} for each in (old, new))
    arn = {"ResourceName": r.arn}
    if gone := [key for key in before if key not in after]:
        r.call("rds", "remove_tags_from_resource", **arn, TagKeys=gone)
    if after:
        tags = [{"Key": key, "Value": value} for key, value in after.items()]
        r.call("rds", "add_tags_to_resource", **arn, Tags=tags)


def known(r, operation, properties):
    """Those of these properties that an operation takes."""
    api = r.stack.client("rds")
    shape = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation]).input_shape
    return {name: value for name, value in properties.items() if name in shape.members}


def change_logs(old, new):
    before, after = (set(each.get("EnableCloudwatchLogsExports", [])) for each in (old, new))
    return {"EnableLogTypes": sorted(after - before), "DisableLogTypes": sorted(before - after)}


def final_snapshot(r, argument="FinalDBSnapshotIdentifier"):
    return {argument: r.final_snapshot, "SkipFinalSnapshot": False} if r.final_snapshot else {"SkipFinalSnapshot": True}


@handles("AWS::RDS::DBSubnetGroup")
def subnet_group(r):
    name = (r.take("DBSubnetGroupName") or r.name(lower=True)).lower()
    r.call_with_rest("rds", "create_db_subnet_group", DBSubnetGroupName=name)
    yield from existing_subnet_group(r, name)


@adopts("AWS::RDS::DBSubnetGroup")
def existing_subnet_group(r, DBSubnetGroupName):
    name = {"DBSubnetGroupName": DBSubnetGroupName}
    r.arn = r.call("rds", "describe_db_subnet_groups", **name)["DBSubnetGroups"][0]["DBSubnetGroupArn"]
    yield DBSubnetGroupName, {"DBSubnetGroupArn": r.arn}
    r.call("rds", "delete_db_subnet_group", **name)


@updates("AWS::RDS::DBSubnetGroup")
def update_subnet_group(r, old, new, changed):
    if changed & {"DBSubnetGroupDescription", "SubnetIds"}:
        given = {name: new[name] for name in ("DBSubnetGroupDescription", "SubnetIds")}
        r.call("rds", "modify_db_subnet_group", DBSubnetGroupName=r.physical_resource_id, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    return {"DBSubnetGroupDescription", "SubnetIds", "Tags"}


def parameter_group(type_, kind, name_property, answer):
    """Groups of the parameters of instances, and of those of clusters."""

    def values(parameters):
        return [
            {"ParameterName": key, "ParameterValue": as_text(value), "ApplyMethod": "pending-reboot"}
            for key, value in parameters.items()
        ]

    @handles(type_)
    def made(r):
        parameters, name = r.take("Parameters", {}), {name_property: r.take(name_property) or r.name(lower=True)}
        r.call_with_rest("rds", f"create_{kind}", DBParameterGroupFamily=r.take("Family"), **name)
        if parameters:
            r.call("rds", f"modify_{kind}", Parameters=values(parameters), **name)
        yield from existing(r, **name)

    @adopts(type_)
    def existing(r, **name):
        (found,) = r.call("rds", f"describe_{kind}s", **name)[answer]
        r.arn = found[f"{name_property.removesuffix('Name')}Arn"]
        attributes = {"DBParameterGroupName": name[name_property]} if kind == "db_parameter_group" else {}
        yield name[name_property], attributes
        r.call("rds", f"delete_{kind}", **name)

    @updates(type_)
    def update(r, old, new, changed):
        # what is gone is reset to its default, which moto does not know of
        if "Parameters" in changed and new.get("Parameters"):
            name = {name_property: r.physical_resource_id}
            r.call("rds", f"modify_{kind}", Parameters=values(new["Parameters"]), **name)
        if "Tags" in changed:
            change_tags(r, old, new)
        return {"Tags"} | ({"Parameters"} if set(old.get("Parameters", {})) <= set(new.get("Parameters", {})) else set())


parameter_group(
    "AWS::RDS::DBParameterGroup", "db_parameter_group", "DBParameterGroupName", "DBParameterGroups"
)
parameter_group(
    "AWS::RDS::DBClusterParameterGroup",
    "db_cluster_parameter_group",
    "DBClusterParameterGroupName",
    "DBClusterParameterGroups",
)

# What CloudFormation itself needs these for, where it changes an instance.
FOR_CHANGES = ("AllowMajorVersionUpgrade", "ApplyImmediately", "CertificateRotationRestart", "DeleteAutomatedBackups")


@handles("AWS::RDS::DBInstance")
def instance(r):
    r.properties.setdefault("DBInstanceIdentifier", r.name(limit=63, lower=True))
    for name in FOR_CHANGES:
        r.take(name)
    if secret := r.take("MasterUserSecret"):
        r.properties["MasterUserSecretKmsKeyId"] = secret["KmsKeyId"]
    if "VPCSecurityGroups" in r.properties:
        r.properties["VpcSecurityGroupIds"] = r.take("VPCSecurityGroups")
    if snapshot := r.take("DBSnapshotIdentifier"):
        made = restored_instance(r, snapshot)
    elif "SourceDBInstanceIdentifier" in r.properties:
        made = r.call_with_rest("rds", "create_db_instance_read_replica")
    else:
        made = r.call_with_rest("rds", "create_db_instance")
    yield from existing_instance(r, made["DBInstance"]["DBInstanceIdentifier"])


def restored_instance(r, snapshot):
    """What a restoration cannot be told is changed after it; what only the snapshot can tell is passed over."""
    for name in ("KmsKeyId", "MasterUsername", "StorageEncrypted"):
        r.take(name)
    given, r.properties = r.properties, {}
    first = known(r, "restore_db_instance_from_db_snapshot", given)
    made = r.call("rds", "restore_db_instance_from_db_snapshot", DBSnapshotIdentifier=snapshot, **first)
    if later := {name: value for name, value in given.items() if name not in first}:
        name = {"DBInstanceIdentifier": given["DBInstanceIdentifier"]}
        r.call("rds", "modify_db_instance", ApplyImmediately=True, **name, **later)
    return made


@adopts("AWS::RDS::DBInstance")
def existing_instance(r, DBInstanceIdentifier):
    name = {"DBInstanceIdentifier": DBInstanceIdentifier}
    yield DBInstanceIdentifier, attributes_of_instance(r, name)
    member = "DBClusterIdentifier" in r.resolved
    r.call("rds", "delete_db_instance", **name, **({"SkipFinalSnapshot": True} if member else final_snapshot(r)))


def attributes_of_instance(r, name):
    (made,) = r.call("rds", "describe_db_instances", **name)["DBInstances"]
    r.arn = made["DBInstanceArn"]
    found = {
        "DBInstanceArn": made["DBInstanceArn"],
        "DbiResourceId": made["DbiResourceId"],
        "Endpoint.Address": made["Endpoint"]["Address"],
        "Endpoint.Port": as_text(made["Endpoint"]["Port"]),
        "CertificateDetails.CAIdentifier": made.get("CACertificateIdentifier", ""),
    }
    if secret := made.get("MasterUserSecret"):
        found["MasterUserSecret.SecretArn"] = secret["SecretArn"]
    return found


@replaces("AWS::RDS::DBInstance")
def replacing_changes_of_instance(old, new):
    """One that was restored is made anew from another snapshot, or without any."""
    snapshot = "DBSnapshotIdentifier"
    anew = [snapshot] if snapshot in old and old[snapshot] != new.get(snapshot) else []
    moved = ["AvailabilityZone"] if "AvailabilityZone" in new and new["AvailabilityZone"] != old.get("AvailabilityZone") else []
    return anew + moved


@updates("AWS::RDS::DBInstance")
def update_instance(r, old, new, changed):
    names = {
        "EnableCloudwatchLogsExports": "CloudwatchLogsExportConfiguration",
        "MasterUserSecret": "MasterUserSecretKmsKeyId",
        "Port": "DBPortNumber",
        "VPCSecurityGroups": "VpcSecurityGroupIds",
    }
    given = known(r, "modify_db_instance", {names.get(name, name): new[name] for name in changed & set(new)})
    if "EnableCloudwatchLogsExports" in changed:
        given["CloudwatchLogsExportConfiguration"] = change_logs(old, new)
    if "MasterUserSecretKmsKeyId" in given:
        given["MasterUserSecretKmsKeyId"] = new["MasterUserSecret"]["KmsKeyId"]
    off = {"DeletionProtection": False, "ManageMasterUserPassword": False, "MonitoringInterval": 0, "MultiAZ": False}
    given.update({name: value for name, value in off.items() if name in changed and name not in new})
    for name in ("Tags", *FOR_CHANGES):
        given.pop(name, None)
    if given:
        if new.get("AllowMajorVersionUpgrade") in (True, "true"):
            given["AllowMajorVersionUpgrade"] = True
        r.call("rds", "modify_db_instance", DBInstanceIdentifier=r.physical_resource_id, ApplyImmediately=True, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    r.attributes = attributes_of_instance(r, {"DBInstanceIdentifier": r.physical_resource_id})
    return {name for name in changed if names.get(name, name) in given} | {"Tags", *FOR_CHANGES}


@handles("AWS::RDS::DBCluster")
def cluster(r):
    r.properties.setdefault("DBClusterIdentifier", r.name(limit=63, lower=True))
    r.take("DeleteAutomatedBackups")
    if roles := r.take("AssociatedRoles"):
        raise ValidationError(message=f"this emulator gives clusters no roles: {roles}")
    if secret := r.take("MasterUserSecret"):
        r.properties["MasterUserSecretKmsKeyId"] = secret["KmsKeyId"]
    if snapshot := r.take("SnapshotIdentifier"):
        made = restored_cluster(r, snapshot)
    else:
        made = r.call_with_rest("rds", "create_db_cluster")
    yield from existing_cluster(r, made["DBCluster"]["DBClusterIdentifier"])


def restored_cluster(r, snapshot):
    for name in ("MasterUsername", "StorageEncrypted"):
        r.take(name)
    given, r.properties = r.properties, {}
    first = known(r, "restore_db_cluster_from_snapshot", given)
    made = r.call("rds", "restore_db_cluster_from_snapshot", SnapshotIdentifier=snapshot, **first)
    if later := {name: value for name, value in given.items() if name not in first}:
        name = {"DBClusterIdentifier": given["DBClusterIdentifier"]}
        r.call("rds", "modify_db_cluster", ApplyImmediately=True, **name, **later)
    return made


@adopts("AWS::RDS::DBCluster")
def existing_cluster(r, DBClusterIdentifier):
    name = {"DBClusterIdentifier": DBClusterIdentifier}
    yield DBClusterIdentifier, attributes_of_cluster(r, name)
    r.call("rds", "delete_db_cluster", **name, **final_snapshot(r))


def attributes_of_cluster(r, name):
    (made,) = r.call("rds", "describe_db_clusters", **name)["DBClusters"]
    r.arn = made["DBClusterArn"]
    found = {
        "DBClusterArn": made["DBClusterArn"],
        "DBClusterResourceId": made["DbClusterResourceId"],
        "Endpoint.Address": made["Endpoint"],
        "Endpoint.Port": as_text(made["Port"]),
        "ReadEndpoint.Address": made["ReaderEndpoint"],
    }
    if secret := made.get("MasterUserSecret"):
        found["MasterUserSecret.SecretArn"] = secret["SecretArn"]
    return found


@replaces("AWS::RDS::DBCluster")
def replacing_changes_of_cluster(old, new):
    fixed = ("AvailabilityZones", "MasterUsername")
    return [name for name in fixed if name in old and name in new and old[name] != new[name]]


@updates("AWS::RDS::DBCluster")
def update_cluster(r, old, new, changed):
    names = {"EnableCloudwatchLogsExports": "CloudwatchLogsExportConfiguration"}
    given = known(r, "modify_db_cluster", {names.get(name, name): new[name] for name in changed & set(new)})
    if "EnableCloudwatchLogsExports" in changed:
        given["CloudwatchLogsExportConfiguration"] = change_logs(old, new)
    off = {"DeletionProtection": False, "ManageMasterUserPassword": False}
    given.update({name: value for name, value in off.items() if name in changed and name not in new})
    given.pop("Tags", None)
    if given:
        if "EngineVersion" in given:
            given["AllowMajorVersionUpgrade"] = True  # as CloudFormation itself does
        r.call("rds", "modify_db_cluster", DBClusterIdentifier=r.physical_resource_id, ApplyImmediately=True, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    r.attributes = attributes_of_cluster(r, {"DBClusterIdentifier": r.physical_resource_id})
    return {name for name in changed if names.get(name, name) in given} | {"Tags", "DeleteAutomatedBackups"}
