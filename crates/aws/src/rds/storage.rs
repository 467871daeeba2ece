//! The storage of instances: how much, how fast, and what of it AWS refuses.

use std::panic::Location;

use purlin_core::{Finding, Scope};

use super::enumerations::StorageType;

/// What aws-cdk-lib takes where nothing is said.
pub(super) const DEFAULT_GIB: i64 = 100;

/// What io1 and io2 are given where nothing is said.
const DEFAULT_IOPS: i64 = 1000;

/// Below so many GiB, gp3 has a fixed speed: 3,000 operations and 125 MiB a second.
const GP3_SPEED_FROM_GIB: i64 = 400;
const GP3_LEAST_IOPS: i64 = 12_000;
const GP3_LEAST_THROUGHPUT: i64 = 500;

/// The storage that an instance asks for.
pub(super) struct Storage {
    pub(super) kind: StorageType,
    /// None where a snapshot or a source has it.
    pub(super) allocated_gib: Option<i64>,
    pub(super) max_gib: Option<i64>,
    pub(super) iops: Option<i64>,
    pub(super) throughput: Option<i64>,
}

impl Storage {
    /// Operations a second, as AWS is told them.
    pub(super) fn iops(&self) -> Option<i64> {
        match self.is_provisioned() {
            true => Some(self.iops.unwrap_or(DEFAULT_IOPS)),
            false => self.iops,
        }
    }

    fn is_provisioned(&self) -> bool {
        matches!(self.kind.as_str(), "io1" | "io2")
    }

    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        let report = |rule: &str, message: String, help: String| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        let kind = self.kind.as_str();
        let sizes = match kind {
            "gp2" | "gp3" => 20..=65_536,
            "io1" | "io2" => 100..=65_536,
            "standard" => 5..=3_072,
            _ => 1..=i64::MAX,
        };
        if let Some(size) = self.allocated_gib.filter(|size| !sizes.contains(size)) {
            let message = format!("{size} GiB of {kind} storage cannot be allocated");
            report("bad-storage-size", message, format!("use {} to {} GiB", sizes.start(), sizes.end()));
        }
        if let Some(max) = self.max_gib.filter(|max| max > sizes.end()) {
            let message = format!("{kind} storage cannot grow to {max} GiB");
            report("bad-storage-size", message, format!("set `max_allocated_storage_gib` to {} at most", sizes.end()));
        }
        // What cannot be allocated is told above.
        let allocated = self.allocated_gib.filter(|size| sizes.contains(size));
        if let (Some(allocated), Some(max)) = (allocated, self.max_gib)
            && max < a_tenth_above(allocated)
        {
            let message = format!("storage cannot grow from {allocated} to {max} GiB");
            let least = a_tenth_above(allocated);
            let help = format!("set `max_allocated_storage_gib` to {least} or more: a tenth above what is allocated");
            report("bad-storage-size", message, help);
        }
        if self.throughput.is_some() && kind != "gp3" {
            let help = "leave `storage_throughput` out, or use `StorageType::GP3`".into();
            report("storage-speed", format!("the throughput of {kind} storage cannot be set"), help);
        } else if self.iops.is_some() && matches!(kind, "gp2" | "standard") {
            let help = "leave `iops` out, or use `StorageType::GP3` or `StorageType::IO2`".into();
            report("storage-speed", format!("the operations per second of {kind} storage cannot be set"), help);
        } else if kind == "gp3" {
            self.check_gp3(report);
        }
        if self.is_provisioned()
            && let Some(iops) = self.iops.filter(|iops| !(1000..=256_000).contains(iops))
        {
            let message = format!("{kind} storage cannot be had with {iops} operations per second");
            report("storage-speed", message, "use 1,000 to 256,000".into());
        }
    }

    fn check_gp3(&self, report: impl Fn(&str, String, String)) {
        let small = self.allocated_gib.filter(|size| *size < GP3_SPEED_FROM_GIB);
        if let Some(size) = small
            && (self.iops.is_some() || self.throughput.is_some())
        {
            let message = format!("the speed of {size} GiB of gp3 storage cannot be set");
            let help =
                format!("allocate {GP3_SPEED_FROM_GIB} GiB or more, or leave `iops` and `storage_throughput` out");
            report("storage-speed", message, help);
            return;
        }
        if let Some(iops) = self.iops.filter(|iops| !(GP3_LEAST_IOPS..=64_000).contains(iops)) {
            let message = format!("gp3 storage cannot be had with {iops} operations per second");
            report("storage-speed", message, "use 12,000 to 64,000".into());
        }
        if let Some(throughput) = self.throughput.filter(|it| !(GP3_LEAST_THROUGHPUT..=4_000).contains(it)) {
            let message = format!("gp3 storage cannot be had with {throughput} MiB per second");
            report("storage-speed", message, "use 500 to 4,000".into());
        }
        if let (Some(iops), Some(throughput)) = (self.iops, self.throughput)
            && throughput.saturating_mul(4) > iops
        {
            let message = format!("{throughput} MiB per second are too many for {iops} operations per second");
            report("storage-speed", message, format!("set `iops` to {} or more", throughput.saturating_mul(4)));
        }
    }
}

/// The least size that storage of this size can grow to.
fn a_tenth_above(allocated_gib: i64) -> i64 {
    allocated_gib.saturating_mul(11).saturating_add(9) / 10
}
