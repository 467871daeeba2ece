"""Change sets: what the toolkit and `aws cloudformation deploy` deploy by."""

from moto.cloudformation import models
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.utils import generate_changeset_id, validate_create_change_set

from stack_operations import begin_stack, checked, create, in_background, set_status


def create_change_set(backend, stack_name, name, kind, text, parameters, capabilities, description, **options):
    """A change set that can be executed, and the stack it is for."""
    validate_create_change_set(name)
    if kind != "CREATE":
        raise ValidationError(message="this emulator cannot update a deployed stack")
    checked(text, parameters, capabilities, with_transforms=False)
    stack = reviewed_stack(backend, stack_name)
    if stack is None:
        stack = begin_stack(backend, stack_name, parameters, capabilities, **options)
        set_status(stack, "REVIEW_IN_PROGRESS", "User Initiated")
    change_set = models.ChangeSet(
        change_set_type=kind,
        change_set_id=generate_changeset_id(name, backend.region_name, backend.account_id),
        change_set_name=name,
        stack=stack,
        template=text,
        parameters=parameters,
        description=description,
        **options,
    )
    change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
    backend.change_sets[change_set.change_set_id] = change_set
    return change_set


def reviewed_stack(backend, name):
    """A stack that an earlier change set was for, and that has nothing in it yet."""
    return next((s for s in backend.stacks.values() if s.name == name and s.status == "REVIEW_IN_PROGRESS"), None)


def execute_change_set(backend, name):
    change_set = backend.describe_change_set(name)
    if change_set.execution_status != "AVAILABLE":
        raise ValidationError(message=f"ChangeSet [{change_set.change_set_id}] cannot be executed")
    stack = backend.stacks[change_set.stack_id]
    change_set.execution_status = "EXECUTE_COMPLETE"
    stack.resource_map.input_parameters = stack.parameters = change_set.parameters
    in_background(create, backend, stack, change_set.template)


def delete_change_set(backend, name):
    for id_, change_set in list(backend.change_sets.items()):
        if name in (id_, change_set.change_set_name):
            del backend.change_sets[id_]
