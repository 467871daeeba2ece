//! AWS Secrets Manager: passwords and other secrets that no template, no user data and no output shows.
//!
//! ```
//! use purlin_aws::iam::{Principal, Role, RoleProps};
//! use purlin_aws::secretsmanager::{GenerateSecretString, Secret, SecretProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! // A user name with a password that AWS makes up.
//! let login = GenerateSecretString::new().template([("username", "postgres")], "password").exclude_characters("/@\"");
//! let secret = Secret::new(&stack, "Login", SecretProps::new().generate_secret_string(login));
//!
//! // Whoever needs it reads it when it runs,
//! let role = Role::new(&stack, "Server", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
//! secret.grant_read(&role).assert_success();
//!
//! // and CloudFormation when it makes a resource.
//! let password = secret.secret_value_from_json("password");
//! # app.synth().unwrap();
//! ```

mod attachment;
mod contents;
mod grants;
mod import;
mod resource_policy;
mod rotation;
mod secret;

pub use attachment::{AttachmentTarget, AttachmentTargetType, SecretAttachmentTarget};
pub use contents::{GenerateSecretString, SecretContents, SecretValue};
pub use import::SecretAttributes;
pub use rotation::{
    HostedRotation, Rotation, RotationSchedule, RotationScheduleProps, RotationScheduleSettings,
    rotation_schedule_props,
};
pub use secret::{ReplicaRegion, Secret, SecretProps, SecretSettings, secret_props};
