"""CloudFormation's operations, as far as moto's own do not do; they take the place of moto's."""

import json

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.exceptions import ValidationError
from moto.core.responses import ActionResult, EmptyResult

import change_sets
import signals
from capabilities import required_capability
from imports import identifier_summaries
from intrinsic_functions import resolve
from parameters import SSM_VALUE, plain
from registry import log
from stack_operations import begin_stack, check_deletable, checked, create, delete, in_background, update
from template_locations import LARGEST_BODY, fetch_template
from template_rules import check_shape, transforms
from templates import read_template
from updates import UpdatingEngine


class Operations(responses.CloudFormationResponse):
    """Their names are those of the operations, in snake case."""

    def template_text(self, previous=None):
        body, url = self._get_param("TemplateBody"), self._get_param("TemplateURL")
        if self._get_bool_param("UsePreviousTemplate", False) and previous and not (body or url):
            return previous
        if bool(body) == bool(url):
            raise ValidationError(message="Either Template URL or Template Body must be specified.")
        if url:
            return fetch_template(url, self.current_account, self.region)
        if len(body.encode()) > LARGEST_BODY:
            raise ValidationError(
                message=f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must "
                f"have length less than or equal to {LARGEST_BODY}"
            )
        return body

    def given_parameters(self, previous=()):
        given = {}
        for each in self._get_param("Parameters", []):
            name = each["ParameterKey"]
            if each.get("UsePreviousValue") in (True, "true"):
                if name not in previous:
                    raise ValidationError(message=f"Invalid input for parameter key {name}. There is no previous value")
                given[name] = previous[name]
            elif "ParameterValue" not in each:
                raise ValidationError(message=f"Parameter {name} has no value")
            else:
                given[name] = each["ParameterValue"]
        return given

    def stack_options(self):
        return {
            "notification_arns": self._get_param("NotificationARNs", []),
            "role_arn": self._get_param("RoleARN"),
            "tags": {item["Key"]: item["Value"] for item in self._get_param("Tags", [])},
        }

    def create_stack(self):
        if self._get_param("OnFailure", "ROLLBACK") != "ROLLBACK" or self._get_bool_param("DisableRollback", False):
            raise ValidationError(message="this emulator always rolls back")
        text, parameters = self.template_text(), self.given_parameters()
        capabilities, backend = self._get_param("Capabilities", []), self.cloudformation_backend
        checked(text, parameters, capabilities)
        stack = begin_stack(
            backend,
            self._get_param("StackName"),
            parameters,
            capabilities,
            protected=self._get_bool_param("EnableTerminationProtection", False),
            **self.stack_options(),
        )
        in_background(create, backend, stack, text)
        return ActionResult({"StackId": stack.stack_id})

    def update_stack(self):
        backend, capabilities = self.cloudformation_backend, self._get_param("Capabilities", [])
        stack, tags = backend.get_stack(self._get_param("StackName")), self.stack_options()["tags"] or None
        change_sets.check_updatable(stack)
        text = self.template_text(stack.template)
        parameters = self.given_parameters(change_sets.previous_parameters(stack))
        template = checked(text, parameters, capabilities)
        if change_sets.is_same(stack, template, parameters, tags or stack.tags):
            raise ValidationError(message="No updates are to be performed.")
        stack.capabilities = list(capabilities)
        in_background(update, backend, stack, text, parameters, tags)
        return ActionResult({"StackId": stack.stack_id})

    def delete_stack(self):
        name, backend = self._get_param("StackName"), self.cloudformation_backend
        for stack in list(backend.stacks.values()):
            if name in (stack.stack_id, stack.name):
                check_deletable(stack)
                in_background(delete, backend, stack)
        return EmptyResult()

    def signal_resource(self):
        names = ("LogicalResourceId", "UniqueId", "Status")
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        signals.signal_resource(stack, *[self._get_param(name) for name in names])
        return EmptyResult()

    def update_termination_protection(self):
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
        return ActionResult({"StackId": stack.stack_id})

    def create_change_set(self):
        if self._get_bool_param("ImportExistingResources", False):
            # the toolkit asks for it when it bootstraps; where it would matter, creation fails by itself
            log("nothing is imported by its name alone")
        kind = self._get_param("ChangeSetType", "UPDATE")
        stack = change_sets.stack_for(self.cloudformation_backend, self._get_param("StackName"), kind)
        change_set = change_sets.create_change_set(
            self.cloudformation_backend,
            stack,
            self._get_param("ChangeSetName"),
            kind,
            self.template_text(None if isinstance(stack, str) else stack.template),
            self.given_parameters({} if isinstance(stack, str) else change_sets.previous_parameters(stack)),
            self._get_param("Capabilities", []),
            self._get_param("ResourcesToImport", []),
            self._get_param("Description"),
            **self.stack_options(),
        )
        return ActionResult({"Id": change_set.change_set_id, "StackId": change_set.stack_id})

    def change_set_in_question(self):
        return self.cloudformation_backend, self._get_param("ChangeSetName"), self._get_param("StackName")

    def describe_change_set(self):
        return ActionResult(change_sets.find_change_set(*self.change_set_in_question()))

    def execute_change_set(self):
        change_set = change_sets.find_change_set(*self.change_set_in_question())
        change_sets.execute_change_set(self.cloudformation_backend, change_set)
        return EmptyResult()

    def delete_change_set(self):
        change_sets.delete_change_set(*self.change_set_in_question())
        return EmptyResult()

    def get_template_summary(self):
        name = self._get_param("StackName")
        text = self.cloudformation_backend.get_stack(name).template if name else self.template_text()
        return ActionResult(summary(text))

    def validate_template(self):
        found = summary(self.template_text())
        names = ("Capabilities", "CapabilitiesReason", "DeclaredTransforms", "Description")
        parameters = [
            {key: value for key, value in each.items() if key not in ("ParameterConstraints", "ParameterType")}
            for each in found["Parameters"]
        ]
        return ActionResult({**{name: found.get(name) for name in names}, "Parameters": parameters})


