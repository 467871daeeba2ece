"""EC2 Auto Scaling."""

from registry import handles


@handles("AWS::AutoScaling::AutoScalingGroup")
def auto_scaling_group(r):
    r.properties.setdefault("AutoScalingGroupName", r.name())
    name = r.properties["AutoScalingGroupName"]
    if zones := r.take("VPCZoneIdentifier"):
        r.properties["VPCZoneIdentifier"] = ",".join(zones)
    if cooldown := r.take("Cooldown"):
        r.properties["DefaultCooldown"] = cooldown
    metrics, notifications = r.take("MetricsCollection", []), r.take("NotificationConfigurations", [])
    for notification in notifications:  # moto sends none
        r.call("sns", "get_topic_attributes", TopicArn=notification["TopicARN"])
    tags = [{"ResourceId": name, "ResourceType": "auto-scaling-group", **tag} for tag in r.take("Tags", [])]
    r.call_with_rest("autoscaling", "create_auto_scaling_group", Tags=tags)
    for collection in metrics:
        r.call("autoscaling", "enable_metrics_collection", AutoScalingGroupName=name, **collection)
    found = r.call("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name])
    yield name, {"AutoScalingGroupARN": found["AutoScalingGroups"][0]["AutoScalingGroupARN"]}
    r.call("autoscaling", "delete_auto_scaling_group", AutoScalingGroupName=name, ForceDelete=True)


@handles("AWS::AutoScaling::ScalingPolicy")
def scaling_policy(r):
    group, name = r.properties["AutoScalingGroupName"], r.name()
    r.call_with_rest("autoscaling", "put_scaling_policy", PolicyName=name)  # moto does not answer with the ARN
    found = r.call("autoscaling", "describe_policies", AutoScalingGroupName=group, PolicyNames=[name])
    arn = found["ScalingPolicies"][0]["PolicyARN"]
    yield arn, {"Arn": arn, "PolicyName": name}
    r.call("autoscaling", "delete_policy", AutoScalingGroupName=group, PolicyName=name)


@handles("AWS::AutoScaling::ScheduledAction")
def scheduled_action(r):
    group, name = r.properties["AutoScalingGroupName"], r.name()
    r.call_with_rest("autoscaling", "put_scheduled_update_group_action", ScheduledActionName=name)
    yield name, {"ScheduledActionName": name}
    r.call("autoscaling", "delete_scheduled_action", AutoScalingGroupName=group, ScheduledActionName=name)


@handles("AWS::AutoScaling::LifecycleHook")
def lifecycle_hook(r):
    r.properties.setdefault("LifecycleHookName", r.name())
    group, name = r.properties["AutoScalingGroupName"], r.properties["LifecycleHookName"]
    r.call_with_rest("autoscaling", "put_lifecycle_hook")
    yield name, {}
    r.call("autoscaling", "delete_lifecycle_hook", AutoScalingGroupName=group, LifecycleHookName=name)


@handles("AWS::AutoScaling::WarmPool")
def warm_pool(r):
    group = r.properties["AutoScalingGroupName"]
    r.call_with_rest("autoscaling", "put_warm_pool")
    yield group, {}
    r.call("autoscaling", "delete_warm_pool", AutoScalingGroupName=group, ForceDelete=True)
