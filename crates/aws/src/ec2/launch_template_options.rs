//! Parts of what launch templates say.

use purlin_core::{Finding, IntoValue, Val, Value};

use crate::open_enum::open_enum;

open_enum! {
    /// What becomes of a spot instance when EC2 takes it back.
    pub struct SpotInstanceInterruption {
        /// It stops, and starts again when there is room.
        STOP = "stop",
        /// It is gone.
        TERMINATE = "terminate",
        /// It sleeps, with its memory on disk.
        HIBERNATE = "hibernate",
    }
}

open_enum! {
    /// How long a request for spot instances stands.
    pub struct SpotRequestType {
        /// Until it is met once.
        ONE_TIME = "one-time",
        /// Until it is taken back.
        PERSISTENT = "persistent",
    }
}

/// What is asked of spot instances, which cost less and can be taken back.
///
/// ```
/// use purlin_aws::ec2::{SpotInstanceInterruption, SpotOptions};
///
/// let cheap = SpotOptions::new().max_price(0.25).interruption_behavior(SpotInstanceInterruption::TERMINATE);
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances.html).
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SpotOptions {
    interruption_behavior: Option<SpotInstanceInterruption>,
    max_price: Option<f64>,
    request_type: Option<SpotRequestType>,
    valid_until: Option<Value<String>>,
}

impl SpotOptions {
    /// What EC2 does unless it is asked: one request, at most for the price on demand.
    pub fn new() -> Self {
        Self::default()
    }

    /// What becomes of the instance when EC2 takes it back.
    pub fn interruption_behavior(mut self, behavior: SpotInstanceInterruption) -> Self {
        self.interruption_behavior = Some(behavior);
        self
    }

    /// The most to pay for an hour, in US dollars.
    pub fn max_price(mut self, dollars: f64) -> Self {
        self.max_price = Some(dollars);
        self
    }

    /// How long the request stands.
    pub fn request_type(mut self, kind: SpotRequestType) -> Self {
        self.request_type = Some(kind);
        self
    }

    /// When a persistent request ends, such as `2027-01-31T00:00:00Z`.
    pub fn valid_until(mut self, time: impl IntoValue<String>) -> Self {
        self.valid_until = Some(time.into_value());
        self
    }

    /// What EC2 would refuse.
    pub(super) fn mistake(&self) -> Option<Finding> {
        let price = self.max_price.filter(|price| !(price.is_finite() && *price > 0.0))?;
        let finding = Finding::error("bad-spot-price", format!("nobody pays {price} dollars for a spot instance"));
        Some(finding.help("give a price of more than 0, or leave it out for that of instances on demand"))
    }

    pub(super) fn market_options(&self) -> Val {
        let name = |name: Option<&str>| name.map(|name| Val::text(name.to_owned()));
        let options = [
            ("InstanceInterruptionBehavior", name(self.interruption_behavior.as_ref().map(|kind| kind.as_str()))),
            ("MaxPrice", self.max_price.map(|price| Val::join("", [Val::Number(price)]))),
            ("SpotInstanceType", name(self.request_type.as_ref().map(|kind| kind.as_str()))),
            ("ValidUntil", self.valid_until.clone().map(Value::into_val)),
        ];
        let options: Vec<_> = options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut market = vec![("MarketType", Val::text("spot"))];
        if !options.is_empty() {
            market.push(("SpotOptions", Val::structure(options)));
        }
        Val::structure(market)
    }
}

/// How the processor of an instance is used.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-optimize-cpu.html).
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CpuOptions {
    amd_sev_snp: Option<bool>,
    core_count: Option<i64>,
    nested_virtualization: Option<bool>,
    threads_per_core: Option<i64>,
}

impl CpuOptions {
    /// As the instance type has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many cores are used.
    pub fn core_count(mut self, cores: i64) -> Self {
        self.core_count = Some(cores);
        self
    }

    /// How many threads each core runs: 1 turns simultaneous multithreading off.
    pub fn threads_per_core(mut self, threads: i64) -> Self {
        self.threads_per_core = Some(threads);
        self
    }

    /// Whether memory is encrypted and attested with AMD SEV-SNP.
    pub fn amd_sev_snp(mut self, on: bool) -> Self {
        self.amd_sev_snp = Some(on);
        self
    }

    /// Whether virtual machines can run inside.
    pub fn nested_virtualization(mut self, on: bool) -> Self {
        self.nested_virtualization = Some(on);
        self
    }

    pub(super) fn property(&self) -> Val {
        let switch = |on: bool| Val::text(if on { "enabled" } else { "disabled" });
        let entries = [
            ("AmdSevSnp", self.amd_sev_snp.map(switch)),
            ("CoreCount", self.core_count.map(Val::Integer)),
            ("NestedVirtualization", self.nested_virtualization.map(switch)),
            ("ThreadsPerCore", self.threads_per_core.map(Val::Integer)),
        ];
        Val::structure(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}
