"""A stack's resources as they change: new ones are made, imported ones taken over, those that are gone deleted.

Of a change to an existing resource's properties only what `registry.updates` knows is applied; the rest is logged, and
told to the tests. A change that would make CloudFormation replace the resource fails the update.
"""

import copy

from moto.cloudformation.exceptions import ValidationError

from engine import Engine, ResourceFailed, reason
from intrinsic_functions import dynamic, resolve
from parameters import plain
from registry import UPDATERS, log
from resource import Resource
from schemas import replacing_properties
from template_rules import check_rules

# What an update left as it was, in words.
NOT_APPLIED = []


class UpdatingEngine(Engine):
    def __getitem__(self, name):
        if name in self.to_import and name not in self._parsed_resources:
            self._parsed_resources[name] = self.adopt_one(name, self._resource_json_map[name])
        return super().__getitem__(name)

    def load(self):
        self.to_import, self.before, self.updated = {}, None, []
        super().load()

    def update(self, template, parameters, to_import):
        """Makes the resources what a new template says; what is gone from it stays until clean_up."""
        self.before = (self._template, self.input_parameters, dict(self._parsed_resources))
        self.updated, self.to_import = [], to_import
        self.use(template, parameters)
        check_rules(self)
        for name in self.wanted():
            if name not in self._parsed_resources:
                self[name]
            elif not to_import:
                self.update_one(self._parsed_resources[name], self._resource_json_map[name])

    def use(self, template, parameters):
        for name in self._template.get("Parameters", {}):
            self._parsed_resources.pop(name, None)
        self._template = self.template = template
        self._resource_json_map, self.input_parameters = template["Resources"], parameters
        self.load_parameters()

    def update_one(self, resource, definition):
        type_, name = resource.cf_resource_type, resource.logical_resource_id
        if definition["Type"] != type_:
            raise ValidationError(
                message=f"Update of resource type is not permitted. The new template modifies resource type of the "
                f"following resources: [{name}]"
            )
        old, new = resource.resolved, dynamic(resolve(definition.get("Properties", {}), self), self)
        if as_texts(old) == as_texts(new):
            return
        try:
            if replaced := replacing_properties(type_, as_texts(old), as_texts(new)):
                raise ValidationError(
                    message=f"{name} would be replaced, which this emulator does not do: {', '.join(replaced)} changes"
                )
            self.change(resource, old, new)
        except Exception as error:
            self.event(resource, "UPDATE_FAILED", reason(error))
            raise ResourceFailed(message=f"{name} ({type_}): {reason(error)}")
        self.updated.append((resource, old))
        self.event(resource, "UPDATE_COMPLETE")

    def change(self, resource, old, new):
        changed = {name for name in {*old, *new} if as_texts(old.get(name)) != as_texts(new.get(name))}
        update = UPDATERS.get(resource.cf_resource_type, lambda *_: set())
        left = changed - update(resource, copy.deepcopy(old), copy.deepcopy(new), changed)
        resource.resolved = new
        if left:
            stack, name = self["AWS::StackName"], resource.logical_resource_id
            NOT_APPLIED.append(f"{stack}: {name} ({resource.cf_resource_type}): {', '.join(sorted(left))}")
            log(f"not applied: {NOT_APPLIED[-1]}")

    def adopt_one(self, name, definition):
        """Takes over an existing resource, which is believed to be as its template says."""
        made = Resource(self, name, definition["Type"])
        try:
            properties = dynamic(resolve(definition.get("Properties", {}), self), self)
            made.resolved = copy.deepcopy(properties)
            made.adopt(properties, self.to_import[name])
            if owner := self.owner(made):
                raise ValidationError(message=f"{made.physical_resource_id} already belongs to the stack {owner}")
        except Exception as error:
            self.event(made, "IMPORT_FAILED", reason(error))
            raise ResourceFailed(message=f"{name} ({definition['Type']}): {reason(error)}")
        self.event(made, "IMPORT_COMPLETE")
        return made

    def owner(self, made):
        """The stack that has this resource already."""
        for stack in self.backend.stacks.values():
            for resource in stack.resource_map.values():
                same = (resource.cf_resource_type, resource.physical_resource_id)
                if resource is not made and same == (made.cf_resource_type, made.physical_resource_id):
                    return stack.name
        return None

    def create_one(self, name, definition):
        if self.to_import:
            raise ValidationError(message=f"{name} is not imported, and an import makes nothing")
        return super().create_one(name, definition)

    def roll_back(self):
        """Undoes an update that failed: what it made is deleted, what it took over is let go."""
        template, parameters, resources = self.before
        for name in reversed([name for name in self._parsed_resources if name not in resources]):
            if name in self._resource_json_map and name not in self.to_import:
                self._parsed_resources[name].delete()
        for resource, old in reversed(self.updated):
            self.change(resource, resource.resolved, old)
        self._parsed_resources = resources
        self._template = self.template = template
        self._resource_json_map, self.input_parameters = template.get("Resources", {}), parameters
        self.to_import = {}

    def removed(self):
        """The resources that the new template has no longer, those made last first."""
        definitions = self.before[0].get("Resources", {})
        gone = set(definitions) & set(self._parsed_resources) - set(self.wanted())
        return [(name, definitions[name]) for name in reversed(list(self._parsed_resources)) if name in gone]

    def clean_up(self):
        """Deletes what the new template has no longer, unless it is to be retained."""
        for name, definition in self.removed():
            resource = self._parsed_resources.pop(name)
            if definition.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate"):
                self.event(resource, "DELETE_SKIPPED")
                continue
            try:
                resource.delete()
                self.event(resource, "DELETE_COMPLETE")
            except Exception as error:
                self.event(resource, "DELETE_FAILED", reason(error))
                NOT_APPLIED.append(f"{self['AWS::StackName']}: {name} was not deleted: {reason(error)}")
                log(NOT_APPLIED[-1])
        self.to_import = {}


def as_texts(value):
    """CloudFormation sees no difference between 20 and "20", true and "true"."""
    if isinstance(value, dict):
        return {key: as_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    return None if value is None else plain(value)
