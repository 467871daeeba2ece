//! What disks of Amazon EBS can be, whether they belong to an instance or stand alone.

use purlin_core::Finding;

use crate::open_enum::open_enum;

open_enum! {
    /// A kind of disk.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html).
    pub struct EbsVolumeType {
        /// General purpose, with performance apart from size: what disks are unless they are told otherwise.
        GP3 = "gp3",
        /// General purpose of the generation before.
        GP2 = "gp2",
        /// With a number of operations a second that is paid for, and few failures.
        IO2 = "io2",
        /// With a number of operations a second that is paid for.
        IO1 = "io1",
        /// Magnetic, for large files that are read in one go.
        ST1 = "st1",
        /// Magnetic, for what is rarely read.
        SC1 = "sc1",
        /// Magnetic, of the first generation.
        STANDARD = "standard",
    }
}

/// What AWS allows for a kind of disk.
struct Limits {
    name: &'static str,
    size_gib: (i64, i64),
    /// Operations a second, where they can be chosen.
    iops: Option<(i64, i64)>,
    /// Operations a second for each GiB, at most.
    iops_per_gib: i64,
    needs_iops: bool,
    has_throughput: bool,
    multi_attach: bool,
}

const LIMITS: &[Limits] = &[
    Limits { iops: Some((3_000, 80_000)), iops_per_gib: 500, has_throughput: true, ..of_size("gp3", 1, 65_536) },
    of_size("gp2", 1, 16_384),
    Limits {
        iops: Some((100, 256_000)),
        iops_per_gib: 1_000,
        needs_iops: true,
        multi_attach: true,
        ..of_size("io2", 4, 65_536)
    },
    Limits {
        iops: Some((100, 64_000)),
        iops_per_gib: 50,
        needs_iops: true,
        multi_attach: true,
        ..of_size("io1", 4, 16_384)
    },
    of_size("st1", 125, 16_384),
    of_size("sc1", 125, 16_384),
    of_size("standard", 1, 1_024),
];

/// MiB a second.
const THROUGHPUT: (i64, i64) = (125, 2_000);
/// So many operations a second take one MiB a second of throughput at least.
const IOPS_PER_MIBPS: i64 = 4;
/// MiB a second.
const INITIALIZATION: (i64, i64) = (100, 300);

const fn of_size(name: &'static str, fewest: i64, most: i64) -> Limits {
    Limits {
        name,
        size_gib: (fewest, most),
        iops: None,
        iops_per_gib: 0,
        needs_iops: false,
        has_throughput: false,
        multi_attach: false,
    }
}

/// What a disk is asked to be, as far as it is known now.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk<'a> {
    pub(super) kind: &'a str,
    pub(super) size_gib: Option<i64>,
    pub(super) iops: Option<i64>,
    /// Whether operations a second are given, known now or not.
    pub(super) has_iops: bool,
    pub(super) throughput_mibps: Option<i64>,
    pub(super) initialization_rate_mibps: Option<i64>,
    pub(super) multi_attach: bool,
    pub(super) from_snapshot: bool,
}

impl Disk<'_> {
    /// What AWS would refuse.
    pub(super) fn mistakes(&self) -> Vec<Finding> {
        let mut mistakes = Vec::new();
        let mut wrong = |message: String, help: String| {
            mistakes.push(Finding::error("bad-volume", message).help(help));
        };
        let kind = self.kind;
        if let Some(limits) = LIMITS.iter().find(|limits| limits.name == kind) {
            let (fewest, most) = limits.size_gib;
            if let Some(size) = self.size_gib.filter(|size| !(fewest..=most).contains(size)) {
                let message = format!("a {kind} volume cannot have {size} GiB");
                wrong(message, format!("give it {fewest} to {most} GiB"));
            }
            match (limits.iops, self.iops) {
                (None, _) if self.has_iops => {
                    let message = format!("a {kind} volume has no choice of operations a second");
                    wrong(message, "leave `iops` out, or make it gp3, io1 or io2".to_owned());
                }
                (Some((fewest, most)), Some(iops)) if !(fewest..=most).contains(&iops) => {
                    let message = format!("a {kind} volume cannot have {iops} operations a second");
                    wrong(message, format!("give it {fewest} to {most}"));
                }
                (Some(_), None) if limits.needs_iops && !self.has_iops => {
                    let message = format!("a {kind} volume needs a number of operations a second");
                    wrong(message, "set `iops`".to_owned());
                }
                (Some(_), Some(iops)) => {
                    let most = self.size_gib.map(|size| size.saturating_mul(limits.iops_per_gib));
                    if let Some(most) = most.filter(|most| iops > *most) {
                        let message = format!("a {kind} volume of its size cannot have {iops} operations a second");
                        wrong(message, format!("give it {most} at most, or make it larger"));
                    }
                }
                _ => {}
            }
            if self.throughput_mibps.is_some() && !limits.has_throughput {
                let message = format!("a {kind} volume has no choice of throughput");
                wrong(message, "leave `throughput_mibps` out, or make it gp3".to_owned());
            }
            if self.multi_attach && !limits.multi_attach {
                let message = format!("a {kind} volume cannot be attached to several instances");
                wrong(message, "make it io1 or io2".to_owned());
            }
        }
        if let Some(throughput) = self.throughput_mibps {
            let (fewest, most) = THROUGHPUT;
            if !(fewest..=most).contains(&throughput) {
                let message = format!("a throughput of {throughput} MiB a second is not to be had");
                wrong(message, format!("give it {fewest} to {most} MiB a second"));
            } else if let Some(iops) = self.iops.filter(|iops| iops / IOPS_PER_MIBPS < throughput) {
                let message = format!("{iops} operations a second do not move {throughput} MiB a second");
                wrong(message, format!("give it {} operations a second at least", throughput * IOPS_PER_MIBPS));
            }
        }
        if let Some(rate) = self.initialization_rate_mibps {
            let (fewest, most) = INITIALIZATION;
            if !(fewest..=most).contains(&rate) {
                let message = format!("a volume cannot be initialized with {rate} MiB a second");
                wrong(message, format!("give it {fewest} to {most} MiB a second"));
            }
            if !self.from_snapshot {
                let message = "only a volume that is made from a snapshot is initialized at a rate";
                wrong(message.to_owned(), "leave `initialization_rate_mibps` out, or set `snapshot_id`".to_owned());
            }
        }
        mistakes
    }
}
