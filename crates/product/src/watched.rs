//! What alarms watch, as data. [`Alarms`](crate::alarms::Alarms) makes alarms of it.

use purlin_aws::ec2::InstanceType;

/// One thing that is watched.
#[derive(Clone, Copy)]
pub struct Watched {
    /// The construct's id.
    pub id: &'static str,
    /// The alarm's name, which is in the mail.
    pub name: &'static str,
    /// The metric's namespace, such as `AWS/EC2`.
    pub namespace: &'static str,
    /// The metric.
    pub metric: &'static str,
    /// What is made of the values of a period.
    pub statistic: &'static str,
    /// In seconds.
    pub period: u64,
    /// How many periods have to be bad, one after the other.
    pub periods: i64,
    /// On which side of the threshold it is bad.
    pub direction: Direction,
    /// In the metric's unit.
    pub threshold: f64,
    /// What it means that nothing was measured.
    pub missing: Missing,
    /// What AWS does at once.
    pub reaction: Reaction,
    /// Whether only instances have it that earn credits for their processor.
    pub has_credits: bool,
    /// What has happened, and what to do. `{product}` stands for [the product](crate::alarms::Told::display_name).
    pub description: &'static str,
}

/// On which side of the threshold it is bad.
#[derive(Clone, Copy)]
pub enum Direction {
    /// As much as the threshold, or more.
    AtLeast,
    /// Less than the threshold.
    Below,
}

/// What it means that nothing was measured.
#[derive(Clone, Copy)]
pub enum Missing {
    /// Nothing has happened, or this type of instance does not tell.
    Good,
    /// That it does not run.
    Bad,
    /// Neither, as while an instance is stopped: nothing is done to it.
    Unknown,
}

/// What AWS does at once, beside telling.
#[derive(Clone, Copy)]
pub enum Reaction {
    /// Nothing.
    None,
    /// The instance goes on on other hardware, with its disk and addresses.
    Recover,
    /// The instance starts anew.
    Reboot,
}

/// What a type of instance has: some earn credits for their processor.
pub fn of_type<'w>(all: &'w [Watched], instance_type: &str) -> impl Iterator<Item = &'w Watched> {
    let bare = instance_type.trim_start_matches("db.").trim_start_matches("cache.").to_owned();
    let is_burstable = InstanceType::new(bare).is_burstable() == Some(true);
    all.iter().filter(move |watched| !watched.has_credits || is_burstable)
}

/// What most have in common: one minute in which the largest value reaches 1 is bad, and nothing is good.
pub const USUAL: Watched = Watched {
    id: "",
    name: "",
    namespace: "",
    metric: "",
    statistic: "Maximum",
    period: 60,
    periods: 1,
    direction: Direction::AtLeast,
    threshold: 1.0,
    missing: Missing::Good,
    reaction: Reaction::None,
    has_credits: false,
    description: "",
};
