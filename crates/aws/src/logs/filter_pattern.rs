//! Patterns that events match or do not.

use std::panic::Location;

use purlin_core::{Finding, Scope};

/// Which events of a log group are meant.
///
/// ```
/// use purlin_aws::logs::{FilterPattern, NumberComparison};
///
/// let failures = FilterPattern::any_term(["ERROR", "FATAL"]);
/// assert_eq!(failures.text(), r#"?"ERROR" ?"FATAL""#);
///
/// let slow = FilterPattern::all([
///     FilterPattern::exists("$.queue"),
///     FilterPattern::number_value("$.latency", NumberComparison::Greater, 1000),
/// ]);
/// assert_eq!(slow.text(), r#"{ ($.queue = "*") && ($.latency > 1000) }"#);
/// ```
///
/// [Pattern syntax](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterPattern {
    pub(super) text: String,
    /// What is wrong with it; told where it is used.
    pub(super) mistake: Option<String>,
}

/// A pattern for events that are JSON, which can be a part of a larger one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPattern(String);

/// How a text in an event compares with one in a pattern, which can have `*` at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StringComparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
}

impl StringComparison {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            StringComparison::Equal => "=",
            StringComparison::NotEqual => "!=",
        }
    }
}

/// How a number in an event compares with one in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberComparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl NumberComparison {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            NumberComparison::Equal => "=",
            NumberComparison::NotEqual => "!=",
            NumberComparison::Less => "<",
            NumberComparison::LessOrEqual => "<=",
            NumberComparison::Greater => ">",
            NumberComparison::GreaterOrEqual => ">=",
        }
    }
}

impl FilterPattern {
    /// A pattern as CloudWatch Logs writes it.
    pub fn literal(text: impl Into<String>) -> Self {
        FilterPattern { text: text.into(), mistake: None }
    }

    /// All events.
    pub fn all_events() -> Self {
        Self::literal("")
    }

    /// Events in which all of these texts occur.
    pub fn all_terms<T: AsRef<str>>(terms: impl IntoIterator<Item = T>) -> Self {
        Self::any_term_group([terms])
    }

    /// Events in which one of these texts occurs.
    pub fn any_term<T: AsRef<str>>(terms: impl IntoIterator<Item = T>) -> Self {
        Self::any_term_group(terms.into_iter().map(|term| [term]))
    }

    /// Events in which all texts of one of these groups occur.
    pub fn any_term_group<G: IntoIterator<Item = T>, T: AsRef<str>>(groups: impl IntoIterator<Item = G>) -> Self {
        let groups = groups.into_iter().map(|terms| {
            let terms: Vec<String> = terms.into_iter().map(|term| quoted(term.as_ref())).collect();
            terms.join(" ")
        });
        let groups: Vec<String> = groups.collect();
        match &groups[..] {
            [only] => Self::literal(only.as_str()),
            groups => Self::literal(groups.iter().map(|group| format!("?{group}")).collect::<Vec<_>>().join(" ")),
        }
    }

    /// JSON events in which a field, such as `$.component`, compares with a text like this.
    pub fn string_value(field: &str, comparison: StringComparison, value: &str) -> JsonPattern {
        JsonPattern(format!("{field} {} {}", comparison.symbol(), quoted(value)))
    }

    /// JSON events in which a field, such as `$.latency`, compares with a number like this.
    pub fn number_value(field: &str, comparison: NumberComparison, value: impl Into<f64>) -> JsonPattern {
        JsonPattern(format!("{field} {} {}", comparison.symbol(), value.into()))
    }

    /// JSON events in which a field matches a regular expression, or does not.
    pub fn regex_value(field: &str, comparison: StringComparison, expression: &str) -> JsonPattern {
        JsonPattern(format!("{field} {} %{expression}%", comparison.symbol()))
    }

    /// JSON events in which a field is there and `null`.
    pub fn is_null(field: &str) -> JsonPattern {
        JsonPattern(format!("{field} IS NULL"))
    }

    /// JSON events in which a field is missing.
    pub fn not_exists(field: &str) -> JsonPattern {
        JsonPattern(format!("{field} NOT EXISTS"))
    }

    /// JSON events in which a field is there.
    pub fn exists(field: &str) -> JsonPattern {
        Self::string_value(field, StringComparison::Equal, "*")
    }

    /// JSON events in which a field is true, or false.
    pub fn boolean_value(field: &str, value: bool) -> JsonPattern {
        JsonPattern(format!("{field} IS {}", if value { "TRUE" } else { "FALSE" }))
    }

    /// JSON events that match all of these patterns: all events, when there is none.
    pub fn all(patterns: impl IntoIterator<Item = JsonPattern>) -> JsonPattern {
        combined(patterns, " && ")
    }

    /// JSON events that match one of these patterns.
    pub fn any(patterns: impl IntoIterator<Item = JsonPattern>) -> JsonPattern {
        combined(patterns, " || ")
    }

    /// The pattern as CloudWatch Logs writes it.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn report_mistake(&self, scope: &Scope, at: &'static Location<'static>) {
        if let Some(mistake) = &self.mistake {
            let help = "name each column with letters, digits, hyphens and underscores, and at most one `...`";
            scope.report(Finding::error("bad-filter-pattern", mistake.as_str()).at(at).help(help));
        }
    }
}

impl JsonPattern {
    /// The pattern as CloudWatch Logs writes it.
    pub fn text(&self) -> String {
        format!("{{ {} }}", self.0)
    }
}

impl From<JsonPattern> for FilterPattern {
    fn from(pattern: JsonPattern) -> Self {
        FilterPattern::literal(pattern.text())
    }
}

fn combined(patterns: impl IntoIterator<Item = JsonPattern>, operator: &str) -> JsonPattern {
    let mut patterns: Vec<JsonPattern> = patterns.into_iter().collect();
    if patterns.len() == 1 {
        return patterns.remove(0);
    }
    let clauses: Vec<String> = patterns.into_iter().map(|pattern| format!("({})", pattern.0)).collect();
    JsonPattern(clauses.join(operator))
}

/// A text between quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
