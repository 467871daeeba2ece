"""What becomes of a resource that a stack has no more use for."""

from moto.cloudformation.exceptions import ValidationError

# What can be kept as a snapshot.
WITH_SNAPSHOTS = {
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
}
POLICIES = {
    "DeletionPolicy": {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"},
    "UpdateReplacePolicy": {"Delete", "Retain", "Snapshot"},
}


def check_policies(name, definition):
    for attribute, allowed in POLICIES.items():
        policy = definition.get(attribute)
        if attribute not in definition:
            continue
        if policy not in allowed:
            raise ValidationError(message=f"Template format error: Unrecognized {attribute} {policy} for resource {name}")
        if policy == "Snapshot" and definition["Type"] not in WITH_SNAPSHOTS:
            raise ValidationError(
                message=f"Template error: resource type {definition['Type']} does not support {attribute} Snapshot"
            )


def deletion_policy(definition):
    """The policy when a resource leaves its stack, or the stack is deleted: databases leave a snapshot."""
    type_ = definition["Type"]
    alone = type_ == "AWS::RDS::DBInstance" and "DBClusterIdentifier" not in definition.get("Properties", {})
    default = "Snapshot" if alone or type_ == "AWS::RDS::DBCluster" else "Delete"
    return definition.get("DeletionPolicy", default)


def replacement_policy(definition):
    """The policy when another resource takes the place of one."""
    return definition.get("UpdateReplacePolicy", "Delete")
