//! Auto Scaling groups of workers.

use crate::HybridWorkers;
use crate::names::Names;
use crate::props::HybridWorkersSettings;

pub(crate) fn worker_groups(_workers: &HybridWorkers, _settings: &HybridWorkersSettings, _names: &Names) {}
