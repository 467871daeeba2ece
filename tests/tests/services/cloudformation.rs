//! Deployments of `purlin_aws::cloudformation`.

use std::time::Duration;

use purlin_aws::cloudformation::{
    CustomResource, CustomResourceProps, CustomResourceProvider, CustomResourceProviderProps,
};
use purlin_aws::iam::PolicyStatement;
use purlin_aws::ssm::{StringParameter, StringParameterProps};
use purlin_core::{Construct, Output, OutputProps, text};
use purlin_tests::Result;

use crate::deploys;

/// A note that nobody deletes with the stack: a parameter below the one that it is told.
const NOTES: &str = r#"
import boto3
import cfnresponse

ssm = boto3.client("ssm")


def handler(event, context):
    properties = event["ResourceProperties"]
    name = properties["Below"] + "/note"
    try:
        if event["RequestType"] == "Delete":
            ssm.delete_parameter(Name=name)
        else:
            ssm.put_parameter(Name=name, Value=properties["Text"], Type="String", Overwrite=True)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Length": len(properties["Text"])}, name)
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, name, reason=str(error))
"#;

#[test]
fn a_function_makes_and_deletes_custom_resources() -> Result<()> {
    deploys(|stack| {
        let above = StringParameterProps::new().string_value("see below").parameter_name("/notes");
        let above = StringParameter::new(stack, "Above", above);
        let provider = CustomResourceProviderProps::new().code(NOTES).description("Makes notes");
        let provider = CustomResourceProvider::of_stack(stack, "Custom::Note", provider);
        let props = CustomResourceProps::new()
            .provider(provider)
            .property("Below", above.name())
            .property("Text", "twelve words")
            .service_timeout(Duration::from_secs(90));
        let note = CustomResource::new(stack, "Note", props);
        note.add_to_policy(PolicyStatement::allow().actions(["ssm:PutParameter", "ssm:DeleteParameter"]).resources([
            text![
                "arn:",
                note.scope().partition(),
                ":ssm:",
                note.scope().region(),
                ":",
                note.scope().account(),
                ":parameter/notes/note"
            ],
        ]));
        Output::new(stack, "Name", note.get_ref(), OutputProps::new());
        Output::new(stack, "Length", note.get_att::<String>("Length"), OutputProps::new());
    })?;
    Ok(())
}
