//! Policies of CloudWatch Logs.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::logs::{CfnResourcePolicy, CfnResourcePolicyProps};
use purlin_core::{Complete, Construct, Json, Scope, Value, props, to_json_text};

use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyKind, PolicyStatement, check_size};

/// The most characters of a policy.
const LARGEST: usize = 5_120;

props! {
    /// The settings of a [`ResourcePolicy`].
    pub struct ResourcePolicyProps => ResourcePolicySettings in resource_policy_props {
        optional {
            /// The name, unique in the account and region: made of the construct's path, unless it is set.
            resource_policy_name: Value<String>,
            /// The statements that it begins with.
            policy_statements: Vec<PolicyStatement> = Vec::new(),
        }
    }
}

/// A policy of CloudWatch Logs, by which services and other accounts may write to log groups.
///
/// It is no part of a log group, but names some in its statements. A region has ten at most.
///
/// ```
/// use purlin_aws::iam::{PolicyStatement, Principal};
/// use purlin_aws::logs::{ResourcePolicy, ResourcePolicyProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let queries = PolicyStatement::allow()
///     .actions(["logs:CreateLogStream", "logs:PutLogEvents"])
///     .resources(["arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/*"])
///     .principals([Principal::service("route53.amazonaws.com")]);
/// ResourcePolicy::new(&stack, "Queries", ResourcePolicyProps::new().policy_statements([queries]));
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct ResourcePolicy {
    scope: Scope,
    cfn: CfnResourcePolicy,
    document: Rc<RefCell<PolicyDocument>>,
}

handle!(ResourcePolicy, scope);

impl ResourcePolicy {
    /// A policy of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ResourcePolicySettings>) -> Self {
        let at = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let name = settings.resource_policy_name.unwrap_or_else(|| scope.unique_id().into());
        let nothing_yet: Option<Value<Json>> = None;
        let props = CfnResourcePolicyProps::new().policy_name(name).policy_document(nothing_yet);
        let cfn = CfnResourcePolicy::new(&scope, "ResourcePolicy", props);
        // What was a property is a text here: nothing merges or sorts it when the template is written.
        let document = Rc::new(RefCell::new(PolicyDocument::new(settings.policy_statements).minimize(false)));
        let checked = Rc::clone(&document);
        cfn.scope().add_validation(move |scope| {
            let mistakes = checked.borrow().mistakes(PolicyKind::Resource);
            mistakes.into_iter().for_each(|finding| scope.report(finding));
            check_size(scope, &checked.borrow(), LARGEST, at);
        });
        let policy = ResourcePolicy { scope, cfn, document };
        policy.write();
        policy
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.document.borrow_mut().add_statement(statement);
        self.write();
    }

    fn write(&self) {
        let document = self.document.borrow();
        if !document.is_empty() {
            self.cfn.resource().set::<String>("PolicyDocument", to_json_text(document.render(&self.cfn)));
        }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnResourcePolicy {
        &self.cfn
    }
}
