"""Secrets Manager, SSM, KMS and CloudWatch Logs."""

import json

from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import ValidationError

from registry import adopts, handles, updates


@handles("AWS::SecretsManager::Secret")
def secret(r):
    generate, replicas = r.take("GenerateSecretString"), r.take("ReplicaRegions", [])
    if replicas:
        r.properties["AddReplicaRegions"] = replicas
    r.properties.setdefault("Name", r.name())
    if generate is not None:
        r.properties["SecretString"] = generated(r, generate)
    arn = r.call_with_rest("secretsmanager", "create_secret")["ARN"]
    yield from existing_secret(r, arn)


def generated(r, how):
    """A value that Secrets Manager makes."""
    template, key = how.pop("SecretStringTemplate", None), how.pop("GenerateStringKey", None)
    text = r.call("secretsmanager", "get_random_password", **how)["RandomPassword"]
    return json.dumps({**json.loads(template), key: text}) if template else text


@adopts("AWS::SecretsManager::Secret")
def existing_secret(r, Id):
    if r.call("secretsmanager", "describe_secret", SecretId=Id)["ARN"] != Id:
        raise ValidationError(message=f"the Id of a secret is its ARN, not {Id}")
    yield Id, {"Id": Id}
    r.call("secretsmanager", "delete_secret", SecretId=Id, ForceDeleteWithoutRecovery=True)


@updates("AWS::SecretsManager::Secret")
def update_secret(r, old, new, changed):
    known = {"Description", "KmsKeyId", "SecretString"}
    secret = {"SecretId": r.physical_resource_id}
    told = {name: new[name] for name in changed & known if name in new}
    if "GenerateSecretString" in changed and "GenerateSecretString" in new:
        told["SecretString"] = generated(r, new["GenerateSecretString"])  # whatever its value was before
    if "Description" in changed:
        told["Description"] = new.get("Description", "")
    if told:
        r.call("secretsmanager", "update_secret", **secret, **told)
    if "Tags" in changed:
        if old.get("Tags"):
            r.call("secretsmanager", "untag_resource", **secret, TagKeys=[tag["Key"] for tag in old["Tags"]])
        if new.get("Tags"):
            r.call("secretsmanager", "tag_resource", **secret, Tags=new["Tags"])
    # without GenerateSecretString, the value stays what it is
    return {*told, "GenerateSecretString", "Tags"}


@handles("AWS::SecretsManager::ResourcePolicy")
def secret_resource_policy(r):
    arn, document = r.take("SecretId"), r.take("ResourcePolicy")
    text = document if isinstance(document, str) else json.dumps(document)
    block = r.take_flat("BlockPublicPolicy")
    r.call("secretsmanager", "put_resource_policy", SecretId=arn, ResourcePolicy=text, **block)
    yield arn, {"Id": arn}
    r.call("secretsmanager", "delete_resource_policy", SecretId=arn)


@handles("AWS::SSM::Parameter")
def ssm_parameter(r):
    tags = [{"Key": key, "Value": value} for key, value in r.take("Tags", {}).items()]
    r.properties.setdefault("Name", "CFN-" + r.name())
    made = dict(r.properties)
    r.call_with_rest("ssm", "put_parameter", **({"Tags": tags} if tags else {}))
    yield made["Name"], {"Type": made["Type"], "Value": made["Value"]}
    r.call("ssm", "delete_parameter", Name=made["Name"])


def check_principals(r, policy):
    """KMS refuses keys for roles and users of the account that are not there."""
    for statement in policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]:
        named = statement.get("Principal", {})
        named = named.get("AWS", []) if isinstance(named, dict) else []
        for arn in [named] if isinstance(named, str) else named:
            kind, _, name = arn.partition(f":iam::{r.stack['AWS::AccountId']}:")[2].partition("/")
            try:
                if kind in ("role", "user"):
                    what = {f"{kind.capitalize()}Name": name.rpartition("/")[2]}
                    r.call("iam", f"get_{kind}", **what)
            except ClientError:
                raise ValidationError(message=f"Policy contains a statement with one or more invalid principals: {arn}")


