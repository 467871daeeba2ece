"""Route 53 and Certificate Manager."""

from moto.cloudformation.exceptions import ValidationError

from registry import handles, replaces, updates
from services import as_text, client


@handles("AWS::Route53::HostedZone")
def hosted_zone(r):
    name, vpcs, config = r.take("Name"), r.take("VPCs", []), r.take("HostedZoneConfig", {})
    logging, tags = r.take("QueryLoggingConfig"), r.take("HostedZoneTags")
    arguments = {"HostedZoneConfig": {**config, "PrivateZone": bool(vpcs)}}
    if vpcs:
        arguments["VPC"] = vpcs[0]
    made = r.call("route53", "create_hosted_zone", Name=name, CallerReference=r.name(limit=100), **arguments)
    id_ = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    for vpc in vpcs[1:]:
        r.call("route53", "associate_vpc_with_hosted_zone", HostedZoneId=id_, VPC=vpc)
    if logging:
        group = logging["CloudWatchLogsLogGroupArn"]
        r.call("route53", "create_query_logging_config", HostedZoneId=id_, CloudWatchLogsLogGroupArn=group)
    if tags:
        r.call("route53", "change_tags_for_resource", ResourceType="hostedzone", ResourceId=id_, AddTags=tags)
    servers = {} if vpcs else {"NameServers": made["DelegationSet"]["NameServers"]}
    yield id_, {"Id": id_, **servers}
    r.call("route53", "delete_hosted_zone", Id=id_)


def taken_record(r):
    """The record that the properties say, as the API has it."""
    record = r.take_flat(
        "AliasTarget", "Failover", "GeoLocation", "HealthCheckId", "MultiValueAnswer", "Name", "Region",
        "SetIdentifier", "TTL", "Type", "Weight",
    )  # fmt: skip
    if "AliasTarget" in record:
        record["AliasTarget"].setdefault("EvaluateTargetHealth", False)
        check_alias(r, record["AliasTarget"])
    if "ResourceRecords" in r.properties:
        record["ResourceRecords"] = [{"Value": as_text(value)} for value in r.take("ResourceRecords")]
    return record


def check_alias(r, alias):
    """An alias of a load balancer must name its zone; those of other accounts are not seen from here."""
    name = alias["DNSName"].rstrip(".").removeprefix("dualstack.")
    if not name.endswith(".elb.amazonaws.com"):
        return
    region = name.split(".")[-4]
    found = client("elbv2", r.stack["AWS::AccountId"], region).describe_load_balancers()["LoadBalancers"]
    zones = {each["DNSName"].lower(): each["CanonicalHostedZoneId"] for each in found}
    if zones.get(name.lower(), alias["HostedZoneId"]) != alias["HostedZoneId"]:
        raise ValidationError(
            message=f"Tried to create an alias that targets {alias['DNSName']}. in zone {alias['HostedZoneId']}, but the "
            "alias target name does not lie within the target zone"
        )


@handles("AWS::Route53::RecordSet")
def record_set(r):
    zone, comment, record = r.take("HostedZoneId"), r.take("Comment"), taken_record(r)
    change_record(r, zone, "CREATE", record, **({"Comment": comment} if comment else {}))
    r.record = record
    yield record["Name"].removesuffix("."), {}
    change_record(r, zone, "DELETE", r.record)


@replaces("AWS::Route53::RecordSet")
def replacing_changes_of_record_set(old, new):
    return [name for name in ("Name", "SetIdentifier", "Type") if old.get(name) != new.get(name)]


@updates("AWS::Route53::RecordSet")
def update_record_set(r, old, new, changed):
    r.properties = {name: value for name, value in new.items() if name not in ("Comment", "HostedZoneId")}
    record = taken_record(r)
    change_record(r, new["HostedZoneId"], "UPSERT", record)
    r.record = record
    return changed


@handles("AWS::CertificateManager::Certificate")
def certificate(r):
    validations = r.take("DomainValidationOptions", [])
    zones = {each["DomainName"]: each.pop("HostedZoneId") for each in validations if "HostedZoneId" in each}
    mails = [each for each in validations if "ValidationDomain" in each]
    arguments = {"DomainValidationOptions": mails} if mails else {}
    options = {
        "CertificateTransparencyLoggingPreference": r.take("CertificateTransparencyLoggingPreference"),
        "Export": r.take("CertificateExport"),
    }
    options = {name: value for name, value in options.items() if value}
    if options:
        arguments["Options"] = options
    arn = r.call_with_rest("acm", "request_certificate", **arguments)["CertificateArn"]
    found = r.call("acm", "describe_certificate", CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    records = {}  # a wildcard and what it stands below have one
    for each in found:
        if each["DomainName"] in zones:
            proof = each["ResourceRecord"]
            record = {"Name": proof["Name"], "Type": proof["Type"], "TTL": 300}
            records[proof["Name"]] = zones[each["DomainName"]], {
                **record,
                "ResourceRecords": [{"Value": proof["Value"]}],
            }
    for zone, record in records.values():
        change_record(r, zone, "CREATE", record)
    yield arn, {"CertificateArn": arn}
    for zone, record in records.values():
        change_record(r, zone, "DELETE", record)
    r.call("acm", "delete_certificate", CertificateArn=arn)


@updates("AWS::CertificateManager::Certificate")
def update_certificate(r, old, new, changed):
    arn, done = {"CertificateArn": r.physical_resource_id}, {"Tags"}
    if "Tags" in changed:
        if old.get("Tags"):
            r.call("acm", "remove_tags_from_certificate", **arn, Tags=old["Tags"])
        if new.get("Tags"):
            r.call("acm", "add_tags_to_certificate", **arn, Tags=new["Tags"])
    return done


def change_record(r, zone, action, record, **batch):
    changes = [{"Action": action, "ResourceRecordSet": record}]
    r.call("route53", "change_resource_record_sets", HostedZoneId=zone, ChangeBatch={"Changes": changes, **batch})
