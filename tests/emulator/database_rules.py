"""What RDS asks of databases before it makes, changes or restores them."""

import functools
import json
import re
from pathlib import Path

import cfnlint
from botocore.exceptions import ClientError
from moto.rds.exceptions import RDSClientError

from services import client

# Whether databases can be made of versions that RDS offers no longer: what is older than the test may have them.
OLD_VERSIONS = {"are offered": False}

AUTHORITIES = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
LOGS = {
    "postgres": {"iam-db-auth-error", "postgresql", "upgrade"},
    "aurora-postgresql": {"iam-db-auth-error", "instance", "postgresql"},
    "mysql": {"audit", "error", "general", "iam-db-auth-error", "slowquery"},
    "mariadb": {"audit", "error", "general", "iam-db-auth-error", "slowquery"},
    "aurora-mysql": {"audit", "error", "general", "iam-db-auth-error", "instance", "slowquery"},
}
MONITORING_INTERVALS = (0, 1, 5, 10, 15, 30, 60)
# Names of administrators that PostgreSQL or RDS keep for themselves.
RESERVED_USERS = {"admin", "authorization", "public", "rds_superuser", "rdsadmin", "rdsrepladmin", "user"}


def refuse(message, code="InvalidParameterValue"):
    raise RDSClientError(code, message)


def combination(message):
    refuse(message, "InvalidParameterCombination")


@functools.lru_cache(maxsize=None)
def versions(of, kind):
    """The versions of each engine by the schemas of cfn-lint; `of` is dbinstance or dbcluster."""
    folder = Path(cfnlint.__file__).parent / "data/schemas/extensions" / f"aws_rds_{of}"
    found = {}
    for rule in json.loads((folder / f"{kind}.json").read_text())["allOf"]:
        asked, answer = rule["if"]["properties"], rule["then"]
        engine = asked["Engine"].get("const")
        listed = asked["EngineVersion"] if answer is False else answer["properties"].get("EngineVersion")
        if engine and listed:
            found[engine] = {str(version) for version in listed["enum"]}
    return found


def check_version(of, engine, version):
    """Whether a new database can have this version."""
    if version is None:
        return
    known = versions(of, "engine_version").get(engine)
    if known is not None and version not in known:
        combination(f"Cannot find version {version} for {engine}")
    if not OLD_VERSIONS["are offered"] and version in versions(of, "engine_version_deprecated").get(engine, ()):
        combination(f"Cannot find version {version} for {engine}: it is not offered for new databases any more")


def major(engine, version):
    parts = str(version).split(".")
    return parts[0] if "postgres" in engine and int(parts[0]) >= 10 else ".".join(parts[:2])


def family(engine, version):
    return engine + (major(engine, version) if version else "")


def check_upgrade(of, engine, before, after, is_allowed):
    """Whether a database can change from one version to another."""
    if before == after or after is None:
        return
    known = versions(of, "engine_version").get(engine)
    if known is not None and after not in known:
        combination(f"Cannot find upgrade target from {before} with requested version {after}.")

    def number(version):
        return [int(part) for part in re.findall(r"\d+", version)]

    if number(after) < number(before)[: len(number(after))]:
        combination(f"Cannot upgrade {engine} from {before} to {after}")
    if major(engine, before) != major(engine, after) and not is_allowed:
        combination("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.")


def check_parameter_group(name, of_family, engine, version):
    if version and of_family != family(engine, version):
        combination(
            f"The parameter group {name} with DBParameterGroupFamily {of_family} can't be used for this instance. Use a "
            f"parameter group with DBParameterGroupFamily {family(engine, version)}."
        )


def check_password(password, engine):
    longest = 128 if "postgres" in engine else 41
    if not 8 <= len(password) <= longest:
        how = "shorter than 8" if len(password) < 8 else f"longer than {longest}"
        refuse(f"The parameter MasterUserPassword is not a valid password because it is {how} characters.")
    if not re.fullmatch(r"[!-~]+", password) or set('/@"') & set(password):
        refuse(
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', "
            "'\"', ' ' may be used."
        )


def check_administrator(given, engine):
    """Whoever may do all in a new database: a name, and a password or one that RDS makes."""
    user, password, managed = (given.get(n) for n in ("MasterUsername", "MasterUserPassword", "ManageMasterUserPassword"))
    if not user:
        refuse("The parameter MasterUsername must be provided and must not be blank.")
    if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]{0,62}", user):
        refuse(f"The parameter MasterUsername is not a valid name: {user}")
    if "postgres" in engine and user.lower() in RESERVED_USERS:
        refuse(f"MasterUsername {user} cannot be used as it is a reserved word used by the engine")
    if managed and password:
        combination("You can't specify MasterUserPassword when ManageMasterUserPassword is turned on.")
    if not managed and not password:
        refuse("The parameter MasterUserPassword must be provided and must not be blank.")
    if password:
        check_password(password, engine)


