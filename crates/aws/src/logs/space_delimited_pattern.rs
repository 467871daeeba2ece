//! Patterns for events whose words stand in columns.

use super::filter_pattern::quoted;
use super::{FilterPattern, NumberComparison, StringComparison};

/// Stands for any number of columns.
const ELLIPSIS: &str = "...";

/// Events whose words stand in columns, such as those of web servers.
///
/// ```
/// use purlin_aws::logs::{FilterPattern, NumberComparison, SpaceDelimitedPattern, StringComparison};
///
/// let failed = SpaceDelimitedPattern::new(["time", "component", "...", "status"])
///     .where_string("component", StringComparison::Equal, "HttpServer")
///     .where_number("status", NumberComparison::GreaterOrEqual, 500);
/// assert_eq!(FilterPattern::from(failed).text(), r#"[time, component = "HttpServer", ..., status >= 500]"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct SpaceDelimitedPattern {
    columns: Vec<(String, Vec<String>)>,
    mistake: Option<String>,
}

impl SpaceDelimitedPattern {
    /// Events with these columns; `...` stands for any number of them, once.
    #[doc(alias = "spaceDelimited")]
    pub fn new<C: Into<String>>(columns: impl IntoIterator<Item = C>) -> Self {
        let columns: Vec<(String, Vec<String>)> = columns.into_iter().map(|name| (name.into(), Vec::new())).collect();
        let named =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let unnamed = columns.iter().find(|(name, _)| name != ELLIPSIS && !named(name));
        let ellipses = columns.iter().filter(|(name, _)| name == ELLIPSIS).count();
        let mistake = match unnamed {
            Some((name, _)) => Some(format!("`{name}` cannot be the name of a column")),
            None => (ellipses > 1).then(|| "there is more than one `...`".to_owned()),
        };
        SpaceDelimitedPattern { columns, mistake }
    }

    /// Only those in which a column compares with a text like this.
    pub fn where_string(self, column: &str, comparison: StringComparison, value: &str) -> Self {
        self.restricted(column, format!("{} {}", comparison.symbol(), quoted(value)))
    }

    /// Only those in which a column compares with a number like this.
    pub fn where_number(self, column: &str, comparison: NumberComparison, value: impl Into<f64>) -> Self {
        self.restricted(column, format!("{} {}", comparison.symbol(), value.into()))
    }

    fn restricted(mut self, column: &str, restriction: String) -> Self {
        match self.columns.iter_mut().find(|(name, _)| name == column && name != ELLIPSIS) {
            Some((_, restrictions)) => restrictions.push(restriction),
            None => self.mistake = Some(format!("`{column}` is none of the pattern's columns")),
        }
        self
    }
}

impl From<SpaceDelimitedPattern> for FilterPattern {
    fn from(pattern: SpaceDelimitedPattern) -> Self {
        let columns = pattern.columns.into_iter().map(|(name, restrictions)| match restrictions.is_empty() {
            true => name,
            false => {
                let all: Vec<String> = restrictions.iter().map(|restriction| format!("{name} {restriction}")).collect();
                all.join(" && ")
            }
        });
        let columns: Vec<String> = columns.collect();
        FilterPattern { text: format!("[{}]", columns.join(", ")), mistake: pattern.mistake }
    }
}
