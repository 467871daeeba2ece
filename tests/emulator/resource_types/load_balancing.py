"""Elastic Load Balancing, version 2."""

from registry import adopts, handles, updates
from services import as_text


def change_tags(r, old, new):
    before, after = ({tag["Key"]: tag["Value"] for tag in each.get("Tags", [])} for each in (old, new))
    arn = {"ResourceArns": [r.physical_resource_id]}
    if gone := [key for key in before if key not in after]:
        r.call("elbv2", "remove_tags", **arn, TagKeys=gone)
    if after:
        r.call("elbv2", "add_tags", **arn, Tags=[{"Key": key, "Value": value} for key, value in after.items()])


def texts(attributes):
    return [{"Key": each["Key"], "Value": as_text(each["Value"])} for each in attributes]


@handles("AWS::ElasticLoadBalancingV2::LoadBalancer")
def load_balancer(r):
    r.properties.setdefault("Name", r.name(limit=32))
    attributes = r.take("LoadBalancerAttributes")
    made = r.call_with_rest("elbv2", "create_load_balancer")["LoadBalancers"][0]
    if attributes:
        arn = {"LoadBalancerArn": made["LoadBalancerArn"]}
        try:
            r.call("elbv2", "modify_load_balancer_attributes", **arn, Attributes=texts(attributes))
        except Exception:
            r.call("elbv2", "delete_load_balancer", **arn)
            raise
    yield from existing_load_balancer(r, made["LoadBalancerArn"])


@adopts("AWS::ElasticLoadBalancingV2::LoadBalancer")
def existing_load_balancer(r, LoadBalancerArn):
    (made,) = r.call("elbv2", "describe_load_balancers", LoadBalancerArns=[LoadBalancerArn])["LoadBalancers"]
    yield (
        LoadBalancerArn,
        {
            "LoadBalancerArn": LoadBalancerArn,
            "DNSName": made["DNSName"],
            "CanonicalHostedZoneID": made["CanonicalHostedZoneId"],
            "LoadBalancerName": made["LoadBalancerName"],
            "LoadBalancerFullName": LoadBalancerArn.split(":loadbalancer/")[1],
            "SecurityGroups": made.get("SecurityGroups", []),
        },
    )
    r.call("elbv2", "delete_load_balancer", LoadBalancerArn=LoadBalancerArn)


# What attributes are that a template does not name any more.
USUAL = {
    "access_logs.s3.enabled": "false",
    "connection_logs.s3.enabled": "false",
    "deletion_protection.enabled": "false",
    "idle_timeout.timeout_seconds": "60",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http2.enabled": "true",
}


@updates("AWS::ElasticLoadBalancingV2::LoadBalancer")
def update_load_balancer(r, old, new, changed):
    arn, done = {"LoadBalancerArn": r.physical_resource_id}, {"Tags"}
    if "Subnets" in changed and "Subnets" in new:
        r.call("elbv2", "set_subnets", **arn, Subnets=new["Subnets"])
        done.add("Subnets")
    if "SecurityGroups" in changed and "SecurityGroups" in new:
        r.call("elbv2", "set_security_groups", **arn, SecurityGroups=new["SecurityGroups"])
        r.attributes["SecurityGroups"] = new["SecurityGroups"]
        done.add("SecurityGroups")
    if "IpAddressType" in changed and "IpAddressType" in new:
        r.call("elbv2", "set_ip_address_type", **arn, IpAddressType=new["IpAddressType"])
        done.add("IpAddressType")
    if "LoadBalancerAttributes" in changed:
        before, after = ({each["Key"]: each["Value"] for each in side.get("LoadBalancerAttributes", [])} for side in (old, new))
        gone = {key: USUAL[key] for key in before if key not in after and key in USUAL}
        attributes = [{"Key": key, "Value": value} for key, value in {**gone, **after}.items()]
        r.call("elbv2", "modify_load_balancer_attributes", **arn, Attributes=texts(attributes))
        done.add("LoadBalancerAttributes")
    if "Tags" in changed:
        change_tags(r, old, new)
    return done


@handles("AWS::ElasticLoadBalancingV2::TargetGroup")
def target_group(r):
    r.properties.setdefault("Name", r.name(limit=32))
    attributes, targets = r.take("TargetGroupAttributes"), r.take("Targets")
    made = r.call_with_rest("elbv2", "create_target_group")["TargetGroups"][0]
    arn = {"TargetGroupArn": made["TargetGroupArn"]}
    try:
        if attributes:
            r.call("elbv2", "modify_target_group_attributes", **arn, Attributes=texts(attributes))
        if targets:
            r.call("elbv2", "register_targets", **arn, Targets=targets)
    except Exception:
        r.call("elbv2", "delete_target_group", **arn)
        raise
    yield from existing_target_group(r, made["TargetGroupArn"])


