"""RDS, where moto's own is less strict than AWS, or otherwise."""

import secrets
import string

from moto.rds import models
from moto.rds.responses import RDSResponse

from database_rules import (
    World,
    check_administrator,
    check_name,
    check_parameter_group,
    check_storage,
    check_upgrade,
    check_version,
    combination,
    family,
    refuse,
)

# Where what is shown is called otherwise than what is asked for.
SHOWN_AS = {"db_port_number": "port", "enable_performance_insights": "performance_insights_enabled"}

INSTANCE, CLUSTER = "dbinstance", "dbcluster"
OWN = {name: getattr(RDSResponse, name) for name in vars(RDSResponse)}


def random(characters, length):
    return "".join(secrets.choice(characters) for _ in range(length))


def show(made, given):
    """Has moto show what it was given and did not keep."""
    for name, value in given.items():
        name = SHOWN_AS.get(name, name)
        if value is not None and name not in vars(made) and name not in dir(type(made)):
            setattr(made, name, value)


class Operations(RDSResponse):
    """Their names are those of the operations, in snake case."""

    @property
    def world(self):
        return World(self.backend)

    # groups of subnets

    def check_subnets(self):
        found = self.world.call("ec2", "describe_subnets", SubnetIds=self.params["SubnetIds"])["Subnets"]
        zones = sorted({subnet["AvailabilityZone"] for subnet in found})
        if len(zones) < 2:
            refuse(
                "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
                f"{', '.join(zones)}. Add subnets to cover at least 2 AZs.",
                "DBSubnetGroupDoesNotCoverEnoughAZs",
            )
        if len({subnet["VpcId"] for subnet in found}) > 1:
            refuse("The subnets of a DB subnet group must be of one VPC.", "InvalidSubnet")

    def create_db_subnet_group(self):
        name = self.params["DBSubnetGroupName"] = self.params["DBSubnetGroupName"].lower()
        if name in self.backend.subnet_groups:
            refuse(f"The DB subnet group '{name}' already exists.", "DBSubnetGroupAlreadyExists")
        self.check_subnets()
        return OWN["create_db_subnet_group"](self)

    def modify_db_subnet_group(self):
        group = self.backend.describe_db_subnet_groups(self.params["DBSubnetGroupName"])[0]
        self.check_subnets()
        answer = OWN["modify_db_subnet_group"](self)
        self.backend.subnet_groups[self.params["DBSubnetGroupName"]] = group  # moto loses it
        if "DBSubnetGroupDescription" in self.params:
            group.description = self.params["DBSubnetGroupDescription"]
        return answer

    def delete_db_subnet_group(self):
        name = self.params["DBSubnetGroupName"].lower()
        instances = [each for each in self.backend.databases.values() if each._db_subnet_group_name == name]
        clusters = [each for each in self.backend.clusters.values() if each.db_subnet_group_name == name]
        if users := [each.resource_id for each in [*instances, *clusters]]:
            message = f"Cannot delete the subnet group '{name}' because at least one database instance: {users[0]} is still using it."
            refuse(message, "InvalidDBSubnetGroupStateFault")
        return OWN["delete_db_subnet_group"](self)

    # groups of parameters

    def delete_db_parameter_group(self):
        name = self.params["DBParameterGroupName"]
        if any(each.db_parameter_group_name == name for each in self.backend.databases.values()):
            message = f"One or more database instances are still members of this parameter group {name}, so the group cannot be deleted"
            refuse(message, "InvalidDBParameterGroupState")
        return OWN["delete_db_parameter_group"](self)

    def delete_db_cluster_parameter_group(self):
        name = self.params["DBClusterParameterGroupName"]
        if any(each.parameter_group == name for each in self.backend.clusters.values()):
            message = f"One or more database clusters are still members of this parameter group {name}, so the group cannot be deleted"
            refuse(message, "InvalidDBParameterGroupState")
        return OWN["delete_db_cluster_parameter_group"](self)

    def check_group_of_instance(self, name, engine, version):
        if name and not name.startswith("default."):
            group = self.backend.db_parameter_groups.get(name)
            if group is None:
                refuse(f"DBParameterGroup not found: {name}", "DBParameterGroupNotFound")
            check_parameter_group(name, group.family, engine, version)

    def check_group_of_cluster(self, name, engine, version):
        if name and not name.startswith("default."):
            (group,) = self.backend.describe_db_cluster_parameter_groups(name)
            check_parameter_group(name, group.db_parameter_group_family, engine, version)

    # instances

    def create_db_instance(self):
        given = self.params
        engine, version = given["Engine"], given.get("EngineVersion")
        check_version(INSTANCE, engine, version)
        self.check_group_of_instance(given.get("DBParameterGroupName"), engine, version)
        self.world.check_common(given, engine, version)
        if cluster := given.get("DBClusterIdentifier"):
            self.check_member(cluster)
        else:
            if engine.startswith("aurora"):
                combination(f"The engine {engine} needs a DBClusterIdentifier.")
            check_administrator(given, engine)
            check_name(given.get("DBName"), engine)
            check_storage(given, engine)
            if given["DBInstanceClass"] == "db.serverless":
                combination("db.serverless is for instances of Aurora clusters only.")
        if given.get("MultiAZ") and given.get("AvailabilityZone"):
            combination("Requesting a specific availability zone is not valid for Multi-AZ instances.")
        if given.get("KmsKeyId") and not given.get("StorageEncrypted"):
            combination("A KMS key can only be specified when the storage is encrypted.")
        given.setdefault("CACertificateIdentifier", "rds-ca-rsa2048-g1")
        return self.made_instance(OWN["create_db_instance"](self))

    def made_instance(self, answer):
        made = answer.result["DBInstance"]
        made.dbi_resource_id = "db-" + random(string.ascii_uppercase + string.digits, 26)
        show(made, self.params)
        return answer

    def check_member(self, identifier):
        (cluster,) = self.backend.describe_db_clusters(identifier)
        for name in ("AllocatedStorage", "DBName", "MasterUserPassword", "MasterUsername"):
            if self.params.get(name) is not None:
                combination(f"The requested DB Instance will be a member of a DB Cluster. Set {name} for the DB Cluster.")
        if self.params.get("DeletionProtection"):
            combination("Deletion protection is that of the DB cluster.")
        serverless = getattr(cluster, "serverless_v2_scaling_configuration", None)
        if self.params["DBInstanceClass"] == "db.serverless" and not serverless:
            refuse(
                "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB "
                "instance.",
                "InvalidDBClusterStateFault",
            )

    def modify_db_instance(self):
        given = self.params
        made = self.backend.describe_db_instances(given["DBInstanceIdentifier"])[0]
        engine, before = made.engine, made.engine_version
        after = given.get("EngineVersion")
        check_upgrade(INSTANCE, engine, before, after, given.get("AllowMajorVersionUpgrade"))
        group, upgraded = made.db_parameter_group_name, after and family(engine, after) != family(engine, before)
        if upgraded and group and group.startswith("default."):
            made.db_parameter_group_name = None
        self.check_group_of_instance(given.get("DBParameterGroupName", group), engine, after or before)
        network = {"DBSubnetGroupName": made._db_subnet_group_name, **given}
        self.world.check_common(network, engine, after or before)
        if given.get("AllocatedStorage") and int(given["AllocatedStorage"]) < made.allocated_storage:
            combination(f"Invalid storage size: {made.allocated_storage} GiB cannot become {given['AllocatedStorage']}.")
        if given.get("MaxAllocatedStorage") and given["MaxAllocatedStorage"] <= made.allocated_storage:
            given["MaxAllocatedStorage"] = made.allocated_storage  # that is how growing is switched off
        for name in ("AllowMajorVersionUpgrade", "ApplyImmediately"):
            given.pop(name, None)
        answer = OWN["modify_db_instance"](self)
        for asked, shown in SHOWN_AS.items():
            value = self.params.get(asked)
            if value is not None:
                setattr(made, shown, value)
        return answer

    def restore_db_instance_from_db_snapshot(self):
        given = self.params
        (snapshot,) = self.backend.describe_db_snapshots(None, given["DBSnapshotIdentifier"].rpartition(":")[2])
        engine, version = snapshot.database.engine, snapshot.database.engine_version
        if given.get("DBName") is not None and engine in ("mariadb", "mysql", "postgres"):
            combination("DBName must be null when Restoring for this Engine.")
        if given.get("Engine") not in (None, engine):
            combination(f"The snapshot is of the engine {engine}, not {given['Engine']}.")
        self.check_group_of_instance(given.get("DBParameterGroupName"), engine, version)
        self.world.check_common(given, engine, version)
        return self.made_instance(OWN["restore_db_instance_from_db_snapshot"](self))

    # clusters

    def create_db_cluster(self):
        given = self.params
        if not given["Engine"].startswith("aurora") and not given.get("DBClusterInstanceClass"):
            refuse("A cluster that is not of Aurora needs a DBClusterInstanceClass.")
        check_version(CLUSTER, given["Engine"], given.get("EngineVersion"))
        check_administrator(given, given["Engine"])
        check_name(given.get("DatabaseName"), given["Engine"])
        self.check_cluster(given["Engine"], given.get("EngineVersion"))
        return self.made_cluster(OWN["create_db_cluster"](self))

    def check_cluster(self, engine, version):
        given = self.params
        self.check_group_of_cluster(given.get("DBClusterParameterGroupName"), engine, version)
        self.world.check_common(given, engine, version)
        if scaling := given.get("ServerlessV2ScalingConfiguration"):
            least, most = (float(scaling.get(name, -1)) for name in ("MinCapacity", "MaxCapacity"))
            if not (0 <= least <= most and 1 <= most <= 256) or (least * 2) % 1 or (most * 2) % 1:
                refuse(
                    "Serverless v2 capacity is given in steps of 0.5: at least 0, at most 256, and the maximum not below 1 or "
                    "the minimum"
                )

    def made_cluster(self, answer):
        made = answer.result["DBCluster"]
        if "DBClusterParameterGroupName" not in self.params:
            made.parameter_group = f"default.{family(made.engine, made.engine_version)}"
        made._enable_http_endpoint = bool(self.params.get("EnableHttpEndpoint"))
        show(made, self.params)
        return answer

    def modify_db_cluster(self):
        given = self.params
        (made,) = self.backend.describe_db_clusters(given["DBClusterIdentifier"])
        after = given.get("EngineVersion")
        check_upgrade(CLUSTER, made.engine, made.engine_version, after, given.get("AllowMajorVersionUpgrade"))
        upgraded = after and family(made.engine, after) != family(made.engine, made.engine_version)
        if upgraded and made.parameter_group.startswith("default.") and "DBClusterParameterGroupName" not in given:
            made.parameter_group = f"default.{family(made.engine, after)}"
        name = given.get("DBClusterParameterGroupName", made.parameter_group)
        self.check_group_of_cluster(name, made.engine, after or made.engine_version)
        self.check_cluster(made.engine, after or made.engine_version)
        if "EnableHttpEndpoint" in given:
            made._enable_http_endpoint = given.pop("EnableHttpEndpoint")
        if "EnableIAMDatabaseAuthentication" in given:
            made.iam_auth = given.pop("EnableIAMDatabaseAuthentication")
        given.pop("AllowMajorVersionUpgrade", None)
        logs = given.pop("CloudwatchLogsExportConfiguration", None) or {}
        exported = {*made.enabled_cloudwatch_logs_exports, *logs.get("EnableLogTypes", [])}
        made.enabled_cloudwatch_logs_exports = sorted(exported - {*logs.get("DisableLogTypes", [])})
        return OWN["modify_db_cluster"](self)

    def restore_db_cluster_from_snapshot(self):
        given = self.params
        if not given.get("Engine"):
            refuse("The parameter Engine must be provided and must not be blank.")
        self.check_cluster(given["Engine"], given.get("EngineVersion"))
        return self.made_cluster(OWN["restore_db_cluster_from_snapshot"](self))


def secret_string(self):
    """What RDS itself puts into the secret of an administrator's password."""
    password = random(string.ascii_letters + string.digits + "!#$%&()*+,-.:;<=>?[]^_{|}~", 32)
    return models.json.dumps({"username": self.resource.master_username, "password": password})


def install():
    """Puts all this in the place of moto's own."""
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(RDSResponse, name, operation)
    models.MasterUserSecret._generate_secret_string = secret_string
