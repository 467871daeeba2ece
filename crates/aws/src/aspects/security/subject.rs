//! Resources as the rules see them, and what is known of their properties.

use purlin_core::{Construct, Expr, Resource, Scope, Text, Val};

/// A resource with its properties as the template will have them.
pub(super) struct Subject {
    pub(super) resource: Resource,
    pub(super) kind: Text,
    pub(super) properties: Val,
}

/// All resources in a construct.
pub(super) fn subjects(scope: &Scope) -> Vec<Subject> {
    let resources = scope.descendants().into_iter().filter_map(|construct| construct.resource());
    resources
        .map(|resource| {
            let kind = resource.scope().resource_type().unwrap_or_default();
            let properties = resource.settled_properties().into_struct();
            Subject { resource, kind, properties }
        })
        .collect()
}

impl Subject {
    /// What is known of a property, by a dotted path.
    pub(super) fn at(&self, path: &str) -> Known<'_> {
        at(&self.properties, path)
    }
}

/// What is known of a value before deployment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known<'a> {
    /// It is left out.
    Unset,
    /// It has this value; parts of it may still be unknown.
    Is(&'a Val),
    /// Only the deployment tells.
    Unknown,
}

impl<'a> Known<'a> {
    pub(super) fn of(val: &'a Val) -> Self {
        match val {
            Val::Null => Known::Unset,
            Val::Expr(expr) => match **expr {
                Expr::NoValue | Expr::Absent => Known::Unset,
                Expr::Sorted(_) => Known::Is(val),
                _ => Known::Unknown,
            },
            // An intrinsic function that is written out.
            Val::Map(entries) => match entries.as_slice() {
                [(key, Val::Text(name))] if key == "Ref" && name == "AWS::NoValue" => Known::Unset,
                [(key, _)] if key == "Ref" || key.starts_with("Fn::") => Known::Unknown,
                _ => Known::Is(val),
            },
            _ => Known::Is(val),
        }
    }

    /// Its value, when there is one and it is known.
    pub(super) fn value(self) -> Option<&'a Val> {
        match self {
            Known::Is(val) => Some(val),
            Known::Unset | Known::Unknown => None,
        }
    }

    /// Its text, when it is known.
    pub(super) fn text(self) -> Option<&'a str> {
        self.value().and_then(Val::as_text)
    }

    /// Its number, when it is known: CloudFormation takes text for one as well.
    pub(super) fn integer(self) -> Option<i64> {
        match self.value()? {
            Val::Integer(number) => Some(*number),
            Val::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether it is true, when it is known: CloudFormation takes text for it as well.
    pub(super) fn boolean(self) -> Option<bool> {
        match self.value()? {
            Val::Bool(value) => Some(*value),
            Val::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// What is known of what a dotted path leads to.
pub(super) fn at<'a>(val: &'a Val, path: &str) -> Known<'a> {
    let mut known = Known::of(val);
    for step in path.split('.') {
        let Known::Is(val) = known else { return known };
        known = val.get(step).map_or(Known::Unset, Known::of);
    }
    known
}

/// Everything known that a dotted path leads to, where `*` is each element of a list. An empty path leads to the value
/// itself.
pub(super) fn each<'a>(val: &'a Val, path: &str) -> Vec<&'a Val> {
    if path.is_empty() {
        return vec![val];
    }
    let mut found = vec![val];
    for step in path.split('.') {
        found = found
            .into_iter()
            .flat_map(|val| match step {
                "*" => elements(val),
                step => val.get(step).into_iter().collect(),
            })
            .filter_map(|val| Known::of(val).value())
            .collect();
    }
    found
}

/// The elements of a list, or what stands for a list of one.
pub(super) fn elements(val: &Val) -> Vec<&Val> {
    match val {
        Val::List(items) => items.iter().collect(),
        Val::Expr(expr) => match &**expr {
            Expr::Sorted(items) => items.iter().collect(),
            _ => vec![val],
        },
        _ => vec![val],
    }
}

/// The texts of a list, or of what stands for a list of one, as far as they are known.
pub(super) fn texts(known: Known<'_>) -> Vec<&str> {
    known.value().into_iter().flat_map(elements).filter_map(Val::as_text).collect()
}

/// Every literal text within a value, those within expressions included.
pub(super) fn literal_texts<'a>(val: &'a Val, visit: &mut impl FnMut(&'a str)) {
    match val {
        Val::Text(text) => visit(text),
        Val::List(items) => items.iter().for_each(|item| literal_texts(item, visit)),
        Val::Map(entries) | Val::Struct(entries) => entries.iter().for_each(|(_, val)| literal_texts(val, visit)),
        Val::Expr(expr) => match &**expr {
            Expr::Join { items, .. } | Expr::Sorted(items) => items.iter().for_each(|item| literal_texts(item, visit)),
            Expr::Function { argument, .. } | Expr::JsonText(argument) => literal_texts(argument, visit),
            _ => {}
        },
        Val::Null | Val::Bool(_) | Val::Integer(_) | Val::Number(_) => {}
    }
}
