//! The disks that an instance begins with.

use std::panic::Location;

use purlin_core::{Finding, IntoValue, Scope, Text, Val, Value};

use super::ebs::{Disk, EbsVolumeType};
use crate::kms::Key;

/// A disk of an instance, under the name that its system knows it by.
///
/// ```
/// use purlin_aws::ec2::{BlockDevice, BlockDeviceVolume, EbsVolumeType};
///
/// let root = BlockDevice::new("/dev/xvda", BlockDeviceVolume::ebs(50));
/// let data = BlockDevice::new("/dev/sdb", BlockDeviceVolume::ebs(500).iops(6000).throughput_mibps(500));
/// let none = BlockDevice::suppressed("/dev/sdc");
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html).
#[derive(Clone, Debug)]
pub struct BlockDevice {
    device_name: Text,
    volume: Option<BlockDeviceVolume>,
    suppressed: bool,
    location: &'static Location<'static>,
}

/// A disk of an instance: one of Amazon EBS, encrypted gp3 unless it is told otherwise, or one in the machine itself.
#[derive(Clone, Debug)]
#[must_use]
pub struct BlockDeviceVolume {
    source: Source,
    kind: EbsVolumeType,
    size_gib: Option<Value<i64>>,
    encrypted: bool,
    key: Option<Key>,
    iops: Option<Value<i64>>,
    throughput_mibps: Option<Value<i64>>,
    initialization_rate_mibps: Option<Value<i64>>,
    delete_on_termination: Option<bool>,
}

#[derive(Clone, Debug)]
enum Source {
    Empty,
    Image,
    Snapshot(Value<String>),
    Ephemeral(u8),
}

impl BlockDevice {
    /// A disk under a device name, such as `/dev/xvda`: where the image says how its root disk is called, that name
    /// stands for the root disk.
    #[track_caller]
    pub fn new(device_name: impl Into<Text>, volume: BlockDeviceVolume) -> Self {
        let device_name = device_name.into();
        BlockDevice { device_name, volume: Some(volume), suppressed: false, location: Location::caller() }
    }

    /// No disk under a name that the image has one for.
    #[track_caller]
    pub fn suppressed(device_name: impl Into<Text>) -> Self {
        BlockDevice { device_name: device_name.into(), volume: None, suppressed: true, location: Location::caller() }
    }

    pub(super) fn device_name(&self) -> &str {
        &self.device_name
    }
}

impl BlockDeviceVolume {
    /// A disk of so many GiB; under the name of a disk of the image, that disk with another size.
    pub fn ebs(size_gib: impl Into<Value<i64>>) -> Self {
        BlockDeviceVolume { size_gib: Some(size_gib.into()), ..Self::of(Source::Empty) }
    }

    /// The disk that the image has under the name, in the image's size.
    pub fn ebs_of_image() -> Self {
        Self::of(Source::Image)
    }

    /// A disk with what a snapshot holds, in the snapshot's size unless it is told otherwise.
    pub fn ebs_from_snapshot(snapshot_id: impl IntoValue<String>) -> Self {
        Self::of(Source::Snapshot(snapshot_id.into_value()))
    }

    /// A disk that is built into the machine, counted from 0. What is on it is lost when the machine stops.
    pub fn ephemeral(index: u8) -> Self {
        Self::of(Source::Ephemeral(index))
    }

    fn of(source: Source) -> Self {
        BlockDeviceVolume {
            source,
            kind: EbsVolumeType::GP3,
            size_gib: None,
            encrypted: true,
            key: None,
            iops: None,
            throughput_mibps: None,
            initialization_rate_mibps: None,
            delete_on_termination: None,
        }
    }

    /// The kind of disk. Default: gp3.
    pub fn volume_type(mut self, kind: EbsVolumeType) -> Self {
        self.kind = kind;
        self
    }

    /// Another size than the snapshot's or the image's, in GiB.
    pub fn size_gib(mut self, size: impl Into<Value<i64>>) -> Self {
        self.size_gib = Some(size.into());
        self
    }

