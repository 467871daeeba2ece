//! Merging of statements: as few as say the same.

use super::policy_statement::PolicyStatement;
use super::principal::Principal;

/// Merges statements until none can be merged with another any more; one that takes another in keeps its place.
pub(super) fn merge(statements: Vec<PolicyStatement>) -> Vec<PolicyStatement> {
    merge_up_to(statements, usize::MAX)
}

/// Merges statements as long as none has more characters than so many, by [estimate](PolicyStatement::estimated_size).
///
/// Two are merged when they differ in one of actions, resources and principals at most, and in nothing else: what they
/// allow together is then what the merged one allows. This is aws-cdk-lib's rule, so that documents come out the same.
pub(super) fn merge_up_to(mut statements: Vec<PolicyStatement>, largest: usize) -> Vec<PolicyStatement> {
    let mut changed = true;
    while changed {
        changed = false;
        let mut index = 0;
        while index < statements.len() {
            let mut other = index + 1;
            while other < statements.len() {
                match merged(&statements[index], &statements[other]) {
                    Some(merged) if largest == usize::MAX || merged.estimated_size() <= largest => {
                        statements[index] = merged;
                        statements.remove(other);
                        changed = true;
                    }
                    _ => other += 1,
                }
            }
            index += 1;
        }
    }
    statements
}

fn merged(one: &PolicyStatement, other: &PolicyStatement) -> Option<PolicyStatement> {
    let mergeable = one.effect == other.effect
        && one.sid.is_none()
        && other.sid.is_none()
        && one.conditions == other.conditions
        && same(&one.not_actions, &other.not_actions)
        && same(&one.not_resources, &other.not_resources)
        && same(&one.not_principals, &other.not_principals);
    let equal = [
        same(&one.actions, &other.actions),
        same(&one.resources, &other.resources),
        same(&one.principals, &other.principals),
    ];
    if !mergeable || equal.into_iter().filter(|equal| *equal).count() < 2 {
        return None;
    }
    // A statement without resources may be about the resource that it stands on: it is not to be about others as well.
    let one_lacks = |one_empty: bool, other_empty: bool| one_empty != other_empty;
    if one_lacks(one.actions.is_empty(), other.actions.is_empty())
        || one_lacks(one.resources.is_empty(), other.resources.is_empty())
        || one_lacks(one.principals.is_empty(), other.principals.is_empty())
    {
        return None;
    }
    // `"*"` is no entry of a list that others could join.
    let star = |statement: &PolicyStatement| statement.principals.iter().any(Principal::is_star);
    if star(one) != star(other) {
        return None;
    }
    let mut merged = one.clone();
    take_in(&mut merged.actions, &other.actions);
    take_in(&mut merged.resources, &other.resources);
    take_in(&mut merged.principals, &other.principals);
    merged.waiting.extend(other.waiting.iter().cloned());
    Some(merged)
}

fn same<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.len() == other.len() && one.iter().all(|item| other.contains(item))
}

fn take_in<T: PartialEq + Clone>(all: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
}
