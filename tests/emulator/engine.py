"""Deploys and deletes stacks, in place of moto's own CloudFormation engine.

moto's engine skips resource types and properties it does not know, loses the outputs of change sets and cannot
delete most VPCs. Here every resource is made by calling its service's API on this same server, so that botocore's
models check names and types; whatever is not understood fails the stack, which is then rolled back.
"""

import functools
import json
import threading

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.exceptions import ValidationError
from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.rds import utils as rds_utils
from moto.s3.models import FakeBucket
from moto.utilities.utils import get_partition

from intrinsic_functions import dynamic, resolve
from parameters import parameter_values
from registry import HANDLERS, log
from resource import MotoResource, Resource
from services import client
from template_rules import check_rules, check_shape

NOT_RESOURCES = {"AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"}

# One stack at a time: moto's records of stacks and exports know no locks. A nested stack is made by the same thread.
ONE_AT_A_TIME = threading.RLock()


def alone(function):
    @functools.wraps(function)
    def wrapper(*arguments, **options):
        with ONE_AT_A_TIME:
            return function(*arguments, **options)

    return wrapper


def reason(error):
    text = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
    return " ".join(text.split())


class ResourceFailed(ValidationError):
    """A resource could not be made; its event is already there."""


class Engine(parsing.ResourceMap):
    """Stands in for moto's map of a stack's resources."""

    def load(self):
        self.template, self.creating, self.imports = self._template, [], set()
        partition = get_partition(self._region_name)
        suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
        self._parsed_resources.update({"AWS::Partition": partition, "AWS::URLSuffix": suffix})
        self.load_parameters()

    def load_parameters(self):
        slots = self._template.get("Parameters", {})
        self.resolved_parameters = {
            name: self.input_parameters.get(name, slot.get("Default")) for name, slot in slots.items()
        }
        self.no_echo_parameter_keys = [name for name, slot in slots.items() if slot.get("NoEcho")]
        self._parsed_resources.update(parameter_values(slots, self.input_parameters, self.client))

    @property
    def backend(self):
        return models.cloudformation_backends[self._account_id][self._region_name]

    def client(self, service):
        return client(service, self._account_id, self._region_name)

    def condition(self, name):
        conditions = self.template.get("Conditions", {})
        if name not in conditions:
            raise ValidationError(message=f"Template error: unresolved condition dependency {name}")
        return resolve(conditions[name], self)

    @property
    def lazy_condition_map(self):
        return {name: self.condition(name) for name in self.template.get("Conditions", {})}

    def __getitem__(self, name):
        if name in self._parsed_resources:
            return self._parsed_resources[name]
        if name not in self._resource_json_map:
            raise ValidationError(message=f"Template error: unresolved reference to {name}")
        if name in self.creating:
            raise ValidationError(message=f"Circular dependency: {' -> '.join(self.creating + [name])}")
        self.creating.append(name)
        try:
            self._parsed_resources[name] = self.create_one(name, self._resource_json_map[name])
        finally:
            self.creating.pop()
        return self._parsed_resources[name]

    def wanted(self):
        return [
            name
            for name, definition in self._resource_json_map.items()
            if definition["Type"] not in NOT_RESOURCES
            and ("Condition" not in definition or self.condition(definition["Condition"]))
        ]

    def values(self):
        return [self._parsed_resources[n] for n in self._resource_json_map if n in self._parsed_resources]

    def create_one(self, name, definition):
        wanted = self.wanted()
        if name not in wanted:
            raise ValidationError(message=f"{name} is referenced, but its condition is false")
        depends = definition.get("DependsOn", [])
        for dependency in [depends] if isinstance(depends, str) else depends:
            if dependency in wanted:
                self[dependency]
        type_ = definition["Type"]
        if "CreationPolicy" in definition:
            log(f"{name}: its CreationPolicy is not waited for, nothing here boots")
        made = (Resource if type_ in HANDLERS else MotoResource)(self, name, type_)
        try:
            if type_ not in HANDLERS and type_ not in parsing.get_model_map():
                raise ValidationError(message="resource type not supported by this emulator")
            made.create(dynamic(resolve(definition.get("Properties", {}), self), self))
        except ResourceFailed:
            raise
        except Exception as error:
            self.event(made, "CREATE_FAILED", reason(error))
            raise ResourceFailed(message=f"{name} ({type_}): {reason(error)}")
        self.event(made, "CREATE_COMPLETE")
        return made

    def event(self, resource, status, reason=None):
        stack = self.backend.stacks.get(self.stack_id)
        if stack:
            stack.events.append(
                models.Event(
                    stack_id=self.stack_id,
                    stack_name=self["AWS::StackName"],
                    logical_resource_id=resource.logical_resource_id,
                    physical_resource_id=getattr(resource, "physical_resource_id", None),
                    resource_type=resource.cf_resource_type,
                    resource_status=status,
                    resource_status_reason=reason,
                    resource_properties=None,
                )
            )

    def create(self, template):
        check_shape(template)
        self._template = self.template = template
        self._resource_json_map = template["Resources"]
        self.load_parameters()
        check_rules(self)
        for name in self.wanted():
            self[name]
        return True

    def delete(self):
        for name in reversed([n for n in self._parsed_resources if n in self._resource_json_map]):
            if self._resource_json_map[name].get("DeletionPolicy") != "Retain":
                self._parsed_resources[name].delete()
            del self._parsed_resources[name]