    /// Encrypts it with a key of one's own, instead of the account's key for EBS.
    pub fn encryption_key(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Leaves it unencrypted, unless the account encrypts all disks anyway.
    pub fn unencrypted(mut self) -> Self {
        self.encrypted = false;
        self
    }

    /// Operations a second.
    pub fn iops(mut self, iops: impl Into<Value<i64>>) -> Self {
        self.iops = Some(iops.into());
        self
    }

    /// Throughput of a gp3 disk in MiB a second. Only launch templates can give it.
    pub fn throughput_mibps(mut self, throughput: impl Into<Value<i64>>) -> Self {
        self.throughput_mibps = Some(throughput.into());
        self
    }

    /// How fast a snapshot is brought onto the disk, in MiB a second: 100 to 300. Only launch templates can give it.
    pub fn initialization_rate_mibps(mut self, rate: impl Into<Value<i64>>) -> Self {
        self.initialization_rate_mibps = Some(rate.into());
        self
    }

    /// Whether it goes with the instance. Default: yes for disks that are given here, mostly yes for the image's own.
    pub fn delete_on_termination(mut self, delete: bool) -> Self {
        self.delete_on_termination = Some(delete);
        self
    }

    fn mistakes(&self) -> Vec<Finding> {
        let number = |value: &Option<Value<i64>>| value.as_ref().and_then(Value::<i64>::literal);
        let disk = Disk {
            kind: self.kind.as_str(),
            size_gib: number(&self.size_gib),
            iops: number(&self.iops),
            has_iops: self.iops.is_some(),
            throughput_mibps: number(&self.throughput_mibps),
            initialization_rate_mibps: number(&self.initialization_rate_mibps),
            multi_attach: false,
            from_snapshot: matches!(self.source, Source::Snapshot(_) | Source::Image),
        };
        let mut mistakes = disk.mistakes();
        if self.key.is_some() && !self.encrypted {
            let finding = Finding::error("bad-volume", "a disk with a key cannot be unencrypted");
            mistakes.push(finding.help("leave out either of `encryption_key` and `unencrypted`"));
        }
        mistakes
    }

    /// The disk as instances and launch templates have it.
    fn ebs_val(&self, takes: Takes) -> Val {
        let snapshot = match &self.source {
            Source::Snapshot(id) => Some(id.clone()),
            _ => None,
        };
        let of_template = |value: &Option<Value<i64>>| value.clone().filter(|_| takes == Takes::LaunchTemplate);
        let number = |value: Option<Value<i64>>| value.map(Value::into_val);
        let text = |value: Option<Value<String>>| value.map(Value::into_val);
        let entries = [
            ("DeleteOnTermination", self.delete_on_termination.map(Val::Bool)),
            ("Encrypted", self.encrypted.then_some(Val::Bool(true))),
            ("Iops", number(self.iops.clone())),
            ("KmsKeyId", text(self.key.as_ref().map(Key::arn))),
            ("SnapshotId", text(snapshot)),
            ("Throughput", number(of_template(&self.throughput_mibps))),
            ("VolumeInitializationRate", number(of_template(&self.initialization_rate_mibps))),
            ("VolumeSize", number(self.size_gib.clone())),
            ("VolumeType", Some(self.kind.clone().into_value().into_val())),
        ];
        Val::structure(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

/// What the disks are given to: the two write them a little differently.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Takes {
    Instance,
    LaunchTemplate,
}

/// The mappings of disks as a property, and what is wrong with them.
pub(super) fn mappings<T>(scope: &Scope, devices: &[BlockDevice], takes: Takes) -> Value<Vec<T>> {
    let mut names: Vec<&str> = Vec::new();
    for device in devices {
        let mut report = |finding: Finding| scope.report(finding.at(device.location));
        if names.contains(&device.device_name()) {
            let message = format!("two disks are called `{}`", device.device_name);
            report(Finding::error("duplicate-device", message).help("give each disk a device name of its own"));
        }
        names.push(device.device_name());
        let Some(volume) = &device.volume else { continue };
        volume.mistakes().into_iter().for_each(&mut report);
        let only_templates = volume.throughput_mibps.is_some() || volume.initialization_rate_mibps.is_some();
        if only_templates && takes == Takes::Instance {
            let message = "throughput and the rate of initialization cannot be set on disks of an instance itself";
            let help = "let the instance be launched from a launch template, or leave them out";
            report(Finding::error("bad-volume", message).help(help));
        }
    }
    Value::from_val(Val::List(devices.iter().map(|device| device.mapping(takes)).collect()))
}

impl BlockDevice {
    fn mapping(&self, takes: Takes) -> Val {
        let mut entries = vec![("DeviceName", Val::Text(self.device_name.clone()))];
        match &self.volume {
            Some(BlockDeviceVolume { source: Source::Ephemeral(index), .. }) => {
                entries.push(("VirtualName", Val::text(format!("ephemeral{index}"))));
            }
            Some(volume) => entries.push(("Ebs", volume.ebs_val(takes))),
            None => {}
        }
        if self.suppressed {
            let none = match takes {
                Takes::Instance => Val::Struct(Vec::new()),
                Takes::LaunchTemplate => Val::text(""),
            };
            entries.push(("NoDevice", none));
        }
        Val::structure(entries)
    }
}

/// The disks that are asked for, and an encrypted root disk when none of them is it.
pub(super) fn with_encrypted_root(mut devices: Vec<BlockDevice>, root_device: Option<Text>) -> Vec<BlockDevice> {
    if let Some(root) = root_device.filter(|root| !devices.iter().any(|device| device.device_name == *root)) {
        devices.insert(0, BlockDevice::new(root, BlockDeviceVolume::ebs_of_image()));
    }
    devices
}
