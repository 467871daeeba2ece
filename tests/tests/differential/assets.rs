//! Assets: files, directories and container images. All paths are relative to tests/differential.

use std::collections::BTreeMap;

use purlin_core::{
    App, Construct, DockerImageAsset, DockerImageAssetProps, Environment, FileAsset, FileAssetProps, FollowMode,
    IgnoreMode, NestedStack, NestedStackProps, Output, OutputProps, Resource, Stack, StackProps, Stage, StageProps,
    ToolkitEnvironment, Value,
};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(asset_file),
    case!(asset_file_in_an_environment),
    case!(asset_file_extensions),
    case!(asset_directory),
    case!(asset_twice_the_same),
    case!(asset_with_exclude_patterns),
    case!(asset_with_own_hash),
    case!(asset_with_symbolic_links),
    case!(asset_with_symbolic_links_always_followed),
    case!(asset_with_symbolic_links_never_followed),
    case!(asset_with_symbolic_links_within),
    case!(asset_options),
    case!(asset_metadata).environment(with_asset_metadata),
    case!(asset_in_a_stage),
    case!(asset_in_a_nested_stack),
    case!(asset_without_staging).environment(without_staging),
    Case::inexpressible("asset_by_synthesizer", "assets come from files that exist, so that their hashes are right"),
    case!(image),
    case!(image_in_an_environment),
    case!(image_options).accepting(&[Accepted {
        case: "image_options",
        file: "Images.assets.json",
        place: "/dockerImages/f6372a36361cbcfde7e43762f6b7059eeb1d7ffe9a230f95ca6cfc11d1757bfb/source/dockerBuildArgs",
        reason: "whatever an image is built with counts in its hash, so that a change is always built and deployed",
    }]),
    case!(image_in_a_stage_and_a_nested_stack),
    Case::inexpressible("image_from_a_tarball", "images are built from a directory"),
];

fn ireland() -> Environment {
    Environment::new("111111111111", "eu-west-1")
}

fn with_flag(key: &str) -> ToolkitEnvironment {
    let context = BTreeMap::from([(key.to_owned(), true.into())]);
    ToolkitEnvironment { context, ..ToolkitEnvironment::default() }
}

fn with_asset_metadata() -> ToolkitEnvironment {
    with_flag("aws:cdk:enable-asset-metadata")
}

fn without_staging() -> ToolkitEnvironment {
    with_flag("aws:cdk:disable-asset-staging")
}

fn stack(app: &App, id: &str) -> Stack {
    Stack::new(app, id, StackProps::new())
}

fn output(scope: &impl Construct, id: &str, value: Value<String>) {
    Output::new(scope, id, value, OutputProps::new());
}

fn asset_with(scope: &impl Construct, id: &str, path: &str, props: FileAssetProps) -> FileAsset {
    let made = FileAsset::new(scope, id, path, props);
    output(scope, &format!("{id}Url"), made.s3_object_url());
    made
}

fn asset(scope: &impl Construct, id: &str, path: &str) -> FileAsset {
    asset_with(scope, id, path, FileAssetProps::new())
}

fn image_with(scope: &impl Construct, id: &str, props: DockerImageAssetProps) {
    let made = DockerImageAsset::new(scope, id, "assets/image", props);
    output(scope, &format!("{id}Uri"), made.image_uri());
}

fn asset_file(app: &App) {
    let stack = stack(app, "Assets");
    let made = asset(&stack, "Script", "assets/script.sh");
    output(&stack, "Bucket", made.bucket_name());
    output(&stack, "Key", made.object_key());
    output(&stack, "Http", made.http_url());
    output(&stack, "Hash", made.hash().into());
}

fn asset_file_in_an_environment(app: &App) {
    let stack = Stack::new(app, "Assets", StackProps::new().environment(ireland()));
    output(&stack, "Http", asset(&stack, "Script", "assets/script.sh").http_url());
}

fn asset_file_extensions(app: &App) {
    let stack = stack(app, "Assets");
    asset(&stack, "Archive", "assets/archive.tar.gz");
    asset(&stack, "NoExtension", "assets/no-extension");
    asset(&stack, "Zip", "assets/bundle.zip");
    asset(&stack, "WindowsLines", "assets/windows-lines.txt");
}

fn asset_directory(app: &App) {
    asset(&stack(app, "Assets"), "Directory", "assets/directory");
}

fn asset_twice_the_same(app: &App) {
    let assets = stack(app, "Assets");
    asset(&assets, "One", "assets/script.sh");
    asset(&assets, "Two", "assets/script.sh");
    asset(&stack(app, "Other"), "Three", "assets/script.sh");
}

