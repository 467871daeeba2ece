"""EC2 Auto Scaling."""

from moto.cloudformation.exceptions import ValidationError

from registry import adopts, handles, updates


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
    yield from existing_auto_scaling_group(r, name)


@adopts("AWS::AutoScaling::AutoScalingGroup")
def existing_auto_scaling_group(r, AutoScalingGroupName):
    name = AutoScalingGroupName
    found = r.call("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name])["AutoScalingGroups"]
    if not found:
        raise ValidationError(message=f"no Auto Scaling group {name}")
    yield name, {"AutoScalingGroupARN": found[0]["AutoScalingGroupARN"]}
    r.call("autoscaling", "delete_auto_scaling_group", AutoScalingGroupName=name, ForceDelete=True)


@updates("AWS::AutoScaling::AutoScalingGroup")
def update_auto_scaling_group(r, old, new, changed):
    name = {"AutoScalingGroupName": r.physical_resource_id}
    # what moto changes of a group
    names = {
        "AvailabilityZones", "DesiredCapacity", "HealthCheckGracePeriod", "HealthCheckType", "LaunchTemplate", "MaxSize",
        "MinSize", "MixedInstancesPolicy", "NewInstancesProtectedFromScaleIn", "VPCZoneIdentifier",
    }  # fmt: skip
    given = {key: new[key] for key in changed & names if key in new}
    if "VPCZoneIdentifier" in given:
        given["VPCZoneIdentifier"] = ",".join(given["VPCZoneIdentifier"])
    if given:
        r.call("autoscaling", "update_auto_scaling_group", **name, **given)
    if "TargetGroupARNs" in changed:
        before, after = (set(each.get("TargetGroupARNs", [])) for each in (old, new))
        if added := sorted(after - before):
            r.call("autoscaling", "attach_load_balancer_target_groups", **name, TargetGroupARNs=added)
        if gone := sorted(before - after):
            r.call("autoscaling", "detach_load_balancer_target_groups", **name, TargetGroupARNs=gone)
    if "Tags" in changed:
        where = {"ResourceId": r.physical_resource_id, "ResourceType": "auto-scaling-group"}
        kept = [tag["Key"] for tag in new.get("Tags", [])]
        if gone := [{**where, **tag} for tag in old.get("Tags", []) if tag["Key"] not in kept]:
            r.call("autoscaling", "delete_tags", Tags=gone)
        if new.get("Tags"):
            r.call("autoscaling", "create_or_update_tags", Tags=[{**where, **tag} for tag in new["Tags"]])
    # a number of instances that no template gives is left to whoever scales the group
    return set(given) | {"DesiredCapacity", "Tags", "TargetGroupARNs"}


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
