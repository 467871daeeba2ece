"""ElastiCache."""

from registry import adopts, handles, updates
from services import as_text


def change_tags(r, old, new):
    """Changes the tags of something that is known by its ARN."""
    before, after = ({tag["Key"]: tag["Value"] for tag in each.get("Tags", [])} for each in (old, new))
    arn = {"ResourceName": r.arn}
    if gone := [key for key in before if key not in after]:
        r.call("elasticache", "remove_tags_from_resource", **arn, TagKeys=gone)
    if after:
        tags = [{"Key": key, "Value": value} for key, value in after.items()]
        r.call("elasticache", "add_tags_to_resource", **arn, Tags=tags)


@handles("AWS::ElastiCache::SubnetGroup")
def subnet_group(r):
    name = r.take("CacheSubnetGroupName") or r.name(lower=True)
    made = {"CacheSubnetGroupName": name, "CacheSubnetGroupDescription": r.take("Description")}
    r.call_with_rest("elasticache", "create_cache_subnet_group", **made)
    yield from existing_subnet_group(r, name)


@adopts("AWS::ElastiCache::SubnetGroup")
def existing_subnet_group(r, CacheSubnetGroupName):
    name = {"CacheSubnetGroupName": CacheSubnetGroupName.lower()}
    r.arn = r.call("elasticache", "describe_cache_subnet_groups", **name)["CacheSubnetGroups"][0]["ARN"]
    yield name["CacheSubnetGroupName"], {}
    r.call("elasticache", "delete_cache_subnet_group", **name)


