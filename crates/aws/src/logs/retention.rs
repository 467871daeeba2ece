//! For how long events are kept.

/// For how long a log group keeps its events.
///
/// ```
/// use purlin_aws::logs::RetentionDays;
///
/// assert_eq!(RetentionDays::TWO_YEARS.days(), Some(731));
/// assert_eq!(RetentionDays::INFINITE.days(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RetentionDays(Option<i64>);

impl RetentionDays {
    /// 1 day.
    pub const ONE_DAY: Self = Self(Some(1));
    /// 3 days.
    pub const THREE_DAYS: Self = Self(Some(3));
    /// 5 days.
    pub const FIVE_DAYS: Self = Self(Some(5));
    /// 7 days.
    pub const ONE_WEEK: Self = Self(Some(7));
    /// 14 days.
    pub const TWO_WEEKS: Self = Self(Some(14));
    /// 30 days.
    pub const ONE_MONTH: Self = Self(Some(30));
    /// 60 days.
    pub const TWO_MONTHS: Self = Self(Some(60));
    /// 90 days.
    pub const THREE_MONTHS: Self = Self(Some(90));
    /// 120 days.
    pub const FOUR_MONTHS: Self = Self(Some(120));
    /// 150 days.
    pub const FIVE_MONTHS: Self = Self(Some(150));
    /// 180 days.
    pub const SIX_MONTHS: Self = Self(Some(180));
    /// 365 days.
    pub const ONE_YEAR: Self = Self(Some(365));
    /// 400 days.
    pub const THIRTEEN_MONTHS: Self = Self(Some(400));
    /// 545 days.
    pub const EIGHTEEN_MONTHS: Self = Self(Some(545));
    /// 731 days.
    pub const TWO_YEARS: Self = Self(Some(731));
    /// 1,096 days.
    pub const THREE_YEARS: Self = Self(Some(1096));
    /// 1,827 days.
    pub const FIVE_YEARS: Self = Self(Some(1827));
    /// 2,192 days.
    pub const SIX_YEARS: Self = Self(Some(2192));
    /// 2,557 days.
    pub const SEVEN_YEARS: Self = Self(Some(2557));
    /// 2,922 days.
    pub const EIGHT_YEARS: Self = Self(Some(2922));
    /// 3,288 days.
    pub const NINE_YEARS: Self = Self(Some(3288));
    /// 3,653 days.
    pub const TEN_YEARS: Self = Self(Some(3653));
    /// Forever.
    pub const INFINITE: Self = Self(None);

    /// So many days, for a number that has no name here. CloudWatch takes certain numbers only.
    pub const fn new(days: i64) -> Self {
        Self(Some(days))
    }

    /// How many days; `None` for ever.
    pub const fn days(self) -> Option<i64> {
        self.0
    }
}
