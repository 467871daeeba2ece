"""SNS and SQS."""

import json

from services import as_text
from registry import handles


@handles("AWS::SNS::Topic")
def topic(r):
    name, subscriptions = r.take("TopicName") or r.name(), r.take("Subscription", [])
    attributes = {
        key: json.dumps(value) if isinstance(value, dict) else as_text(value)
        for key, value in r.take_flat(
            "ArchivePolicy",
            "ContentBasedDeduplication",
            "DisplayName",
            "FifoThroughputScope",
            "FifoTopic",
            "KmsMasterKeyId",
            "SignatureVersion",
            "TracingConfig",
        ).items()
    }
    for logged in r.take("DeliveryStatusLogging", []):
        protocol = {"http/s": "HTTP", "sqs": "SQS"}.get(logged["Protocol"], logged.pop("Protocol").capitalize())
        logged.pop("Protocol", None)
        attributes.update({protocol + key: as_text(value) for key, value in logged.items()})
    arn = r.call_with_rest("sns", "create_topic", Name=name, Attributes=attributes)["TopicArn"]
    for subscription in subscriptions:
        r.call("sns", "subscribe", TopicArn=arn, **subscription)
    yield arn, {"TopicArn": arn, "TopicName": name}
    r.call("sns", "delete_topic", TopicArn=arn)


@handles("AWS::SNS::Subscription")
def subscription(r):
    attributes = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in r.take_flat(
            "RawMessageDelivery", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "DeliveryPolicy"
        ).items()
    }
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
