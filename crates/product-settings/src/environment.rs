//! Where stacks are deployed to.

use purlin_core::Environment;
use purlin_settings::{AccountId, Region};

/// Where the stack is deployed to, as far as that is told.
pub fn environment(account: Option<&AccountId>, region: Option<&Region>) -> Environment {
    Environment { account: account.map(AccountId::to_string), region: region.map(Region::to_string) }
}
