//! What somebody is told of when something is wrong.

use purlin_aws::ec2::Instance;

use crate::database::Database;
use crate::plan::Plan;

#[track_caller]
pub(crate) fn alarms(_plan: &Plan, _master: &Instance, _database: &Database) {}
