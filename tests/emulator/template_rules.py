"""What CloudFormation checks of a whole template before it makes anything."""

from moto.cloudformation.exceptions import ValidationError

from deletion_policies import check_policies
from dependencies import depends_on
from intrinsic_functions import resolve
from parameters import check_declarations
from signals import seconds
from template_references import check_references

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
VERSION = "2010-09-09"
LONGEST_DESCRIPTION = 1024
TRANSFORMS = {"AWS::LanguageExtensions"}
# What can wait for signals. (A fleet of AppStream waits for itself.)
SIGNALLED = {"AWS::AutoScaling::AutoScalingGroup", "AWS::CloudFormation::WaitCondition", "AWS::EC2::Instance"}


def check_shape(template):
    """Refuses sections, resource attributes and transforms that do not exist, and references that lead nowhere."""
    none_but("template section", template, SECTIONS)
    for section in SECTIONS - {"AWSTemplateFormatVersion", "Description", "Transform"}:
        if not isinstance(template.get(section, {}), dict):
            raise ValidationError(message=f"Template format error: the section {section} must be an object.")
    if template.get("AWSTemplateFormatVersion", VERSION) != VERSION:
        raise ValidationError(message="Template format error: AWSTemplateFormatVersion is not supported.")
    if len(template.get("Description", "").encode()) > LONGEST_DESCRIPTION:
        raise ValidationError(message=f"Template format error: Description is longer than {LONGEST_DESCRIPTION} bytes.")
    check_declarations(template.get("Parameters", {}))
    check_interface(template)
    resources = template.get("Resources")
    if not resources:
        raise ValidationError(message="At least one Resources member must be defined.")
    if both := set(resources) & set(template.get("Parameters", {})):
        raise ValidationError(
            message=f"Template format error: resources and parameters called {', '.join(sorted(both))}"
        )
    none_but("transform this emulator supports", transforms(template), TRANSFORMS)
    for name, definition in resources.items():
        if not name.isalnum():
            raise ValidationError(message=f"Resource name {name} is non alphanumeric.")
        if not isinstance(definition, dict) or not isinstance(definition.get("Type"), str):
            raise ValidationError(message=f"Template format error: [/Resources/{name}] must contain a Type.")
        none_but(f"attribute of the resource {name}", definition, ATTRIBUTES)
        check_creation_policy(name, definition)
        none_but(f"resource for {name} to depend on", depends_on(definition), resources)
        check_policies(name, definition)
        if "Condition" in definition:
            none_but("condition", [definition["Condition"]], template.get("Conditions", {}))
    for name, output in template.get("Outputs", {}).items():
        none_but(f"attribute of the output {name}", output, {"Condition", "Description", "Export", "Value"})
        if "Value" not in output:
            raise ValidationError(message=f"Template format error: Output {name} has no Value.")
        if "Condition" in output:
            none_but("condition", [output["Condition"]], template.get("Conditions", {}))
    check_references(template)


def check_creation_policy(name, definition):
    policy = definition.get("CreationPolicy")
    if policy is None:
        return
    none_but(f"CreationPolicy for the type of {name}", [definition["Type"]], SIGNALLED)
    none_but(f"key of the CreationPolicy of {name}", policy, {"AutoScalingCreationPolicy", "ResourceSignal"})
    signal = policy.get("ResourceSignal", {})
    none_but(f"key of the ResourceSignal of {name}", signal, {"Count", "Timeout"})
    if isinstance(signal.get("Timeout"), str):
        seconds(signal["Timeout"])


def check_interface(template):
    """Refuses a form for the console that would show less than it says; CloudFormation itself passes over that."""
    form = template.get("Metadata", {}).get("AWS::CloudFormation::Interface", {})
    none_but("key of AWS::CloudFormation::Interface", form, {"ParameterGroups", "ParameterLabels"})
    parameters, grouped = template.get("Parameters", {}), set()
    for group in form.get("ParameterGroups", []):
        none_but("key of a parameter group", group, {"Label", "Parameters"})
        if "default" not in group.get("Label", {}) or "Parameters" not in group:
            raise ValidationError(message="Template format error: a parameter group needs a Label and Parameters")
        none_but(f"parameter for the group {group['Label']['default']}", group["Parameters"], parameters)
        if twice := grouped.intersection(group["Parameters"]):
            raise ValidationError(
                message=f"Template format error: {', '.join(sorted(twice))} are in two parameter groups"
            )
        grouped.update(group["Parameters"])
    none_but("parameter to label", form.get("ParameterLabels", {}), parameters)


def transforms(template):
    named = template.get("Transform", [])
    return [named] if isinstance(named, str) else named


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
