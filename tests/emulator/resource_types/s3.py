"""Buckets and their policies."""

import json
import re

from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import ValidationError
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

from registry import adopts, handles, updates


def renamed(value, names):
    """Renames keys all the way down."""
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    return value


def lifecycle_rule(rule):
    """A lifecycle rule, as the API's."""
    for transition in rule.get("NoncurrentVersionTransitions", []):
        transition["NoncurrentDays"] = transition.pop("TransitionInDays")
    rule = renamed(
        rule, {"Id": "ID", "NoncurrentVersionExpirationInDays": "NoncurrentDays", "TransitionInDays": "Days"}
    )
    made = {"ID": rule.pop("ID", mock_random.get_random_hex(8)), "Status": rule.pop("Status")}
    made["Filter"] = {"Prefix": rule.pop("Prefix", "")}
    expiration = {}
    if "ExpirationInDays" in rule:
        expiration["Days"] = rule.pop("ExpirationInDays")
    if "ExpiredObjectDeleteMarker" in rule:
        expiration["ExpiredObjectDeleteMarker"] = rule.pop("ExpiredObjectDeleteMarker")
    if expiration:
        made["Expiration"] = expiration
    if "NoncurrentDays" in rule:
        made["NoncurrentVersionExpiration"] = {"NoncurrentDays": rule.pop("NoncurrentDays")}
    return {**made, **rule}


def put_logging(r, at, status):
    """S3 does not ask for the target's policy when logging is switched on. moto does, and is shown one for the moment."""
    target = {"Bucket": status["TargetBucket"]}
    principal, arn = {"Service": "logging.s3.amazonaws.com"}, f"arn:aws:s3:::{target['Bucket']}/*"
    shown = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "s3:PutObject", "Resource": arn}]}
    try:
        own = r.call("s3", "get_bucket_policy", **target)["Policy"]
    except ClientError:
        own = None
    r.call("s3", "put_bucket_policy", **target, Policy=json.dumps(shown))
    r.call("s3", "put_bucket_logging", **at, BucketLoggingStatus={"LoggingEnabled": status})
    if own:
        r.call("s3", "put_bucket_policy", **target, Policy=own)
    else:
        r.call("s3", "delete_bucket_policy", **target)


@handles("AWS::S3::Bucket")
def bucket(r):
    name, region = r.take("BucketName") or r.name(limit=63, lower=True), r.stack["AWS::Region"]
    at = {"Bucket": name}
    arguments = {}
    if region != "us-east-1":
        arguments["CreateBucketConfiguration"] = {"LocationConstraint": region}
    if acl := r.take("AccessControl"):
        arguments["ACL"] = re.sub(r"(?<!^)(?=[A-Z])", "-", acl).lower()
    lock = r.take("ObjectLockConfiguration")
    if r.take("ObjectLockEnabled"):
        arguments["ObjectLockEnabledForBucket"] = True
    elif lock:
        raise ValidationError(message="ObjectLockConfiguration needs ObjectLockEnabled")
    r.call("s3", "create_bucket", **at, **arguments)
    if lock:
        r.call("s3", "put_object_lock_configuration", **at, ObjectLockConfiguration=lock)
    configure(r, name)
    yield from existing_bucket(r, name)


