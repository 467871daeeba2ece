//! AWS Identity and Access Management: who may do what.
//!
//! ```
//! use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let role = Role::new(&stack, "Worker", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
//! role.add_to_policy(PolicyStatement::allow().actions(["sqs:ReceiveMessage"]).all_resources());
//! # app.synth().unwrap();
//! ```

mod condition;
mod grant;
mod instance_profile;
mod managed_policy;
mod merge;
mod policy;
mod policy_document;
mod policy_statement;
mod principal;
mod regions;
mod role;

pub use condition::{Condition, ConditionValue};
pub use grant::{Grant, GrantRequest, ResourceWithPolicy};
pub use instance_profile::{InstanceProfile, InstanceProfileProps, InstanceProfileSettings, instance_profile_props};
pub use managed_policy::ManagedPolicy;
pub use policy::{Policy, PolicyProps, PolicySettings, policy_props};
pub use policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
pub use policy_statement::{Effect, PolicyStatement};
pub use principal::{Grantable, Principal};
pub use role::{Role, RoleAttributes, RoleAttributesProps, RoleProps, RoleSettings, role_attributes_props, role_props};
