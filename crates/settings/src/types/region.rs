//! AWS regions and their zones.

use crate::Mistake;
use crate::source::quoted;
use crate::suggest::suggest;
use crate::text::checked_text;

/// What regions' names begin with.
const AREAS: &[&str] = &[
    "af", "ap", "ca", "cn", "eu", "eu-isoe", "eusc-de", "il", "me", "mx", "sa", "us", "us-gov", "us-iso", "us-isob",
    "us-isof",
];

/// What follows upon the area.
const DIRECTIONS: &[&str] =
    &["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

/// Regions known today, for suggestions alone: newer ones are accepted by their form.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-west-1",
    "us-west-2",
];

checked_text! {
    /// An AWS region, such as `eu-west-1`. Regions that are newer than this program are known by their form.
    ///
    /// ```
    /// use purlin_settings::Region;
    ///
    /// assert_eq!("eu-west-1".parse::<Region>()?.as_str(), "eu-west-1");
    /// assert_eq!("eu-wset-1".parse::<Region>().unwrap_err().help, "did you mean `eu-west-1`?");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    Region, "an AWS region", check,
    {"type": "string", "pattern": "^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", "examples": ["eu-west-1"]}
}

checked_text! {
    /// An availability zone, such as `eu-west-1a`.
    ///
    /// ```
    /// use purlin_settings::AvailabilityZone;
    ///
    /// let zone: AvailabilityZone = "eu-west-1a".parse()?;
    /// assert_eq!(zone.region(), "eu-west-1");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    AvailabilityZone, "an availability zone", check_zone,
    {"type": "string", "pattern": "^[a-z]{2,4}(-[a-z]+)+-[0-9]+[a-z]$", "examples": ["eu-west-1a"]}
}

impl AvailabilityZone {
    /// The name of its region.
    pub fn region(&self) -> &str {
        self.text.trim_end_matches(|c: char| c.is_ascii_lowercase())
    }
}

/// Checks the name of a region.
pub(super) fn check(text: &str) -> Result<(), Mistake> {
    if is_region(text) {
        return Ok(());
    }
    let trimmed = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if trimmed != text && is_region(trimmed) {
        return Err(Mistake::new(
            format!("{} is an availability zone", quoted(text)),
            format!("write its region: `{trimmed}`"),
        ));
    }
    let help = match suggest(text, KNOWN.iter().copied()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "write the region's code, such as `eu-west-1`".to_owned(),
    };
    Err(Mistake::new(format!("there is no region {}", quoted(text)), help))
}

fn check_zone(text: &str) -> Result<(), Mistake> {
    if is_region(text) {
        return Err(Mistake::new(
            format!("{} is a region", quoted(text)),
            format!("write the letter of a zone behind it: `{text}a`"),
        ));
    }
    match text.strip_suffix(|c: char| c.is_ascii_lowercase()) {
        Some(region) => check(region),
        None => Err(Mistake::new(
            format!("{} does not end with the letter of a zone", quoted(text)),
            "write a region and a letter, such as `eu-west-1a`",
        )),
    }
}

fn is_region(text: &str) -> bool {
    let Some((rest, number)) = text.rsplit_once('-') else { return false };
    let Some((area, direction)) = rest.rsplit_once('-') else { return false };
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && AREAS.contains(&area) && DIRECTIONS.contains(&direction)
}
