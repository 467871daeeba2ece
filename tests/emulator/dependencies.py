"""In which order resources depend upon each other."""

import re


def references(value):
    """The names that a piece of template refers to: those of resources, and of parameters."""
    if isinstance(value, list):
        return {name for item in value for name in references(item)}
    if not isinstance(value, dict):
        return set()
    found = {name for item in value.values() for name in references(item)}
    if isinstance(value.get("Ref"), str):
        found.add(value["Ref"])
    if attribute := value.get("Fn::GetAtt"):
        found.add(attribute.split(".", 1)[0] if isinstance(attribute, str) else attribute[0])
    if text := value.get("Fn::Sub"):
        text = text if isinstance(text, str) else text[0]
        found |= {name.split(".", 1)[0] for name in re.findall(r"\$\{([^!}][^}]*)\}", text)}
    return found


def depends_on(definition):
    """What a resource is made after because it says so."""
    depends = definition.get("DependsOn", [])
    return [depends] if isinstance(depends, str) else depends


def in_order(resources):
    """The names of resources, each after all those that it depends upon."""
    ordered, begun = [], set()

    def visit(name):
        if name in begun or name not in resources:
            return
        begun.add(name)
        definition = resources[name]
        for dependency in [*depends_on(definition), *sorted(references(definition.get("Properties", {})))]:
            visit(dependency)
        ordered.append(name)

    for name in resources:
        visit(name)
    return ordered
