"""Nested stacks."""

from moto.cloudformation.exceptions import ValidationError

from registry import handles, updates
from services import as_text
from stack_operations import create_nested, delete, update_nested
from template_locations import fetch_template


@handles("AWS::CloudFormation::Stack")
def nested_stack(r):
    backend = r.stack.backend
    text = fetch_template(r.take("TemplateURL"), r.stack["AWS::AccountId"], r.stack["AWS::Region"])
    parameters = {name: as_text(value) for name, value in r.take("Parameters", {}).items()}
    r.take("TimeoutInMinutes")  # nothing takes that long here
    tags = {tag["Key"]: as_text(tag["Value"]) for tag in r.take("Tags", [])}
    arns, capabilities = r.take("NotificationARNs", []), backend.stacks[r.stack.stack_id].capabilities
    stack = create_nested(backend, r.name(limit=128), text, parameters, capabilities, tags=tags, notification_arns=arns)
    yield stack.stack_id, outputs(stack)
    delete(backend, stack)
    if stack.status != "DELETE_COMPLETE":
        raise ValidationError(message=stack.stack_status_reason)


def outputs(stack):
    return {f"Outputs.{output.key}": output.value for output in stack.output_map.values() if output}


@updates("AWS::CloudFormation::Stack")
def update_nested_stack(r, old, new, changed):
    backend = r.stack.backend
    stack = backend.stacks[r.physical_resource_id]
    text = fetch_template(new["TemplateURL"], r.stack["AWS::AccountId"], r.stack["AWS::Region"])
    update_nested(backend, stack, text, {name: as_text(value) for name, value in new.get("Parameters", {}).items()})
    r.attributes = outputs(stack)
    return {"TemplateURL", "Parameters", "TimeoutInMinutes"}
