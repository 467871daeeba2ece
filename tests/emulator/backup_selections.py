"""Selections of AWS Backup, which moto does not have: their operations, beside moto's own of plans and vaults."""

import json
from urllib.parse import unquote

from moto.backup.exceptions import InvalidParameterValueException, InvalidRequestException, ResourceNotFoundException
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition


def selections(backend):
    """By plan and selection; the account and region of the backend are the selections' too."""
    return backend.__dict__.setdefault("selections", {})


def parts(response):
    """What the address names: /backup/plans/PLAN/selections/SELECTION."""
    return [unquote(part) for part in response.path.strip("/").split("/")][2::2]


def check_role(backend, arn):
    """AWS Backup asks at once whether it may use the role."""
    roles = iam_backends[backend.account_id][get_partition(backend.region_name)].roles.values()
    role = next((role for role in roles if role.arn == arn), None)
    if role is None or "backup.amazonaws.com" not in json.dumps(role.assume_role_policy_document):
        raise InvalidParameterValueException(f"IAM Role {arn} cannot be assumed by AWS Backup")


def create_backup_selection(self):
    (plan,), selection = parts(self), json.loads(self.body)["BackupSelection"]
    if self.backup_backend.get_backup_plan(plan, None).deletion_date:
        raise ResourceNotFoundException(f"Cannot find Backup plan with ID {plan}")
    check_role(self.backup_backend, selection["IamRoleArn"])
    made = {"SelectionId": str(mock_random.uuid4()), "CreationDate": unix_time(), "BackupPlanId": plan}
    selections(self.backup_backend)[plan, made["SelectionId"]] = {**made, "BackupSelection": selection}
    return json.dumps(made)


def get_backup_selection(self):
    plan, selection = parts(self)
    if (plan, selection) not in selections(self.backup_backend):
        raise ResourceNotFoundException(f"Cannot find Selection with ID {selection}")
    return json.dumps(selections(self.backup_backend)[plan, selection])


def list_backup_selections(self):
    (plan,) = parts(self)
    found = [each for (of_plan, _), each in selections(self.backup_backend).items() if of_plan == plan]
    names = ("SelectionName", "IamRoleArn")
    shown = [{**each, **{name: each["BackupSelection"][name] for name in names}} for each in found]
    return json.dumps({"BackupSelectionsList": shown})


def delete_backup_selection(self):
    get_backup_selection(self)
    del selections(self.backup_backend)[tuple(parts(self))]
    return "{}"


def install():
    """Puts all this beside moto's own."""
    for operation in (
        create_backup_selection,
        delete_backup_selection,
        get_backup_selection,
        list_backup_selections,
    ):
        setattr(BackupResponse, operation.__name__, operation)
    delete_plan = BackupBackend.delete_backup_plan

    def delete_backup_plan(self, backup_plan_id):
        if any(plan == backup_plan_id for plan, _ in selections(self)):
            raise InvalidRequestException(
                "Related backup plan selections must be deleted prior to backup plan deletion"
            )
        return delete_plan(self, backup_plan_id)

    BackupBackend.delete_backup_plan = delete_backup_plan
