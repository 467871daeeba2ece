"""What CloudFormation checks of a whole template before it makes anything."""

from moto.cloudformation.exceptions import ValidationError

from intrinsic_functions import resolve

SECTIONS = {
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
}
ATTRIBUTES = {
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Description",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "Version",
}
TRANSFORMS = {"AWS::LanguageExtensions"}
DELETION_POLICIES = {"Delete", "Retain", "RetainExceptOnCreate", "Snapshot"}


def check_shape(template):
    """Refuses sections, resource attributes and transforms that do not exist, and references that lead nowhere."""
    none_but("template section", template, SECTIONS)
    resources = template.get("Resources")
    if not resources:
        raise ValidationError(message="At least one Resources member must be defined.")
    transforms = template.get("Transform", [])
    none_but(
        "transform this emulator supports", [transforms] if isinstance(transforms, str) else transforms, TRANSFORMS
    )
    for name, definition in resources.items():
        if not name.isalnum():
            raise ValidationError(message=f"Resource name {name} is non alphanumeric.")
        none_but(f"attribute of the resource {name}", definition, ATTRIBUTES)
        depends = definition.get("DependsOn", [])
        none_but(f"resource for {name} to depend on", [depends] if isinstance(depends, str) else depends, resources)
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
            if attribute in definition:
                none_but(attribute, [definition[attribute]], DELETION_POLICIES)
        if "Condition" in definition:
            none_but("condition", [definition["Condition"]], template.get("Conditions", {}))
    for name, output in template.get("Outputs", {}).items():
        none_but(f"attribute of the output {name}", output, {"Condition", "Description", "Export", "Value"})


def none_but(what, found, allowed):
    unknown = [name for name in found if name not in allowed]
    if unknown:
        raise ValidationError(message=f"Template format error: no {what}: {', '.join(unknown)}")


def check_rules(stack):
    """Evaluates the Rules section against the parameters."""
    for name, rule in stack.template.get("Rules", {}).items():
        if "RuleCondition" in rule and not resolve(rule["RuleCondition"], stack):
            continue
        for assertion in rule["Assertions"]:
            if not resolve(assertion["Assert"], stack):
                described = assertion.get("AssertDescription", "the assertion does not hold")
                raise ValidationError(message=f"Template error: rule {name}: {described}")
