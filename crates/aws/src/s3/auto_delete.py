# Empties a bucket that is about to be deleted, of all versions of all objects.
import json

import boto3
import cfnresponse

s3 = boto3.client("s3")
TAG = {"Key": "aws-cdk:auto-delete-objects", "Value": "true"}


def is_to_be_emptied(bucket):
    """Without the tag, the bucket stays, or its owner took the setting back."""
    try:
        return TAG in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchBucket", "NoSuchTagSet"):
            return False
        raise


def refuse_new_objects(bucket):
    """What others still write would never end."""
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    allowed = next(each for each in policy["Statement"] if "s3:PutBucketPolicy" in each["Action"])
    objects = [each for each in allowed["Resource"] if each.endswith("/*")]
    denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": objects}
    policy["Statement"].append(denied)
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def versions(bucket):
    page = s3.list_object_versions(Bucket=bucket)
    return page.get("Versions", []) + page.get("DeleteMarkers", [])


def empty(bucket):
    if not is_to_be_emptied(bucket):
        return
    try:
        refuse_new_objects(bucket)
    except Exception as error:  # the objects are what matters
        print(f"new objects are not refused: {error}")
    while found := versions(bucket):  # a page at a time, from the beginning, as those before are gone
        objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if answer.get("Errors"):
            raise RuntimeError(f"not everything could be deleted: {answer['Errors'][0]}")


def handler(event, context):
    # Another bucket is another resource: the one before is then deleted, and emptied by that.
    bucket = event["ResourceProperties"]["BucketName"]
    try:
        if event["RequestType"] == "Delete":
            empty(bucket)
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, bucket, reason=str(error))
    else:
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, bucket)
