//! Sizes of machines: of EC2, RDS and ElastiCache.

use crate::Mistake;
use crate::source::quoted;
use crate::suggest::suggest;
use crate::text::checked_text;

/// Sizes by name; others are a number and `xlarge`, or `metal` with a size.
const SIZES: &[&str] = &["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "metal"];

checked_text! {
    /// An EC2 instance type such as `m5.xlarge`.
    ///
    /// ```
    /// use purlin_settings::InstanceType;
    ///
    /// assert_eq!("m5.xlarge".parse::<InstanceType>()?.family(), "m5");
    /// assert_eq!("m5.xlrage".parse::<InstanceType>().unwrap_err().help, "did you mean `m5.xlarge`?");
    /// # Ok::<(), purlin_settings::Mistake>(())
    /// ```
    InstanceType, "an instance type", |text| check(text, ""),
    {"type": "string", "pattern": r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$", "examples": ["m5.xlarge"]}
}

checked_text! {
    /// The class of an RDS database instance such as `db.m6g.large`, or `db.serverless`.
    ///
    /// ```
    /// use purlin_settings::DbInstanceClass;
    ///
    /// assert!("db.m6g.large".parse::<DbInstanceClass>().is_ok());
    /// assert_eq!("m6g.large".parse::<DbInstanceClass>().unwrap_err().help, "write `db.m6g.large`");
    /// ```
    DbInstanceClass, "the class of a database instance",
    |text| if text == "db.serverless" { Ok(()) } else { check(text, "db.") },
    {"type": "string", "pattern": r"^db\.([a-z][a-z0-9-]*\.[a-z0-9-]+|serverless)$", "examples": ["db.m6g.large"]}
}

checked_text! {
    /// The type of an ElastiCache node such as `cache.t4g.small`.
    ///
    /// ```
    /// use purlin_settings::CacheNodeType;
    ///
    /// assert!("cache.t4g.small".parse::<CacheNodeType>().is_ok());
    /// ```
    CacheNodeType, "the type of a cache node", |text| check(text, "cache."),
    {"type": "string", "pattern": r"^cache\.[a-z][a-z0-9-]*\.[a-z0-9-]+$", "examples": ["cache.t4g.small"]}
}

impl InstanceType {
    /// What stands before the dot.
    pub fn family(&self) -> &str {
        self.text.split_once('.').map_or(&self.text, |(family, _)| family)
    }
}

fn check(text: &str, service: &str) -> Result<(), Mistake> {
    let other = ["db.", "cache."].into_iter().find(|other| *other != service && text.starts_with(*other));
    let bare = other.and_then(|other| text.strip_prefix(other));
    if let Some(bare) = bare.or_else(|| Some(text).filter(|text| !text.starts_with(service))) {
        let reason = match other {
            Some(other) => format!("`{other}` belongs to another service"),
            None => format!("it does not begin with `{service}`"),
        };
        return Err(Mistake::new(reason, format!("write {}", quoted(&format!("{service}{bare}")))));
    }
    let bare = text.strip_prefix(service).unwrap_or(text);
    let example = format!("write a family and a size with a dot between, such as `{service}m5.large`");
    let Some((family, size)) = bare.split_once('.') else {
        return Err(Mistake::new(format!("{} has no size", quoted(text)), example));
    };
    let lower =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let has_digit = family.bytes().any(|byte| byte.is_ascii_digit());
    if !family.starts_with(|c: char| c.is_ascii_lowercase()) || !lower(family) || !has_digit {
        return Err(Mistake::new(format!("there is no family {}", quoted(family)), example));
    }
    if is_size(size) {
        return Ok(());
    }
    let help = match suggest(size, SIZES.iter().copied()) {
        Some(known) => format!("did you mean {}?", quoted(&format!("{service}{family}.{known}"))),
        None => format!("the sizes are {} and more of `xlarge` and `metal`", SIZES.join(", ")),
    };
    Err(Mistake::new(format!("there is no size {}", quoted(size)), help))
}

fn is_size(size: &str) -> bool {
    let is_number =
        |text: &str| !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    SIZES.contains(&size)
        || size.strip_suffix("xlarge").is_some_and(is_number)
        || size.strip_prefix("metal-").and_then(|rest| rest.strip_suffix("xl")).is_some_and(is_number)
}
