//! Stack synthesizers: bootstrap resources, roles and versions.

use std::collections::BTreeMap;

use purlin_cfn::sns::{CfnTopic, CfnTopicProps};
use purlin_core::{
    App, Construct, Environment, FileAsset, FileAssetProps, NestedStack, NestedStackProps, Stack, StackProps, Stage,
    StageProps, Synthesizer, ToolkitEnvironment,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(synthesizer_default),
    case!(synthesizer_default_with_everything_set).accepting(&[
        NO_SESSION_TAGS,
        Accepted { place: "/artifacts/Concrete/properties/assumeRoleAdditionalOptions", ..NO_SESSION_TAGS },
        Accepted { place: "/artifacts/Agnostic/properties/requiresBootstrapStackVersion", ..NO_SESSION_TAGS },
        Accepted { place: "/artifacts/Concrete/properties/requiresBootstrapStackVersion", ..NO_SESSION_TAGS },
        Accepted { file: ".template.json", place: "/Rules/CheckBootstrapVersion/Assertions/0", ..NO_SESSION_TAGS },
    ]),
    case!(synthesizer_default_without_rule_and_lookup_role),
    case!(synthesizer_qualifier_by_context).environment(with_qualifier),
    case!(synthesizer_bootstrapless),
    case!(synthesizer_bootstrapless_with_roles),
    case!(synthesizer_cli_credentials),
    case!(synthesizer_cli_credentials_with_everything_set),
    case!(synthesizer_of_an_app),
    case!(synthesizer_of_nested_stacks),
];

const NO_SESSION_TAGS: Accepted = Accepted {
    case: "synthesizer_default_with_everything_set",
    file: "manifest.json",
    place: "/artifacts/Agnostic/properties/assumeRoleAdditionalOptions",
    reason: "roles are assumed without session tags, which would need a newer bootstrap stack",
};

fn with_qualifier() -> ToolkitEnvironment {
    let context = BTreeMap::from([("@aws-cdk/core:bootstrapQualifier".to_owned(), "fromctx".into())]);
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn topic(scope: &impl Construct) {
    CfnTopic::new(scope, "Topic", CfnTopicProps::new());
}

/// Two stacks with the synthesizer, in no environment and in a concrete one.
fn stacks_with(app: &App, synthesizer: &Synthesizer) -> [Stack; 2] {
    let ireland = Environment::new("111111111111", "eu-west-1");
    [("Agnostic", Environment::default()), ("Concrete", ireland)].map(|(id, environment)| {
        let props = StackProps::new().environment(environment).synthesizer(synthesizer.clone());
        let stack = Stack::new(app, id, props);
        topic(&stack);
        stack
    })
}

/// The same with a file asset in each.
fn stacks_with_assets(app: &App, synthesizer: &Synthesizer) {
    for stack in stacks_with(app, synthesizer) {
        FileAsset::new(&stack, "Script", "assets/script.sh", FileAssetProps::new());
    }
}

fn synthesizer_default(app: &App) {
    stacks_with_assets(app, &Synthesizer::bootstrapped());
}

fn synthesizer_default_with_everything_set(app: &App) {
    let synthesizer = Synthesizer::bootstrapped()
        .qualifier("special")
        .bucket_prefix("prefix/")
        .image_tag_prefix("tag-")
        .bucket_name("assets-${AWS::Region}")
        .repository_name("images")
        .deploy_role_arn("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Qualifier}-deploy")
        .deploy_role_external_id("external")
        .execution_role_arn("arn:aws:iam::111111111111:role/execution")
        .lookup_role_arn("arn:aws:iam::111111111111:role/lookup")
        .lookup_role_external_id("external-lookup")
        .file_publishing_role_arn("arn:aws:iam::111111111111:role/files")
        .file_publishing_external_id("external-files")
        .image_publishing_role_arn("arn:aws:iam::111111111111:role/images")
        .version_parameter("/version/${Qualifier}");
    stacks_with_assets(app, &synthesizer);
}

fn synthesizer_default_without_rule_and_lookup_role(app: &App) {
    stacks_with_assets(app, &Synthesizer::bootstrapped().version_rule(false).use_lookup_role(false));
}

fn synthesizer_qualifier_by_context(app: &App) {
    stacks_with_assets(app, &Synthesizer::bootstrapped());
}

fn synthesizer_bootstrapless(app: &App) {
    stacks_with(app, &Synthesizer::bootstrapless());
}

fn synthesizer_bootstrapless_with_roles(app: &App) {
    let synthesizer = Synthesizer::bootstrapless()
        .execution_role_arn("arn:aws:iam::111111111111:role/execution")
        .deploy_role_arn("arn:aws:iam::111111111111:role/deploy");
    stacks_with(app, &synthesizer);
}

fn synthesizer_cli_credentials(app: &App) {
    stacks_with_assets(app, &Synthesizer::cli_credentials());
}

fn synthesizer_cli_credentials_with_everything_set(app: &App) {
    let synthesizer = Synthesizer::cli_credentials()
        .qualifier("special")
        .bucket_prefix("prefix/")
        .image_tag_prefix("tag-")
        .bucket_name("assets-bucket")
        .repository_name("images");
    stacks_with_assets(app, &synthesizer);
}

/// An app has no synthesizer that its stacks inherit: each is given its own.
fn synthesizer_of_an_app(app: &App) {
    let inherited = || StackProps::new().synthesizer(Synthesizer::bootstrapless());
    topic(&Stack::new(app, "Inherits", inherited()));
    topic(&Stack::new(&Stage::new(app, "Stage", StageProps::new()), "InheritsToo", inherited()));
    topic(&Stack::new(app, "Own", StackProps::new()));
}

fn synthesizer_of_nested_stacks(app: &App) {
    let stack = Stack::new(app, "Parent", StackProps::new().synthesizer(Synthesizer::cli_credentials()));
    topic(&NestedStack::new(&stack, "Nested", NestedStackProps::new()));
}
