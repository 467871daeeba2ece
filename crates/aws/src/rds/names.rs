//! What names of databases and their parts may look like.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

const LONGEST_IDENTIFIER: usize = 63;
const LONGEST_GROUP_NAME: usize = 255;
const LONGEST_USERNAME: usize = 63;
const PORTS: std::ops::RangeInclusive<i64> = 1_150..=65_535;

/// An identifier as AWS keeps it: in small letters. What it cannot be is a mistake.
pub(super) fn identifier(
    scope: &Scope,
    identifier: Option<Value<String>>,
    location: &'static Location<'static>,
) -> Option<Value<String>> {
    let identifier = identifier?;
    let Some(text) = identifier.literal() else { return Some(identifier) };
    if !is_name(text, LONGEST_IDENTIFIER, "-") {
        let message = format!("`{text}` cannot be the identifier of a database");
        let help = "use up to 63 letters, digits and single hyphens; begin with a letter, and do not end with a hyphen";
        scope.report(Finding::error("bad-database-identifier", message).at(location).help(help));
    }
    Some(text.to_lowercase().into())
}

pub(super) fn check_group_name(scope: &Scope, name: Option<&Value<String>>, location: &'static Location<'static>) {
    let Some(text) = name.and_then(|name| name.literal()) else { return };
    if !is_name(text, LONGEST_GROUP_NAME, "-._") || text.eq_ignore_ascii_case("default") {
        let message = format!("`{text}` cannot be the name of a group of subnets or parameters");
        let help =
            "use up to 255 letters, digits and single hyphens, begin with a letter, and do not call it `default`";
        scope.report(Finding::error("bad-group-name", message).at(location).help(help));
    }
}

/// The name of the database in the database: what an engine takes without quotes.
pub(super) fn check_database_name(scope: &Scope, name: Option<&Value<String>>, location: &'static Location<'static>) {
    let Some(text) = name.and_then(|name| name.literal()) else { return };
    let first = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !first || !rest || text.len() > LONGEST_IDENTIFIER {
        let message = format!("`{text}` cannot be the name of a database");
        let help = "use up to 63 letters, digits and underscores, and do not begin with a digit";
        scope.report(Finding::error("bad-database-name", message).at(location).help(help));
    }
}

pub(super) fn check_username(scope: &Scope, engine: &str, name: &str, location: &'static Location<'static>) {
    // What engines and RDS itself keep for themselves.
    const RESERVED: [&str; 3] = ["rdsadmin", "rds_superuser", "rdsrepladmin"];
    let first = name.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // MySQL and MariaDB read shorter names than PostgreSQL does.
    let longest = if engine.contains("postgres") { LONGEST_USERNAME } else { 16 };
    let reserved = RESERVED.contains(&name) || (engine.contains("postgres") && name == "admin");
    if !first || !rest || name.len() > longest || reserved {
        let message = format!("`{name}` cannot be the name of a {engine} user");
        let help = format!(
            "use up to {longest} letters, digits and underscores, begin with a letter, and choose no name that RDS reserves"
        );
        scope.report(Finding::error("bad-username", message).at(location).help(help));
    }
}

fn is_name(text: &str, longest: usize, special: &str) -> bool {
    let first = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || special.contains(c));
    first && rest && text.len() <= longest && !text.ends_with('-') && !text.contains("--")
}

/// The port that a database listens on: RDS takes none below 1,150.
pub(super) fn check_port(scope: &Scope, port: Option<i64>, location: &'static Location<'static>) {
    if let Some(port) = port.filter(|port| !PORTS.contains(port)) {
        let finding = Finding::error("bad-port", format!("a database cannot listen on port {port}"));
        scope.report(finding.at(location).help("set `port` to 1,150 to 65,535"));
    }
}
