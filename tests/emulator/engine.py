"""The resources of one stack, in place of moto's own CloudFormation engine.

moto's engine skips resource types and properties it does not know, loses the outputs of change sets and cannot
delete most VPCs. Here every resource is made by calling its service's API on this same server, so that botocore's
models check names and types; whatever is not understood fails the stack, which is then rolled back.
"""

import contextlib
import copy

from moto.cloudformation import models, parsing
from moto.cloudformation.exceptions import ValidationError
from moto.utilities.utils import get_partition

import boots
import signals
from deletion_policies import deletion_policy
from dependencies import depends_on, in_order
from intrinsic_functions import dynamic, resolve
from parameters import parameter_values
from registry import handler, log
from resource import MotoResource, Resource
from services import client
from template_rules import check_rules

NOT_RESOURCES = {"AWS::CDK::Metadata"}


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

    def resolved(self, parameter):
        """What Ref of a parameter gives; nothing where its value was refused."""
        return self._parsed_resources.get(parameter)

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

    def make_dependencies(self, definition):
        wanted = self.wanted()
        for dependency in depends_on(definition):
            if dependency in wanted:
                self[dependency]

    def create_one(self, name, definition):
        wanted = self.wanted()
        if name not in wanted:
            raise ValidationError(message=f"{name} is referenced, but its condition is false")
        self.make_dependencies(definition)
        type_ = definition["Type"]
        made = (Resource if handler(type_) else MotoResource)(self, name, type_)
        try:
            if not handler(type_) and type_ not in parsing.get_model_map():
                raise ValidationError(message="resource type not supported by this emulator")
            with self.signals_for(name, definition) as wait:
                made.given = resolve(definition.get("Properties", {}), self)
                properties = dynamic(made.given, self)
                made.resolved = copy.deepcopy(properties)  # handlers take the others apart
                made.create(properties)
                boots.boot_all(made)
                wait()
        except ResourceFailed:
            raise
        except Exception as error:
            if made.physical_resource_id:
                self._parsed_resources[name] = made  # so that it is rolled back like all others
            self.event(made, "CREATE_FAILED", reason(error))
            raise ResourceFailed(message=f"{name} ({type_}): {reason(error)}")
        self.event(made, "CREATE_COMPLETE")
        return made

    @contextlib.contextmanager
    def signals_for(self, name, definition):
        """Gives what to call once the resource is made; its signals may come before."""
        policy = definition.get("CreationPolicy", {})
        if "ResourceSignal" not in policy:
            yield lambda: None
        elif not boots.PROGRAM:
            log(f"{name}: its CreationPolicy is not waited for, nothing here boots")
            yield lambda: None
        else:
            expected, seconds = signals.expectation(resolve(policy, self))
            signals.EXPECTED[self.stack_id, name] = expected
            try:
                yield lambda: expected.wait(min(seconds, boots.SECONDS))
            finally:
                del signals.EXPECTED[self.stack_id, name]

    def event(self, resource, status, reason=None):
        id_ = getattr(resource, "physical_resource_id", None)
        self.tell(resource.logical_resource_id, resource.cf_resource_type, status, reason, id_)

    def tell(self, logical_id, type_, status, reason=None, physical_id=None):
        """Adds an event of a resource to those of the stack."""
        stack = self.backend.stacks.get(self.stack_id)
        if stack:
            stack.events.append(
                models.Event(
                    stack_id=self.stack_id,
                    stack_name=self["AWS::StackName"],
                    logical_resource_id=logical_id,
                    physical_resource_id=physical_id,
                    resource_type=type_,
                    resource_status=status,
                    resource_status_reason=reason,
                    resource_properties=None,
                )
            )

    def create(self, template):
        self._template = self.template = template
        self._resource_json_map = template["Resources"]
        self.load_parameters()
        check_rules(self)
        for name in self.wanted():
            self[name]
        return True

    def delete(self, rolling_back=False):
        for name in reversed(in_order(self._resource_json_map)):
            if name not in self._parsed_resources:
                continue
            policy = deletion_policy(self._resource_json_map[name])
            if rolling_back and policy in ("RetainExceptOnCreate", "Snapshot"):
                policy = "Delete"  # nobody has used it yet
            self.let_go(self._parsed_resources[name], policy)
            del self._parsed_resources[name]

    def let_go(self, resource, policy):
        """Deletes a resource, or what its policy says."""
        if policy.startswith("Retain"):
            return self.event(resource, "DELETE_SKIPPED")
        try:
            resource.delete(keeping_snapshot=policy == "Snapshot")
        except Exception as error:
            self.event(resource, "DELETE_FAILED", reason(error))
            name, type_ = resource.logical_resource_id, resource.cf_resource_type
            raise ResourceFailed(message=f"{name} ({type_}) could not be deleted: {reason(error)}")
        self.event(resource, "DELETE_COMPLETE")
