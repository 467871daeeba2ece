//! Instance profiles: how an EC2 instance gets a role.

use std::panic::Location;

use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Complete, Construct, IntoValue, Scope, Value, props, text};

use super::names::{account_and_name, check_name, check_path};
use super::principal::Principal;
use super::role::{Role, RoleProps};
use crate::handle::handle;

/// The longest name that an instance profile can have.
const LONGEST_NAME: usize = 128;

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

props! {
    /// What is to be known of an instance profile that exists.
    pub struct InstanceProfileAttributesProps => InstanceProfileAttributes in instance_profile_attributes_props {
        required {
            /// Its ARN.
            arn: Value<String> as ProfileArn,
        }
        optional {
            /// The role that it holds. Default: not known, so that nothing can be granted to it.
            role: Role,
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
        let location = Location::caller();
        let InstanceProfileSettings { role, instance_profile_name, path } = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "instance-profile", instance_profile_name.as_ref(), LONGEST_NAME, location);
        check_path(&scope, "instance profile", path.as_ref(), location);
        let role = match role {
            Some(role) => role,
            None => {
                let props = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
                Role::new(&scope, "InstanceRole", props)
            }
        };
        let cfn_props =
            CfnInstanceProfileProps::new().roles([role.name()]).instance_profile_name(instance_profile_name).path(path);
        let cfn = CfnInstanceProfile::new(&scope, "Resource", cfn_props);
        InstanceProfile { scope, arn: cfn.attr_arn(), name: cfn.get_ref(), cfn: Some(cfn), role: Some(role) }
    }

    /// A profile that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<InstanceProfileAttributes>) -> Self {
        let InstanceProfileAttributes { arn, role } = props.complete();
        let scope = Scope::new(scope, id);
        let (_, name) = account_and_name(&scope, "instance-profile", &arn, Location::caller());
        InstanceProfile { scope, cfn: None, role, arn, name }
    }

    /// A profile that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        InstanceProfile::from_attributes(scope, id, InstanceProfileAttributesProps::new().arn(arn.into_value()))
    }

    /// A profile that exists in the stack's account, by its name and, where it has one, path.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let place = scope.scope();
        let arn = text!["arn:", place.partition(), ":iam::", place.account(), ":instance-profile/", name.into_value()];
        InstanceProfile::from_arn(scope, id, arn)
    }

    /// The generated resource; none when the profile was imported.
    pub fn cfn(&self) -> Option<&CfnInstanceProfile> {
        self.cfn.as_ref()
    }

    /// The role that it holds; none when the profile was imported without one.
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
