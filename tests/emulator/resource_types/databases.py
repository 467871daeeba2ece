"""RDS and ElastiCache."""

from services import as_text
from registry import handles


@handles("AWS::RDS::DBSubnetGroup")
def db_subnet_group(r):
    r.properties.setdefault("DBSubnetGroupName", r.name(lower=True))
    name = r.properties["DBSubnetGroupName"].lower()
    r.call_with_rest("rds", "create_db_subnet_group")
    yield name, {}
    r.call("rds", "delete_db_subnet_group", DBSubnetGroupName=name)


def db_parameter_group(kind, name_property):
    def handler(r):
        parameters = r.take("Parameters", {})
        name = {name_property: r.take(name_property) or r.name(lower=True)}
        r.call_with_rest("rds", f"create_{kind}", DBParameterGroupFamily=r.take("Family"), **name)
        if parameters:
            changes = [
                {"ParameterName": key, "ParameterValue": as_text(value), "ApplyMethod": "pending-reboot"}
                for key, value in parameters.items()
            ]
            r.call("rds", f"modify_{kind}", Parameters=changes, **name)
        yield name[name_property], {}
        r.call("rds", f"delete_{kind}", **name)

    return handler


handles("AWS::RDS::DBParameterGroup")(db_parameter_group("db_parameter_group", "DBParameterGroupName"))
handles("AWS::RDS::DBClusterParameterGroup")(
    db_parameter_group("db_cluster_parameter_group", "DBClusterParameterGroupName")
)


@handles("AWS::RDS::DBInstance")
def db_instance(r):
    r.properties.setdefault("DBInstanceIdentifier", r.name(limit=63, lower=True))
    r.take("DeleteAutomatedBackups")
    r.take("AllowMajorVersionUpgrade")
    arguments = {"VpcSecurityGroupIds": r.take("VPCSecurityGroups")} if "VPCSecurityGroups" in r.properties else {}
    operation = "create_db_instance_read_replica" if "SourceDBInstanceIdentifier" in r.properties else "create_db_instance"
    made = r.call_with_rest("rds", operation, **arguments)["DBInstance"]
    name = {"DBInstanceIdentifier": made["DBInstanceIdentifier"]}
    made = r.call("rds", "describe_db_instances", **name)["DBInstances"][0]
    endpoint = made.get("Endpoint", {})
    yield (
        name["DBInstanceIdentifier"],
        {
            "DBInstanceArn": made["DBInstanceArn"],
            "DbiResourceId": made.get("DbiResourceId", ""),
            "Endpoint.Address": endpoint.get("Address", ""),
            "Endpoint.Port": as_text(endpoint.get("Port", "")),
            "MasterUserSecret.SecretArn": made.get("MasterUserSecret", {}).get("SecretArn", ""),
        },
    )
    r.call("rds", "delete_db_instance", **name, SkipFinalSnapshot=True)


@handles("AWS::RDS::DBCluster")
def db_cluster(r):
    r.properties.setdefault("DBClusterIdentifier", r.name(limit=63, lower=True))
    made = r.call_with_rest("rds", "create_db_cluster")["DBCluster"]
    name = {"DBClusterIdentifier": made["DBClusterIdentifier"]}
    yield (
        name["DBClusterIdentifier"],
        {
            "DBClusterArn": made["DBClusterArn"],
            "DBClusterResourceId": made.get("DbClusterResourceId", ""),
            "Endpoint.Address": made["Endpoint"],
            "Endpoint.Port": as_text(made["Port"]),
            "ReadEndpoint.Address": made.get("ReaderEndpoint", ""),
            "MasterUserSecret.SecretArn": made.get("MasterUserSecret", {}).get("SecretArn", ""),
        },
    )
    r.call("rds", "delete_db_cluster", **name, SkipFinalSnapshot=True)


@handles("AWS::ElastiCache::SubnetGroup")
def cache_subnet_group(r):
    r.properties.setdefault("CacheSubnetGroupName", r.name(lower=True))
    name = r.properties["CacheSubnetGroupName"].lower()
    r.call_with_rest("elasticache", "create_cache_subnet_group", CacheSubnetGroupDescription=r.take("Description"))
    yield name, {}
    # moto has no DeleteCacheSubnetGroup


@handles("AWS::ElastiCache::CacheCluster")
def cache_cluster(r):
    name = {"CacheClusterId": r.take("ClusterName") or r.name(limit=50, lower=True)}
    arguments = {"SecurityGroupIds": r.take("VpcSecurityGroupIds")} if "VpcSecurityGroupIds" in r.properties else {}
    port = r.properties.get("Port", 11211 if r.properties.get("Engine") == "memcached" else 6379)
    made = r.call_with_rest("elasticache", "create_cache_cluster", **name, **arguments)["CacheCluster"]
    # moto reports no node addresses: the name is real, the address is made up
    host = f"{name['CacheClusterId']}.0001.{r.stack['AWS::Region']}.cache.amazonaws.com"
    yield (
        made["CacheClusterId"],
        {
            "RedisEndpoint.Address": host,
            "RedisEndpoint.Port": as_text(port),
            "ConfigurationEndpoint.Address": host,
            "ConfigurationEndpoint.Port": as_text(port),
        },
    )
    r.call("elasticache", "delete_cache_cluster", **name)


@handles("AWS::ElastiCache::ReplicationGroup")
def replication_group(r):
    name = {"ReplicationGroupId": r.take("ReplicationGroupId") or r.name(limit=40, lower=True)}
    port = r.properties.get("Port", 6379)
    r.call_with_rest("elasticache", "create_replication_group", **name)
    made = r.call("elasticache", "describe_replication_groups", **name)["ReplicationGroups"][0]
    node = (made.get("NodeGroups") or [{}])[0]
    primary, reader = node.get("PrimaryEndpoint", {}), node.get("ReaderEndpoint", {})
    whole = made.get("ConfigurationEndpoint", {})
    yield (
        name["ReplicationGroupId"],
        {
            "PrimaryEndPoint.Address": primary.get("Address", ""),
            "PrimaryEndPoint.Port": as_text(primary.get("Port", port)),
            "ReaderEndPoint.Address": reader.get("Address", ""),
            "ReaderEndPoint.Port": as_text(reader.get("Port", port)),
            "ConfigurationEndPoint.Address": whole.get("Address", ""),
            "ConfigurationEndPoint.Port": as_text(whole.get("Port", port)),
        },
    )
    r.call("elasticache", "delete_replication_group", **name)
