//! Rules as they are added to a listener.

use std::panic::Location;

use super::listener::ApplicationListener;
use super::listener_action::ListenerAction;
use super::listener_condition::ListenerCondition;
use super::listener_rule::{ApplicationListenerRule, ApplicationListenerRuleSettings};
use super::target_group::ApplicationTargetGroup;
use super::target_group_props::ApplicationTargetGroupProps;

/// A rule of a listener that still has to be told what to do: see [`ApplicationListener::route`].
#[must_use = "a rule does nothing before it has an action: call `add_action`, `add_targets` or `add_target_groups`"]
#[derive(Clone, Debug)]
pub struct ListenerRoute {
    listener: ApplicationListener,
    priority: i64,
    conditions: Vec<ListenerCondition>,
    location: &'static Location<'static>,
}

impl ListenerRoute {
    pub(super) fn new(
        listener: &ApplicationListener,
        priority: i64,
        conditions: Vec<ListenerCondition>,
        location: &'static Location<'static>,
    ) -> Self {
        ListenerRoute { listener: listener.clone(), priority, conditions, location }
    }

    /// Makes a rule with this action.
    #[track_caller]
    pub fn add_action(self, id: &str, action: impl Into<ListenerAction>) -> ApplicationListenerRule {
        self.make(&format!("{id}Rule"), action.into())
    }

    /// Makes a target group of targets, and a rule that forwards to it. The group's network is the load balancer's.
    #[track_caller]
    pub fn add_targets(self, id: &str, props: ApplicationTargetGroupProps) -> ApplicationTargetGroup {
        let group = self.listener.make_target_group(id, props);
        self.make(&format!("{id}Rule"), ListenerAction::forward([&group]));
        group
    }

    /// Makes a rule that forwards to target groups, to each alike.
    #[track_caller]
    pub fn add_target_groups<'a>(
        self,
        id: &str,
        groups: impl IntoIterator<Item = &'a ApplicationTargetGroup>,
    ) -> ApplicationListenerRule {
        // On an imported listener, aws-cdk-lib gives this rule the id itself.
        let id = if self.listener.cfn().is_some() { format!("{id}Rule") } else { id.to_owned() };
        self.make(&id, ListenerAction::forward(groups))
    }

    #[track_caller]
    fn make(self, id: &str, action: ListenerAction) -> ApplicationListenerRule {
        let ListenerRoute { listener, priority, conditions, location } = self;
        let settings = ApplicationListenerRuleSettings { listener: listener.clone(), priority, action, conditions };
        ApplicationListenerRule::new_at(&listener, id, settings, location)
    }
}
