"""Calls to the AWS services of this same server, checked by botocore's models of them."""

import functools
import json

import boto3
from botocore.config import Config
from moto.cloudformation.exceptions import ValidationError
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

import authorization


@functools.lru_cache(maxsize=None)
def client(service, account, region):
    made = boto3.client(
        service,
        region_name=region,
        aws_access_key_id="moto",
        aws_secret_access_key="moto",
        config=Config(retries={"total_max_attempts": 1}),
    )
    made.meta.events.register(
        "before-call", lambda params, **_: params["headers"].update({"x-moto-account-id": account})
    )
    return made


def credentials(account, region, role=None):
    """Keys of the account, for AWS_ACCESS_KEY_ID and its companions: those of a role may do what its policies say, others all."""
    backend = sts_backends[account][get_partition(region)]
    made = backend.assume_role(
        region_name=region,
        role_session_name="tests",
        role_arn=f"arn:{get_partition(region)}:iam::{account}:role/{role or 'tests'}",
        policy="",
        duration=3600,
        external_id="",
    )
    if role:
        authorization.SESSIONS.add(made.access_key_id)
    return {"access_key": made.access_key_id, "secret_key": made.secret_access_key, "token": made.session_token}


def coerce(shape, value):
    """CloudFormation takes "20" for 20 and "true" for true; the APIs do not."""
    if shape.type_name == "structure" and isinstance(value, dict):
        return {k: coerce(shape.members[k], v) if k in shape.members else v for k, v in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [coerce(shape.member, item) for item in value]
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)
    if shape.type_name in ("float", "double") and isinstance(value, str):
        return float(value)
    if shape.type_name == "boolean" and value in ("true", "false"):
        return value == "true"
    if shape.type_name == "string" and isinstance(value, (bool, int, float)):
        return as_text(value)
    return value


def as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        raise ValidationError(message=f"a string is needed here, not {json.dumps(value)}")
    return str(value)