fn asset_with_exclude_patterns(app: &App) {
    let stack = stack(app, "Assets");
    let excluding = |id: &str, patterns: &[&str], mode| {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        asset_with(&stack, id, "assets/directory", FileAssetProps::new().exclude(patterns).ignore_mode(mode));
    };
    excluding("Glob", &["*.txt"], IgnoreMode::Glob);
    excluding("GlobDeep", &["**/*.txt", "!**/kept.txt"], IgnoreMode::Glob);
    excluding("Git", &["*.txt", "!kept.txt", "sub/"], IgnoreMode::Git);
    excluding("Docker", &["**/*.txt", "!sub/kept.txt"], IgnoreMode::Docker);
}

fn asset_with_own_hash(app: &App) {
    let stack = stack(app, "Assets");
    let own = |hash: &str| FileAssetProps::new().asset_hash(hash);
    asset_with(&stack, "Custom", "assets/script.sh", own("my-own-hash"));
    asset_with(&stack, "CustomType", "assets/directory", own("other-hash"));
    asset(&stack, "Source", "assets/directory");
}

fn following(app: &App, path: &str, mode: FollowMode) {
    asset_with(&stack(app, "Assets"), "Links", path, FileAssetProps::new().follow(mode));
}

fn asset_with_symbolic_links(app: &App) {
    asset(&stack(app, "Assets"), "Links", "assets/links");
}

fn asset_with_symbolic_links_always_followed(app: &App) {
    following(app, "assets/links", FollowMode::Always);
}

fn asset_with_symbolic_links_never_followed(app: &App) {
    following(app, "assets/links", FollowMode::Never);
}

fn asset_with_symbolic_links_within(app: &App) {
    following(app, "assets/links-within", FollowMode::BlockExternal);
}

fn asset_options(app: &App) {
    let named = FileAssetProps::new().display_name("a friendly name");
    asset_with(&stack(app, "Assets"), "Named", "assets/script.sh", named);
}

fn asset_metadata(app: &App) {
    let stack = stack(app, "Assets");
    let made = asset(&stack, "Directory", "assets/directory");
    made.add_resource_metadata(&Resource::untyped(&stack, "Thing", "Test::Thing"), "Code");
    let nested = NestedStack::new(&stack, "Nested", NestedStackProps::new());
    Resource::untyped(&nested, "Thing", "Test::Thing");
}

fn asset_in_a_stage(app: &App) {
    let path = "assets/directory";
    let stage = Stage::new(app, "Stage", StageProps::new().environment(ireland()));
    asset(&Stack::new(&stage, "Assets", StackProps::new()), "Directory", path);
    let outer = Stage::new(app, "Outer", StageProps::new());
    let inner = Stage::new(&outer, "Inner", StageProps::new());
    asset(&Stack::new(&inner, "Assets", StackProps::new()), "Directory", path);
    asset(&stack(app, "Outside"), "Directory", path);
}

fn asset_in_a_nested_stack(app: &App) {
    let nested = NestedStack::new(&stack(app, "Assets"), "Nested", NestedStackProps::new());
    asset(&nested, "Script", "assets/script.sh");
}

fn asset_without_staging(app: &App) {
    asset(&stack(app, "Assets"), "Script", "assets/script.sh");
}

fn image(app: &App) {
    image_with(&stack(app, "Images"), "Image", DockerImageAssetProps::new());
}

fn image_in_an_environment(app: &App) {
    let stack = Stack::new(app, "Images", StackProps::new().environment(ireland()));
    image_with(&stack, "Image", DockerImageAssetProps::new());
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn image_options(app: &App) {
    let stack = stack(app, "Images");
    let image = |id: &str, props| image_with(&stack, id, props);
    let props = DockerImageAssetProps::new;
    image("BuildArguments", props().build_args(pairs([("B", "2"), ("A", "1")])));
    image("Target", props().target("final").file("Other.Dockerfile"));
    image("Platform", props().platform("linux/arm64").network_mode("host"));
    image("Named", props().asset_name("my-image").display_name("a friendly name"));
    image("Excluding", props().exclude(["*.txt".to_owned()]));
    image("ExtraHash", props().extra_hash("salt"));
    image("NotAllInHash", props());
    let secrets = props()
        .build_secrets(pairs([("token", "src=token.txt")]))
        .build_ssh("default")
        .outputs(["type=local,dest=out".to_owned()]);
    image("Secrets", secrets);
    // Caches are the toolkit's own business, and the image is the same without.
    image("Cache", props());
}

fn image_in_a_stage_and_a_nested_stack(app: &App) {
    let stage = Stage::new(app, "Stage", StageProps::new());
    image_with(&Stack::new(&stage, "Images", StackProps::new()), "Image", DockerImageAssetProps::new());
    let nested = NestedStack::new(&stack(app, "Parent"), "Nested", NestedStackProps::new());
    image_with(&nested, "Image", DockerImageAssetProps::new());
}
