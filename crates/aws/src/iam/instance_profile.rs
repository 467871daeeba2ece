//! Instance profiles: how an EC2 instance gets a role.

use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Complete, Construct, IntoValue, Scope, Value, props, text};

use crate::handle::handle;

use super::principal::Principal;
use super::role::{Role, RoleProps};

props! {
    /// The settings of an [`InstanceProfile`].
    pub struct InstanceProfileProps => InstanceProfileSettings in instance_profile_props {
        optional {
            /// The role that it holds. Default: a new one for EC2.
            role: Role,
            /// Its name. Default: CloudFormation makes one.
            instance_profile_name: Value<String>,
            /// The path before its name. Default: `/`.
            path: Value<String>,
        }
    }
}

/// What gives a role to EC2 instances.
///
/// ```
/// use purlin_aws::iam::{InstanceProfile, InstanceProfileProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let profile = InstanceProfile::new(&stack, "Profile", InstanceProfileProps::new());
/// assert!(profile.role().is_some());
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct InstanceProfile {
    scope: Scope,
    cfn: Option<CfnInstanceProfile>,
    role: Option<Role>,
    arn: Value<String>,
    name: Value<String>,
}

handle!(InstanceProfile, scope);

impl InstanceProfile {
    /// A profile, with a role that EC2 assumes unless there is one already.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<InstanceProfileSettings>) -> Self {
        let InstanceProfileSettings { role, instance_profile_name, path } = props.complete();
        let scope = Scope::new(scope, id);
        let service = || RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        let role = role.unwrap_or_else(|| Role::new(&scope, "InstanceRole", service()));
        let cfn_props =
            CfnInstanceProfileProps::new().roles([role.name()]).instance_profile_name(instance_profile_name).path(path);
        let cfn = CfnInstanceProfile::new(&scope, "Resource", cfn_props);
        InstanceProfile { scope, arn: cfn.attr_arn(), name: cfn.get_ref(), cfn: Some(cfn), role: Some(role) }
    }

    /// A profile that exists, by its name and, where it has one, path.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        let name = name.into_value();
        let arn = text!["arn:", scope.partition(), ":iam::", scope.account(), ":instance-profile/", &name];
        InstanceProfile { scope, cfn: None, role: None, arn, name }
    }

    /// The generated resource; none when the profile was imported.
    pub fn cfn(&self) -> Option<&CfnInstanceProfile> {
        self.cfn.as_ref()
    }

    /// The role that it holds; none when the profile was imported.
    pub fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}
