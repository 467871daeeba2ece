//! The database, and when it is maintained.

use purlin_core::Environment;
use purlin_product::windows::{self, Shortest};
use purlin_product::words::consists_of;
use purlin_product::{Problems, postgres};

use super::reserved_words::RESERVED;
use crate::database::choices;
use crate::props::DeterminedSettings;

const LONGEST_NAME: usize = 63;

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    postgres::check(&choices(settings), environment, found);
    let (backups, maintenance) = (&settings.backup_window, &settings.maintenance_window);
    windows::check(backups, maintenance, Shortest::HalfAnHour, "the database is", found);
    name(settings, found);
}

/// What the database within is called. RDS makes names of its own kind; a snapshot may have come from elsewhere.
fn name(settings: &DeterminedSettings, found: &mut Problems) {
    let name = &settings.database_name;
    let is_name = (1..=LONGEST_NAME).contains(&name.len())
        && consists_of(name, "_")
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_made = settings.database_snapshot.is_none();
    let is_lower = !name.contains(|c: char| c.is_ascii_uppercase());
    let message = format!("`{name}` cannot be what the database within is called");
    let help = "begin with a letter, and use up to 63 lower-case letters, digits and underscores";
    found.check(is_name && (is_lower || !is_made), "database_name", "bad-database-name", message, help);
    let message = format!("`{name}` means something to PostgreSQL, and cannot be what the database within is called");
    let is_reserved = is_made && RESERVED.contains(&name.as_str());
    found.check(!is_reserved, "database_name", "reserved-database-name", message, "take a name such as `determined`");
}
