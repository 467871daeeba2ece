//! The database, and when it and the queue are maintained.

use purlin_core::Environment;
use purlin_product::windows::{self, Shortest};
use purlin_product::{Problems, postgres};

use crate::database::choices;
use crate::props::SelfHostedSettings;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    postgres::check(&choices(settings), environment, found);
}

pub(super) fn windows(settings: &SelfHostedSettings, found: &mut Problems) {
    let (backups, maintenance) = (&settings.backup_window, &settings.maintenance_window);
    windows::check(backups, maintenance, Shortest::AnHour, "the database and the queue are", found);
}
