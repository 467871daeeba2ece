//! Logs that databases send to CloudWatch.
//!
//! RDS makes a group for each log, of a name that AWS fixes, which keeps its events for ever. Where they are not to be kept
//! for ever, the group is made before the database is, and RDS finds it there: this takes no function that changes the
//! group afterwards, as aws-cdk-lib deploys one, but it takes a database whose name is known before it is made.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value, text};

use crate::logs::{LogGroup, LogGroupProps, RetentionDays};

use super::engine::Engine;

/// Checks the logs that are to be sent, and makes their groups where they are not kept for ever.
#[track_caller]
pub(super) fn log_groups(
    scope: &Scope,
    kind: &str,
    engine: Option<&Engine>,
    identifier: Option<&Value<String>>,
    exports: &[String],
    retention: Option<RetentionDays>,
    location: &'static Location<'static>,
) -> Vec<(String, LogGroup)> {
    let report = |rule: &str, message: String, help: String| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(engine) = engine {
        for log in exports.iter().filter(|log| !engine.log_types().contains(&log.as_str())) {
            let message = format!("{} databases have no log `{log}` to send", engine.name());
            report("unknown-log", message, format!("they have {}", engine.log_types().join(", ")));
        }
    }
    let is_twice = |(index, log): &(usize, &String)| exports.iter().take(*index).any(|other| other == *log);
    if let Some((_, log)) = exports.iter().enumerate().find(is_twice) {
        report("duplicate-log", format!("the log `{log}` would be sent twice"), "name it once".into());
    }
    let Some(retention) = retention else { return Vec::new() };
    let Some(identifier) = identifier else {
        let message = "logs are kept for ever, as long as the database has no name of its own";
        let help = format!("set `{kind}_identifier`, or leave `cloudwatch_logs_retention` out");
        report("log-retention-without-name", message.into(), help);
        return Vec::new();
    };
    let mut groups: Vec<(String, LogGroup)> = Vec::new();
    for log in exports {
        if groups.iter().any(|(other, _)| other == log) {
            continue;
        }
        let name = text!["/aws/rds/", kind, "/", identifier, "/", log];
        let props = LogGroupProps::new().log_group_name(name).retention(retention);
        groups.push((log.clone(), LogGroup::new(scope, &format!("LogGroup{log}"), props)));
    }
    groups
}