def summary(text):
    """What the console asks for to show a template's form."""
    template = read_template(text)
    check_shape(template)
    capability, types = required_capability(template)
    found = {
        "Capabilities": [capability] if capability else [],
        "CapabilitiesReason": f"The following resource(s) require capabilities: [{', '.join(types)}]"
        if types
        else None,
        "DeclaredTransforms": transforms(template),
        "Description": template.get("Description"),
        "Metadata": json_or_none(template.get("Metadata")),
        "Parameters": [described(name, slot) for name, slot in template.get("Parameters", {}).items()],
        "ResourceIdentifierSummaries": identifier_summaries(template),
        "ResourceTypes": sorted({definition["Type"] for definition in template["Resources"].values()}),
        "Version": template.get("AWSTemplateFormatVersion"),
    }
    return {key: value for key, value in found.items() if value is not None}


def json_or_none(value):
    return None if value is None else json.dumps(value)


def described(name, slot):
    found = {
        "ParameterKey": name,
        "ParameterType": slot["Type"],
        "NoEcho": slot.get("NoEcho", False) in (True, "true"),
        "Description": slot.get("Description"),
        "DefaultValue": plain(slot["Default"]) if "Default" in slot else None,
        "ParameterConstraints": {"AllowedValues": [plain(allowed) for allowed in slot.get("AllowedValues", [])]},
    }
    return {key: value for key, value in found.items() if value is not None}


def parameter_list(stack):
    """A stack's parameters, as it tells of them."""
    slots, found = stack.template_dict.get("Parameters", {}), []
    for name, value in stack.resource_map.resolved_parameters.items():
        slot = slots.get(name, {})
        hidden = slot.get("NoEcho", False) in (True, "true")
        each = {"ParameterKey": name, "ParameterValue": "****" if hidden else plain(value)}
        resolved = stack.resource_map.resolved(name)
        if resolved is not None and SSM_VALUE.fullmatch(slot.get("Type", "")):
            each["ResolvedValue"] = ",".join(resolved) if isinstance(resolved, list) else resolved
        found.append(each)
    return found


def exports(self):
    found = []
    for key, output in (self._output_json_map or {}).items():
        if "Export" in output and self[key]:
            name = resolve(output["Export"]["Name"], self._resource_map)
            found.append(models.Export(self._stack_id, name, self[key].value))
    return found


def install():
    """Puts all this in the place of moto's own."""
    models.ResourceMap = UpdatingEngine
    parsing.clean_json = resolve
    parsing.resource_class_from_type = lambda type_: parsing.get_model_map().get(type_)
    models.Stack.parse_template = staticmethod(read_template)
    models.Stack.parameter_list = property(parameter_list)
    models.ChangeSet._parse_template = lambda self: setattr(self, "template_dict", read_template(self.template))
    models.OutputMap.exports = property(exports)
    for name, operation in vars(Operations).items():
        if not name.startswith("__"):
            setattr(responses.CloudFormationResponse, name, operation)
