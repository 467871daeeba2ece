//! Backups of the queue's disk.

use purlin_aws::kms::Key;

use crate::HybridWorkers;
use crate::names::Names;
use crate::props::HybridWorkersSettings;

pub(crate) fn backup(_workers: &HybridWorkers, _settings: &HybridWorkersSettings, _names: &Names, _key: Option<&Key>) {}
