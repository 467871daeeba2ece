# Takes all rules of a VPC's default security group away, and gives them back when the resource is deleted.
import boto3
import cfnresponse
from botocore.exceptions import ClientError


def unless(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise


def handler(event, context):
    properties = event["ResourceProperties"]
    group = properties["DefaultSecurityGroupId"]
    try:
        ec2 = boto3.client("ec2")
        pair = [{"GroupId": group, "UserId": properties["Account"]}]
        members = {"GroupId": group, "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": pair}]}
        world = {"GroupId": group, "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
        if event["RequestType"] == "Delete":
            known = "InvalidPermission.Duplicate"
            unless(known, ec2.authorize_security_group_ingress, **members)
            unless(known, ec2.authorize_security_group_egress, **world)
        else:
            known = "InvalidPermission.NotFound"
            unless(known, ec2.revoke_security_group_ingress, **members)
            unless(known, ec2.revoke_security_group_egress, **world)
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, group, reason=str(error))
    else:
        # Another group is another resource: the one before then gets its rules back.
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, group)
