//! How hard it is tried to tell a server.

use std::time::Duration;

use purlin_core::{Finding, Val};

use crate::open_enum::open_enum;

const USUAL_DELAY: Duration = Duration::from_secs(20);
const USUAL_RETRIES: i64 = 3;

open_enum! {
    /// How the time between two attempts grows from the shortest to the longest.
    pub struct BackoffFunction {
        /// Slowly at first, then by a growing factor.
        ARITHMETIC = "ARITHMETIC",
        /// It doubles.
        EXPONENTIAL = "EXPONENTIAL",
        /// Faster at first than later.
        GEOMETRIC = "GEOMETRIC",
        /// Always by the same time.
        LINEAR = "LINEAR",
    }
}

/// How hard it is tried to tell a server: how often, how soon, and how much at once.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::sns::{BackoffFunction, DeliveryPolicy};
///
/// let patient = DeliveryPolicy::new()
///     .delay_targets(Duration::from_secs(5), Duration::from_secs(60))
///     .num_retries(10)
///     .backoff_function(BackoffFunction::EXPONENTIAL)
///     .max_receives_per_second(10);
/// ```
///
/// [Retries](https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html)
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct DeliveryPolicy {
    delay_targets: Option<(Duration, Duration)>,
    num_retries: Option<i64>,
    num_no_delay_retries: Option<i64>,
    num_min_delay_retries: Option<i64>,
    num_max_delay_retries: Option<i64>,
    backoff_function: Option<BackoffFunction>,
    max_receives_per_second: Option<i64>,
    header_content_type: Option<String>,
}

impl DeliveryPolicy {
    /// What SNS does by itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// The shortest and the longest time between two attempts, from one second to an hour. Default: 20 seconds both.
    pub fn delay_targets(mut self, shortest: Duration, longest: Duration) -> Self {
        self.delay_targets = Some((shortest, longest));
        self
    }

    /// How often it is tried again in all, up to 100 times. Default: 3.
    pub fn num_retries(mut self, times: i64) -> Self {
        self.num_retries = Some(times);
        self
    }

    /// How often at once. Default: never.
    pub fn num_no_delay_retries(mut self, times: i64) -> Self {
        self.num_no_delay_retries = Some(times);
        self
    }

    /// How often after the shortest time. Default: never.
    pub fn num_min_delay_retries(mut self, times: i64) -> Self {
        self.num_min_delay_retries = Some(times);
        self
    }

    /// How often after the longest time. Default: never.
    pub fn num_max_delay_retries(mut self, times: i64) -> Self {
        self.num_max_delay_retries = Some(times);
        self
    }

    /// How the time between two attempts grows. Default: [`LINEAR`](BackoffFunction::LINEAR).
    pub fn backoff_function(mut self, function: BackoffFunction) -> Self {
        self.backoff_function = Some(function);
        self
    }

    /// How many messages a second are delivered. Default: as many as there are.
    pub fn max_receives_per_second(mut self, messages: i64) -> Self {
        self.max_receives_per_second = Some(messages);
        self
    }

    /// What the server is told the message is. Default: `text/plain; charset=UTF-8`.
    pub fn header_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.header_content_type = Some(content_type.into());
        self
    }

    pub(super) fn mistakes(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut mistake = |message: &str, help: &str| {
            found.push(Finding::error("bad-delivery-policy", message).help(help));
        };
        if let Some((shortest, longest)) = self.delay_targets {
            let is_delay = |delay: Duration| (1..=3600).contains(&delay.as_secs()) && delay.subsec_nanos() == 0;
            if !is_delay(shortest) || !is_delay(longest) || shortest > longest {
                let help = "use whole seconds from one to 3,600, the shorter time first";
                mistake("the times between attempts are not possible", help);
            }
        }
        if self.num_retries.is_some_and(|times| !(0..=100).contains(&times)) {
            mistake("it cannot be tried again that often", "set `num_retries` between 0 and 100");
        }
        let others = [self.num_no_delay_retries, self.num_min_delay_retries, self.num_max_delay_retries];
        if others.iter().flatten().any(|times| *times < 0) {
            mistake("it is to be tried again less than never", "use zero or more");
        }
        if self.max_receives_per_second.is_some_and(|messages| messages < 1) {
            mistake(
                "less than one message a second is to be delivered",
                "set `max_receives_per_second` to one or more",
            );
        }
        found
    }

    pub(super) fn render(&self) -> Val {
        let number = |name: &'static str, number: Option<i64>| Some((name, Val::Integer(number?)));
        let seconds = |delay: Duration| i64::try_from(delay.as_secs()).ok();
        let (shortest, longest) = self.delay_targets.unwrap_or((USUAL_DELAY, USUAL_DELAY));
        let retries = [
            number("minDelayTarget", seconds(shortest)),
            number("maxDelayTarget", seconds(longest)),
            number("numRetries", Some(self.num_retries.unwrap_or(USUAL_RETRIES))),
            number("numNoDelayRetries", self.num_no_delay_retries),
            number("numMinDelayRetries", self.num_min_delay_retries),
            number("numMaxDelayRetries", self.num_max_delay_retries),
            self.backoff_function.as_ref().map(|function| ("backoffFunction", Val::text(function.as_str().to_owned()))),
        ];
        let throttle = number("maxReceivesPerSecond", self.max_receives_per_second);
        let request = self.header_content_type.clone().map(|kind| ("headerContentType", Val::text(kind)));
        let parts = [
            self.retries_differ().then(|| ("healthyRetryPolicy", Val::map(retries.into_iter().flatten()))),
            throttle.map(|entry| ("throttlePolicy", Val::map([entry]))),
            request.map(|entry| ("requestPolicy", Val::map([entry]))),
        ];
        Val::map(parts.into_iter().flatten())
    }

    fn retries_differ(&self) -> bool {
        let times =
            [self.num_retries, self.num_no_delay_retries, self.num_min_delay_retries, self.num_max_delay_retries];
        self.delay_targets.is_some() || self.backoff_function.is_some() || times.iter().any(Option::is_some)
    }
}
