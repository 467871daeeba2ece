//! AWS CloudFormation: resources of one's own, made by a function of the stack.
//!
//! ```
//! use purlin_aws::cloudformation::{
//!     CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps,
//! };
//! use purlin_aws::iam::PolicyStatement;
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! const CODE: &str = r#"
//! import boto3
//! import cfnresponse
//!
//! def handler(event, context):
//!     queue = event["ResourceProperties"]["QueueUrl"]
//!     try:
//!         if event["RequestType"] == "Delete":
//!             boto3.client("sqs").purge_queue(QueueUrl=queue)
//!         cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, queue)
//!     except Exception as error:
//!         cfnresponse.send(event, context, cfnresponse.FAILED, {}, queue, reason=str(error))
//! "#;
//!
//! let props = CustomResourceProviderProps::new().code(CODE).description("Empties queues that are about to be deleted");
//! let provider = CustomResourceProvider::of_stack(&stack, "Custom::EmptiedQueue", props);
//!
//! let queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs";
//! let emptied = CustomResourceProps::new().provider(&provider).property("QueueUrl", queue);
//! let emptied = CustomResource::new(&stack, "Emptied", emptied);
//! emptied.add_to_policy(
//!     PolicyStatement::allow().actions(["sqs:PurgeQueue"]).resources(["arn:aws:sqs:eu-west-1:111122223333:jobs"]),
//! );
//! # app.synth().unwrap();
//! ```
//!
//! [Custom resources](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html)

mod custom_resource;
mod provider;

pub use custom_resource::{CustomResource, CustomResourceProps, CustomResourceSettings, custom_resource_props};
pub use provider::{
    CustomResourceProvider, CustomResourceProviderProps, CustomResourceProviderSettings, custom_resource_provider_props,
};
