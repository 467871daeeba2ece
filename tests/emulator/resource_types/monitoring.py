"""CloudWatch."""

from registry import handles, updates


@handles("AWS::CloudWatch::Alarm")
def alarm(r):
    name = r.take("AlarmName") or r.name()
    r.call_with_rest("cloudwatch", "put_metric_alarm", AlarmName=name)
    found = r.call("cloudwatch", "describe_alarms", AlarmNames=[name])["MetricAlarms"]
    yield name, {"Arn": found[0]["AlarmArn"]}
    r.call("cloudwatch", "delete_alarms", AlarmNames=[name])


@updates("AWS::CloudWatch::Alarm")
def update_alarm(r, old, new, changed):
    given = {name: value for name, value in new.items() if name not in ("AlarmName", "Tags")}
    r.call("cloudwatch", "put_metric_alarm", AlarmName=r.physical_resource_id, **given)
    if "Tags" in changed:
        arn = {"ResourceARN": r.attributes["Arn"]}
        if old.get("Tags"):
            r.call("cloudwatch", "untag_resource", **arn, TagKeys=[tag["Key"] for tag in old["Tags"]])
        if new.get("Tags"):
            r.call("cloudwatch", "tag_resource", **arn, Tags=new["Tags"])
    return changed
