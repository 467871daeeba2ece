"""Elastic Load Balancing, version 2."""

from moto.cloudformation.exceptions import ValidationError

from registry import handles


@handles("AWS::ElasticLoadBalancingV2::LoadBalancer")
def load_balancer(r):
    r.properties.setdefault("Name", r.name(limit=32))
    attributes = r.take("LoadBalancerAttributes")
    made = r.call_with_rest("elbv2", "create_load_balancer")["LoadBalancers"][0]
    arn = {"LoadBalancerArn": made["LoadBalancerArn"]}
    if attributes:
        r.call("elbv2", "modify_load_balancer_attributes", **arn, Attributes=attributes)
    yield (
        made["LoadBalancerArn"],
        {
            "LoadBalancerArn": made["LoadBalancerArn"],
            "DNSName": made["DNSName"],
            "CanonicalHostedZoneID": made["CanonicalHostedZoneId"],
            "LoadBalancerName": made["LoadBalancerName"],
            "LoadBalancerFullName": made["LoadBalancerArn"].split(":loadbalancer/")[1],
            "SecurityGroups": made.get("SecurityGroups", []),
        },
    )
    # moto does not enforce this
    attributes = r.call("elbv2", "describe_load_balancer_attributes", **arn)["Attributes"]
    if {"Key": "deletion_protection.enabled", "Value": "true"} in attributes:
        raise ValidationError(message="load balancer cannot be deleted: deletion protection is enabled")
    r.call("elbv2", "delete_load_balancer", **arn)


@handles("AWS::ElasticLoadBalancingV2::TargetGroup")
def target_group(r):
    r.properties.setdefault("Name", r.name(limit=32))
    attributes, targets = r.take("TargetGroupAttributes"), r.take("Targets")
    made = r.call_with_rest("elbv2", "create_target_group")["TargetGroups"][0]
    arn = {"TargetGroupArn": made["TargetGroupArn"]}
    if attributes:
        r.call("elbv2", "modify_target_group_attributes", **arn, Attributes=attributes)
    if targets:
        r.call("elbv2", "register_targets", **arn, Targets=targets)
    yield (
        made["TargetGroupArn"],
        {
            "TargetGroupArn": made["TargetGroupArn"],
            "TargetGroupName": made["TargetGroupName"],
            "TargetGroupFullName": made["TargetGroupArn"].split(":", 5)[5],
            "LoadBalancerArns": made.get("LoadBalancerArns", []),
        },
    )
    r.call("elbv2", "delete_target_group", **arn)


@handles("AWS::ElasticLoadBalancingV2::Listener")
def listener(r):
    arn = r.call_with_rest("elbv2", "create_listener")["Listeners"][0]["ListenerArn"]
    yield arn, {"ListenerArn": arn}
    r.call("elbv2", "delete_listener", ListenerArn=arn)


@handles("AWS::ElasticLoadBalancingV2::ListenerRule")
def listener_rule(r):
    arn = r.call_with_rest("elbv2", "create_rule")["Rules"][0]["RuleArn"]
    yield arn, {"RuleArn": arn, "IsDefault": False}
    r.call("elbv2", "delete_rule", RuleArn=arn)


@handles("AWS::ElasticLoadBalancingV2::ListenerCertificate")
def listener_certificate(r):
    listener, certificates = r.take("ListenerArn"), r.take("Certificates")
    r.call("elbv2", "add_listener_certificates", ListenerArn=listener, Certificates=certificates)
    yield f"{listener}/certificates", {}
    r.call("elbv2", "remove_listener_certificates", ListenerArn=listener, Certificates=certificates)