@updates("AWS::ElastiCache::SubnetGroup")
def update_subnet_group(r, old, new, changed):
    name = {"CacheSubnetGroupName": r.physical_resource_id}
    if changed & {"Description", "SubnetIds"}:
        given = {"CacheSubnetGroupDescription": new["Description"], "SubnetIds": new["SubnetIds"]}
        r.call("elasticache", "modify_cache_subnet_group", **name, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    return {"Description", "SubnetIds", "Tags"}


def values(parameters):
    return [{"ParameterName": key, "ParameterValue": as_text(value)} for key, value in parameters.items()]


@handles("AWS::ElastiCache::ParameterGroup")
def parameter_group(r):
    name, parameters = {"CacheParameterGroupName": r.name(lower=True)}, r.take("Properties", {})
    r.call_with_rest("elasticache", "create_cache_parameter_group", **name)
    if parameters:
        r.call("elasticache", "modify_cache_parameter_group", **name, ParameterNameValues=values(parameters))
    yield from existing_parameter_group(r, **name)


@adopts("AWS::ElastiCache::ParameterGroup")
def existing_parameter_group(r, CacheParameterGroupName):
    name = {"CacheParameterGroupName": CacheParameterGroupName}
    r.arn = r.call("elasticache", "describe_cache_parameter_groups", **name)["CacheParameterGroups"][0]["ARN"]
    yield CacheParameterGroupName, name
    r.call("elasticache", "delete_cache_parameter_group", **name)


@updates("AWS::ElastiCache::ParameterGroup")
def update_parameter_group(r, old, new, changed):
    name = {"CacheParameterGroupName": r.physical_resource_id}
    before, after = old.get("Properties", {}), new.get("Properties", {})
    if gone := {key: before[key] for key in before if key not in after}:
        r.call("elasticache", "reset_cache_parameter_group", **name, ParameterNameValues=values(gone))
    if "Properties" in changed and after:
        r.call("elasticache", "modify_cache_parameter_group", **name, ParameterNameValues=values(after))
    if "Tags" in changed:
        change_tags(r, old, new)
    return {"Properties", "Tags"}


@handles("AWS::ElastiCache::CacheCluster")
def cluster(r):
    name = r.take("ClusterName") or r.name(limit=50, lower=True)
    arguments = {"SecurityGroupIds": r.take("VpcSecurityGroupIds")} if "VpcSecurityGroupIds" in r.properties else {}
    r.call_with_rest("elasticache", "create_cache_cluster", CacheClusterId=name, **arguments)
    yield from existing_cluster(r, name)


@adopts("AWS::ElastiCache::CacheCluster")
def existing_cluster(r, ClusterName):
    name = {"CacheClusterId": ClusterName.lower()}
    arguments = {**name, "ShowCacheNodeInfo": True}
    (made,) = r.call("elasticache", "describe_cache_clusters", **arguments)["CacheClusters"]
    r.arn = made["ARN"]
    if made["Engine"] == "memcached":
        kind, endpoint = "ConfigurationEndpoint", made["ConfigurationEndpoint"]
    else:
        kind, endpoint = "RedisEndpoint", made["CacheNodes"][0]["Endpoint"]
    attributes = {f"{kind}.Address": endpoint["Address"], f"{kind}.Port": as_text(endpoint["Port"])}
    yield made["CacheClusterId"], attributes
    final = {"FinalSnapshotIdentifier": r.final_snapshot} if r.final_snapshot else {}
    r.call("elasticache", "delete_cache_cluster", **name, **final)


@updates("AWS::ElastiCache::CacheCluster")
def update_cluster(r, old, new, changed):
    names = {"VpcSecurityGroupIds": "SecurityGroupIds"}
    same = ("AZMode", "AutoMinorVersionUpgrade", "CacheNodeType", "CacheParameterGroupName", "EngineVersion",
            "LogDeliveryConfigurations", "NotificationTopicArn", "NumCacheNodes", "PreferredMaintenanceWindow",
            "SnapshotRetentionLimit", "SnapshotWindow")  # fmt: skip
    names.update({name: name for name in same})
    given = {names[name]: new[name] for name in changed & set(names) & set(new)}
    if given:
        r.call("elasticache", "modify_cache_cluster", CacheClusterId=r.physical_resource_id, ApplyImmediately=True, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    return {name for name in names if name in new} | {"Tags"}


@handles("AWS::ElastiCache::ReplicationGroup")
def replication_group(r):
    name = r.take("ReplicationGroupId") or r.name(limit=40, lower=True)
    r.call_with_rest("elasticache", "create_replication_group", ReplicationGroupId=name)
    yield from existing_replication_group(r, name)


@adopts("AWS::ElastiCache::ReplicationGroup")
def existing_replication_group(r, ReplicationGroupId):
    name = {"ReplicationGroupId": ReplicationGroupId.lower()}
    (made,) = r.call("elasticache", "describe_replication_groups", **name)["ReplicationGroups"]
    r.arn = made["ARN"]
    if made["ClusterEnabled"]:
        found = {"ConfigurationEndPoint": made["ConfigurationEndpoint"]}
    else:
        (node,) = made["NodeGroups"]
        found = {"PrimaryEndPoint": node["PrimaryEndpoint"], "ReaderEndPoint": node["ReaderEndpoint"]}
    attributes = {}
    for kind, endpoint in found.items():
        attributes.update({f"{kind}.Address": endpoint["Address"], f"{kind}.Port": as_text(endpoint["Port"])})
    yield made["ReplicationGroupId"], attributes
    final = {"FinalSnapshotIdentifier": r.final_snapshot} if r.final_snapshot else {}
    r.call("elasticache", "delete_replication_group", **name, **final)


@updates("AWS::ElastiCache::ReplicationGroup")
def update_replication_group(r, old, new, changed):
    plain = {"AuthToken", "AutoMinorVersionUpgrade", "AutomaticFailoverEnabled", "CacheNodeType",
             "CacheParameterGroupName", "Engine", "EngineVersion", "LogDeliveryConfigurations", "MultiAZEnabled",
             "NotificationTopicArn", "PreferredMaintenanceWindow", "ReplicationGroupDescription", "SecurityGroupIds",
             "SnapshotRetentionLimit", "SnapshotWindow", "TransitEncryptionEnabled",
             "TransitEncryptionMode"}  # fmt: skip
    name = {"ReplicationGroupId": r.physical_resource_id}
    resized = changed & {"NumCacheClusters", "ReplicasPerNodeGroup"}
    if resized:
        counted = [each.get("ReplicasPerNodeGroup", int(each.get("NumCacheClusters", 1)) - 1) for each in (old, new)]
        before, after = map(int, counted)
        if after > before:
            change_replicas(r, "increase", after)
    given = {key: new[key] for key in changed & plain & set(new)}
    if "UserGroupIds" in changed:
        before, after = (set(each.get("UserGroupIds", [])) for each in (old, new))
        given.update(UserGroupIdsToAdd=sorted(after - before), UserGroupIdsToRemove=sorted(before - after))
    if "AuthToken" in given:
        given["AuthTokenUpdateStrategy"] = "ROTATE" if "AuthToken" in old else "SET"
    elif "AuthToken" in changed:
        given["AuthTokenUpdateStrategy"] = "DELETE"
    if given:
        r.call("elasticache", "modify_replication_group", **name, ApplyImmediately=True, **given)
    if resized and after < before:
        change_replicas(r, "decrease", after)
    if "Tags" in changed:
        change_tags(r, old, new)
    return (plain & set(new)) | resized | {"AuthToken", "Tags", "UserGroupIds"}


def change_replicas(r, way, count):
    arguments = {"ReplicationGroupId": r.physical_resource_id, "NewReplicaCount": count, "ApplyImmediately": True}
    r.call("elasticache", f"{way}_replica_count", **arguments)


@handles("AWS::ElastiCache::User")
def user(r):
    r.call_with_rest("elasticache", "create_user")
    id_ = r.resolved["UserId"]
    (made,) = r.call("elasticache", "describe_users", UserId=id_)["Users"]
    yield id_, {"Arn": made["ARN"], "Status": made["Status"]}
    r.call("elasticache", "delete_user", UserId=id_)


@handles("AWS::ElastiCache::UserGroup")
def user_group(r):
    made = r.call_with_rest("elasticache", "create_user_group")
    yield made["UserGroupId"], {"Arn": made["ARN"], "Status": made["Status"]}
    r.call("elasticache", "delete_user_group", UserGroupId=made["UserGroupId"])


@updates("AWS::ElastiCache::UserGroup")
def update_user_group(r, old, new, changed):
    before, after = (set(each.get("UserIds", [])) for each in (old, new))
    given = {"UserIdsToAdd": sorted(after - before), "UserIdsToRemove": sorted(before - after)}
    given = {key: value for key, value in given.items() if value}
    if given:
        r.call("elasticache", "modify_user_group", UserGroupId=r.physical_resource_id, **given)
    return {"UserIds"}
