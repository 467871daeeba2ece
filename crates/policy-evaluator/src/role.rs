//! Decides requests by the policies of a template, as IAM does for an identity.

use serde_json::Value;

use crate::{Request, Resource, list, resolve};

/// The statements of a role, with everything in them that is only known during deployment.
#[derive(Clone, Debug)]
pub struct Role {
    statements: Vec<Value>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// All of it is allowed.
    Allowed,
    /// No statement is about it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

impl Role {
    /// The role whose logical id is this and a hash: what its own policies say, the managed ones that it has, and those that
    /// are attached to it.
    pub fn of(template: &Value, id: &str) -> Role {
        let resources = || template["Resources"].as_object().into_iter().flatten();
        let mut found = resources().filter(|(name, _)| name.len() == id.len() + 8 && name.starts_with(id));
        let (role, resource) = found.next().unwrap_or_else(|| panic!("there is no {id}"));
        let own = list(&resource["Properties"]["Policies"]).into_iter();
        let managed = list(&resource["Properties"]["ManagedPolicyArns"]).into_iter();
        let managed = managed.map(|arn| {
            let policy = arn["Ref"].as_str().unwrap_or_else(|| panic!("what is in {arn}?"));
            &template["Resources"][policy]["Properties"]
        });
        let attached = resources().map(|(_, resource)| &resource["Properties"]);
        let attached = attached.filter(|properties| {
            list(&properties["Roles"]).iter().any(|of| of["Ref"] == role.as_str())
                && !properties["PolicyDocument"].is_null()
        });
        let documents = own.chain(managed).chain(attached).map(|policy| &policy["PolicyDocument"]);
        Role::of_documents(template, documents)
    }

    /// Whoever has these policies.
    pub fn of_documents<'a>(template: &Value, documents: impl IntoIterator<Item = &'a Value>) -> Role {
        let statements = documents.into_iter().flat_map(|document| list(&document["Statement"]));
        Role { statements: statements.map(|statement| resolve(template, statement)).collect() }
    }

    /// Its statements.
    pub fn statements(&self) -> &[Value] {
        &self.statements
    }

    /// A request is allowed when it is for everything that it touches.
    pub fn decide(&self, request: &Request) -> Decision {
        let decisions: Vec<Decision> =
            request.resources.iter().map(|resource| self.decide_one(request, resource)).collect();
        let worst = [Decision::Denied, Decision::NotAllowed].into_iter().find(|decision| decisions.contains(decision));
        worst.unwrap_or(Decision::Allowed)
    }

    fn decide_one(&self, request: &Request, resource: &Resource) -> Decision {
        let holds = |effect: &str| {
            let mut statements = self.statements.iter().filter(|statement| statement["Effect"] == effect);
            statements.any(|statement| is_about(statement, request, resource))
        };
        match () {
            () if holds("Deny") => Decision::Denied,
            () if holds("Allow") => Decision::Allowed,
            () => Decision::NotAllowed,
        }
    }
}

fn is_about(statement: &Value, request: &Request, resource: &Resource) -> bool {
    let any = |element: &str, text: &str, matches: fn(&str, &str) -> bool| {
        list(&statement[element]).iter().any(|pattern| matches(pattern.as_str().unwrap_or_default(), text))
    };
    let same_action = |pattern: &str, action: &str| is_like(&pattern.to_lowercase(), &action.to_lowercase());
    any("Action", &request.action, same_action)
        && any("Resource", &resource.arn, is_like)
        && conditions(&statement["Condition"]).all(|(operator, key, values)| {
            let given = resource.context.iter().chain(&request.context);
            let mut given = given.filter(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str());
            holds(operator, &values, given.next())
        })
}

/// Operator, key and values of each condition.
pub fn conditions(condition: &Value) -> impl Iterator<Item = (&str, &str, Vec<&str>)> {
    condition.as_object().into_iter().flatten().flat_map(|(operator, keys)| {
        keys.as_object().into_iter().flatten().map(move |(key, values)| {
            let values = list(values).into_iter().map(|value| value.as_str().unwrap_or_else(|| panic!("{value}")));
            (operator.as_str(), key.as_str(), values.collect())
        })
    })
}

fn holds(operator: &str, values: &[&str], given: Option<&str>) -> bool {
    let (operator, without) = match operator.strip_suffix("IfExists") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let matches: fn(&str, &str) -> bool = match operator {
        "StringEquals" => |wanted, given| wanted == given,
        "ArnLike" => is_like,
        _ => panic!("this does not know the operator {operator}"),
    };
    given.map_or(without, |given| values.iter().any(|wanted| matches(wanted, given)))
}

/// Whether a pattern with `*` and `?` is one of a text.
pub fn is_like(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, first) => first.is_none(),
        (Some('*'), first) => {
            is_like(&pattern[1..], text) || first.is_some_and(|first| is_like(pattern, &text[first.len_utf8()..]))
        }
        (Some(_), None) => false,
        (Some(wanted), Some(first)) => {
            (wanted == '?' || wanted == first) && is_like(&pattern[wanted.len_utf8()..], &text[first.len_utf8()..])
        }
    }
}
