//! What instances and launch templates have in common.

use purlin_core::{Finding, Properties, Resource, Val};

use crate::open_enum::open_enum;

open_enum! {
    /// What an instance that earns credits for its processor does when it has none left.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-how-to.html).
    pub struct CpuCredits {
        /// It slows down.
        STANDARD = "standard",
        /// It goes on, and what it uses is paid for.
        UNLIMITED = "unlimited",
    }
}

open_enum! {
    /// What becomes of an instance that is shut down from inside.
    pub struct InstanceInitiatedShutdownBehavior {
        /// It stops, and can be started again.
        STOP = "stop",
        /// It is gone.
        TERMINATE = "terminate",
    }
}

/// The settings of the metadata service, which gives an instance the credentials of its role.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html).
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) endpoint: Option<bool>,
    pub(super) ipv6: Option<bool>,
    pub(super) hop_limit: Option<i64>,
    pub(super) allow_imdsv1: bool,
    pub(super) tags: Option<bool>,
}

const HOPS: std::ops::RangeInclusive<i64> = 1..=64;

impl Metadata {
    pub(super) fn options(&self) -> Val {
        let switch = |on: bool| Val::text(if on { "enabled" } else { "disabled" });
        let tokens = if self.allow_imdsv1 { "optional" } else { "required" };
        let entries = [
            ("HttpEndpoint", self.endpoint.map(switch)),
            ("HttpProtocolIpv6", self.ipv6.map(switch)),
            ("HttpPutResponseHopLimit", self.hop_limit.map(Val::Integer)),
            ("HttpTokens", Some(Val::text(tokens))),
            ("InstanceMetadataTags", self.tags.map(switch)),
        ];
        Val::structure(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }

    pub(super) fn mistake(&self) -> Option<Finding> {
        let hops = self.hop_limit.filter(|hops| !HOPS.contains(hops))?;
        let message = format!("answers of the metadata service cannot travel {hops} hops");
        Some(Finding::error("bad-hop-limit", message).help("1 reaches the instance, 2 its containers; 64 is the most"))
    }
}

/// Sets entries of a property that is a structure, and leaves the others as they are.
pub(super) fn set_entries(resource: &Resource, property: &'static str, entries: Vec<(&'static str, Val)>) {
    let mut all = Properties::new();
    if let Some(old) = resource.property(property).as_ref().and_then(Val::entries) {
        old.iter().for_each(|(name, value)| all.set(name.clone(), value.clone()));
    }
    entries.into_iter().for_each(|(name, value)| all.set(name, value));
    resource.set_property(property, all.into_struct());
}

/// The structures of a list, of which the first one gets an entry more.
pub(super) fn with_entry(structures: Vec<Val>, name: &'static str, value: Val) -> Val {
    let mut structures = structures;
    if let Some(Val::Struct(entries)) = structures.first_mut() {
        entries.push((name.into(), value));
    }
    Val::List(structures)
}
