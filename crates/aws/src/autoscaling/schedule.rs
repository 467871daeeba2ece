//! Scaling on schedule.

use std::panic::Location;

use purlin_cfn::autoscaling::{CfnScheduledAction, CfnScheduledActionProps};
use purlin_core::{Complete, Finding, IntoValue, Scope, Value, props};

use crate::handle::handle;

use super::auto_scaling_group::AutoScalingGroup;

/// When something happens again and again: minute, hour, day of the month, month, and day of the week, as `cron` has them.
///
/// ```
/// use purlin_aws::autoscaling::{CronOptionsProps, Schedule};
///
/// let mornings = Schedule::cron(CronOptionsProps::new().hour("8").minute("0").week_day("MON-FRI"));
/// let nights = Schedule::expression("0 20 * * *");
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    expression: Value<String>,
    every_minute: bool,
    two_days: bool,
    location: &'static Location<'static>,
}

props! {
    /// The parts of a schedule. What is not set, matches always.
    pub struct CronOptionsProps => CronOptions in cron_options_props {
        optional {
            /// The minute.
            minute: String,
            /// The hour.
            hour: String,
            /// The day of the month; not together with `week_day`.
            day: String,
            /// The month.
            month: String,
            /// The day of the week, such as `MON-FRI`; not together with `day`.
            week_day: String,
        }
    }
}

impl Schedule {
    /// A schedule as `cron` writes it: five parts.
    #[track_caller]
    pub fn expression(expression: impl IntoValue<String>) -> Self {
        let expression = expression.into_value();
        Schedule { expression, every_minute: false, two_days: false, location: Location::caller() }
    }

    /// A schedule by its parts.
    #[track_caller]
    pub fn cron(options: impl Complete<CronOptions>) -> Self {
        let CronOptions { minute, hour, day, month, week_day } = options.complete();
        let every_minute = minute.is_none();
        let two_days = day.is_some() && week_day.is_some();
        let parts = [minute, hour, day, month, week_day].map(|part| part.unwrap_or_else(|| "*".to_owned()));
        let expression = parts.join(" ").into_value();
        Schedule { expression, every_minute, two_days, location: Location::caller() }
    }

    fn check(&self, scope: &Scope) {
        if self.every_minute {
            let finding = Finding::warning("every-minute", "a schedule without minute fits every minute of the hour");
            scope.report(finding.at(self.location).help("set `minute` to `0`, or to `*` if this is meant"));
        }
        if self.two_days {
            let finding = Finding::error("two-days", "a schedule names a day of the month and one of the week");
            scope.report(finding.at(self.location).help("leave out either of `day` and `week_day`"));
        }
        let parts = self.expression.literal().map(|expression| expression.split_whitespace().count());
        if let Some(parts) = parts.filter(|parts| *parts != 5) {
            let finding = Finding::error("bad-schedule", format!("a schedule has {parts} parts instead of five"));
            let help = "write minute, hour, day of the month, month, and day of the week, such as `0 8 * * MON-FRI`";
            scope.report(finding.at(self.location).help(help));
        }
    }
}

props! {
    /// The settings of a [`ScheduledAction`]: at least one of the capacities must be set.
    pub struct ScheduledActionProps => ScheduledActionSettings in scheduled_action_props {
        required {
            /// When it happens.
            schedule: Schedule as WhenItHappens,
        }
        optional {
            /// How many instances there are at least from then on.
            min_capacity: i64,
            /// How many instances there are at most from then on.
            max_capacity: i64,
            /// How many instances there are then.
            desired_capacity: i64,
            /// The time zone of the schedule, such as `Europe/Helsinki`. Default: UTC.
            time_zone: Value<String>,
            /// From when on it happens, such as `2033-09-10T12:00:00Z`. Default: from now on.
            start_time: Value<String>,
            /// Until when it happens. AWS deletes the action then, which CloudFormation does not expect. Default: for ever.
            end_time: Value<String>,
        }
    }
}

/// A change of a group's size that happens again and again.
///
/// [Scheduled scaling](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html)
#[derive(Clone)]
pub struct ScheduledAction {
    scope: Scope,
    cfn: CfnScheduledAction,
}

handle!(ScheduledAction, scope);

impl ScheduledAction {
    /// The generated resource.
    pub fn cfn(&self) -> &CfnScheduledAction {
        &self.cfn
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.cfn.attr_scheduled_action_name()
    }
}

impl AutoScalingGroup {
    /// Changes the size of the group again and again.
    ///
    /// ```
    /// use purlin_aws::autoscaling::{Schedule, ScheduledActionProps};
    /// # use purlin_aws::autoscaling::AutoScalingGroup;
    /// # fn example(workers: &AutoScalingGroup) {
    /// let night = ScheduledActionProps::new().schedule(Schedule::expression("0 20 * * *")).min_capacity(0);
    /// workers.scale_on_schedule("Night", night.time_zone("Europe/Helsinki"));
    /// # }
    /// ```
    #[track_caller]
    pub fn scale_on_schedule(&self, id: &str, props: impl Complete<ScheduledActionSettings>) -> ScheduledAction {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(self, &format!("ScheduledAction{id}"));
        settings.schedule.check(&scope);
        let capacities = [settings.min_capacity, settings.max_capacity, settings.desired_capacity];
        if capacities.iter().all(Option::is_none) {
            let finding = Finding::error("no-capacity", "a scheduled action changes nothing").at(location);
            scope.report(finding.help("set `min_capacity`, `max_capacity` or `desired_capacity`"));
        }
        if settings.end_time.is_some() {
            let message = "AWS deletes a scheduled action when its time is over, and CloudFormation does not know";
            let finding = Finding::warning("scheduled-action-with-end", message).at(location);
            scope.report(finding.help("leave `end_time` out, and remove the action when it is no longer needed"));
        }
        let cfn_props = CfnScheduledActionProps::new()
            .auto_scaling_group_name(self.name())
            .recurrence(settings.schedule.expression)
            .min_size(settings.min_capacity)
            .max_size(settings.max_capacity)
            .desired_capacity(settings.desired_capacity)
            .time_zone(settings.time_zone)
            .start_time(settings.start_time)
            .end_time(settings.end_time);
        let cfn = CfnScheduledAction::new(&scope, "Resource", cfn_props);
        ScheduledAction { scope, cfn }
    }
}
