"""One resource of a stack: made, asked for its attributes, and deleted again."""

import inspect

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.moto_api._internal import mock_random

from registry import ADOPTERS, handler, log
from schemas import identifiers, known_properties
from services import coerce


class Resource:
    """One resource of a stack; what moto lists, and what Fn::GetAtt asks."""

    def __init__(self, stack, logical_id, type_):
        self.stack, self.logical_resource_id, self.cf_resource_type = stack, logical_id, type_
        self.physical_resource_id, self.attributes = None, {}
        # what a snapshot is to be called that is made when the resource is deleted
        self.final_snapshot = None
        # why it cannot be deleted any more
        self.stuck = None

    def create(self, properties):
        self.properties = properties
        self.steps = handler(self.cf_resource_type)(self)
        self.physical_resource_id, self.attributes = next(self.steps)
        if self.properties:
            raise ValidationError(message=f"properties not handled: {', '.join(self.properties)}")

    def adopt(self, properties, identifier):
        """Takes over what is there already, without changing it."""
        self.properties = properties
        if self.cf_resource_type not in ADOPTERS:
            raise ValidationError(message=f"this emulator cannot import resources of type {self.cf_resource_type}")
        self.steps = ADOPTERS[self.cf_resource_type](self, **identifier)
        self.physical_resource_id, self.attributes = next(self.steps)

    def delete(self, keeping_snapshot=False):
        """Deletes it; where that fails, it is as before, and can be deleted again."""
        self.final_snapshot = self.name(limit=63, lower=True) if keeping_snapshot else None
        if self.stuck:
            raise ValidationError(message=self.stuck)
        try:
            next(self.steps, None)
        except Exception as error:
            self.begin_again(error)
            raise

    def begin_again(self, error):
        """A generator that failed is at its end; that of an existing resource goes on where it was."""
        type_ = self.cf_resource_type
        if not inspect.isgenerator(self.steps):
            return
        if type_ not in ADOPTERS:
            self.stuck = f"it could not be deleted before: {error}"
            return
        known = {**self.resolved, **self.attributes}
        identifier = {name: known.get(name, self.physical_resource_id) for name in identifiers(type_)[0]}
        self.steps = ADOPTERS[type_](self, **identifier)
        next(self.steps)

    def is_created(self):
        return True

    def get_cfn_attribute(self, name):
        if name not in self.attributes:
            raise ValidationError(message=f"{self.cf_resource_type} has no attribute {name}")
        return self.attributes[name]

    # for the handlers

    def take(self, name, default=None):
        return self.properties.pop(name, default)

    def take_flat(self, *names):
        return {name: self.take(name) for name in names if name in self.properties}

    def name(self, limit=255, lower=False):
        """A generated physical name, in CloudFormation's style."""
        suffix = "-" + mock_random.get_random_hex(12)
        text = f"{self.stack['AWS::StackName']}-{self.logical_resource_id}"[: limit - len(suffix)]
        text = text.rstrip("-") + suffix
        return text.lower() if lower else text

    def call(self, service, operation, **arguments):
        api = self.stack.client(service)
        shape = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation]).input_shape
        return getattr(api, operation)(**coerce(shape, arguments))

    def call_with_rest(self, service, operation, **arguments):
        """Passes all properties that no one took, under their own names."""
        rest, self.properties = self.properties, {}
        return self.call(service, operation, **rest, **arguments)

    def tags(self, kind):
        tags = self.take("Tags", [])
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]} if tags else {}


class MotoResource:
    """A resource made by moto's own CloudFormation model, which passes over properties it does not know."""

    def __init__(self, stack, logical_id, type_):
        self.stack, self.logical_resource_id, self.cf_resource_type = stack, logical_id, type_

    def create(self, properties):
        self.definition = {"Type": self.cf_resource_type, "Properties": properties}
        log(f"{self.logical_resource_id}: {self.cf_resource_type} left to moto, which may skip properties")
        unknown = set(properties) - known_properties(self.cf_resource_type)
        if unknown:
            raise ValidationError(message=f"no such properties: {', '.join(sorted(unknown))}")
        name_property = parsing.resource_name_property_from_type(self.cf_resource_type)
        name = self.definition["Properties"].get(name_property) or parsing.generate_resource_name(
            self.cf_resource_type, self.stack["AWS::StackName"], self.logical_resource_id
        )
        self.made = parsing.get_model_map()[self.cf_resource_type].create_from_cloudformation_json(
            name,
            self.definition,
            self.stack["AWS::AccountId"],
            self.stack["AWS::Region"],
            LogicalId=self.logical_resource_id,
            StackId=self.stack["AWS::StackId"],
            ResourceType=self.cf_resource_type,
        )

    def delete(self, keeping_snapshot=False):
        if keeping_snapshot:
            raise ValidationError(message=f"{self.cf_resource_type} is left to moto, which makes no snapshots")
        self.stack._delete_resource(self.made, self.definition)

    def is_created(self):
        return self.made.is_created()

    @property
    def physical_resource_id(self):
        made = getattr(self, "made", None)
        return made and made.physical_resource_id

    def get_cfn_attribute(self, name):
        return self.made.get_cfn_attribute(name)
