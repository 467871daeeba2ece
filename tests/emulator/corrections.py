"""Where moto's services are stricter than AWS, or otherwise."""

import json

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.rds import utils as rds_utils
from moto.s3.models import FakeBucket


def bucket_permission(self, action, resource):
    """moto ignores the conditions of a policy: "deny without TLS" would deny everything."""
    policy = json.loads(self.policy or '{"Statement": []}')
    policy["Statement"] = [s for s in policy["Statement"] if "Condition" not in s]
    if not policy["Statement"]:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)


def install():
    """Puts all this in the place of moto's own."""
    FakeBucket.get_permission = bucket_permission
    # to moto, windows overlap where one ends as the other starts; not so to RDS
    overlap = rds_utils.get_overlap_between_two_date_ranges
    rds_utils.get_overlap_between_two_date_ranges = lambda *dates: overlap(*dates) - 1
