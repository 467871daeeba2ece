//! Principals as they stand in statements.

use purlin_core::{Scope, Text, Val, Value, text};

use super::{Kind, Principal};
use crate::iam::regions::is_opt_in_region;

/// How a principal is written: by kind.
pub(in crate::iam) enum Fragment {
    Star,
    Kinds(Vec<(Text, Vec<Val>)>),
}

impl Principal {
    /// How it is written in a statement of a construct.
    pub(in crate::iam) fn fragment(&self, scope: &Scope) -> Fragment {
        let one = |kind: &'static str, val: Val| Fragment::Kinds(vec![(Text::Borrowed(kind), vec![val])]);
        match &self.kind {
            Kind::Arn(arn) => one("AWS", arn.as_val().clone()),
            Kind::Account { id, .. } => {
                let id = id.clone().unwrap_or_else(|| scope.account());
                one("AWS", text!["arn:", scope.partition(), ":iam::", id, ":root"].into_val())
            }
            Kind::Service { name, region } => one("Service", service_name(scope, name, region.as_deref())),
            Kind::Federated { provider, .. } => one("Federated", provider.as_val().clone()),
            Kind::CanonicalUser(id) => one("CanonicalUser", id.as_val().clone()),
            Kind::Star => Fragment::Star,
            Kind::Composite(principals) => {
                let mut all = Vec::new();
                for principal in principals {
                    match principal.fragment(scope) {
                        Fragment::Star => return Fragment::Star,
                        Fragment::Kinds(kinds) => merge_kinds(&mut all, kinds),
                    }
                }
                Fragment::Kinds(all)
            }
            Kind::Identity(identity) => match identity.arn() {
                Some(arn) => one("AWS", arn.into_val()),
                None => Fragment::Kinds(Vec::new()),
            },
            Kind::Given(kinds) => Fragment::Kinds(kinds.clone()),
            Kind::Unknown => Fragment::Kinds(Vec::new()),
        }
    }
}

/// Adds the principals of one fragment to those of another.
pub(in crate::iam) fn merge_kinds(all: &mut Vec<(Text, Vec<Val>)>, more: Vec<(Text, Vec<Val>)>) {
    for (kind, vals) in more {
        match all.iter_mut().find(|(old, _)| *old == kind) {
            Some((_, old)) => old.extend(vals),
            None => all.push((kind, vals)),
        }
    }
}

/// The name under which IAM knows a service: the same in all partitions, except in regions that must be opted into.
fn service_name(scope: &Scope, name: &Value<String>, region: Option<&str>) -> Val {
    let Some(given) = name.literal() else { return name.as_val().clone() };
    let ends = [".amazonaws.com", ".amazonaws.com.cn", ".c2s.ic.gov", ".sc2s.sgov.gov"];
    let first = ends.iter().find_map(|end| given.strip_suffix(end)).unwrap_or(given);
    if first.contains('.') {
        return name.as_val().clone();
    }
    match region {
        Some(region) if scope.region().literal() != Some(region) && is_opt_in_region(region) => {
            Val::text(format!("{first}.{region}.amazonaws.com"))
        }
        _ => Val::text(format!("{first}.amazonaws.com")),
    }
}
