"""Change sets: what the toolkit and `aws cloudformation deploy` deploy by."""

from moto.cloudformation import models
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.utils import generate_changeset_id, validate_create_change_set

from deletion_policies import deletion_policy
from imports import check_import
from parameters import plain
from stack_operations import begin_stack, checked, create, in_background, set_status, update
from updates import as_texts, replacing_changes

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


def create_change_set(backend, stack, name, kind, text, parameters, capabilities, to_import, description, **options):
    """A change set for a stack that is there, or for a new one under this name; one without changes has failed."""
    validate_create_change_set(name)
    template = checked(text, parameters, capabilities, with_transforms=False)
    is_new = isinstance(stack, str)
    identifiers = check_import(template, {} if is_new else stack.template_dict, to_import) if kind == "IMPORT" else {}
    if is_new:
        stack = begin_stack(backend, stack, parameters, capabilities, **options)
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
    change_set.identifiers, change_set.capabilities = identifiers, list(capabilities)
    change_set.changes = changes(stack, template, identifiers)
    change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
    if kind == "UPDATE" and is_same(stack, template, parameters, options["tags"]):
        change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
        change_set.status_reason = NO_CHANGES
    backend.change_sets[change_set.change_set_id] = change_set
    return change_set


def is_same(stack, template, parameters, tags):
    """Whether a stack is already what it is to become."""
    before, after = previous_parameters(stack), effective_parameters(template, parameters)
    return (stack.template_dict, before, stack.tags) == (template, after, tags)


def effective_parameters(template, given):
    """What every parameter was given, or has as its default."""
    slots = template.get("Parameters", {})
    return {name: plain(given.get(name, slot.get("Default"))) for name, slot in slots.items()}


def previous_parameters(stack):
    return effective_parameters(stack.template_dict, stack.parameters)


def stack_for(backend, name, kind):
    """The stack that a change set is for, or the name of a new one."""
    stack = next((each for each in backend.stacks.values() if name in (each.name, each.stack_id)), None)
    if stack is None:
        if kind == "UPDATE":
            raise ValidationError(name)
        return name
    if kind == "CREATE" and stack.status != "REVIEW_IN_PROGRESS":
        raise ValidationError(message=f"Stack [{name}] already exists and cannot be created again with a changeSet")
    if kind != "CREATE":
        check_updatable(stack)
    return stack


def check_updatable(stack):
    if stack.status == "REVIEW_IN_PROGRESS":
        return
    if not stack.status.endswith("_COMPLETE") or stack.status in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE"):
        raise ValidationError(message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")


def changes(stack, template, identifiers):
    """What a change set tells of resources; that more may be replaced is seen when it is executed."""
    old, new = stack.template_dict.get("Resources", {}), template["Resources"]
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        definition = new.get(name, old.get(name))
        change = models.Change("Modify", name, definition["Type"])
        if name in identifiers:
            change.action = "Import"
        elif name not in old:
            change.action = "Add"
        elif name not in new:
            change.action, change.policy_action = "Remove", policy_action(definition)
        elif old[name] == new[name]:
            continue
        else:
            properties = [as_texts(each[name].get("Properties", {})) for each in (old, new)]
            replaced = replacing_changes(definition["Type"], *properties)
            change.replacement = "True" if replaced else "False"
        if name in old:
            resource = stack.resource_map.resolved(name)
            change.physical_resource_id = getattr(resource, "physical_resource_id", None)
        found.append(change)
    return found


def policy_action(definition):
    policy = deletion_policy(definition)
    return "Retain" if policy.startswith("Retain") else policy


def find_change_set(backend, name, stack_name):
    """The change set of this ARN, or the latest of this name and stack."""
    found = [each for each in backend.change_sets.values() if is_called(each, name, stack_name)]
    if not found:
        raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")
    return found[-1]


def is_called(change_set, name, stack_name):
    of_stack = stack_name in (None, change_set.stack_name, change_set.stack_id)
    return name == change_set.change_set_id or name == change_set.change_set_name and of_stack


def execute_change_set(backend, change_set):
    if change_set.execution_status != "AVAILABLE":
        raise ValidationError(message=f"ChangeSet [{change_set.change_set_id}] cannot be executed")
    stack = backend.stacks[change_set.stack_id]
    change_set.execution_status = "EXECUTE_COMPLETE"
    stack.capabilities = change_set.capabilities
    if change_set.change_set_type == "CREATE":
        stack.resource_map.input_parameters = stack.parameters = change_set.parameters
        in_background(create, backend, stack, change_set.template)
    else:
        arguments = change_set.template, change_set.parameters, change_set.tags, change_set.identifiers
        in_background(update, backend, stack, *arguments)


def delete_change_set(backend, name, stack_name):
    for id_, change_set in list(backend.change_sets.items()):
        if is_called(change_set, name, stack_name):
            del backend.change_sets[id_]
