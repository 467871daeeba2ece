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

mod access_key;
mod attachment;
mod condition;
mod grant;
mod group;
mod identity_provider;
mod instance_profile;
mod json;
mod managed_policy;
mod merge;
mod names;
mod policy;
mod policy_document;
mod policy_statement;
mod principal;
mod regions;
mod role;
mod service_linked_role;
mod size;
mod split;
mod user;

pub use access_key::{AccessKey, AccessKeyProps, AccessKeySettings, AccessKeyStatus, access_key_props};
pub use condition::{Condition, ConditionValue};
pub use grant::{Grant, GrantRequest, ResourceWithPolicy};
pub use group::{Group, GroupProps, GroupSettings, group_props};
pub use identity_provider::{
    OidcProvider, OidcProviderProps, OidcProviderSettings, SamlProvider, SamlProviderProps, SamlProviderSettings,
    oidc_provider_props, saml_provider_props,
};
pub use instance_profile::{
    InstanceProfile, InstanceProfileAttributes, InstanceProfileAttributesProps, InstanceProfileProps,
    InstanceProfileSettings, instance_profile_attributes_props, instance_profile_props,
};
pub use managed_policy::{ManagedPolicy, ManagedPolicyProps, ManagedPolicySettings, managed_policy_props};
pub use policy::{Policy, PolicyProps, PolicySettings, policy_props};
#[cfg(feature = "logs")]
pub(crate) use policy_document::check_size;
pub use policy_document::{PolicyDocument, PolicyKind, PolicyProperty};
pub use policy_statement::{Effect, PolicyStatement};
#[cfg(feature = "cloudformation")]
pub(crate) use principal::Identity;
pub use principal::{Grantable, Principal};
pub use role::{Role, RoleAttributes, RoleAttributesProps, RoleProps, RoleSettings, role_attributes_props, role_props};
pub use service_linked_role::{
    ServiceLinkedRole, ServiceLinkedRoleProps, ServiceLinkedRoleSettings, service_linked_role_props,
};
pub use user::{User, UserProps, UserSettings, user_props};
