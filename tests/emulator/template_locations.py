"""Fetches templates from buckets, by the addresses CloudFormation takes."""

import re
import urllib.parse

from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import ValidationError
from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from services import client

# What CloudFormation takes of a template, in bytes.
LARGEST_BODY, LARGEST_OBJECT = 51_200, 1_048_576

HOST = re.compile(
    r"(?:(?P<bucket>[a-z0-9][a-z0-9.-]*)\.)?s3(?:\.dualstack)?(?:[.-](?P<region>[a-z]{2}(?:-[a-z]+)+-\d))?"
    r"\.amazonaws\.com(?:\.cn)?"
)
# This emulator itself, as the command line and the toolkit call it.
OWN_HOST = re.compile(r"(127\.0\.0\.1|localhost):\d+")


def fetch_template(url, account, region):
    """The text behind a template's address; a private bucket is read as the account that deploys."""
    bucket, key, named_region, version = parse(url)
    where = s3_backends[account][get_partition(region)].buckets.get(bucket)
    if where is None:
        raise ValidationError(message=f"S3 error: The specified bucket does not exist: {bucket} ({url})")
    if named_region not in (None, where.region_name):
        raise ValidationError(
            message=f"S3 error: the bucket {bucket} is in {where.region_name}, its address says {named_region} ({url})"
        )
    arguments = {"Bucket": bucket, "Key": key, **({"VersionId": version} if version else {})}
    try:
        body = client("s3", account, region).get_object(**arguments)["Body"].read()
    except ClientError as error:
        raise ValidationError(message=f"S3 error: {error.response['Error']['Message']} ({url})")
    if len(body) > LARGEST_OBJECT:
        raise ValidationError(message=f"Template may not exceed {LARGEST_OBJECT} bytes in size. ({url})")
    return body.decode()


def parse(url):
    """Bucket, key, region and version of an address."""
    address = urllib.parse.urlsplit(url)
    key, own = urllib.parse.unquote(address.path.lstrip("/")), OWN_HOST.fullmatch(address.netloc)
    host = HOST.fullmatch(address.netloc)
    if not (host and address.scheme == "https" or own):
        raise ValidationError(message=f"TemplateURL must be a supported URL. ({url})")
    region, bucket = (host["region"], host["bucket"]) if host else (None, None)
    if bucket is None:
        bucket, _, key = key.partition("/")
    if not bucket or not key:
        raise ValidationError(message=f"TemplateURL must be a supported URL. ({url})")
    version = dict(urllib.parse.parse_qsl(address.query)).get("versionId")
    return bucket, key, region, version
