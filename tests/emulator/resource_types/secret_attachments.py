"""What connects a secret with the database that it is of."""

import json

from moto.cloudformation.exceptions import ValidationError

from registry import handles, updates


def facts_of_instance(r, target):
    (found,) = r.call("rds", "describe_db_instances", DBInstanceIdentifier=target)["DBInstances"]
    return {
        "dbInstanceIdentifier": target,
        "dbname": found.get("DBName"),
        "engine": found["Engine"],
        "host": found["Endpoint"]["Address"],
        "port": found["Endpoint"]["Port"],
    }


def facts_of_cluster(r, target):
    (found,) = r.call("rds", "describe_db_clusters", DBClusterIdentifier=target)["DBClusters"]
    return {
        "dbClusterIdentifier": target,
        "dbname": found.get("DatabaseName"),
        "engine": found["Engine"],
        "host": found["Endpoint"],
        "port": found["Port"],
    }


FACTS = {"AWS::RDS::DBCluster": facts_of_cluster, "AWS::RDS::DBInstance": facts_of_instance}


def attach(r, secret, kind, target):
    if kind not in FACTS:
        raise ValidationError(message=f"cannot attach a secret to {kind}")
    value = json.loads(r.call("secretsmanager", "get_secret_value", SecretId=secret)["SecretString"])
    facts = {name: fact for name, fact in FACTS[kind](r, target).items() if fact is not None}
    r.call("secretsmanager", "put_secret_value", SecretId=secret, SecretString=json.dumps({**value, **facts}))


@handles("AWS::SecretsManager::SecretTargetAttachment")
def attachment(r):
    secret = r.take("SecretId")
    attach(r, secret, r.take("TargetType"), r.take("TargetId"))
    yield secret, {"Id": secret}


@updates("AWS::SecretsManager::SecretTargetAttachment")
def update_attachment(r, old, new, changed):
    attach(r, new["SecretId"], new["TargetType"], new["TargetId"])
    return {"TargetId", "TargetType"}
