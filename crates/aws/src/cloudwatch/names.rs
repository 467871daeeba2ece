//! What CloudWatch calls things.

use crate::open_enum::open_enum;

open_enum! {
    /// How a value compares with an alarm's threshold.
    pub struct ComparisonOperator {
        /// The threshold or more.
        GREATER_THAN_OR_EQUAL_TO_THRESHOLD = "GreaterThanOrEqualToThreshold",
        /// More than the threshold.
        GREATER_THAN_THRESHOLD = "GreaterThanThreshold",
        /// Less than the threshold.
        LESS_THAN_THRESHOLD = "LessThanThreshold",
        /// The threshold or less.
        LESS_THAN_OR_EQUAL_TO_THRESHOLD = "LessThanOrEqualToThreshold",
        /// Outside of what is expected. For anomalies only.
        LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD = "LessThanLowerOrGreaterThanUpperThreshold",
        /// More than what is expected. For anomalies only.
        GREATER_THAN_UPPER_THRESHOLD = "GreaterThanUpperThreshold",
        /// Less than what is expected. For anomalies only.
        LESS_THAN_LOWER_THRESHOLD = "LessThanLowerThreshold",
    }
}

impl ComparisonOperator {
    /// Whether it compares with what is expected instead of a threshold.
    pub(super) fn is_for_anomalies(&self) -> bool {
        [
            Self::LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
            Self::GREATER_THAN_UPPER_THRESHOLD,
            Self::LESS_THAN_LOWER_THRESHOLD,
        ]
        .contains(self)
    }
}

open_enum! {
    /// What an alarm takes periods for in which its metric has no data.
    pub struct TreatMissingData {
        /// For bad ones.
        BREACHING = "breaching",
        /// For good ones.
        NOT_BREACHING = "notBreaching",
        /// They do not count: the alarm stays as it is.
        IGNORE = "ignore",
        /// They do not count, and an alarm that has nothing else lacks data.
        MISSING = "missing",
    }
}

open_enum! {
    /// What a metric is measured in.
    pub struct Unit {
        /// Seconds.
        SECONDS = "Seconds",
        /// Microseconds.
        MICROSECONDS = "Microseconds",
        /// Milliseconds.
        MILLISECONDS = "Milliseconds",
        /// Bytes.
        BYTES = "Bytes",
        /// Kilobytes.
        KILOBYTES = "Kilobytes",
        /// Megabytes.
        MEGABYTES = "Megabytes",
        /// Gigabytes.
        GIGABYTES = "Gigabytes",
        /// Terabytes.
        TERABYTES = "Terabytes",
        /// Bits.
        BITS = "Bits",
        /// Kilobits.
        KILOBITS = "Kilobits",
        /// Megabits.
        MEGABITS = "Megabits",
        /// Gigabits.
        GIGABITS = "Gigabits",
        /// Terabits.
        TERABITS = "Terabits",
        /// Percent.
        PERCENT = "Percent",
        /// How many there are.
        COUNT = "Count",
        /// Bytes a second.
        BYTES_PER_SECOND = "Bytes/Second",
        /// Kilobytes a second.
        KILOBYTES_PER_SECOND = "Kilobytes/Second",
        /// Megabytes a second.
        MEGABYTES_PER_SECOND = "Megabytes/Second",
        /// Gigabytes a second.
        GIGABYTES_PER_SECOND = "Gigabytes/Second",
        /// Terabytes a second.
        TERABYTES_PER_SECOND = "Terabytes/Second",
        /// Bits a second.
        BITS_PER_SECOND = "Bits/Second",
        /// Kilobits a second.
        KILOBITS_PER_SECOND = "Kilobits/Second",
        /// Megabits a second.
        MEGABITS_PER_SECOND = "Megabits/Second",
        /// Gigabits a second.
        GIGABITS_PER_SECOND = "Gigabits/Second",
        /// Terabits a second.
        TERABITS_PER_SECOND = "Terabits/Second",
        /// How many there are a second.
        COUNT_PER_SECOND = "Count/Second",
        /// None.
        NONE = "None",
    }
}
