//! What differs without anything being different: what libraries write down for tools.

use serde_json::Value;

/// Whether an entry of a resource's metadata says nothing of what is deployed: where it stands in the program, and which files
/// the toolkit finds its assets in.
pub(crate) fn is_metadata(name: &str) -> bool {
    name == "aws:cdk:path" || name.starts_with("aws:asset:") || name.starts_with("aws:cdk:is-custom-resource")
}

/// Whether a resource only counts how aws-cdk-lib is used.
pub(crate) fn is_resource(resource: &Value) -> bool {
    resource.get("Type").and_then(Value::as_str) == Some("AWS::CDK::Metadata")
}

/// Whether an element of another section is there for the toolkit alone.
pub(crate) fn is_element(section: &str, name: &str) -> bool {
    matches!(
        (section, name),
        ("Conditions", "CDKMetadataAvailable")
            | ("Rules", "CheckBootstrapVersion")
            | ("Parameters", "BootstrapVersion")
    )
}
