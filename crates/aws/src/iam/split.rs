//! Splitting of a role's policy that is too large for one document.

use super::merge::merge_up_to;
use super::policy_statement::PolicyStatement;

/// Merged statements do not grow beyond this, so that they can still be spread.
const LARGEST_MERGED: usize = 2_000;
/// What a role's own document holds, a little less than IAM takes.
const LARGEST_INLINE: usize = 10_000;
/// What a managed policy holds, a little less than IAM takes.
const LARGEST_MANAGED: usize = 6_000;

/// The statements that stay in a role's own policy, and those of each managed policy that takes what does not fit.
///
/// The sizes are aws-cdk-lib's, and so is the way: each statement goes to the first document with room for it.
pub(super) fn split(statements: Vec<PolicyStatement>) -> (Vec<PolicyStatement>, Vec<Vec<PolicyStatement>>) {
    struct Overflow {
        size: usize,
        statements: Vec<PolicyStatement>,
    }
    let mut kept = Vec::new();
    let mut kept_size = 0;
    let mut overflows: Vec<Overflow> = Vec::new();
    for statement in merge_up_to(statements, LARGEST_MERGED) {
        let size = statement.estimated_size();
        if kept_size + size < LARGEST_INLINE {
            kept_size += size;
            kept.push(statement);
            continue;
        }
        match overflows.iter_mut().find(|overflow| overflow.size + size <= LARGEST_MANAGED) {
            Some(overflow) => {
                overflow.size += size;
                overflow.statements.push(statement);
            }
            None => overflows.push(Overflow { size, statements: vec![statement] }),
        }
    }
    (kept, overflows.into_iter().map(|overflow| overflow.statements).collect())
}
