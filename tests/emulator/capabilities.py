"""What whoever deploys a template has to acknowledge."""

from moto.cloudformation.exceptions import CloudFormationError

from template_rules import transforms

# The types that change who may do what, and the property that gives each a name of its own.
IAM_TYPES = {
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::GroupPolicy": None,
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::RolePolicy": None,
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserPolicy": None,
    "AWS::IAM::UserToGroupAddition": None,
}


class InsufficientCapabilities(CloudFormationError):
    code = "InsufficientCapabilitiesException"


def required_capability(template):
    """The capability that a template's own resources need, if any, and those resources' types."""
    found = [definition for definition in template["Resources"].values() if definition["Type"] in IAM_TYPES]
    if not found:
        return None, []
    named = any(IAM_TYPES[each["Type"]] in each.get("Properties", {}) for each in found)
    return "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM", sorted({each["Type"] for each in found})


def check_capabilities(template, given, with_transforms=True):
    """Refuses what is not acknowledged; a change set of its own does not ask about transforms."""
    needed, _ = required_capability(template)
    enough = {"CAPABILITY_NAMED_IAM", needed}
    missing = [needed] if needed and not enough.intersection(given) else []
    if with_transforms and transforms(template) and "CAPABILITY_AUTO_EXPAND" not in given:
        missing.append("CAPABILITY_AUTO_EXPAND")
    if missing:
        raise InsufficientCapabilities(f"Requires capabilities : [{', '.join(missing)}]")
