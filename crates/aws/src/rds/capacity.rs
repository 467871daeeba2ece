//! The capacity of serverless clusters, in Aurora capacity units.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::rds::db_cluster::ServerlessV2ScalingConfiguration;
use purlin_core::{Finding, Scope};

use super::engine::Engine;

const LARGEST: f64 = 256.0;
const LEAST_MAXIMUM: f64 = 1.0;
const SHORTEST_PAUSE: Duration = Duration::from_secs(5 * 60);
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Between which capacities serverless instances grow and shrink, and when they pause.
pub(super) struct Capacity {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) pause_after: Option<Duration>,
}

impl Capacity {
    pub(super) fn render(&self) -> ServerlessV2ScalingConfiguration {
        let seconds = self.pause_after.and_then(|duration| i64::try_from(duration.as_secs()).ok());
        ServerlessV2ScalingConfiguration::new()
            .min_capacity(self.min)
            .max_capacity(self.max)
            .seconds_until_auto_pause(seconds)
    }

    pub(super) fn check(&self, scope: &Scope, engine: &Engine, location: &'static Location<'static>) {
        let report = |message: String, help: &str| {
            scope.report(Finding::error("bad-capacity", message).at(location).help(help));
        };
        let Capacity { min, max, pause_after } = self;
        if !(LEAST_MAXIMUM..=LARGEST).contains(max) {
            report(format!("{max} cannot be the largest capacity"), "set `serverless_v2_max_capacity` to 1 to 256");
        }
        if !(0.0..=LARGEST).contains(min) {
            report(format!("{min} cannot be the smallest capacity"), "set `serverless_v2_min_capacity` to 0 to 256");
        }
        if min > max {
            report(
                format!("the smallest capacity, {min}, is above the largest, {max}"),
                "set `serverless_v2_min_capacity` to `serverless_v2_max_capacity` or less",
            );
        }
        for capacity in [min, max].into_iter().filter(|capacity| (*capacity * 2.0).fract() != 0.0) {
            report(format!("there is no capacity of {capacity} units"), "capacities go in steps of one half");
        }
        if *min == 0.0 && !engine.can_pause() {
            report(
                format!("{} {} cannot pause: its capacity never is 0", engine.name(), engine.version()),
                "set `serverless_v2_min_capacity` to 0.5 or more, or take a newer version of the engine",
            );
        }
        let Some(pause_after) = pause_after else { return };
        if !(SHORTEST_PAUSE..=LONGEST_PAUSE).contains(pause_after) {
            let message = format!("instances cannot pause after {pause_after:?}");
            report(message, "set `serverless_v2_auto_pause_duration` to five minutes to a day");
        }
        if *min > 0.0 {
            let message = format!("instances with a capacity of {min} or more never pause");
            report(message, "set `serverless_v2_min_capacity` to 0, or leave `serverless_v2_auto_pause_duration` out");
        }
    }
}