def check_name(name, engine):
    if name is not None and "postgres" in engine and not re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_]{0,62}", name):
        refuse(f"DBName must begin with a letter and contain only alphanumeric characters: {name}")


def check_storage(given, engine):
    size, kind, iops = given.get("AllocatedStorage"), given.get("StorageType"), given.get("Iops")
    if size is None:
        refuse("The parameter AllocatedStorage must be provided and must not be blank.")
    least = 100 if kind in ("io1", "io2") else 20
    if not least <= int(size) <= 65536:
        combination(f"Invalid storage size for engine name {engine} and storage type {kind or 'gp2'}: {size}")
    if kind in ("io1", "io2") and iops is None:
        combination(f"You must specify IOPS for storage type {kind}.")
    if kind == "gp3" and int(size) < 400 and (iops or given.get("StorageThroughput")):
        combination(f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than 400.")
    if kind in (None, "gp2", "standard") and given.get("StorageThroughput"):
        combination("You can't specify storage throughput for this storage type.")


class World:
    """What there is beside databases, of the account and region of a backend of moto's."""

    def __init__(self, backend):
        self.backend = backend

    def call(self, service, operation, **arguments):
        return getattr(client(service, self.backend.account_id, self.backend.region_name), operation)(**arguments)

    def check_network(self, subnet_group, groups):
        """The security groups must be there, in the VPC of the subnets."""
        vpc = self.backend.describe_db_subnet_groups(subnet_group)[0].vpc_id if subnet_group else None
        if not groups:
            return
        try:
            found = self.call("ec2", "describe_security_groups", GroupIds=groups)["SecurityGroups"]
        except ClientError as error:
            refuse(f"Invalid security group: {error.response['Error']['Message']}")
        strangers = {group["VpcId"] for group in found if vpc and group["VpcId"] != vpc}
        if strangers:
            combination(
                "The DB instance and EC2 security group are in different VPCs. The DB instance is in "
                f"{vpc} and the EC2 security group is in {', '.join(sorted(strangers))}"
            )

    def check_key(self, key):
        try:
            self.call("kms", "describe_key", KeyId=key)
        except ClientError:
            refuse(f"The specified KMS key [{key}] does not exist, is not enabled, or you do not have permissions.",
                   "KMSKeyNotAccessibleFault")  # fmt: skip

    def check_monitoring(self, interval, role):
        if interval not in MONITORING_INTERVALS:
            refuse(f"Invalid monitoring interval {interval}: one of {', '.join(map(str, MONITORING_INTERVALS))} is")
        if not role:
            return
        message = "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"
        try:
            found = self.call("iam", "get_role", RoleName=role.rpartition("/")[2])["Role"]
        except ClientError:
            refuse(message)
        if "monitoring.rds.amazonaws.com" not in json.dumps(found["AssumeRolePolicyDocument"]):
            refuse(message)

    def check_common(self, given, engine, version):
        """What is asked of instances and clusters alike, new and changed."""
        self.check_network(given.get("DBSubnetGroupName"), given.get("VpcSecurityGroupIds"))
        for name in ("KmsKeyId", "MasterUserSecretKmsKeyId", "PerformanceInsightsKMSKeyId"):
            if given.get(name):
                self.check_key(given[name])
        logs = set(given.get("EnableCloudwatchLogsExports") or [])
        logs |= set((given.get("CloudwatchLogsExportConfiguration") or {}).get("EnableLogTypes", []))
        if wrong := logs - LOGS.get(engine, logs):
            combination(f"You cannot use the log types '{', '.join(sorted(wrong))}' with engine version {engine} {version}.")
        if not 0 <= int(given.get("BackupRetentionPeriod", 1)) <= 35:
            refuse("Invalid backup retention period. Retention period must be between 0 and 35")
        authority = given.get("CACertificateIdentifier")
        if authority is not None and authority not in AUTHORITIES:
            refuse(f"Certificate not found: {authority}", "CertificateNotFound")
        if "MonitoringInterval" in given or "MonitoringRoleArn" in given:
            self.check_monitoring(given.get("MonitoringInterval", 0), given.get("MonitoringRoleArn"))
        kept = given.get("PerformanceInsightsRetentionPeriod")
        if kept is not None and kept not in (7, 731) and (kept % 31 or not 31 <= kept <= 713):
            refuse(f"Invalid Performance Insights retention period: {kept}")
        if given.get("MasterUserPassword"):
            check_password(given["MasterUserPassword"], engine)
