//! Rules: what a listener does with certain requests.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::elasticloadbalancingv2::{CfnListenerRule, CfnListenerRuleProps};
use purlin_core::{Complete, Construct, Scope, Val, Value, props};

use crate::handle::handle;

use super::listener::ApplicationListener;
use super::listener_action::ListenerAction;
use super::listener_condition::{ListenerCondition, check_conditions};

props! {
    /// The settings of an [`ApplicationListenerRule`].
    pub struct ApplicationListenerRuleProps => ApplicationListenerRuleSettings in application_listener_rule_props {
        required {
            /// The listener that it belongs to.
            listener: ApplicationListener as Listener,
            /// Its place among the listener's rules, from 1 to 50000: the smallest number is tried first.
            priority: i64 as Priority,
            /// What becomes of the requests that it is for.
            action: ListenerAction as Action,
        }
        optional {
            /// Which requests it is for: those that all conditions hold for.
            conditions: Vec<ListenerCondition> = Vec::new(),
        }
    }
}

/// What a listener does with certain requests. [`ApplicationListener::route`] is the shorter way to one.
///
/// ```
/// use purlin_aws::elasticloadbalancingv2::{
///     ApplicationListener, ApplicationListenerRule, ApplicationListenerRuleProps, ListenerAction, ListenerCondition,
/// };
/// # fn example(stack: &purlin_core::Stack, listener: &ApplicationListener) {
/// let rule = ApplicationListenerRule::new(
///     stack,
///     "Robots",
///     ApplicationListenerRuleProps::new()
///         .listener(listener)
///         .priority(5)
///         .conditions([ListenerCondition::path_patterns(["/robots.txt"])])
///         .action(ListenerAction::fixed_response(404)),
/// );
/// # }
/// ```
///
/// [Rules](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html)
#[derive(Clone)]
pub struct ApplicationListenerRule {
    scope: Scope,
    cfn: CfnListenerRule,
    conditions: Rc<RefCell<Vec<ListenerCondition>>>,
}

handle!(ApplicationListenerRule, scope);

impl ApplicationListenerRule {
    /// A rule of a listener.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ApplicationListenerRuleSettings>) -> Self {
        Self::new_at(scope, id, props.complete(), Location::caller())
    }

    #[track_caller]
    pub(super) fn new_at(
        scope: &impl Construct,
        id: &str,
        settings: ApplicationListenerRuleSettings,
        location: &'static Location<'static>,
    ) -> Self {
        let ApplicationListenerRuleSettings { listener, priority, action, conditions } = settings;
        let scope = Scope::new(scope, id);
        let cfn_props = CfnListenerRuleProps::new()
            .listener_arn(listener.arn())
            .priority(priority)
            .conditions(Value::from_val(to_val(&conditions)))
            .actions(Value::from_val(action.to_val(true)));
        let cfn = CfnListenerRule::new(&scope, "Resource", cfn_props);
        listener.take_priority(priority, &scope, location);
        listener.check_action(&action, location);
        action.bind(&listener, &scope);
        let rule = ApplicationListenerRule { scope, cfn, conditions: Rc::new(RefCell::new(conditions)) };
        let checked = Rc::clone(&rule.conditions);
        rule.scope.add_validation(move |scope| check_conditions(&checked.borrow(), scope, location));
        rule
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnListenerRule {
        &self.cfn
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn.get_ref()
    }

    /// Adds a condition that must hold as well.
    pub fn add_condition(&self, condition: ListenerCondition) {
        let mut conditions = self.conditions.borrow_mut();
        conditions.push(condition);
        self.cfn.resource().set_property("Conditions", to_val(&conditions));
    }
}

fn to_val(conditions: &[ListenerCondition]) -> Val {
    Val::List(conditions.iter().map(ListenerCondition::to_val).collect())
}
