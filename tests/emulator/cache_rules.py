"""What ElastiCache asks of caches before it makes or changes them."""

import re

from botocore.exceptions import ClientError
from moto.elasticache.exceptions import ElastiCacheException

# AUTH tokens: printable, without what Redis could not read.
TOKEN = re.compile(r"[!-~]{16,128}")
NOT_IN_TOKENS = set('@"/')


def refuse(message, code="InvalidParameterValue"):
    raise ElastiCacheException(code, message)


def combination(message):
    refuse(message, "InvalidParameterCombination")


def family(given):
    """The family of parameter groups that fits an engine and its version; none where no version is known."""
    engine, version = given["Engine"], str(given.get("EngineVersion") or "")
    if not version:
        return None
    major, _, rest = version.partition(".")
    if engine == "memcached":
        return f"memcached{'.'.join(version.split('.')[:2])}"
    if engine == "valkey" or int(major) >= 7:
        return engine + major
    if int(major) == 6:
        return "redis6.x"
    return f"redis{major}.{rest.split('.')[0]}"


def default_parameter_group(given):
    return f"default.{family(given) or given['Engine']}"


def check_name(name, longest):
    if not re.fullmatch(r"[a-z](?:-?[a-z0-9])*", name.lower()) or len(name) > longest:
        refuse(
            f"The parameter {name} is not a valid identifier. Identifiers must begin with a letter; must contain only "
            f"ASCII letters, digits, and hyphens; must have at most {longest} characters; and must not end with a hyphen "
            "or contain two consecutive hyphens."
        )


def check_version(given):
    engine, version = given["Engine"], given.get("EngineVersion")
    if engine not in ("memcached", "redis", "valkey"):
        refuse(f"Invalid cache engine {engine}.")
    if version is None:
        return
    version = str(version)
    known = {
        "memcached": r"1\.[456](\.\d+)?",
        "redis": r"[45]\.0(\.\d+)?|6\.[02x](\.\d+)?|7\.[01](\.\d+)?",
        "valkey": r"7\.2|8\.[0-2]|9\.[01]",
    }[engine]
    if not re.fullmatch(known, version):
        refuse(f"Cannot find version {version} for {engine}", "InvalidParameterCombination")


def check_common(caches, given, was):
    check_version(given)
    if not re.fullmatch(r"cache\.[a-z][a-z0-9-]*\.(\d*x?large|micro|small|medium)", given.get("CacheNodeType", "")):
        refuse(f"Invalid Cache Node Type: {given.get('CacheNodeType')}.")
    if was and older(given.get("EngineVersion"), was.get("EngineVersion")) and given["Engine"] == was["Engine"]:
        combination("Downgrading the engine version is not supported.")
    if was and was["Engine"] != given["Engine"] and (was["Engine"], given["Engine"]) != ("redis", "valkey"):
        combination(f"An engine {was['Engine']} cannot become {given['Engine']}.")
    if name := given.get("CacheSubnetGroupName"):
        caches.subnet_group(name)
    if name := given.get("CacheParameterGroupName"):
        group, wanted = caches.parameter_group(name), family(given)
        if wanted and group["CacheParameterGroupFamily"] != wanted:
            combination(
                f"Expected a parameter group of family {wanted} but found one of family {group['CacheParameterGroupFamily']}"
            )
    if groups := given.get("SecurityGroupIds"):
        exists(caches, "ec2", "describe_security_groups", GroupIds=groups)
    if topic := given.get("NotificationTopicArn"):
        exists(caches, "sns", "get_topic_attributes", TopicArn=topic)
    if not 0 <= int(given.get("SnapshotRetentionLimit") or 0) <= 35:
        refuse("The snapshot retention limit must be between 0 and 35.")
    if name := given.get("SnapshotName"):
        caches.snapshot(name)
    for log in given.get("LogDeliveryConfigurations", []):
        if group := log.get("DestinationDetails", {}).get("CloudWatchLogsDetails", {}).get("LogGroup"):
            found = caches.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
            if group not in [each["logGroupName"] for each in found]:
                refuse(f"The log group {group} does not exist.")


def older(version, than):
    def parts(text):
        return [int(part) if part.isdigit() else 0 for part in str(text).split(".")][:2]

    return bool(version and than) and parts(version) < parts(than)


