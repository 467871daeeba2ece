//! An app for the tests of `check`. What is wrong with it, and what it says of that itself, the variable `SAMPLE` says.

use std::process::ExitCode;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::{Annotations, Construct, Findings, Resource, Stack, StackProps, Val};
use serde_json::json;

fn main() -> ExitCode {
    purlin_cli::run(|app, _arguments| {
        let stack = Stack::new(app, "Main", StackProps::new());
        match std::env::var("SAMPLE").unwrap_or_default().as_str() {
            "suppressed" => SecurityCheck::suppress(&open(&stack), "open-admin-port", "it is a honeypot"),
            "own" => {
                open(&stack);
                SecurityCheck::new().check(app);
            }
            "own warnings" => {
                open(&stack);
                SecurityCheck::new().as_warnings().check(app);
            }
            "own without" => {
                open(&stack);
                SecurityCheck::new().without("open-admin-port", "bastions are watched").check(&stack);
            }
            "own when settled" => {
                open(&stack);
                stack.scope().when_settled(|stack| SecurityCheck::new().as_warnings().check(stack));
            }
            "open and large" => {
                let bastion = open(&stack);
                bastion.add_metadata("Shells", Val::text("x".repeat(1024 * 1024)));
            }
            "all at once" => {
                let bastion = open(&stack);
                Annotations::of(&bastion).add_error("no bastions here");
                Resource::untyped(&stack, "Bastion", "AWS::EC2::SecurityGroup");
                Stack::new(app, "Other", StackProps::new().stack_name("under_score"));
            }
            "many" => {
                for index in 0..450 {
                    Resource::untyped(&stack, &format!("Topic{index}"), "AWS::SNS::Topic");
                }
            }
            "large" => {
                let topic = Resource::untyped(&stack, "Topic", "AWS::SNS::Topic");
                topic.set_property("DisplayName", Val::text("x".repeat(1024 * 1024)));
            }
            _ => {
                open(&stack);
            }
        }
        Ok::<(), Findings>(())
    })
}

/// A security group that lets everybody try passwords.
#[track_caller]
fn open(stack: &Stack) -> Resource {
    let bastion = Resource::untyped(stack, "Bastion", "AWS::EC2::SecurityGroup");
    bastion.set_property("GroupDescription", Val::text("shells"));
    let rule = json!({ "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0" });
    bastion.set_property("SecurityGroupIngress", Val::from(json!([rule])));
    bastion
}
