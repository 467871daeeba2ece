"""Runs the functions behind custom resources against the emulator. usage: check.py CRATE_OF_SERVICES"""

import importlib.util
import json
import pathlib
import sys

import boto3

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import cfnresponse

CRATE = pathlib.Path(sys.argv[1])
s3, ec2 = boto3.client("s3"), boto3.client("ec2")


def load(path):
    spec = importlib.util.spec_from_file_location(pathlib.Path(path).stem, CRATE / path)
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
    function = load("src/s3/auto_delete.py")
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
    function = load("src/ec2/default_security_group.py")
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


check_auto_delete()
check_default_security_group()
