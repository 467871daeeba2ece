//! AWS Key Management Service: keys, and names for them.
//!
//! ```
//! use purlin_aws::iam::{Principal, Role, RoleProps};
//! use purlin_aws::kms::{Key, KeyProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let key = Key::new(&stack, "Key", KeyProps::new().alias("data"));
//! let role = Role::new(&stack, "Reader", RoleProps::new().assumed_by(Principal::service("ec2")));
//! key.grant_decrypt(&role).assert_success();
//! # app.synth().unwrap();
//! ```
//!
//! A key trusts its account: that is what its default policy says, and policies of roles and users then suffice for access.
//! Its material is rotated every year, unless it is of a kind that cannot be. See the
//! [developer guide](https://docs.aws.amazon.com/kms/latest/developerguide/).

mod alias;
mod key;
mod key_grants;
mod key_spec;

pub use alias::{Alias, AliasProps, AliasSettings, alias_props};
pub use key::{Key, KeyProps, KeySettings, key_props};
pub use key_spec::{KeySpec, KeyUsage};

use crate::iam::{Condition, Principal};

/// A principal, only when it uses a key by way of a service, such as `s3.eu-west-1.amazonaws.com`. For key policies.
///
/// ```
/// use purlin_aws::iam::{PolicyStatement, Principal};
/// use purlin_aws::kms::via_service;
///
/// let storage = via_service("s3.eu-west-1.amazonaws.com", Principal::account("111122223333"));
/// let statement = PolicyStatement::allow().actions(["kms:Decrypt"]).all_resources().principals([storage]);
/// ```
///
/// [`kms:ViaService`](https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service)
#[doc(alias = "ViaServicePrincipal")]
pub fn via_service(service: impl Into<String>, principal: Principal) -> Principal {
    principal.when(Condition::string_equals("kms:ViaService", service.into()))
}
