//! Roles that a service defines for itself.

use std::panic::Location;

use crate::handle::handle;
use purlin_cfn::iam::{CfnServiceLinkedRole, CfnServiceLinkedRoleProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props};

props! {
    /// The settings of a [`ServiceLinkedRole`].
    pub struct ServiceLinkedRoleProps => ServiceLinkedRoleSettings in service_linked_role_props {
        required {
            /// The service that it belongs to, such as `elasticache.amazonaws.com`.
            service: Value<String> as LinkedService,
        }
        optional {
            /// What is appended to its name, for the services that allow several.
            custom_suffix: Value<String>,
            /// What it is for.
            description: Value<String>,
        }
    }
}

/// A role that a service defines and uses itself. Most services make theirs when they are first used: make one here only
/// when something needs it before, and only once in an account.
///
/// ```
/// use purlin_aws::iam::{ServiceLinkedRole, ServiceLinkedRoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// ServiceLinkedRole::new(&stack, "Cache", ServiceLinkedRoleProps::new().service("elasticache.amazonaws.com"));
/// # app.synth().unwrap();
/// ```
///
/// [Service-linked roles](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html)
#[derive(Clone)]
pub struct ServiceLinkedRole {
    scope: Scope,
    cfn: CfnServiceLinkedRole,
}

handle!(ServiceLinkedRole, scope);

impl ServiceLinkedRole {
    /// A role of a service.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ServiceLinkedRoleSettings>) -> Self {
        let ServiceLinkedRoleSettings { service, custom_suffix, description } = props.complete();
        let scope = Scope::new(scope, id);
        if let Some(name) = service.literal()
            && !name.contains('.')
        {
            let finding = Finding::error("bad-service", format!("`{name}` is not the full name of a service"));
            scope.report(finding.at(Location::caller()).help(format!("write `{name}.amazonaws.com`")));
        }
        let cfn_props = CfnServiceLinkedRoleProps::new()
            .aws_service_name(service)
            .custom_suffix(custom_suffix)
            .description(description);
        ServiceLinkedRole { cfn: CfnServiceLinkedRole::new(&scope, "Resource", cfn_props), scope }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnServiceLinkedRole {
        &self.cfn
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.cfn.get_ref()
    }
}
