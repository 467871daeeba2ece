//! A permissions boundary for every role and user.

use purlin_core::{AspectPhase, Aspects, Construct, IntoValue, Scope};

/// The types that can have a boundary.
const BOUNDED: [&str; 2] = ["AWS::IAM::Role", "AWS::IAM::User"];
const PROPERTY: &str = "PermissionsBoundary";

/// The [permissions boundary](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html) of every
/// role and user in a construct, those included that other constructs make.
///
/// The boundary of the innermost construct wins, over those that roles have by their own settings as well. Only one role is out
/// of reach: the one by which a stack of another account reads outputs, which synthesis makes after all aspects.
///
/// ```
/// use purlin_aws::aspects::PermissionsBoundary;
/// use purlin_aws::iam::{ManagedPolicy, Principal, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let boundary = ManagedPolicy::from_arn("arn:aws:iam::111111111111:policy/developers");
/// PermissionsBoundary::of(&app).apply(boundary.arn());
///
/// let free = Role::new(&stack, "Deployer", RoleProps::new().assumed_by(Principal::service("cloudformation.amazonaws.com")));
/// PermissionsBoundary::of(&free).clear();
/// # assert!(!app.synth().unwrap().template("Stack").unwrap().contains("PermissionsBoundary"));
/// ```
pub struct PermissionsBoundary {
    scope: Scope,
}

impl PermissionsBoundary {
    /// The boundary of a construct and all below it.
    pub fn of(construct: &impl Construct) -> Self {
        PermissionsBoundary { scope: construct.scope().clone() }
    }

    /// Sets it, by the policy's ARN.
    #[track_caller]
    pub fn apply(&self, policy_arn: impl IntoValue<String>) {
        let arn = policy_arn.into_value();
        self.for_each_bounded(move |construct| construct.add_override(&path(), arn.clone()));
    }

    /// Removes it: that of outer constructs, and what the roles and users have by their own settings.
    #[track_caller]
    pub fn clear(&self) {
        self.for_each_bounded(|construct| construct.add_deletion_override(&path()));
    }

    #[track_caller]
    fn for_each_bounded(&self, change: impl Fn(&Scope) + 'static) {
        Aspects::of(&self.scope).add(AspectPhase::Mutate, move |construct| {
            if construct.resource_type().is_some_and(|kind| BOUNDED.contains(&kind.as_ref())) {
                change(construct);
            }
        });
    }
}

fn path() -> String {
    format!("Properties.{PROPERTY}")
}
