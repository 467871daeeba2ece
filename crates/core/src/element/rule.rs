//! Rules: what must hold of a stack's parameters before it is deployed.

use super::construct;
use crate::construct::{Construct, Scope};
use crate::tree::Kind;
use crate::value::{ConditionExpression, IntoValue, Val};

/// One thing that a [`Rule`] asserts.
#[derive(Clone, Debug)]
pub struct RuleAssertion {
    pub(crate) assert: Val,
    pub(crate) description: Option<String>,
}

impl RuleAssertion {
    /// What must hold.
    pub fn new(assert: impl IntoValue<ConditionExpression>) -> Self {
        RuleAssertion { assert: assert.into_value().into_val(), description: None }
    }

    /// What people are told when it does not.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

pub(crate) struct RuleData {
    pub(crate) condition: Option<Val>,
    pub(crate) assertions: Vec<RuleAssertion>,
}

/// A rule that CloudFormation checks against the given parameters before it makes anything.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html).
#[derive(Clone, Debug)]
pub struct Rule {
    scope: Scope,
}

construct!(Rule);

impl Rule {
    /// A rule of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, assertions: impl IntoIterator<Item = RuleAssertion>) -> Self {
        let data = RuleData { condition: None, assertions: assertions.into_iter().collect() };
        Rule { scope: scope.scope().add(id, Kind::Rule(Box::new(data))) }
    }

    /// Lets the rule apply only where this holds.
    pub fn set_condition(&self, condition: impl IntoValue<ConditionExpression>) {
        let condition = condition.into_value().into_val();
        self.scope.with_tree_mut(|tree| {
            if let Kind::Rule(data) = &mut tree.node_mut(self.scope.node).kind {
                data.condition = Some(condition);
            }
        });
    }
}