def configure(r, name):
    """Sets all that can be set of a bucket that stands."""
    at = {"Bucket": name}
    if versioning := r.take("VersioningConfiguration"):
        r.call("s3", "put_bucket_versioning", **at, VersioningConfiguration=versioning)
    if encryption := r.take("BucketEncryption"):
        rules = renamed(
            encryption["ServerSideEncryptionConfiguration"],
            {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"},
        )
        r.call("s3", "put_bucket_encryption", **at, ServerSideEncryptionConfiguration={"Rules": rules})
    if block := r.take("PublicAccessBlockConfiguration"):
        r.call("s3", "put_public_access_block", **at, PublicAccessBlockConfiguration=block)
    if owner := r.take("OwnershipControls"):
        r.call("s3", "put_bucket_ownership_controls", **at, OwnershipControls=owner)
    if cors := r.take("CorsConfiguration"):
        names = {"CorsRules": "CORSRules", "ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds", "Id": "ID"}
        r.call("s3", "put_bucket_cors", **at, CORSConfiguration=renamed(cors, names))
    if lifecycle := r.take("LifecycleConfiguration"):
        rules = [lifecycle_rule(rule) for rule in lifecycle["Rules"]]
        r.call("s3", "put_bucket_lifecycle_configuration", **at, LifecycleConfiguration={"Rules": rules})
    if logging := r.take("LoggingConfiguration"):
        target = {
            "TargetBucket": logging.pop("DestinationBucketName", name),
            "TargetPrefix": logging.pop("LogFilePrefix", ""),
        }
        put_logging(r, at, {**target, **logging})
    if website := r.take("WebsiteConfiguration"):
        names = {"RedirectRule": "Redirect", "RoutingRuleCondition": "Condition"}
        website = renamed(website, names)
        for key in ("IndexDocument", "ErrorDocument"):
            if key in website:
                website[key] = {"Suffix" if key == "IndexDocument" else "Key": website[key]}
        r.call("s3", "put_bucket_website", **at, WebsiteConfiguration=website)
    if accelerate := r.take("AccelerateConfiguration"):
        status = {"Status": accelerate["AccelerationStatus"]}
        r.call("s3", "put_bucket_accelerate_configuration", **at, AccelerateConfiguration=status)
    for inventory in r.take("InventoryConfigurations", []):
        destination = renamed(inventory.pop("Destination"), {"BucketArn": "Bucket", "BucketAccountId": "AccountId"})
        inventory = {
            "Id": inventory["Id"],
            "IsEnabled": inventory.pop("Enabled"),
            "Schedule": {"Frequency": inventory.pop("ScheduleFrequency")},
            "Destination": {"S3BucketDestination": destination},
            **({"Filter": {"Prefix": inventory.pop("Prefix")}} if "Prefix" in inventory else {}),
            **inventory,
        }
        id_ = {"Id": inventory["Id"]}
        r.call("s3", "put_bucket_inventory_configuration", **at, **id_, InventoryConfiguration=inventory)
    if notification := r.take("NotificationConfiguration"):
        if notification.pop("EventBridgeConfiguration", {}).get("EventBridgeEnabled"):
            notification["EventBridgeConfiguration"] = {}
        for topic in notification.get("TopicConfigurations", []):
            topic["Events"], topic["TopicArn"] = [topic.pop("Event")], topic.pop("Topic")
            if key := topic.pop("Filter", {}).get("S3Key"):
                topic["Filter"] = {"Key": {"FilterRules": key["Rules"]}}
        r.call("s3", "put_bucket_notification_configuration", **at, NotificationConfiguration=notification)
    if tags := r.take("Tags"):
        r.call("s3", "put_bucket_tagging", **at, Tagging={"TagSet": tags})


@updates("AWS::S3::Bucket")
def update_bucket(r, old, new, changed):
    r.properties = {name: new[name] for name in changed & set(new)}
    configure(r, r.physical_resource_id)
    # what is gone from the template, or cannot be set later, stays as it was
    return changed & set(new) - set(r.properties)


@adopts("AWS::S3::Bucket")
def existing_bucket(r, BucketName):
    name, region, at = BucketName, r.stack["AWS::Region"], {"Bucket": BucketName}
    r.call("s3", "head_bucket", **at)
    host = f"{name}.s3.{region}.amazonaws.com"
    yield (
        name,
        {
            "Arn": f"arn:{get_partition(region)}:s3:::{name}",
            "DomainName": f"{name}.s3.amazonaws.com",
            "RegionalDomainName": host,
            "DualStackDomainName": f"{name}.s3.dualstack.{region}.amazonaws.com",
            "WebsiteURL": f"http://{name}.s3-website-{region}.amazonaws.com",
        },
    )
    r.call("s3", "delete_bucket", **at)  # refused, as by S3, while anything is in it


@handles("AWS::S3::BucketPolicy")
def bucket_policy(r):
    at = {"Bucket": r.take("Bucket")}
    r.call("s3", "put_bucket_policy", **at, Policy=json.dumps(r.take("PolicyDocument")))
    yield from existing_bucket_policy(r, **at)


@updates("AWS::S3::BucketPolicy")
def update_bucket_policy(r, old, new, changed):
    r.call("s3", "put_bucket_policy", Bucket=new["Bucket"], Policy=json.dumps(new["PolicyDocument"]))
    return {"PolicyDocument"}


@adopts("AWS::S3::BucketPolicy")
def existing_bucket_policy(r, Bucket):
    r.call("s3", "get_bucket_policy", Bucket=Bucket)
    yield Bucket, {}
    r.call("s3", "delete_bucket_policy", Bucket=Bucket)
