"""RDS."""

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
