"""What CloudFormation's registry says of resource types, by the schemas that cfn-lint brings with it."""

import functools


@functools.lru_cache(maxsize=None)
def schema(type_):
    """The schema of a resource type; an empty one where there is none."""
    from cfnlint.schema import ResourceNotFoundError  # takes a second to import
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    except ResourceNotFoundError:
        return {}


def known_properties(type_):
    return set(schema(type_).get("properties", {}))


def names(pointers):
    """The properties that these pointers into a resource name, nested ones with dots."""
    return [pointer.removeprefix("/properties/").replace("/", ".") for pointer in pointers]


def required_properties(type_):
    return set(schema(type_).get("required", [])) - set(names(schema(type_).get("readOnlyProperties", [])))


def identifiers(type_):
    """The sets of properties that each tell one resource of the type from all others, the usual one first."""
    found = schema(type_)
    sets = [found.get("primaryIdentifier", []), *found.get("additionalIdentifiers", [])]
    return [names(pointers) for pointers in sets if pointers]


def is_importable(type_):
    return "read" in schema(type_).get("handlers", {}) and bool(identifiers(type_))


def replacing_properties(type_, old, new):
    """The properties among those that differ which cannot be changed without making the resource anew."""

    def at(properties, path):
        for part in path.split("."):
            properties = properties.get(part) if isinstance(properties, dict) else None
        return properties

    fixed = [name for name in names(schema(type_).get("createOnlyProperties", [])) if "*" not in name]
    return sorted(name for name in fixed if at(old, name) != at(new, name))
