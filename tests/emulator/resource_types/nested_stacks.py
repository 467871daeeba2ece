"""Nested stacks."""

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.utils import get_stack_from_s3_url
from moto.utilities.utils import get_partition

from services import as_text
from registry import handles


@handles("AWS::CloudFormation::Stack")
def nested_stack(r):
    account, region = r.stack["AWS::AccountId"], r.stack["AWS::Region"]
    template = get_stack_from_s3_url(r.take("TemplateURL"), account_id=account, partition=get_partition(region))
    parameters = {name: as_text(value) for name, value in r.take("Parameters", {}).items()}
    r.take("TimeoutInMinutes")  # nothing takes that long here
    tags = {tag["Key"]: as_text(tag["Value"]) for tag in r.take("Tags", [])}
    arns = r.take("NotificationARNs", [])
    stack = r.stack.backend.create_stack(r.name(limit=128), template, parameters, tags=tags, notification_arns=arns)
    if stack.status != "CREATE_COMPLETE":
        raise ValidationError(message=stack.events[-2].resource_status_reason)
    yield stack.stack_id, {f"Outputs.{o.key}": o.value for o in stack.output_map.values() if o}
    r.stack.backend.delete_stack(stack.stack_id)
    if stack.status != "DELETE_COMPLETE":
        raise ValidationError(message=stack.events[-1].resource_status_reason)
