"""Reads a template's text, JSON or YAML, as CloudFormation reads it."""

import json

import yaml
from moto.cloudformation.exceptions import ValidationError

# What has a short form in YAML. A rule's own functions have one too.
FUNCTIONS = (
    "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "GetAtt", "GetAZs",
    "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select", "Split", "Sub",
    "ToJsonString", "Transform", "ValueOf", "ValueOfAll",
)  # fmt: skip
SHORT_FORMS = {"!Ref": "Ref", "!Condition": "Condition", **{f"!{name}": f"Fn::{name}" for name in FUNCTIONS}}


def malformed(message):
    return ValidationError(message=f"Template format error: {message}")


def read_template(text):
    """The template as a dictionary, with long intrinsic functions only."""
    template = read_json(text) if text.lstrip().startswith("{") else read_yaml(text)
    if not isinstance(template, dict):
        raise malformed("unsupported structure.")
    return template


def read_json(text):
    try:
        return json.loads(text, object_pairs_hook=without_repetition)
    except json.JSONDecodeError as error:
        raise malformed(f"JSON not well-formed. (line {error.lineno}, column {error.colno})")


def without_repetition(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise malformed(f"the key {key} is there twice")
        found[key] = value
    return found


def read_yaml(text):
    try:
        return yaml.load(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise malformed(f"YAML not well-formed. (line {mark.line + 1}, column {mark.column + 1}): {error.problem}")
    except yaml.YAMLError as error:
        raise malformed(f"YAML not well-formed: {error}")


class Loader(yaml.SafeLoader):
    """YAML 1.1 without dates, aliases and merges, and with short intrinsic functions."""

    yaml_implicit_resolvers = {
        first: [pair for pair in resolvers if pair[0] not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise malformed(f"YAML aliases are not allowed in CloudFormation templates ({place(self.peek_event())})")
        return super().compose_node(parent, index)

    def mapping(self, node):
        pairs = []
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise malformed(f"YAML: map keys must be strings; received {key_node.value} ({place(key_node)})")
            pairs.append((key, self.construct_object(value_node, deep=True)))
        return without_repetition(pairs)

    def function(self, suffix, node):
        name = SHORT_FORMS.get(node.tag)
        if name is None:
            raise malformed(f"no tag {node.tag} ({place(node)})")
        if isinstance(node, yaml.MappingNode):
            argument = self.mapping(node)
        elif isinstance(node, yaml.SequenceNode):
            argument = self.construct_sequence(node, deep=True)
        else:
            argument = self.construct_scalar(node)
            if name == "Fn::GetAtt":
                argument = argument.split(".", 1)
        return {name: argument}


def place(node_or_event):
    return f"line {node_or_event.start_mark.line + 1}, column {node_or_event.start_mark.column + 1}"


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, Loader.mapping)
Loader.add_multi_constructor("!", Loader.function)