@handles("AWS::KMS::Key")
def kms_key(r):
    policy, rotate, enabled = r.take("KeyPolicy"), r.take("EnableKeyRotation"), r.take("Enabled", True)
    window = {"PendingWindowInDays": r.take("PendingWindowInDays", 30)}
    period = r.take_flat("RotationPeriodInDays")
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in r.take("Tags", [])]
    arguments = {"Tags": tags} if tags else {}
    if policy:
        check_principals(r, policy)
        arguments["Policy"] = json.dumps(policy)
    made = r.call_with_rest("kms", "create_key", **arguments)["KeyMetadata"]
    id_ = {"KeyId": made["KeyId"]}
    if rotate:
        r.call("kms", "enable_key_rotation", **id_, **period)
    if not enabled:
        r.call("kms", "disable_key", **id_)
    yield made["KeyId"], {"Arn": made["Arn"], "KeyId": made["KeyId"]}
    r.call("kms", "schedule_key_deletion", **id_, **window)


@handles("AWS::KMS::Alias")
def kms_alias(r):
    name = r.properties["AliasName"]
    r.call_with_rest("kms", "create_alias")
    yield name, {"AliasName": name}
    r.call("kms", "delete_alias", AliasName=name)


def check_log_key(r, key):
    """CloudWatch Logs asks at once whether it may use the key."""
    if key is None:
        return
    try:
        id_ = r.call("kms", "describe_key", KeyId=key)["KeyMetadata"]["KeyId"]
        policy = r.call("kms", "get_key_policy", KeyId=id_, PolicyName="default")["Policy"]
    except ClientError:
        policy = ""
    if f"logs.{r.stack['AWS::Region']}.amazonaws.com" not in policy and "logs.amazonaws.com" not in policy:
        raise ValidationError(
            message=f"The specified KMS key does not exist or is not allowed to be used with CloudWatch Logs: {key}"
        )


@handles("AWS::Logs::LogGroup")
def log_group(r):
    name, days = r.take("LogGroupName") or r.name(), r.take("RetentionInDays")
    tags = {tag["Key"]: tag["Value"] for tag in r.take("Tags", [])}
    names = ("KmsKeyId", "LogGroupClass", "DeletionProtectionEnabled")
    rest = {key[0].lower() + key[1:]: value for key, value in r.take_flat(*names).items()}
    check_log_key(r, rest.get("kmsKeyId"))
    r.call("logs", "create_log_group", logGroupName=name, tags=tags, **rest)
    if days:
        r.call("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)
    yield name, {"Arn": f"arn:aws:logs:{r.stack['AWS::Region']}:{r.stack['AWS::AccountId']}:log-group:{name}:*"}
    r.call("logs", "delete_log_group", logGroupName=name)


@handles("AWS::Logs::LogStream")
def log_stream(r):
    group, name = r.take("LogGroupName"), r.take("LogStreamName") or r.name()
    stream = {"logGroupName": group, "logStreamName": name}
    r.call("logs", "create_log_stream", **stream)
    yield name, {}
    r.call("logs", "delete_log_stream", **stream)


@handles("AWS::Logs::MetricFilter")
def metric_filter(r):
    group, name = r.take("LogGroupName"), r.take("FilterName") or r.name()
    transformations = []
    for given in r.take("MetricTransformations"):
        dimensions = {each["Key"]: each["Value"] for each in given.pop("Dimensions", [])}
        made = {key[0].lower() + key[1:]: value for key, value in given.items()}
        transformations.append({**made, **({"dimensions": dimensions} if dimensions else {})})
    filter_ = {"logGroupName": group, "filterName": name}
    pattern = r.take("FilterPattern")
    r.call("logs", "put_metric_filter", **filter_, filterPattern=pattern, metricTransformations=transformations)
    yield name, {}
    r.call("logs", "delete_metric_filter", **filter_)


@handles("AWS::Logs::ResourcePolicy")
def logs_resource_policy(r):
    name, document = r.take("PolicyName"), r.take("PolicyDocument")
    text = document if isinstance(document, str) else json.dumps(document)
    for statement in json.loads(text)["Statement"]:
        for principal in statement["Principal"].get("AWS", []):
            if "arn:" in principal:  # refused, as by CloudWatch Logs
                raise ValidationError(message=f"a policy of CloudWatch Logs cannot name {principal}")
    r.call("logs", "put_resource_policy", policyName=name, policyDocument=text)
    yield name, {}
    r.call("logs", "delete_resource_policy", policyName=name)