@alone
def execute(backend, stack, template):
    """Creates a stack's resources, or rolls back and keeps the reason."""
    stack.template, stack.template_dict = template, stack.parse_template(template)
    stack.description = stack.template_dict.get("Description")
    try:
        stack.resource_map.create(stack.template_dict)
        stack.output_map = stack._create_output_map()
        for export in stack.exports:
            if export.name in backend.exports:
                raise ValidationError(message=f"Export {export.name} already exists")
        list(stack.output_map.values())
    except Exception as error:
        log(f"{stack.name}: {reason(error)}")
        stack._add_stack_event("ROLLBACK_IN_PROGRESS", resource_status_reason=reason(error))
        stack.status, why = "ROLLBACK_COMPLETE", None
        try:
            stack.resource_map.delete()
        except Exception as second:
            log(f"{stack.name}: {reason(second)}")
            stack.status, why = "ROLLBACK_FAILED", reason(second)
        stack.output_map = models.OutputMap(stack.resource_map, {}, stack.stack_id)
        stack._add_stack_event(stack.status, resource_status_reason=why)
        return
    backend.exports.update({export.name: export for export in stack.exports})
    stack._add_stack_event("CREATE_COMPLETE")
    stack.status = "CREATE_COMPLETE"


def execute_change_set(self, change_set_name, stack_name=None):
    change_set = self.describe_change_set(change_set_name)
    if change_set.change_set_type != "CREATE":
        raise ValidationError(message="this emulator cannot update a deployed stack")
    stack = self.stacks[change_set.stack_id]
    stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
    execute(self, stack, change_set.template)
    change_set.execution_status = "EXECUTE_COMPLETE"


def create_stack(self, name, template, parameters, **options):
    options = {key: value for key, value in options.items() if key in ("notification_arns", "tags", "role_arn")}
    _, stack_id = self.create_change_set(name, "direct", template, parameters, "", "CREATE", **options)
    stack = self.stacks[stack_id]
    stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
    execute(self, stack, template)
    return stack


def importers(backend, names):
    """The stacks that import any of these exports."""
    return sorted(stack.name for stack in backend.stacks.values() if names & stack.resource_map.imports)


@alone
def delete_stack(self, name_or_stack_id):
    for stack in list(self.stacks.values()):
        if name_or_stack_id not in (stack.stack_id, stack.name):
            continue
        if stack.enable_termination_protection:
            raise ValidationError(
                message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
        try:
            own = {name for name, export in self.exports.items() if export.exporting_stack_id == stack.stack_id}
            if users := importers(self, own):
                raise ValidationError(message=f"its exports are still in use by {', '.join(users)}")
            stack.resource_map.delete()
        except Exception as error:
            log(f"{stack.name}: {reason(error)}")
            stack._add_stack_event("DELETE_FAILED", resource_status_reason=reason(error))
            stack.status = "DELETE_FAILED"
            return
        self.exports = {n: e for n, e in self.exports.items() if e.exporting_stack_id != stack.stack_id}
        stack._add_stack_event("DELETE_COMPLETE")
        stack.status = "DELETE_COMPLETE"
        self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


def delete_change_set(self, change_set_name):
    for id_, change_set in list(self.change_sets.items()):
        if change_set_name in (id_, change_set.change_set_name):
            del self.change_sets[id_]


def update_termination_protection(self):
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})


def bucket_permission(self, action, resource):
    """moto ignores the conditions of a policy: "deny without TLS" would deny everything."""
    policy = json.loads(self.policy or '{"Statement": []}')
    policy["Statement"] = [s for s in policy["Statement"] if "Condition" not in s]
    if not policy["Statement"]:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)


def install():
    """Puts all this in the place of moto's own."""
    models.ResourceMap = Engine
    parsing.clean_json = resolve
    parsing.resource_class_from_type = lambda type_: parsing.get_model_map().get(type_)
    backend = models.CloudFormationBackend
    backend.execute_change_set, backend.create_stack = execute_change_set, create_stack
    backend.delete_stack, backend.delete_change_set = delete_stack, delete_change_set
    models.OutputMap.exports = property(exports)
    FakeBucket.get_permission = bucket_permission
    # to moto, windows overlap where one ends as the other starts; not so to RDS
    overlap = rds_utils.get_overlap_between_two_date_ranges
    rds_utils.get_overlap_between_two_date_ranges = lambda *dates: overlap(*dates) - 1
    response = responses.CloudFormationResponse
    response._validate_different_update = lambda *_: None
    response.update_termination_protection = update_termination_protection


def exports(self):
    found = []
    for key, output in (self._output_json_map or {}).items():
        if "Export" in output and self[key]:
            name = resolve(output["Export"]["Name"], self._resource_map)
            found.append(models.Export(self._stack_id, name, self[key].value))
    return found
