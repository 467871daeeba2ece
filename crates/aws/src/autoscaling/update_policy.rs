//! How the instances of a group come up, and how they are replaced.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Complete, Finding, IntoValue, Scope, Val, props};

use crate::cloudwatch::Alarm;
use crate::durations::seconds;
use crate::ec2::creation_signal::iso_duration;
use crate::open_enum::open_enum;

use super::names::ScalingProcess;
use super::options::{entries, text};

/// How many instances must tell CloudFormation that they have started, before it goes on.
///
/// An instance tells with `cfn-signal`: see [`UserData::signal_on_exit`](crate::ec2::UserData::signal_on_exit).
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::autoscaling::Signals;
///
/// let all = Signals::wait_for_all().timeout(Duration::from_secs(600));
/// ```
#[derive(Clone, Debug)]
pub struct Signals {
    count: Count,
    timeout: Option<Duration>,
    min_success_percentage: Option<i64>,
}

#[derive(Clone, Debug)]
enum Count {
    Desired,
    Least,
    Given(i64),
}

impl Signals {
    fn new(count: Count) -> Self {
        Signals { count, timeout: None, min_success_percentage: None }
    }

    /// As many as the group should have.
    pub fn wait_for_all() -> Self {
        Self::new(Count::Desired)
    }

    /// As many as the group has at least.
    pub fn wait_for_min_capacity() -> Self {
        Self::new(Count::Least)
    }

    /// This many.
    pub fn wait_for_count(count: i64) -> Self {
        Self::new(Count::Given(count))
    }

    /// How long they may take, up to twelve hours. Default: five minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How many of them must succeed, in percent. Default: all.
    pub fn min_success_percentage(mut self, percentage: i64) -> Self {
        self.min_success_percentage = Some(percentage);
        self
    }

    pub(super) fn creation_policy(&self, min_capacity: i64, desired_capacity: Option<i64>) -> Val {
        let count = match self.count {
            Count::Desired => desired_capacity.unwrap_or(min_capacity),
            Count::Least => min_capacity,
            Count::Given(count) => count,
        };
        let success = self
            .min_success_percentage
            .map(|percentage| Val::structure([("MinSuccessfulInstancesPercent", Val::Integer(percentage))]));
        let signal = entries([("Count", Some(Val::Integer(count))), ("Timeout", text(self.timeout.map(iso_duration)))]);
        entries([("AutoScalingCreationPolicy", success), ("ResourceSignal", Some(signal))])
    }

    pub(super) fn check(&self, scope: &Scope, location: &'static Location<'static>) {
        check_percentage(self.min_success_percentage, 0, 100, scope, location);
        if let Count::Given(count) = self.count
            && count < 1
        {
            let finding = Finding::error("bad-signals", format!("CloudFormation cannot wait for {count} signals"));
            scope.report(finding.at(location).help("wait for one at least, or leave `signals` out"));
        }
        if let Some(timeout) = self.timeout.filter(|timeout| *timeout > LONGEST_TIMEOUT) {
            let message = format!("CloudFormation cannot wait {} seconds for signals", timeout.as_secs());
            let finding = Finding::error("bad-signals", message).at(location);
            scope.report(finding.help("set `timeout` to twelve hours at most"));
        }
    }
}

props! {
    /// How instances are replaced a few at a time.
    pub struct RollingUpdateProps => RollingUpdate in rolling_update_props {
        optional {
            /// How many are replaced at the same time. Default: one.
            max_batch_size: i64,
            /// How many keep working. Default: none.
            min_instances_in_service: i64,
            /// How many of the new ones must succeed, in percent. Default: as the signals say, or all.
            min_success_percentage: i64,
            /// How long each batch may take, up to an hour. Default: as long as the signals may.
            pause_time: Duration,
            /// What the group leaves alone meanwhile. Default: all but launching, terminating and load balancers.
            suspend_processes: Vec<ScalingProcess>,
            /// Whether instances must tell that they have started. Default: when the group has signals.
            wait_on_resource_signals: bool,
        }
    }
}

open_enum! {
    /// What is replaced by an instance refresh.
    pub struct InstanceRefreshStrategy {
        /// The instances.
        ROLLING = "Rolling",
        /// Their root volumes.
        REPLACE_ROOT_VOLUME = "ReplaceRootVolume",
    }
}

open_enum! {
    /// What an instance refresh does with instances that are protected from scaling in.
    pub struct ScaleInProtectedInstances {
        /// It replaces them.
        REFRESH = "Refresh",
        /// It leaves them alone.
        IGNORE = "Ignore",
        /// It waits until they are no longer protected.
        WAIT = "Wait",
    }
}

open_enum! {
    /// What an instance refresh does with instances that are set aside.
    pub struct StandbyInstances {
        /// It terminates them.
        TERMINATE = "Terminate",
        /// It leaves them alone.
        IGNORE = "Ignore",
        /// It waits until they are back.
        WAIT = "Wait",
    }
}

