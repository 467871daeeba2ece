"""SNS and SQS."""

import json

from services import as_text
from registry import handles, updates


TOPIC_ATTRIBUTES = (
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
)
SUBSCRIPTION_ATTRIBUTES = (
    "RawMessageDelivery",
    "FilterPolicy",
    "FilterPolicyScope",
    "RedrivePolicy",
    "DeliveryPolicy",
)


def attribute(value):
    return json.dumps(value) if isinstance(value, dict) else as_text(value)


@handles("AWS::SNS::Topic")
def topic(r):
    name, subscriptions = r.take("TopicName") or r.name(), r.take("Subscription", [])
    attributes = {key: attribute(value) for key, value in r.take_flat(*TOPIC_ATTRIBUTES).items()}
    for logged in r.take("DeliveryStatusLogging", []):
        protocol = {"http/s": "HTTP", "sqs": "SQS"}.get(logged["Protocol"], logged.pop("Protocol").capitalize())
        logged.pop("Protocol", None)
        attributes.update({protocol + key: as_text(value) for key, value in logged.items()})
    arn = r.call_with_rest("sns", "create_topic", Name=name, Attributes=attributes)["TopicArn"]
    for subscription in subscriptions:
        r.call("sns", "subscribe", TopicArn=arn, **subscription)
    yield arn, {"TopicArn": arn, "TopicName": name}
    r.call("sns", "delete_topic", TopicArn=arn)


@updates("AWS::SNS::Topic")
def update_topic(r, old, new, changed):
    arn = {"TopicArn": r.physical_resource_id}
    for name in changed & set(TOPIC_ATTRIBUTES):
        value = attribute(new[name]) if name in new else ""
        r.call("sns", "set_topic_attributes", **arn, AttributeName=name, AttributeValue=value)
    if "Subscription" in changed:
        before, after = old.get("Subscription", []), new.get("Subscription", [])
        for gone in [each for each in before if each not in after]:
            for found in r.call("sns", "list_subscriptions_by_topic", **arn)["Subscriptions"]:
                if (found["Protocol"], found["Endpoint"]) == (gone["Protocol"], gone["Endpoint"]):
                    r.call("sns", "unsubscribe", SubscriptionArn=found["SubscriptionArn"])
        for added in [each for each in after if each not in before]:
            r.call("sns", "subscribe", **arn, **added)
    if "Tags" in changed:
        where = {"ResourceArn": r.physical_resource_id}
        if old.get("Tags"):
            r.call("sns", "untag_resource", **where, TagKeys=[tag["Key"] for tag in old["Tags"]])
        if new.get("Tags"):
            r.call("sns", "tag_resource", **where, Tags=new["Tags"])
    return {*TOPIC_ATTRIBUTES, "Subscription", "Tags"}


@updates("AWS::SNS::Subscription")
def update_subscription(r, old, new, changed):
    for name in changed & set(SUBSCRIPTION_ATTRIBUTES):
        value = {"AttributeName": name, "AttributeValue": attribute(new[name]) if name in new else ""}
        r.call("sns", "set_subscription_attributes", SubscriptionArn=r.physical_resource_id, **value)
    return set(SUBSCRIPTION_ATTRIBUTES)


@handles("AWS::SNS::Subscription")
def subscription(r):
    attributes = {key: attribute(value) for key, value in r.take_flat(*SUBSCRIPTION_ATTRIBUTES).items()}
    made = r.call_with_rest("sns", "subscribe", Attributes=attributes, ReturnSubscriptionArn=True)
    yield made["SubscriptionArn"], {"Arn": made["SubscriptionArn"]}
    r.call("sns", "unsubscribe", SubscriptionArn=made["SubscriptionArn"])


@handles("AWS::SNS::TopicPolicy")
def topic_policy(r):
    document = json.dumps(r.take("PolicyDocument"))
    for arn in r.take("Topics"):
        r.call("sns", "set_topic_attributes", TopicArn=arn, AttributeName="Policy", AttributeValue=document)
    yield r.name(), {}


@handles("AWS::SQS::Queue")
def queue(r):
    name = r.take("QueueName") or r.name(limit=80)
    tags = {tag["Key"]: tag["Value"] for tag in r.take("Tags", [])}
    attributes = {
        key: json.dumps(value) if isinstance(value, dict) else as_text(value)
        for key, value in r.take_flat(
            "ContentBasedDeduplication",
            "DeduplicationScope",
            "DelaySeconds",
            "FifoQueue",
            "FifoThroughputLimit",
            "KmsDataKeyReusePeriodSeconds",
            "KmsMasterKeyId",
            "MaximumMessageSize",
            "MessageRetentionPeriod",
            "ReceiveMessageWaitTimeSeconds",
            "RedriveAllowPolicy",
            "RedrivePolicy",
            "SqsManagedSseEnabled",
            "VisibilityTimeout",
        ).items()
    }
    url = r.call_with_rest("sqs", "create_queue", QueueName=name, Attributes=attributes, tags=tags)["QueueUrl"]
    found = r.call("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    yield url, {"Arn": found["QueueArn"], "QueueName": name, "QueueUrl": url}
    r.call("sqs", "delete_queue", QueueUrl=url)


@handles("AWS::SQS::QueuePolicy")
def queue_policy(r):
    document = json.dumps(r.take("PolicyDocument"))
    for url in r.take("Queues"):
        r.call("sqs", "set_queue_attributes", QueueUrl=url, Attributes={"Policy": document})
    yield r.name(), {}
