//! Who is told when something is wrong with the queue.

use purlin_aws::kms::Key;

use crate::HybridWorkers;
use crate::props::HybridWorkersSettings;

pub(crate) fn alarms(_workers: &HybridWorkers, _settings: &HybridWorkersSettings, _key: Option<&Key>) {}
