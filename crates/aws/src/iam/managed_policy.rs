//! Managed policies: those of AWS, and the account's own.

use purlin_core::{IntoValue, Value, pseudo_parameter, text};

/// A managed policy: one of AWS's, or one of the account's own.
///
/// ```
/// use purlin_aws::iam::{ManagedPolicy, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let session_manager = ManagedPolicy::from_aws_managed_policy_name("AmazonSSMManagedInstanceCore");
/// let props = RoleProps::new().assumed_by(Principal::service("ec2")).managed_policies([session_manager]);
/// Role::new(&stack, "Server", props);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    arn: Value<String>,
}

impl ManagedPolicy {
    /// One that AWS keeps, by its name and, where it has one, path: `service-role/AWSLambdaBasicExecutionRole`.
    pub fn from_aws_managed_policy_name(name: impl IntoValue<String>) -> Self {
        ManagedPolicy { arn: text!["arn:", pseudo_parameter::partition(), ":iam::aws:policy/", name.into_value()] }
    }

    /// One that exists, by its ARN.
    pub fn from_arn(arn: impl IntoValue<String>) -> Self {
        ManagedPolicy { arn: arn.into_value() }
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}

impl From<&ManagedPolicy> for ManagedPolicy {
    fn from(policy: &ManagedPolicy) -> Self {
        policy.clone()
    }
}
