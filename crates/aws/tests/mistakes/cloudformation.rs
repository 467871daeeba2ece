//! Mistakes with custom resources: each is found, with its place and what to do.

use std::time::Duration;

use purlin_aws::cloudformation::{
    CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps,
    CustomResourceProviderSettings,
};
use purlin_aws::iam::{Grant, PolicyStatement};
use purlin_core::{Complete, Set, Stack};

use crate::{findings, only};

const CODE: &str = "def handler(event, context): pass";
const TYPE: &str = "Custom::Thing";

fn provider(stack: &Stack, props: impl Complete<CustomResourceProviderSettings>) -> CustomResourceProvider {
    CustomResourceProvider::of_stack(stack, TYPE, props)
}

fn function() -> CustomResourceProviderProps<Set<String>> {
    CustomResourceProviderProps::new().code(CODE)
}

fn imported(stack: &Stack) -> CustomResource {
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:things";
    let provider = CustomResourceProvider::from_service_token(stack, "Function", arn);
    CustomResource::new(stack, "Thing", CustomResourceProps::new().provider(provider))
}

#[test]
fn functions() {
    let without_handler = CustomResourceProviderProps::new().code("print('hello')");
    only("function-without-handler", |stack| drop(provider(stack, without_handler)));
    for seconds in [0, 901] {
        let timeout = Duration::from_secs(seconds);
        only("bad-function-timeout", |stack| drop(provider(stack, function().timeout(timeout))));
    }
    let finding = only("two-functions-of-a-type", |stack| {
        provider(stack, function());
        provider(stack, function());
        provider(stack, CustomResourceProviderProps::new().code("def handler(event, context): return"));
    });
    assert_eq!(finding.related.len(), 1, "{finding}");
}

#[test]
fn types() {
    for name in ["Thing", "Custom::", "Custom::a thing", &format!("Custom::{}", "x".repeat(53))] {
        only("bad-custom-resource-type", |stack| {
            CustomResourceProvider::of_stack(stack, name, function());
        });
    }
    let longest = format!("Custom::{}", "x".repeat(52));
    assert!(findings(|stack| drop(CustomResourceProvider::of_stack(stack, &longest, function()))).is_empty());
    only("bad-custom-resource-type", |stack| {
        let props = CustomResourceProps::new().provider(provider(stack, function())).resource_type("AWS::S3::Bucket");
        CustomResource::new(stack, "Thing", props);
    });
}

#[test]
fn properties() {
    let props = |stack: &Stack| CustomResourceProps::new().provider(provider(stack, function()));
    for name in ["ServiceToken", "ServiceTimeout"] {
        only("reserved-property", |stack| drop(CustomResource::new(stack, "Thing", props(stack).property(name, "x"))));
    }
    for seconds in [0, 3601] {
        let timeout = Duration::from_secs(seconds);
        only("bad-service-timeout", |stack| {
            CustomResource::new(stack, "Thing", props(stack).service_timeout(timeout));
        });
    }
}

#[test]
fn an_imported_function_cannot_be_allowed_more() {
    let statement = || PolicyStatement::allow().actions(["sqs:PurgeQueue"]).all_resources();
    only("function-not-changed", |stack| imported(stack).add_to_policy(statement()));
    only("grant-not-applied", |stack| {
        let grant = Grant::of(&imported(stack)).actions(["sqs:PurgeQueue"]).resources(["*"]).to_principal(stack);
        grant.assert_success();
    });
}
