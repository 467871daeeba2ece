//! Statements of policies, as far as they are known.

use purlin_core::Val;

use super::subject::{Known, at, elements, texts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

pub(super) struct Statement<'a> {
    pub(super) effect: Effect,
    /// The actions that are literal.
    pub(super) actions: Vec<&'a str>,
    /// The resources that are literal.
    pub(super) resources: Vec<&'a str>,
    pub(super) names_exceptions: bool,
    pub(super) condition: Known<'a>,
    principal: Known<'a>,
}

/// The statements of a document whose effect is known.
pub(super) fn statements(document: Known<'_>) -> Vec<Statement<'_>> {
    let Some(list) = document.value().and_then(|document| at(document, "Statement").value()) else { return Vec::new() };
    elements(list).into_iter().filter_map(statement).collect()
}

fn statement(val: &Val) -> Option<Statement<'_>> {
    let effect = match at(val, "Effect").text()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    Some(Statement {
        effect,
        actions: texts(at(val, "Action")),
        resources: texts(at(val, "Resource")),
        names_exceptions: at(val, "NotAction") != Known::Unset,
        condition: at(val, "Condition"),
        principal: at(val, "Principal"),
    })
}

impl<'a> Statement<'a> {
    pub(super) fn allows(&self) -> bool {
        self.effect == Effect::Allow
    }

    /// Whether it holds whatever the request is like.
    pub(super) fn is_unconditional(&self) -> bool {
        match self.condition {
            Known::Unset => true,
            Known::Unknown => false,
            Known::Is(condition) => condition.entries().is_some_and(<[_]>::is_empty),
        }
    }

    /// Whether its principal is everybody.
    pub(super) fn is_for_anybody(&self) -> bool {
        let Known::Is(principal) = self.principal else { return false };
        texts(self.principal).contains(&"*") || texts(at(principal, "AWS")).contains(&"*")
    }

    /// The operators and values of all conditions: the operator, the key, the value. What is unknown has none.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a Val)> + use<'a> {
        let operators = self.condition.value().and_then(Val::entries).unwrap_or_default();
        operators.iter().flat_map(|(operator, keys)| {
            let keys = Known::of(keys).value().and_then(Val::entries).unwrap_or_default();
            keys.iter().map(move |(key, val)| (operator.as_ref(), key.as_ref(), val))
        })
    }

    /// The operators and values of the conditions on a key.
    pub(super) fn condition_values<'k>(&self, key: &'k str) -> impl Iterator<Item = (&'a str, &'a Val)> + use<'a, 'k> {
        self.conditions()
            .filter(move |(_, name, _)| name.eq_ignore_ascii_case(key))
            .map(|(operator, _, val)| (operator, val))
    }

    /// Whether a part of its condition is unknown, so that nothing can be said of it.
    pub(super) fn has_unknown_condition(&self) -> bool {
        match self.condition {
            Known::Unset => false,
            Known::Unknown => true,
            Known::Is(condition) => {
                condition.entries().unwrap_or_default().iter().any(|(_, keys)| Known::of(keys) == Known::Unknown)
            }
        }
    }
}