props! {
    /// How Auto Scaling replaces instances by itself.
    ///
    /// [Instance refresh](https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html)
    pub struct InstanceRefreshProps => InstanceRefresh in instance_refresh_props {
        required {
            /// What is replaced.
            strategy: InstanceRefreshStrategy as Strategy,
        }
        optional {
            /// How much of the group keeps working, in percent.
            min_healthy_percentage: i64,
            /// How large the group may become meanwhile, in percent: 100 to 200, with a minimum as well.
            max_healthy_percentage: i64,
            /// How long a new instance takes until it counts.
            instance_warmup: Duration,
            /// Whether instances that are up to date already are left alone.
            skip_matching: bool,
            /// After which percentages it stops for a while.
            checkpoint_percentages: Vec<i64>,
            /// For how long it stops then, up to two days.
            checkpoint_delay: Duration,
            /// How long the new instances are watched at the end, up to two days.
            bake_time: Duration,
            /// Alarms that end it, ten at most.
            alarms: Vec<Alarm> = Vec::new(),
            /// What becomes of protected instances.
            scale_in_protected_instances: ScaleInProtectedInstances,
            /// What becomes of instances that are set aside.
            standby_instances: StandbyInstances,
        }
    }
}

/// What becomes of instances when their template changes. Without a policy they stay as they are, until something else
/// replaces them.
///
/// ```
/// use purlin_aws::autoscaling::{RollingUpdateProps, UpdatePolicy};
///
/// let one_by_one = UpdatePolicy::rolling_update(RollingUpdateProps::new().min_instances_in_service(2));
/// let all_anew = UpdatePolicy::replacing_update();
/// ```
///
/// [Update policies](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html)
#[derive(Clone, Debug)]
pub struct UpdatePolicy(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Replacing,
    Rolling(RollingUpdate),
    Refresh(Box<InstanceRefresh>),
}

/// What a group leaves alone while its instances are replaced, as AWS recommends.
const SUSPENDED: [ScalingProcess; 6] = [
    ScalingProcess::HEALTH_CHECK,
    ScalingProcess::REPLACE_UNHEALTHY,
    ScalingProcess::AZ_REBALANCE,
    ScalingProcess::ALARM_NOTIFICATION,
    ScalingProcess::SCHEDULED_ACTIONS,
    ScalingProcess::INSTANCE_REFRESH,
];
const LONGEST_TIMEOUT: Duration = Duration::from_secs(12 * 3600);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
const TWO_DAYS: Duration = Duration::from_secs(48 * 3600);
const MOST_ALARMS: usize = 10;

impl UpdatePolicy {
    /// A new group is made beside the old one, which goes once the new one works.
    pub fn replacing_update() -> Self {
        UpdatePolicy(Kind::Replacing)
    }

    /// Instances are replaced a few at a time.
    pub fn rolling_update(props: impl Complete<RollingUpdate>) -> Self {
        UpdatePolicy(Kind::Rolling(props.complete()))
    }

    /// Auto Scaling replaces instances by itself.
    pub fn instance_refresh(props: impl Complete<InstanceRefresh>) -> Self {
        UpdatePolicy(Kind::Refresh(Box::new(props.complete())))
    }

    pub(super) fn entry(&self, signals: Option<&Signals>) -> (&'static str, Val) {
        match &self.0 {
            Kind::Replacing => ("AutoScalingReplacingUpdate", Val::structure([("WillReplace", Val::Bool(true))])),
            Kind::Rolling(update) => ("AutoScalingRollingUpdate", rolling_update(update, signals)),
            Kind::Refresh(refresh) => ("AutoScalingInstanceRefresh", instance_refresh(refresh)),
        }
    }

    /// Reports what AWS would refuse, for a group of this size at most.
    pub(super) fn check(
        &self,
        signals: Option<&Signals>,
        max_capacity: i64,
        scope: &Scope,
        location: &'static Location<'static>,
    ) {
        match &self.0 {
            Kind::Replacing => {}
            Kind::Rolling(update) => check_rolling(update, signals, max_capacity, scope, location),
            Kind::Refresh(refresh) => check_refresh(refresh, scope, location),
        }
    }

    pub(super) fn is_instance_refresh(&self) -> bool {
        matches!(self.0, Kind::Refresh(_))
    }
}

fn rolling_update(update: &RollingUpdate, signals: Option<&Signals>) -> Val {
    let number = |number: Option<i64>| number.map(Val::Integer);
    let wait = update.wait_on_resource_signals.unwrap_or(signals.is_some());
    let suspended = update.suspend_processes.as_deref().unwrap_or(&SUSPENDED);
    let suspended = suspended.iter().map(|process| process.into_value().into_val()).collect();
    let success = update.min_success_percentage.or_else(|| signals?.min_success_percentage);
    let pause = update.pause_time.or_else(|| signals?.timeout);
    entries([
        ("MaxBatchSize", number(update.max_batch_size)),
        ("MinInstancesInService", number(update.min_instances_in_service)),
        ("SuspendProcesses", Some(Val::List(suspended))),
        ("MinSuccessfulInstancesPercent", number(success)),
        ("WaitOnResourceSignals", wait.then_some(Val::Bool(true))),
        ("PauseTime", text(pause.map(iso_duration))),
    ])
}

