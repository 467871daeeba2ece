"""CloudWatch."""

from registry import handles


@handles("AWS::CloudWatch::Alarm")
def alarm(r):
    name = r.take("AlarmName") or r.name()
    r.call_with_rest("cloudwatch", "put_metric_alarm", AlarmName=name)
    found = r.call("cloudwatch", "describe_alarms", AlarmNames=[name])["MetricAlarms"]
    yield name, {"Arn": found[0]["AlarmArn"]}
    r.call("cloudwatch", "delete_alarms", AlarmNames=[name])
