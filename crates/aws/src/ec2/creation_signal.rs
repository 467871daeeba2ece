//! Signals that CloudFormation waits for before it takes a resource as made.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, Resource, Scope, Val};

const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
const SHORTEST: Duration = Duration::from_secs(1);

/// How many signals, and for how long.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CreationSignal {
    count: Option<i64>,
    timeout: Option<Duration>,
}

impl CreationSignal {
    /// One signal, if there is a time to wait for it.
    pub(crate) fn within(timeout: Option<Duration>) -> Self {
        CreationSignal { count: None, timeout }
    }

    /// More signals, and more time for them.
    pub(crate) fn and(self, count: i64, timeout: Duration) -> Self {
        CreationSignal {
            count: Some(self.count.unwrap_or(0).saturating_add(count)),
            timeout: Some(self.timeout.unwrap_or_default().saturating_add(timeout)),
        }
    }

    /// Writes it to the resource, and reports on `scope` when it is too long.
    #[track_caller]
    pub(crate) fn write(self, scope: &Scope, resource: &Resource) {
        let Some(timeout) = self.timeout else { return };
        let location = Location::caller();
        if timeout > LONGEST {
            let finding = Finding::error("long-timeout", "CloudFormation waits for signals 12 hours at most");
            scope.report(finding.at(location).help("give it less time"));
        }
        if timeout < SHORTEST {
            let finding = Finding::error("short-timeout", "CloudFormation would not wait for signals at all");
            scope.report(finding.at(location).help("give it as much time as the slowest start takes"));
        }
        if let Some(count) = self.count.filter(|count| *count < 1) {
            let finding = Finding::error("bad-signal-count", format!("CloudFormation cannot wait for {count} signals"));
            scope.report(finding.at(location).help("wait for one signal or more"));
        }
        let count = self.count.map(|count| ("Count", Val::Integer(count)));
        let timeout = ("Timeout", Val::text(iso_duration(timeout)));
        let signal = Val::structure(count.into_iter().chain([timeout]));
        resource.set_creation_policy(Val::structure([("ResourceSignal", signal)]));
    }
}

/// A duration as CloudFormation takes it, such as `PT1H30M`.
pub(crate) fn iso_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (days, hours, minutes, seconds) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let part = |number: u64, unit: char| if number > 0 { format!("{number}{unit}") } else { String::new() };
    let time = [part(hours, 'H'), part(minutes, 'M'), part(seconds, 'S')].concat();
    match (part(days, 'D'), time) {
        (day, time) if day.is_empty() && time.is_empty() => "PT0S".to_owned(),
        (day, time) if time.is_empty() => format!("P{day}"),
        (day, time) => format!("P{day}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::iso_duration;

    #[test]
    fn durations_are_written_as_cloudformation_takes_them() {
        for (seconds, text) in [(0, "PT0S"), (90, "PT1M30S"), (5_400, "PT1H30M"), (86_400, "P1D"), (90_000, "P1DT1H")] {
            assert_eq!(iso_duration(Duration::from_secs(seconds)), text);
        }
    }
}