fn instance_refresh(refresh: &InstanceRefresh) -> Val {
    let number = |number: Option<i64>| number.map(Val::Integer);
    let checkpoints = refresh.checkpoint_percentages.as_ref();
    let alarms: Vec<Val> = refresh.alarms.iter().map(|alarm| alarm.name().into_val()).collect();
    let alarms = (!alarms.is_empty()).then(|| Val::structure([("Alarms", Val::List(alarms))]));
    let preferences = [
        ("MinHealthyPercentage", number(refresh.min_healthy_percentage)),
        ("MaxHealthyPercentage", number(refresh.max_healthy_percentage)),
        ("InstanceWarmup", number(refresh.instance_warmup.map(seconds))),
        ("SkipMatching", refresh.skip_matching.map(Val::Bool)),
        ("CheckpointPercentages", checkpoints.map(|all| Val::List(all.iter().copied().map(Val::Integer).collect()))),
        ("CheckpointDelay", number(refresh.checkpoint_delay.map(seconds))),
        ("BakeTime", number(refresh.bake_time.map(seconds))),
        ("AlarmSpecification", alarms),
        ("ScaleInProtectedInstances", text(refresh.scale_in_protected_instances.as_ref())),
        ("StandbyInstances", text(refresh.standby_instances.as_ref())),
    ];
    let preferences = preferences.iter().any(|(_, val)| val.is_some()).then(|| entries(preferences.clone()));
    entries([("Strategy", text(Some(&refresh.strategy))), ("Preferences", preferences)])
}

fn check_rolling(
    update: &RollingUpdate,
    signals: Option<&Signals>,
    max_capacity: i64,
    scope: &Scope,
    location: &'static Location<'static>,
) {
    check_percentage(update.min_success_percentage, 0, 100, scope, location);
    let report = |message: String, help: &str| {
        scope.report(Finding::error("bad-rolling-update", message).at(location).help(help));
    };
    if let Some(size) = update.max_batch_size.filter(|size| *size < 1) {
        report(format!("{size} instances cannot be replaced at a time"), "set `max_batch_size` to 1 at least");
    }
    if let Some(least) = update.min_instances_in_service.filter(|least| *least < 0 || *least >= max_capacity) {
        let message = format!("{least} of {max_capacity} instances cannot keep working while some are replaced");
        report(message, "make `min_instances_in_service` smaller than `max_capacity`");
    }
    let pause = update.pause_time.or_else(|| signals?.timeout);
    if let Some(pause) = pause.filter(|pause| *pause > LONGEST_PAUSE) {
        let message = format!("a batch of instances cannot take {} seconds", pause.as_secs());
        report(message, "set `pause_time` to an hour at most; without it, a batch may take as long as `signals` may");
    }
}

fn check_refresh(refresh: &InstanceRefresh, scope: &Scope, location: &'static Location<'static>) {
    check_percentage(refresh.min_healthy_percentage, 0, 100, scope, location);
    check_percentage(refresh.max_healthy_percentage, 100, 200, scope, location);
    let report = |message: &str, help: &str| {
        scope.report(Finding::error("bad-instance-refresh", message).at(location).help(help));
    };
    match (refresh.min_healthy_percentage, refresh.max_healthy_percentage) {
        (None, Some(_)) => report("an instance refresh has a maximum, but no minimum", "set `min_healthy_percentage`"),
        (Some(least), Some(most)) if most.saturating_sub(least) > 100 => report(
            "the minimum and the maximum of an instance refresh are more than 100 percent apart",
            "move them closer together",
        ),
        _ => {}
    }
    let checkpoints = refresh.checkpoint_percentages.as_deref().unwrap_or_default();
    if refresh.checkpoint_delay.is_some() && checkpoints.is_empty() {
        report("an instance refresh would stop for a while, but not say when", "set `checkpoint_percentages`");
    }
    let ascending = checkpoints.windows(2).all(|pair| pair.first() < pair.last());
    if !ascending || checkpoints.iter().any(|percentage| !(1..=100).contains(percentage)) {
        report("the checkpoints of an instance refresh do not ascend from 1 to 100", "sort them, each once");
    }
    if [refresh.checkpoint_delay, refresh.bake_time].into_iter().flatten().any(|duration| duration > TWO_DAYS) {
        report("an instance refresh cannot wait for more than two days", "choose 172800 seconds at most");
    }
    if refresh.alarms.len() > MOST_ALARMS {
        report("an instance refresh cannot be ended by more than ten alarms", "combine some into a composite alarm");
    }
}

/// Reports a percentage that is out of range.
pub(super) fn check_percentage(
    percentage: Option<i64>,
    least: i64,
    most: i64,
    scope: &Scope,
    location: &'static Location<'static>,
) {
    if let Some(percentage) = percentage.filter(|percentage| !(least..=most).contains(percentage)) {
        let finding = Finding::error("bad-percentage", format!("the percentage {percentage} is out of range"));
        scope.report(finding.at(location).help(format!("choose between {least} and {most}")));
    }
}