@adopts("AWS::ElasticLoadBalancingV2::TargetGroup")
def existing_target_group(r, TargetGroupArn):
    arn = {"TargetGroupArn": TargetGroupArn}
    (made,) = r.call("elbv2", "describe_target_groups", TargetGroupArns=[TargetGroupArn])["TargetGroups"]
    yield (
        TargetGroupArn,
        {
            **arn,
            "TargetGroupName": made["TargetGroupName"],
            "TargetGroupFullName": TargetGroupArn.split(":", 5)[5],
            "LoadBalancerArns": made.get("LoadBalancerArns", []),
        },
    )
    r.call("elbv2", "delete_target_group", **arn)


@updates("AWS::ElasticLoadBalancingV2::TargetGroup")
def update_target_group(r, old, new, changed):
    arn = {"TargetGroupArn": r.physical_resource_id}
    health = {
        "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol",
        "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "Matcher", "UnhealthyThresholdCount",
    }  # fmt: skip
    usual = {"HealthCheckPath": "/", "Matcher": {"HttpCode": "200"}, "HealthCheckIntervalSeconds": 30}
    checks = {name: new.get(name, usual.get(name)) for name in changed & health if name in new or name in usual}
    if checks:
        r.call("elbv2", "modify_target_group", **arn, **checks)
    if "TargetGroupAttributes" in changed and new.get("TargetGroupAttributes"):
        r.call("elbv2", "modify_target_group_attributes", **arn, Attributes=texts(new["TargetGroupAttributes"]))
    if "Targets" in changed:
        before, after = old.get("Targets", []), new.get("Targets", [])
        if added := [target for target in after if target not in before]:
            r.call("elbv2", "register_targets", **arn, Targets=added)
        if gone := [target for target in before if target not in after]:
            # those of instances that were terminated have gone by themselves
            found = r.call("elbv2", "describe_target_health", **arn)["TargetHealthDescriptions"]
            registered = {each["Target"]["Id"] for each in found}
            if gone := [target for target in gone if target["Id"] in registered]:
                r.call("elbv2", "deregister_targets", **arn, Targets=gone)
    if "Tags" in changed:
        change_tags(r, old, new)
    return set(checks) | {"TargetGroupAttributes", "Targets", "Tags"}


@handles("AWS::ElasticLoadBalancingV2::Listener")
def listener(r):
    attributes = r.take("ListenerAttributes")
    arn = r.call_with_rest("elbv2", "create_listener")["Listeners"][0]["ListenerArn"]
    if attributes:
        r.call("elbv2", "modify_listener_attributes", ListenerArn=arn, Attributes=texts(attributes))
    yield from existing_listener(r, arn)


@adopts("AWS::ElasticLoadBalancingV2::Listener")
def existing_listener(r, ListenerArn):
    r.call("elbv2", "describe_listeners", ListenerArns=[ListenerArn])
    yield ListenerArn, {"ListenerArn": ListenerArn}
    r.call("elbv2", "delete_listener", ListenerArn=ListenerArn)


@updates("AWS::ElasticLoadBalancingV2::Listener")
def update_listener(r, old, new, changed):
    names = {"AlpnPolicy", "Certificates", "DefaultActions", "Port", "Protocol", "SslPolicy"}
    given = {name: new[name] for name in changed & names if name in new}
    if given:
        r.call("elbv2", "modify_listener", ListenerArn=r.physical_resource_id, **given)
    if "Tags" in changed:
        change_tags(r, old, new)
    # a listener that has become one of HTTP has lost these by that
    lost = {"Certificates", "SslPolicy"} if new.get("Protocol") == "HTTP" else set()
    return set(given) | lost | {"Tags"}


@handles("AWS::ElasticLoadBalancingV2::ListenerRule")
def listener_rule(r):
    arn = r.call_with_rest("elbv2", "create_rule")["Rules"][0]["RuleArn"]
    yield from existing_listener_rule(r, arn)


@adopts("AWS::ElasticLoadBalancingV2::ListenerRule")
def existing_listener_rule(r, RuleArn):
    r.call("elbv2", "describe_rules", RuleArns=[RuleArn])
    yield RuleArn, {"RuleArn": RuleArn, "IsDefault": False}
    r.call("elbv2", "delete_rule", RuleArn=RuleArn)


@updates("AWS::ElasticLoadBalancingV2::ListenerRule")
def update_listener_rule(r, old, new, changed):
    if changed & {"Actions", "Conditions"}:
        given = {"Actions": new["Actions"], "Conditions": new["Conditions"]}
        r.call("elbv2", "modify_rule", RuleArn=r.physical_resource_id, **given)
    if "Priority" in changed:
        priority = {"RuleArn": r.physical_resource_id, "Priority": new["Priority"]}
        r.call("elbv2", "set_rule_priorities", RulePriorities=[priority])
    if "Tags" in changed:
        change_tags(r, old, new)
    return {"Actions", "Conditions", "Priority", "Tags"}


@handles("AWS::ElasticLoadBalancingV2::ListenerCertificate")
def listener_certificate(r):
    listener, certificates = r.take("ListenerArn"), r.take("Certificates")
    r.call("elbv2", "add_listener_certificates", ListenerArn=listener, Certificates=certificates)
    yield f"{listener}/certificates", {}
    r.call("elbv2", "remove_listener_certificates", ListenerArn=listener, Certificates=certificates)
