"""Runs the functions behind custom resources against the emulator. usage: check.py CRATES"""

import importlib.util
import json
import pathlib
import sys
import time

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import cfnresponse

CRATES = pathlib.Path(sys.argv[1])
s3, ec2 = boto3.client("s3"), boto3.client("ec2")


def load(path):
    spec = importlib.util.spec_from_file_location(pathlib.Path(path).stem, CRATES / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(function, request, **properties):
    cfnresponse.answers.clear()
    function.handler({"RequestType": request, "ResourceProperties": properties}, None)
    assert len(cfnresponse.answers) == 1, cfnresponse.answers
    return cfnresponse.answers[0]


def full_bucket(name, tagged=True):
    """A bucket with versions, delete markers and more objects than one page lists."""
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if tagged:
        tags = [{"Key": "aws-cdk:auto-delete-objects", "Value": "true"}]
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    arn = f"arn:aws:s3:::{name}"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:role/emptier"},
        "Action": ["s3:PutBucketPolicy", "s3:List*", "s3:DeleteObject*"],
        "Resource": [arn, f"{arn}/*"],
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    for version in ("first", "second"):
        s3.put_object(Bucket=name, Key="file", Body=version.encode())
    for number in range(1005):
        s3.put_object(Bucket=name, Key=f"many/{number}", Body=b"")
    s3.delete_object(Bucket=name, Key="file")


def versions(bucket):
    found = s3.list_object_versions(Bucket=bucket)
    return found.get("Versions", []) + found.get("DeleteMarkers", [])


def check_auto_delete():
    function = load("aws/src/s3/auto_delete.py")
    full_bucket("emptied")
    assert answer(function, "Create", BucketName="emptied") == ("SUCCESS", "emptied", None)
    assert answer(function, "Update", BucketName="emptied") == ("SUCCESS", "emptied", None)
    assert versions("emptied"), "only a deletion empties"
    assert answer(function, "Delete", BucketName="emptied") == ("SUCCESS", "emptied", None)
    left = versions("emptied")
    assert not left, (len(left), left[:3])
    denied = json.loads(s3.get_bucket_policy(Bucket="emptied")["Policy"])["Statement"][-1]
    assert denied == {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": ["arn:aws:s3:::emptied/*"],
    }, denied
    s3.delete_bucket(Bucket="emptied")
    assert answer(function, "Delete", BucketName="emptied")[0] == "SUCCESS", "a bucket that is gone is empty"

    full_bucket("kept", tagged=False)
    assert answer(function, "Delete", BucketName="kept")[0] == "SUCCESS"
    assert versions("kept"), "without the tag nothing is deleted"


def check_default_security_group():
    function = load("aws/src/ec2/default_security_group.py")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    named = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    [group] = ec2.describe_security_groups(Filters=named)["SecurityGroups"]
    properties = {"DefaultSecurityGroupId": group["GroupId"], "Account": "123456789012"}

    def rules():
        [now] = ec2.describe_security_groups(GroupIds=[group["GroupId"]])["SecurityGroups"]
        return now["IpPermissions"], now["IpPermissionsEgress"]

    before = rules()
    assert before[1], "EC2 lets all traffic out of a default group"
    for request in ("Create", "Update"):  # twice does no harm
        assert answer(function, request, **properties) == ("SUCCESS", group["GroupId"], None)
        assert rules() == ([], []), rules()
    for _ in range(2):
        assert answer(function, "Delete", **properties) == ("SUCCESS", group["GroupId"], None)
    ingress, egress = rules()
    assert ingress[0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"], ingress
    assert egress == before[1], egress

    status, _, reason = answer(function, "Create", DefaultSecurityGroupId="sg-0123456789abcdef0", Account="1")
    assert status == "FAILED" and "sg-0123456789abcdef0" in reason, reason


def check_clean_up():
    function = load("determined/src/clean_up.py")
    function.INTERVAL = 0.2
    iam = boto3.client("iam")
    profiles = {
        name: iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Arn"]
        for name in ("agents", "others")
    }
    tag, other = ({"Key": "det-Stack", "Value": value} for value in ("det-agent-Stack", "det-agent-Other"))
    cluster = {"TagKey": tag["Key"], "TagValue": tag["Value"], "InstanceProfile": profiles["agents"]}

    def tags(kind, tag):
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": [tag]}]} if tag else {}

    def launch(tag=None, profile="others", count=1):
        made = ec2.run_instances(
            ImageId="ami-12c6146b",
            InstanceType="m5.xlarge",
            MinCount=count,
            MaxCount=count,
            IamInstanceProfile={"Arn": profiles[profile]},
            **tags("instance", tag),
        )
        return {each["InstanceId"] for each in made["Instances"]}

    def bid(tag, profile="agents", price=None):
        launched = {
            "ImageId": "ami-12c6146b",
            "InstanceType": "g4dn.xlarge",
            "IamInstanceProfile": {"Arn": profiles[profile]},
        }
        asked = ec2.request_spot_instances(
            LaunchSpecification=launched,
            **tags("spot-instances-request", tag),
            **({"SpotPrice": price} if price else {}),
        )
        return asked["SpotInstanceRequests"][0]["SpotInstanceRequestId"]

    def alive():
        states = [{"Name": "instance-state-name", "Values": ["pending", "running", "stopped"]}]
        pages = ec2.get_paginator("describe_instances").paginate(Filters=states)
        return {one["InstanceId"] for page in pages for each in page["Reservations"] for one in each["Instances"]}

    def bids():
        open_or_active = [{"Name": "state", "Values": ["open", "active"]}]
        found = ec2.describe_spot_instance_requests(Filters=open_or_active)["SpotInstanceRequests"]
        return {each["SpotInstanceRequestId"] for each in found}

    too_little = "0.001"
    before, bids_before = alive(), bids()
    foreign = launch() | launch(other) | launch(other, count=2)
    foreign_bid = bid(other, profile="others", price=too_little)
    bystanders = alive()
    tagged = launch(tag, count=3)
    untagged = launch(profile="agents")
    stopped = launch(tag)
    ec2.stop_instances(InstanceIds=sorted(stopped))
    # One waits, one has an instance that only the profile tells from others, and one that nothing does.
    own_bids = {bid(tag, price=too_little), bid(tag), bid(tag, profile="others")}
    launched = bystanders | tagged | untagged | stopped
    for _ in range(100):
        if bids() and len(alive() - launched) == 2:
            break
        time.sleep(0.1)
    running = alive()
    assert running > launched and len(running - launched) == 2 and launched > foreign, running
    assert bids() == bids_before | own_bids | {foreign_bid}

    for request in ("Create", "Update"):
        assert answer(function, request, **cluster) == ("SUCCESS", "det-agent-Stack", None)
    assert alive() == running, "only a deletion ends agents"
    assert bids() == bids_before | own_bids | {foreign_bid}

    ended = answer(function, "Delete", **cluster)
    assert ended == ("SUCCESS", "det-agent-Stack", None), ended
    assert alive() == bystanders, (alive() - bystanders, bystanders - alive())
    assert bids() == bids_before | {foreign_bid}, "the requests of others stay"
    assert answer(function, "Delete", **cluster)[0] == "SUCCESS", "a cluster without agents is clean"

    # One that may not be terminated does not keep the others.
    [protected] = launch(tag)
    ec2.modify_instance_attribute(InstanceId=protected, DisableApiTermination={"Value": True})
    others = launch(tag, count=2)
    function.LONGEST = -1
    status, _, reason = answer(function, "Delete", **cluster)
    assert status == "FAILED" and protected in reason and "disableApiTermination" in reason, (status, reason)
    assert alive() == bystanders | {protected}, (others, alive() - bystanders)
    ec2.modify_instance_attribute(InstanceId=protected, DisableApiTermination={"Value": False})
    function.LONGEST = 60
    assert answer(function, "Delete", **cluster)[0] == "SUCCESS"
    assert alive() == bystanders and before <= bystanders


check_auto_delete()
check_clean_up()
check_default_security_group()
