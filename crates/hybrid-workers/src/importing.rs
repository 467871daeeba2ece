//! The template for the moment in which an installation is imported that was made otherwise: `cdk import`.
//!
//! CloudFormation takes for granted that an imported resource is as its template says, and changes only what a later
//! template says otherwise. So this template says of each resource what cannot be changed without replacing it exactly as all
//! later ones do, and leaves out what may be changed in place: the deployment after the import brings that.

use purlin_core::{
    AspectPhase, Aspects, Construct, Finding, IntoValue, RemovalPolicy, Resource, Scope, Tags, Text, Val, Value, text,
};

use crate::HybridWorkers;
use crate::names;

/// The types of resources that are imported, and their properties that the deployment afterwards brings.
///
/// Nothing of a secret is among them, so that CloudFormation has no reason to touch it: it would put a new password into one
/// whose properties for generating it change.
const IMPORTED: [(&str, &[&str]); 12] = [
    ("AWS::EC2::EIP", &[]),
    ("AWS::EC2::Instance", &["MetadataOptions"]),
    ("AWS::EC2::InternetGateway", &[]),
    ("AWS::EC2::KeyPair", &[]),
    ("AWS::EC2::SecurityGroup", &[]),
    ("AWS::EC2::Subnet", &["MapPublicIpOnLaunch"]),
    ("AWS::EC2::VPC", &["EnableDnsHostnames"]),
    ("AWS::EC2::VPCGatewayAttachment", &[]),
    ("AWS::IAM::InstanceProfile", &[]),
    ("AWS::IAM::Role", &["Description", "PermissionsBoundary", "Policies"]),
    (
        "AWS::S3::Bucket",
        &["BucketEncryption", "CorsConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags"],
    ),
    ("AWS::SecretsManager::Secret", &[]),
];

/// Those of them whose tags, beside the two that Valohai goes by, come with the deployment afterwards.
const TAGGED: [&str; 7] = [
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::IAM::Role",
];
const NAME: &str = "Name";

/// What imports cannot have: it would name resources that only the deployment afterwards makes, or wait for a signal that was
/// given long ago.
const LEFT_OUT: [&str; 2] = ["DependsOn", "CreationPolicy"];

/// After aspects that set what this one takes away.
const PRIORITY: i32 = 10_000;

/// Reduces an installation to what can be imported. `valohai_account` is the account that the guide lets assume the master
/// role.
pub(crate) fn reduce(workers: &HybridWorkers, valohai_account: &str) {
    let message = "this is the template for `cdk import` alone: deployed, it would take their policies from roles";
    let help = "set `importing` for `cdk import`, and take it out before you deploy";
    workers.scope().report(Finding::warning("importing", message).help(help));
    // The guide lets whole accounts assume these roles.
    let trusted =
        [(workers.master_role(), valohai_account.into_value()), (workers.multipart_role(), workers.scope().account())];
    for (role, account) in trusted {
        if let Some(role) = role.cfn() {
            role.resource().add_property_override("AssumeRolePolicyDocument", trust(workers.scope(), account));
        }
    }
    Aspects::of(workers).add_with_priority(AspectPhase::Mutate, PRIORITY, |construct| {
        let (Some(resource), Some(kind)) = (construct.resource(), construct.resource_type()) else { return };
        if let Some((kind, brought)) = IMPORTED.iter().find(|(name, _)| *name == kind) {
            reduce_resource(&resource, kind, brought);
        }
    });
}

fn reduce_resource(resource: &Resource, kind: &'static str, brought: &[&str]) {
    resource.apply_removal_policy(RemovalPolicy::Retain);
    LEFT_OUT.iter().for_each(|attribute| resource.scope().add_deletion_override(attribute));
    brought.iter().for_each(|property| resource.add_property_deletion_override(property));
    if TAGGED.contains(&kind) {
        Tags::of(resource).when_settled(kind, set_own_tags);
    }
}

fn set_own_tags(resource: &Scope, tags: &[(Text, Value<String>)]) {
    let own = tags.iter().filter(|(key, _)| [NAME, names::TAG.0].contains(&key.as_ref()));
    let tag = |(key, value): &(Text, Value<String>)| {
        Val::structure([("Key", Val::Text(key.clone())), ("Value", value.clone().into_val())])
    };
    resource.add_override("Properties.Tags", Val::List(own.map(tag).collect()));
}

fn trust(scope: &Scope, account: Value<String>) -> Val {
    let root = text!["arn:", scope.partition(), ":iam::", account, ":root"];
    let statement = Val::structure([
        ("Effect", Val::text("Allow")),
        ("Principal", Val::structure([("AWS", root.into_val())])),
        ("Action", Val::text("sts:AssumeRole")),
    ]);
    Val::structure([("Version", Val::text("2012-10-17")), ("Statement", Val::List(vec![statement]))])
}
