"""What a template refers to: every name must be there, and every function in a place that knows it."""

import json
import re

from moto.cloudformation.exceptions import ValidationError

PSEUDO_PARAMETERS = {
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
}
# What rules know, and what nothing but rules knows.
FUNCTIONS_OF_RULES = {
    "Fn::And",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
}
ONLY_IN_RULES = FUNCTIONS_OF_RULES - {"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"}


def is_list_of(*lengths):
    return lambda argument: isinstance(argument, list) and len(argument) in lengths


# The form of arguments, where this file relies on it.
ARGUMENTS = {
    "Ref": lambda argument: isinstance(argument, str),
    "Fn::GetAtt": lambda argument: (
        isinstance(argument, str) and "." in argument or is_list_of(2)(argument) and isinstance(argument[0], str)
    ),
    "Fn::Sub": lambda argument: (
        isinstance(argument, str)
        or is_list_of(2)(argument)
        and isinstance(argument[0], str)
        and isinstance(argument[1], dict)
    ),
    "Fn::If": is_list_of(3),
    "Fn::FindInMap": is_list_of(3, 4),
}


def check_references(template):
    """Refuses references that lead nowhere."""
    for section in ("Rules", "Conditions", "Resources", "Outputs"):
        Checker(template, section).check(template.get(section) or {})


class Checker:
    """Walks through one section of a template."""

    def __init__(self, template, section):
        self.section = section
        self.names = {
            kind: set(template.get(kind) or {}) for kind in ("Conditions", "Mappings", "Parameters", "Resources")
        }
        self.makes_resources = section in ("Resources", "Outputs")

    def check(self, value, local=frozenset()):
        if isinstance(value, list):
            for item in value:
                self.check(item, local)
        elif isinstance(value, dict):
            if len(value) == 1:
                ((name, argument),) = value.items()
                self.check_function(name, argument)
            for item in value.values():
                self.check(item, local)

    def check_function(self, name, argument):
        if name.startswith("Fn::"):
            self.check_place(name)
        if not ARGUMENTS.get(name, lambda argument: True)(argument):
            raise ValidationError(message=f"Template error: {name} cannot take {json.dumps(argument)}")
        if name == "Ref":
            self.check_name(argument)
        elif name == "Fn::GetAtt":
            self.check_attribute(argument.split(".", 1)[0] if isinstance(argument, str) else argument[0])
        elif name == "Fn::Sub":
            text, local = (argument, {}) if isinstance(argument, str) else argument
            for found in re.findall(r"\$\{([^!}][^}]*)\}", text):
                if found in local:
                    continue
                if "." in found:
                    self.check_attribute(found.split(".", 1)[0])
                else:
                    self.check_name(found)
        elif name == "Fn::If":
            self.check_condition(argument[0])
        elif name == "Condition" and isinstance(argument, str):
            self.check_condition(argument)
        elif name == "Fn::FindInMap" and isinstance(argument[0], str) and len(argument) == 3:
            if argument[0] not in self.names["Mappings"]:
                raise ValidationError(message=f"Template error: Mapping named '{argument[0]}' is not present.")

    def check_place(self, name):
        if self.section == "Rules" and name not in FUNCTIONS_OF_RULES:
            raise ValidationError(message=f"Template error: {name} cannot be used in rules")
        if self.section != "Rules" and name in ONLY_IN_RULES:
            raise ValidationError(message=f"Template error: {name} can be used in rules only")

    def check_name(self, name):
        known = PSEUDO_PARAMETERS | self.names["Parameters"]
        if self.makes_resources:
            known |= self.names["Resources"]
        elif name in self.names["Resources"]:
            raise ValidationError(
                message=f"Template error: Unresolved dependencies [{name}]. Cannot reference resources in the "
                f"{self.section} block of the template"
            )
        if name not in known:
            raise ValidationError(
                message=f"Template format error: Unresolved resource dependencies [{name}] in the {self.section} block "
                "of the template"
            )

    def check_attribute(self, resource):
        if not self.makes_resources or resource not in self.names["Resources"]:
            raise ValidationError(
                message="Template error: instance of Fn::GetAtt references undefined resource "
                f"{resource} in the {self.section} block"
            )

    def check_condition(self, name):
        if name not in self.names["Conditions"]:
            raise ValidationError(
                message=f"Template format error: Unresolved condition dependency {name} in the {self.section} block of "
                "the template"
            )
