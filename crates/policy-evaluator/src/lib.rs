//! For tests of products: decides requests by the policies of a template, as IAM does for an identity, after all that is
//! only known during deployment has become something. Whatever it does not know ends the test.
//!
//! ```
//! use purlin_policy_evaluator::Decision::{Allowed, NotAllowed};
//! use purlin_policy_evaluator::{Role, on, request};
//!
//! let statement = serde_json::json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/*"});
//! let policy = serde_json::json!({"PolicyName": "Read", "PolicyDocument": {"Statement": [statement]}});
//! let role = serde_json::json!({"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}});
//! let role = Role::of(&serde_json::json!({"Resources": {"Reader0123ABCD": role}}), "Reader");
//! assert_eq!(role.decide(&request("s3:GetObject", [on("s3:data/report")])), Allowed);
//! assert_eq!(role.decide(&request("s3:GetObject", [on("s3:other/report")])), NotAllowed);
//! ```

#![allow(clippy::panic, reason = "what it does not know has to end the test")]

mod deployed;
mod request;
mod role;

pub use deployed::{ACCOUNT, PRIVATE_IP, REGION, resolve};
pub use request::{Request, Resource, on, request};
pub use role::{Decision, Role, conditions, is_like};

use serde_json::Value;

/// A list, or what stands for a list of one.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        _ => vec![value],
    }
}
