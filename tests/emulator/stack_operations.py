"""Creates, updates and deletes whole stacks, one at a time."""

import functools
import threading

from moto.cloudformation import models
from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.utils import generate_stack_id

from capabilities import check_capabilities
from engine import reason
from parameters import check_given
from registry import log
from services import as_text
from template_rules import check_shape
from templates import read_template

# moto's records of stacks and exports know no locks. A nested stack is made by the same thread as the one it is in.
ONE_AT_A_TIME = threading.RLock()

# How long a request waits for the stack it asks for, in seconds. The SDKs give up on one after a minute.
PATIENCE = 45


def alone(function):
    @functools.wraps(function)
    def wrapper(*arguments, **options):
        with ONE_AT_A_TIME:
            return function(*arguments, **options)

    return wrapper


def in_background(function, *arguments):
    """Most stacks are done before the request is answered, so that nobody has to wait for a second look at them."""
    thread = threading.Thread(target=function, args=arguments, daemon=True)
    thread.start()
    thread.join(PATIENCE)


def checked(text, parameters, capabilities, with_transforms=True):
    """The template, if nothing is wrong that CloudFormation finds before it makes anything."""
    template = read_template(text)
    check_shape(template)
    check_given(template.get("Parameters", {}), parameters)
    check_capabilities(template, capabilities, with_transforms)
    return template


def begin_stack(backend, name, parameters, capabilities=(), protected=False, **options):
    """A stack without anything in it yet."""
    if name in [stack.name for stack in backend.stacks.values()]:
        raise AlreadyExistsException(f"Stack [{name}] already exists")
    stack_id = generate_stack_id(name, backend.region_name, backend.account_id)
    where = {"account_id": backend.account_id, "region_name": backend.region_name}
    stack = models.Stack(
        stack_id=stack_id,
        name=name,
        template={},
        parameters=parameters,
        enable_termination_protection=protected,
        **where,
        **options,
    )
    stack.capabilities = list(capabilities)
    backend.stacks[stack_id] = stack
    return stack


def set_status(stack, status, why=None):
    stack._add_stack_event(status, resource_status_reason=why)
    stack.status, stack.stack_status_reason = status, why


@alone
def create(backend, stack, text):
    """Creates a stack's resources, or rolls back and keeps the reason."""
    set_status(stack, "CREATE_IN_PROGRESS", "User Initiated")
    try:
        stack.template, stack.template_dict = text, read_template(text)
        stack.description = stack.template_dict.get("Description")
        stack.resource_map.create(stack.template_dict)
        publish_outputs(backend, stack)
    except Exception as error:
        log(f"{stack.name}: {reason(error)}")
        set_status(stack, "ROLLBACK_IN_PROGRESS", reason(error))
        try:
            stack.resource_map.delete(rolling_back=True)
            why, end = reason(error), "ROLLBACK_COMPLETE"
        except Exception as second:
            log(f"{stack.name}: {reason(second)}")
            why, end = f"{reason(error)}; then {reason(second)}", "ROLLBACK_FAILED"
        stack.output_map = models.OutputMap(stack.resource_map, {}, stack.stack_id)
        set_status(stack, end, why)
        return
    set_status(stack, "CREATE_COMPLETE")


def publish_outputs(backend, stack):
    stack.output_map = stack._create_output_map()
    for output in stack.output_map.values():
        if output:
            as_text(output.value)
    own = {export.name: export for export in stack.exports}
    others = {n: e for n, e in backend.exports.items() if e.exporting_stack_id != stack.stack_id}
    for name in own:
        if name in others:
            raise ValidationError(message=f"Export {name} already exists")
    for name, export in backend.exports.items():
        lost = name not in others and (name not in own or own[name].value != export.value)
        if lost and (users := importers(backend, {name})):
            raise ValidationError(message=f"Export {name} cannot change or go: it is in use by {', '.join(users)}")
    backend.exports = {**others, **own}


@alone
def update(backend, stack, text, parameters, tags=None, to_import=None):
    """Updates a stack, or imports into it; if that fails, all is as before, and the reason is kept."""
    verb = "IMPORT" if to_import else "UPDATE"
    set_status(stack, f"{verb}_IN_PROGRESS", "User Initiated")
    before = stack.template, stack.template_dict, stack.description, stack.output_map
    try:
        stack.template, stack.template_dict = text, read_template(text)
        stack.description = stack.template_dict.get("Description")
        stack.resource_map.update(stack.template_dict, parameters, to_import or {})
        publish_outputs(backend, stack)
    except Exception as error:
        log(f"{stack.name}: {reason(error)}")
        set_status(stack, f"{verb}_ROLLBACK_IN_PROGRESS", reason(error))
        stack.template, stack.template_dict, stack.description, stack.output_map = before
        try:
            stack.resource_map.roll_back()
            why, end = reason(error), f"{verb}_ROLLBACK_COMPLETE"
        except Exception as second:
            log(f"{stack.name}: {reason(second)}")
            why, end = f"{reason(error)}; then {reason(second)}", f"{verb}_ROLLBACK_FAILED"
        set_status(stack, end, why)
        return
    stack.parameters = parameters
    if tags is not None:
        stack.tags = tags
    if stack.resource_map.removed():
        set_status(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    stack.resource_map.clean_up()
    set_status(stack, f"{verb}_COMPLETE")


def create_nested(backend, name, text, parameters, capabilities, **options):
    """Creates a stack within another one, whose capabilities it has."""
    checked(text, parameters, capabilities)
    stack = begin_stack(backend, name, parameters, capabilities, **options)
    create(backend, stack, text)
    if stack.status != "CREATE_COMPLETE":
        raise ValidationError(
            message=f"Embedded stack {stack.stack_id} was not successfully created: {stack.stack_status_reason}"
        )
    return stack


def update_nested(backend, stack, text, parameters):
    """Updates a stack within another one."""
    checked(text, parameters, stack.capabilities)
    update(backend, stack, text, parameters)
    if stack.status != "UPDATE_COMPLETE":
        raise ValidationError(
            message=f"Embedded stack {stack.stack_id} was not successfully updated: {stack.stack_status_reason}"
        )


def importers(backend, names):
    """The stacks that import any of these exports."""
    return sorted(stack.name for stack in backend.stacks.values() if names & stack.resource_map.imports)


def check_deletable(stack):
    if stack.enable_termination_protection:
        raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")


@alone
def delete(backend, stack):
    """Deletes a stack with all it made, or keeps it and the reason why it cannot go."""
    set_status(stack, "DELETE_IN_PROGRESS", "User Initiated")
    try:
        own = {name for name, export in backend.exports.items() if export.exporting_stack_id == stack.stack_id}
        if users := importers(backend, own):
            raise ValidationError(message=f"its exports are still in use by {', '.join(users)}")
        stack.resource_map.delete()
    except Exception as error:
        log(f"{stack.name}: {reason(error)}")
        set_status(stack, "DELETE_FAILED", reason(error))
        return
    backend.exports = {n: e for n, e in backend.exports.items() if e.exporting_stack_id != stack.stack_id}
    set_status(stack, "DELETE_COMPLETE")
    backend.deleted_stacks[stack.stack_id] = backend.stacks.pop(stack.stack_id)
