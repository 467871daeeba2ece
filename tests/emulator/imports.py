"""What CloudFormation asks of a template and a mapping that import existing resources."""

from moto.cloudformation.exceptions import ValidationError

from registry import ADOPTERS
from schemas import identifiers, is_importable, known_properties, required_properties


def refuse(message):
    raise ValidationError(message=message)


def identifier_summaries(template):
    """By which properties each type of a template's resources is identified, as GetTemplateSummary tells it."""
    types = {}
    for name, definition in template["Resources"].items():
        types.setdefault(definition["Type"], []).append(name)
    return [
        {
            "ResourceType": type_,
            "LogicalResourceIds": names,
            "ResourceIdentifiers": [",".join(properties) for properties in identifiers(type_)],
        }
        for type_, names in types.items()
        if is_importable(type_)
    ]


def check_import(template, current, wanted):
    """The identifiers of all resources to import, by logical id; fails unless nothing but these is new."""
    if not wanted:
        refuse("ResourcesToImport must be given for a change set of type IMPORT")
    found = {}
    for each in wanted:
        name, type_, identifier = each["LogicalResourceId"], each["ResourceType"], each["ResourceIdentifier"]
        if name in current.get("Resources", {}):
            refuse(f"Resource {name} is in the stack already")
        check_resource(name, type_, identifier, template["Resources"].get(name))
        found[name] = identifier
    check_rest(template, current, found)
    return found


def check_resource(name, type_, identifier, definition):
    if definition is None:
        refuse(f"ResourcesToImport names {name}, which is not in the template")
    if definition["Type"] != type_:
        refuse(f"{name} is of type {definition['Type']} in the template, not {type_}")
    if not is_importable(type_):
        refuse(f"ResourceTypes [{type_}] are not supported for Import")
    if type_ not in ADOPTERS:
        refuse(f"this emulator cannot import resources of type {type_}")
    if set(identifier) not in [set(properties) for properties in identifiers(type_)]:
        usual = " or ".join("+".join(properties) for properties in identifiers(type_))
        refuse(f"{name} ({type_}) is identified by {usual}, not by {'+'.join(sorted(identifier)) or 'nothing'}")
    if "DeletionPolicy" not in definition:
        refuse(
            f"The following resources to import [{name}] must have DeletionPolicy attribute specified in the template."
        )
    properties = definition.get("Properties", {})
    if unknown := set(properties) - known_properties(type_):
        refuse(f"{name} ({type_}): no such properties: {', '.join(sorted(unknown))}")
    if missing := required_properties(type_) - set(properties):
        refuse(f"{name} ({type_}) lacks the properties {', '.join(sorted(missing))}")
    for key, value in identifier.items():
        if isinstance(properties.get(key), str) and properties[key] != value:
            refuse(f"{name} ({type_}) has the {key} {properties[key]} in the template, but is to be {value}")


def check_rest(template, current, imported):
    """An import changes nothing else."""
    new, old = template["Resources"], current.get("Resources", {})
    others = sorted(name for name in {*new, *old} - set(imported) if new.get(name) != old.get(name))
    if others:
        refuse(
            f"You have modified resources [{', '.join(others)}] in your template that are not being imported. Update, "
            "create or delete operations cannot be executed during import operations."
        )
    outputs, before = template.get("Outputs", {}), current.get("Outputs", {})
    if any(before.get(name) != output for name, output in outputs.items()):
        refuse("As part of the import operation, you cannot modify or add [Outputs]")
