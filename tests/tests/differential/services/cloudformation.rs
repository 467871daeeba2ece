//! Custom resources. Their functions stand beside what needs them: emptied buckets, and default security groups.

use std::time::Duration;

use purlin_aws::cloudformation::{CustomResource, CustomResourceProps, CustomResourceProvider};
use purlin_core::{App, Output, OutputProps, RemovalPolicy, Stack, StackProps, Val};

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[case!(cloudformation_custom_resources)];

fn cloudformation_custom_resources(app: &App) {
    let stack = Stack::new(app, "Main", StackProps::new());
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:things";
    let provider = CustomResourceProvider::from_service_token(&stack, "Things", arn);
    let props = || CustomResourceProps::new().provider(&provider);
    CustomResource::new(&stack, "Plain", props());
    let listed = Val::List(vec![Val::text("a"), Val::text("b")]);
    let props = props()
        .resource_type("Custom::Thing")
        .property("Name", "one")
        .property("Count", 3)
        .property("Listed", listed)
        .property("Nested", Val::map([("Deep", Val::Bool(true))]))
        .service_timeout(Duration::from_secs(120))
        .removal_policy(RemovalPolicy::Retain);
    let thing = CustomResource::new(&stack, "Thing", props);
    Output::new(&stack, "Id", thing.get_ref(), OutputProps::new());
    Output::new(&stack, "Size", thing.get_att::<String>("Size"), OutputProps::new());
}
