"""A stack's resources as they change: new ones are made, imported ones taken over, those that are gone deleted.

Of a change to an existing resource's properties only what `registry.updates` knows is applied; the rest is logged, and
told to the tests. Where CloudFormation would replace the resource, another one is made, and the old one is deleted when
all else is done.
"""

import copy

from moto.cloudformation.exceptions import ValidationError

from deletion_policies import deletion_policy, replacement_policy
from dependencies import in_order
from engine import Engine, ResourceFailed, reason
from intrinsic_functions import dynamic, resolve
from parameters import plain
from registry import REPLACERS, UPDATERS, kind, log
from resource import Resource
from schemas import identifiers, replacing_properties
from template_rules import check_rules

# What an update left as it was, in words.
NOT_APPLIED = []


# What updates made anew, in words.
REPLACED = []


class UpdatingEngine(Engine):
    def __getitem__(self, name):
        if name in self.to_import and name not in self._parsed_resources:
            self._parsed_resources[name] = self.adopt_one(name, self._resource_json_map[name])
        if name in self.outdated:
            # whoever refers to it wants it as it is to be
            self.outdated.discard(name)
            self.update_one(self._parsed_resources[name], self._resource_json_map[name])
        return super().__getitem__(name)

    def load(self):
        self.to_import, self.before = {}, None
        self.updated, self.made, self.obsolete, self.outdated = [], [], {}, set()
        super().load()

    def update(self, template, parameters, to_import):
        """Makes the resources what a new template says; what is gone from it, or replaced, stays until clean_up."""
        self.before = (self._template, self.input_parameters, dict(self._parsed_resources))
        self.updated, self.made, self.obsolete, self.to_import = [], [], {}, to_import
        self.use(template, parameters)
        check_rules(self)
        wanted = self.wanted()
        self.outdated = set() if to_import else {name for name in wanted if name in self._parsed_resources}
        for name in wanted:
            self[name]

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
        self.make_dependencies(definition)
        # a dynamic reference is not looked up anew unless it changes itself
        old, given = resource.resolved, resolve(definition.get("Properties", {}), self)
        changed = differences(resource.given, given)
        if not changed:
            return
        try:
            new = {name: dynamic(value, self) if name in changed else old[name] for name, value in given.items()}
            replaced = replacing_changes(type_, as_texts(old), as_texts(new))
            if not replaced:
                self.change(resource, old, new)
                before, resource.given = resource.given, given
        except Exception as error:
            self.event(resource, "UPDATE_FAILED", reason(error))
            raise ResourceFailed(message=f"{name} ({type_}): {reason(error)}")
        if replaced:
            return self.replace(resource, definition, new, replaced)
        self.updated.append((resource, old, before))
        self.event(resource, "UPDATE_COMPLETE")

    def replace(self, resource, definition, new, why):
        """Makes another resource in the place of one, which is let go when all else is done."""
        type_, name = resource.cf_resource_type, resource.logical_resource_id
        if has_custom_name(type_, resource.resolved, new):
            message = (
                f"CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename "
                f"{resource.physical_resource_id} and update the stack again. ({', '.join(why)} changes)"
            )
            self.event(resource, "UPDATE_FAILED", message)
            raise ResourceFailed(message=f"{name} ({type_}): {message}")
        self.event(resource, "UPDATE_IN_PROGRESS", "Requested update requires the creation of a new physical resource")
        self.obsolete[name] = resource
        self._parsed_resources[name] = self.create_one(name, definition)
        told = f"{self['AWS::StackName']}: {name} ({type_}): {', '.join(why)} changes"
        REPLACED.append({"stack": self["AWS::StackName"], "logical_id": name, "type": type_, "why": why})
        log(f"replaced: {told}")

    def change(self, resource, old, new):
        changed = differences(old, new)
        update = UPDATERS.get(kind(resource.cf_resource_type), lambda *_: set())
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
            made.given = resolve(definition.get("Properties", {}), self)
            properties = dynamic(made.given, self)
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
        before = self._parsed_resources.get(name)
        try:
            made = super().create_one(name, definition)
        except Exception:
            if self._parsed_resources.get(name) is not before:
                self.made.append(self._parsed_resources[name])
            raise
        self.made.append(made)
        return made

    def roll_back(self):
        """Undoes an update that failed: changes are undone, what it made is deleted, what it took over is let go."""
        template, parameters, resources = self.before
        made, self.made, self.outdated = self.made, [], set()
        for resource, old, given in reversed(self.updated):
            self.change(resource, resource.resolved, old)
            resource.given = given
        for resource in reversed(made):
            resource.delete()
        self._parsed_resources = resources
        self._template = self.template = template
        self._resource_json_map, self.input_parameters = template.get("Resources", {}), parameters
        self.to_import, self.obsolete = {}, {}

    def removed(self):
        """What the new template has no longer or has made anew: each with its policy, those that depend on others first."""
        definitions = self.before[0].get("Resources", {})
        gone = set(definitions) & set(self._parsed_resources) - set(self.wanted())
        found = []
        for name in reversed(in_order(definitions)):
            if name in self.obsolete:
                found.append((self.obsolete[name], replacement_policy(definitions[name])))
            elif name in gone:
                found.append((self._parsed_resources[name], deletion_policy(definitions[name])))
        return found

    def clean_up(self):
        """Lets go of what the new template has no longer, or has made anew."""
        for resource, policy in self.removed():
            name = resource.logical_resource_id
            if self._parsed_resources[name] is resource:
                del self._parsed_resources[name]
            try:
                self.let_go(resource, policy)
            except ResourceFailed as error:
                NOT_APPLIED.append(f"{self['AWS::StackName']}: {name} was not deleted: {reason(error)}")
                log(NOT_APPLIED[-1])
        self.to_import, self.obsolete, self.made = {}, {}, []


def replacing_changes(type_, old, new):
    """The properties whose changes need another resource in the place of this one."""
    more = REPLACERS.get(type_, lambda old, new: [])(old, new)
    return sorted({*replacing_properties(type_, old, new), *more})


def has_custom_name(type_, old, new):
    """Whether another resource would have the very name that the template gave this one."""
    for properties in identifiers(type_)[:1]:
        values = [[as_texts(each.get(name)) for name in properties] for each in (old, new)]
        return values[0] == values[1] and None not in values[0]
    return False


def differences(old, new):
    """The names of the properties that are not the same."""
    return {name for name in {*old, *new} if as_texts(old.get(name)) != as_texts(new.get(name))}


def as_texts(value):
    """CloudFormation sees no difference between 20 and "20", true and "true"."""
    if isinstance(value, dict):
        return {key: as_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    return None if value is None else plain(value)
