//! Instances and their metadata; keys.

use super::subject::{Known, Subject};
use super::tls::Protections;

/// Where the types that launch instances say how their metadata is reached.
const METADATA_OPTIONS: [(&str, &str); 3] = [
    ("AWS::AutoScaling::LaunchConfiguration", "MetadataOptions"),
    ("AWS::EC2::Instance", "MetadataOptions"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.MetadataOptions"),
];

/// Instances whose metadata, and with it the credentials of their role, can be read by a plain request.
pub(super) fn metadata_without_token(subject: &Subject, _: &Protections) -> Vec<String> {
    let Some((_, options)) = METADATA_OPTIONS.iter().find(|(kind, _)| subject.kind == *kind) else {
        return Vec::new();
    };
    // A launch template says it in the instance's place.
    if subject.at("LaunchTemplate") != Known::Unset {
        return Vec::new();
    }
    let tokens = subject.at(&format!("{options}.HttpTokens"));
    let disabled = subject.at(&format!("{options}.HttpEndpoint")).text() == Some("disabled");
    if disabled || tokens == Known::Unknown || tokens.text() == Some("required") {
        return Vec::new();
    }
    vec![format!("`{options}.HttpTokens` is not `required`")]
}

/// Symmetric keys of which KMS itself has the material, and that are never rotated.
pub(super) fn key_without_rotation(subject: &Subject, _: &Protections) -> Vec<String> {
    let is = |property, default| match subject.at(property) {
        Known::Unset => true,
        known => known.text() == Some(default),
    };
    let can_be_rotated =
        is("KeySpec", "SYMMETRIC_DEFAULT") && is("Origin", "AWS_KMS") && is("KeyUsage", "ENCRYPT_DECRYPT");
    let rotation = subject.at("EnableKeyRotation");
    let rotated = rotation == Known::Unknown || rotation.boolean() == Some(true);
    if subject.kind != "AWS::KMS::Key" || !can_be_rotated || rotated {
        return Vec::new();
    }
    vec!["`EnableKeyRotation` is not true".to_owned()]
}

/// Keys that are valid until somebody thinks of them.
pub(super) fn access_key(subject: &Subject, _: &Protections) -> Vec<String> {
    if subject.kind == "AWS::IAM::AccessKey" {
        vec!["it is an access key, which never expires".to_owned()]
    } else {
        Vec::new()
    }
}