def exists(caches, service, operation, **arguments):
    try:
        getattr(caches.client(service), operation)(**arguments)
    except ClientError as error:
        refuse(error.response["Error"]["Message"])


def check_cluster(caches, given, was=None):
    check_name(given["CacheClusterId"], 50)
    engine = given.get("Engine", "memcached")
    if engine == "valkey":
        refuse("This API doesn't support Valkey engine. Please use CreateReplicationGroup API for Valkey cluster creation.")
    check_common(caches, {**given, "Engine": engine}, was)
    if engine == "redis" and given.get("NumCacheNodes", 1) != 1:
        refuse("Cannot create a Redis cluster with a NumCacheNodes parameter greater than 1.")
    if engine == "redis" and given.get("TransitEncryptionEnabled"):
        combination("Encryption features are not supported for engine redis; a replication group has them.")
    if engine == "memcached" and given.get("SnapshotRetentionLimit"):
        combination("Snapshots are not supported for engine memcached.")


def check_group(caches, given, sharded, was=None):
    """`given` is the group as it is to be, `was` as it is before a change."""
    check_name(given["ReplicationGroupId"], 40)
    if given["Engine"] == "memcached":
        refuse("Replication groups are not supported for engine memcached.")
    check_common(caches, given, was)
    check_nodes(given, sharded)
    check_encryption(caches, given, was)


def check_nodes(given, sharded):
    if "NumCacheClusters" in given and {"NumNodeGroups", "ReplicasPerNodeGroup"} & set(given):
        combination("NumCacheClusters cannot be given beside NumNodeGroups or ReplicasPerNodeGroup.")
    nodes = given.get("NumCacheClusters", given.get("ReplicasPerNodeGroup", 0) + 1)
    if not 1 <= nodes <= 6:
        refuse("A replication group has one to six nodes in each shard.")
    replicas = [each.get("ReplicaCount", 0) for each in given.get("NodeGroupConfiguration", [])] or [nodes - 1]
    failover = given.get("AutomaticFailoverEnabled")
    if sharded and failover is False:
        combination("Automatic failover is mandatory for replication groups in cluster mode.")
    if failover and not sharded and max(replicas) < 1:
        refuse("Replication group must have at least one read replica to enable autofailover.")
    if given.get("MultiAZEnabled") and not failover:
        combination("Multi-AZ needs automatic failover to be enabled.")
    if given.get("MultiAZEnabled") and max(replicas) < 1:
        combination("Multi-AZ needs at least one replica.")


def check_encryption(caches, given, was):
    encrypted, token, users = (given.get(key) for key in ("TransitEncryptionEnabled", "AuthToken", "UserGroupIds"))
    if token is not None:
        if not encrypted:
            combination("An AUTH token can only be specified when transit encryption is enabled.")
        if not TOKEN.fullmatch(token) or NOT_IN_TOKENS & set(token):
            refuse(
                "Invalid AuthToken provided: 16 to 128 printable characters, none of which is a space, '@', '\"' or '/'."
            )
        if users:
            combination("AuthToken and UserGroupIds cannot both be given.")
    for name in users or []:
        group = caches.user_group(name)
        if not encrypted:
            combination("Groups of users need transit encryption.")
        if group["Engine"] != given["Engine"] and given["Engine"] != "valkey":
            combination(f"The user group {name} is of another engine: {group['Engine']}")
    if given.get("TransitEncryptionMode") and encrypted is False and not was:
        combination("TransitEncryptionMode needs transit encryption.")
    if was and encrypted and not was.get("TransitEncryptionEnabled") and given.get("TransitEncryptionMode") != "preferred":
        combination("To enable transit encryption on a replication group, set TransitEncryptionMode to preferred first.")
    if was and not encrypted and was.get("TransitEncryptionEnabled") and was.get("TransitEncryptionMode") != "preferred":
        combination("To disable transit encryption on a replication group, set TransitEncryptionMode to preferred first.")
    if key := given.get("KmsKeyId"):
        if not given.get("AtRestEncryptionEnabled"):
            combination("A KMS key can only be specified when encryption at rest is enabled.")
        exists(caches, "kms", "describe_key", KeyId=key)
