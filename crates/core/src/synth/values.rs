//! Access to all values that an element's part of a template is made of.

use crate::tree::Kind;
use crate::value::{Expr, Reference, Val};

/// Calls `visit` for each value of an element.
pub(crate) fn for_each<'a>(kind: &'a Kind, visit: &mut impl FnMut(&'a Val)) {
    match kind {
        Kind::Resource(data) => {
            data.properties.entries().iter().for_each(|(_, val)| visit(val));
            if let Some(attributes) = &data.attributes {
                let policies = [&attributes.creation_policy, &attributes.update_policy, &attributes.condition];
                policies.into_iter().flatten().for_each(&mut *visit);
                attributes.metadata.iter().for_each(|(_, val)| visit(val));
            }
        }
        Kind::Output(data) => {
            visit(&data.value);
            [&data.export_name, &data.condition].into_iter().flatten().for_each(visit);
        }
        Kind::Condition(data) => visit(&data.expression),
        Kind::Rule(data) => {
            data.condition.iter().for_each(&mut *visit);
            data.assertions.iter().for_each(|assertion| visit(&assertion.assert));
        }
        Kind::Parameter(data) => {
            data.settings.default.iter().for_each(&mut *visit);
            data.settings.allowed_values.iter().flatten().for_each(visit);
        }
        Kind::Mapping(data) => data.entries.iter().flat_map(|(_, entries)| entries).for_each(|(_, val)| visit(val)),
        Kind::Stack(data) => data.metadata.iter().for_each(|(_, val)| visit(val)),
        Kind::App | Kind::Construct | Kind::Stage(_) => {}
    }
}

/// Calls `change` for each value of an element that may hold references.
pub(crate) fn for_each_mut(kind: &mut Kind, change: &mut impl FnMut(&mut Val)) {
    match kind {
        Kind::Resource(data) => {
            data.properties.values_mut().for_each(&mut *change);
            if let Some(attributes) = &mut data.attributes {
                let policies =
                    [&mut attributes.creation_policy, &mut attributes.update_policy, &mut attributes.condition];
                policies.into_iter().flatten().for_each(&mut *change);
                attributes.metadata.iter_mut().for_each(|(_, val)| change(val));
            }
        }
        Kind::Output(data) => {
            change(&mut data.value);
            [&mut data.export_name, &mut data.condition].into_iter().flatten().for_each(change);
        }
        Kind::Condition(data) => change(&mut data.expression),
        Kind::Rule(data) => {
            data.condition.iter_mut().for_each(&mut *change);
            data.assertions.iter_mut().for_each(|assertion| change(&mut assertion.assert));
        }
        Kind::Stack(data) => data.metadata.iter_mut().for_each(|(_, val)| change(val)),
        // Only literals may be here: the check reports anything else.
        Kind::Parameter(_) | Kind::Mapping(_) => {}
        Kind::App | Kind::Construct | Kind::Stage(_) => {}
    }
}

/// Replaces references, wherever they are in a value, by what `replace` gives for them.
pub(crate) fn replace_references(val: &mut Val, replace: &mut dyn FnMut(&Reference) -> Option<Val>) {
    match val {
        Val::List(items) => items.iter_mut().for_each(|item| replace_references(item, replace)),
        Val::Map(entries) | Val::Struct(entries) => {
            entries.iter_mut().for_each(|(_, val)| replace_references(val, replace));
        }
        Val::Expr(expr) => {
            let replaced = match &mut **expr {
                Expr::Reference(reference) | Expr::LogicalId(reference) => replace(reference),
                Expr::Join { items, .. } | Expr::Sorted(items) => {
                    items.iter_mut().for_each(|item| replace_references(item, replace));
                    None
                }
                Expr::Function { argument: inner, .. } | Expr::JsonText(inner) => {
                    replace_references(inner, replace);
                    None
                }
                Expr::RefName(_) | Expr::NoValue | Expr::Absent | Expr::MissingContext(_) => None,
            };
            if let Some(replaced) = replaced {
                *val = replaced;
            }
        }
        _ => {}
    }
}

/// Calls `visit` for each expression in a value, outer ones first.
pub(crate) fn for_each_expression<'a>(val: &'a Val, visit: &mut impl FnMut(&'a Expr)) {
    match val {
        Val::List(items) => items.iter().for_each(|item| for_each_expression(item, visit)),
        Val::Map(entries) | Val::Struct(entries) => {
            entries.iter().for_each(|(_, val)| for_each_expression(val, visit));
        }
        Val::Expr(expr) => {
            visit(expr);
            match &**expr {
                Expr::Join { items, .. } | Expr::Sorted(items) => {
                    items.iter().for_each(|item| for_each_expression(item, visit));
                }
                Expr::Function { argument: inner, .. } | Expr::JsonText(inner) => for_each_expression(inner, visit),
                _ => {}
            }
        }
        _ => {}
    }
}
