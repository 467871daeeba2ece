//! Disks of Amazon EBS that stand alone, to be attached to instances.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{CfnVolume, CfnVolumeProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, RemovalPolicy, Scope, Tags, Value, props};

use super::ebs::{Disk, EbsVolumeType};
use crate::handle::handle;
use crate::kms::Key;

props! {
    /// The settings of a [`Volume`].
    pub struct VolumeProps => VolumeSettings in volume_props {
        required {
            /// The availability zone that it is in; only instances of this zone can have it.
            availability_zone: Value<String> as AvailabilityZone,
        }
        optional {
            /// Its size in GiB. Default: the snapshot's.
            size_gib: Value<i64>,
            /// The snapshot that it begins with.
            snapshot_id: Value<String>,
            /// Its kind.
            volume_type: EbsVolumeType = EbsVolumeType::GP3,
            /// Whether it is encrypted.
            encrypted: bool = true,
            /// The key that encrypts it. Default: the account's key for EBS.
            encryption_key: Key,
            /// Operations a second. Needed for io1 and io2, possible for gp3.
            iops: Value<i64>,
            /// Throughput in MiB a second, for gp3: 125 to 2,000.
            throughput_mibps: Value<i64>,
            /// How fast the snapshot is brought onto it, in MiB a second: 100 to 300.
            initialization_rate_mibps: Value<i64>,
            /// Whether several instances may have it at once, for io1 and io2.
            multi_attach: bool = false,
            /// Whether it is used again, without being asked, after AWS found that its data may be inconsistent.
            auto_enable_io: Value<bool>,
            /// Its name: the tag `Name`.
            volume_name: String,
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}

/// A disk that outlives instances: gp3 and encrypted, unless it is told otherwise.
///
/// ```
/// use purlin_aws::ec2::{Volume, VolumeProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let data = Volume::new(&stack, "Data", VolumeProps::new().availability_zone("eu-west-1a").size_gib(100));
/// let existing = Volume::from_attributes(&stack, "Old", "vol-0123456789abcdef0", "eu-west-1a", None);
/// # app.synth().unwrap();
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html).
#[derive(Clone)]
pub struct Volume {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnVolume>,
    id: Value<String>,
    availability_zone: Value<String>,
    encryption_key: Option<Key>,
}

handle!(Volume, inner.scope);

impl Volume {
    /// A new disk.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<VolumeSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings);
        let cfn_props = CfnVolumeProps::new()
            .availability_zone(settings.availability_zone.clone())
            .auto_enable_io(settings.auto_enable_io)
            .encrypted(settings.encrypted.then_some(true))
            .kms_key_id(settings.encryption_key.as_ref().map(Key::arn))
            .iops(settings.iops)
            .multi_attach_enabled(settings.multi_attach)
            .size(settings.size_gib)
            .snapshot_id(settings.snapshot_id.clone())
            .throughput(settings.throughput_mibps)
            .volume_type(settings.volume_type.as_str())
            .volume_initialization_rate(settings.initialization_rate_mibps);
        let cfn = CfnVolume::new(&scope, "Resource", cfn_props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        if let Some(name) = settings.volume_name {
            Tags::of(cfn.resource()).add("Name", name);
        }
        let volume = Volume {
            inner: Rc::new(Inner {
                scope,
                id: cfn.get_ref(),
                cfn: Some(cfn),
                availability_zone: settings.availability_zone,
                encryption_key: settings.encryption_key,
            }),
        };
        volume.let_account_use_key(settings.snapshot_id.is_some());
        volume
    }

    /// A disk that exists, such as `vol-0123456789abcdef0`, with the zone that it is in and, where it has one of its own,
    /// its key.
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        volume_id: impl IntoValue<String>,
        availability_zone: impl IntoValue<String>,
        encryption_key: Option<Key>,
    ) -> Self {
        let scope = Scope::new(scope, id);
        let id = volume_id.into_value();
        if let Some(given) = id.literal().filter(|id| !is_id(id, "vol-")) {
            let finding = Finding::error("bad-volume-id", format!("`{given}` is not the id of a volume"));
            scope.report(finding.at(Location::caller()).help("ids are written like `vol-0123456789abcdef0`"));
        }
        let availability_zone = availability_zone.into_value();
        Volume { inner: Rc::new(Inner { scope, cfn: None, id, availability_zone, encryption_key }) }
    }

    /// The generated resource; none when it was imported.
    pub fn cfn(&self) -> Option<&CfnVolume> {
        self.inner.cfn.as_ref()
    }

    /// Its id, such as `vol-0123456789abcdef0`.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The availability zone that it is in.
    pub fn availability_zone(&self) -> Value<String> {
        self.inner.availability_zone.clone()
    }

    /// The key that encrypts it, where it is not the account's key for EBS.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.inner.encryption_key.as_ref()
    }
}

#[track_caller]
fn check(scope: &Scope, settings: &VolumeSettings) {
    let location = Location::caller();
    let report = |finding: Finding| scope.report(finding.at(location));
    let number = |value: &Option<Value<i64>>| value.as_ref().and_then(Value::<i64>::literal);
    let disk = Disk {
        kind: settings.volume_type.as_str(),
        size_gib: number(&settings.size_gib),
        iops: number(&settings.iops),
        has_iops: settings.iops.is_some(),
        throughput_mibps: number(&settings.throughput_mibps),
        initialization_rate_mibps: number(&settings.initialization_rate_mibps),
        multi_attach: settings.multi_attach,
        from_snapshot: settings.snapshot_id.is_some(),
    };
    disk.mistakes().into_iter().for_each(report);
    if settings.size_gib.is_none() && settings.snapshot_id.is_none() {
        let finding = Finding::error("bad-volume", "a volume needs a size, or a snapshot that has one");
        report(finding.help("set `size_gib` or `snapshot_id`"));
    }
    if let Some(id) = settings.snapshot_id.as_ref().and_then(Value::<String>::literal).filter(|id| !is_id(id, "snap-"))
    {
        let finding = Finding::error("bad-snapshot-id", format!("`{id}` is not the id of a snapshot"));
        report(finding.help("ids are written like `snap-0123456789abcdef0`"));
    }
    if settings.encryption_key.is_some() && !settings.encrypted {
        let finding = Finding::error("bad-volume", "a volume with a key cannot be unencrypted");
        report(finding.help("leave `encrypted` out"));
    }
}

fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
