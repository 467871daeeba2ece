# Ends the agents of a cluster that is about to be deleted, and takes its spot requests back: neither are of the stack.
import time

import boto3
import cfnresponse
from botocore.exceptions import ClientError

ec2 = boto3.client("ec2")
# The function itself may run for 15 minutes.
LONGEST = 14 * 60
INTERVAL = 10
# As many values as a filter of EC2 takes.
MOST_VALUES = 200
# The states of instances that still cost something, or hold their place in the network.
ALIVE = ["pending", "running", "shutting-down", "stopping", "stopped"]


def instances(**filters):
    """The ids of instances that are not gone yet."""
    named = [{"Name": name, "Values": values} for name, values in filters.items()]
    pages = ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "instance-state-name", "Values": ALIVE}, *named]
    )
    return {one["InstanceId"] for page in pages for each in page["Reservations"] for one in each["Instances"]}


def spot_requests(tag):
    pages = ec2.get_paginator("describe_spot_instance_requests").paginate(Filters=[tag])
    return [each for page in pages for each in page["SpotInstanceRequests"]]


def may_run(request):
    """Whether the instance of a spot request may still be there."""
    return request["State"] in ("active", "disabled") or request["Status"]["Code"] == "request-canceled-and-instance-running"


def left(cluster):
    """The spot requests that could still bring instances, and the instances that there are."""
    key, value = cluster["TagKey"], cluster["TagValue"]
    requests = spot_requests({"Name": f"tag:{key}", "Values": [value]})
    waiting = {each["SpotInstanceRequestId"] for each in requests if each["State"] in ("open", "active", "disabled")}
    # Instances of spot requests have no tag before the master finds them. They have the profile, and no others have it.
    found = instances(**{f"tag:{key}": [value]})
    found |= instances(**{"iam-instance-profile.arn": [cluster["InstanceProfile"]]})
    # Requests that are over are listed for days, but for these nothing of theirs runs.
    brought = sorted({each["InstanceId"] for each in requests if each.get("InstanceId") and may_run(each)} - found)
    for begin in range(0, len(brought), MOST_VALUES):
        found |= instances(**{"instance-id": brought[begin : begin + MOST_VALUES]})
    return waiting, found


def end(call, argument, ids, reasons):
    """Ends all together, and where one of them is refused, each by itself."""
    try:
        call(**{argument: sorted(ids)})
    except ClientError as error:
        if len(ids) == 1:
            reasons.update({each: error.response["Error"]["Message"] for each in ids})
        else:
            for each in ids:
                end(call, argument, {each}, reasons)


def clean_up(cluster):
    deadline = time.monotonic() + LONGEST
    while True:
        requests, agents = left(cluster)
        if not requests and not agents:
            return
        print(f"ending {sorted(requests | agents)}")
        reasons = {}
        if requests:
            end(ec2.cancel_spot_instance_requests, "SpotInstanceRequestIds", requests, reasons)
        if agents:
            end(ec2.terminate_instances, "InstanceIds", agents, reasons)
        if time.monotonic() > deadline:
            known = [f"{each} ({reasons[each]})" if each in reasons else each for each in sorted(requests | agents)]
            raise RuntimeError(f"agents are left: {', '.join(known)}; end them, and delete the stack again")
        time.sleep(INTERVAL)


def handler(event, context):
    cluster = event["ResourceProperties"]
    # Another tag is another cluster, whose agents are ended by the deletion of the resource before.
    identifier = cluster["TagValue"]
    try:
        if event["RequestType"] == "Delete":
            clean_up(cluster)
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, identifier, reason=str(error)[:1000])
    else:
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, identifier)
