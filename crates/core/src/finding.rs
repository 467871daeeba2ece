//! Findings: everything that is wrong, or worth knowing, with the place in the user's program that caused it.

use std::fmt::{self, Write};
use std::hash::BuildHasher;
use std::panic::Location;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::visible::{Visibly, is_escaped};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what is wanted.
    Warning,
    /// Nothing is written as long as it stands.
    Error,
}

/// A place in a file: of the user's program, or of a settings or context file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file, as the compiler or the user named it.
    pub file: String,
    /// The line, counted from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// The column, counted from 1; 0 where the line as a whole is meant.
    pub column: u32,
    /// The line's own text, where it can be shown.
    pub snippet: Option<String>,
    /// How many characters of the line are meant.
    pub length: u32,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), line: 0, column: 0, snippet: None, length: 0 }
    }
}

impl From<&Location<'_>> for Place {
    fn from(location: &Location<'_>) -> Self {
        Place {
            file: location.file().to_owned(),
            line: location.line(),
            column: location.column(),
            snippet: None,
            length: 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file may be called anything.
        Visibly(&mut *formatter).write_str(&self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
            if self.column > 0 {
                write!(formatter, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}

/// Something that is wrong, or worth knowing: what, where, and what to do.
///
/// ```
/// use purlin_core::{Finding, Place};
///
/// let finding = Finding::error("missing-setting", "the setting `queue_address` is missing")
///     .at(Place::file("config.yaml"))
///     .help("add `queue_address: ` with the address that Valohai gave you");
/// assert_eq!(finding.to_string().lines().count(), 3);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's name: lower-case words with hyphens, the same for all findings of one kind.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The path of the construct that it is about.
    pub construct: Option<String>,
    /// Where in the user's files it was caused.
    pub place: Option<Place>,
    /// Further places that take part in it, each with what it has to do with it.
    pub related: Vec<(String, Place)>,
    /// What to do.
    pub help: Option<String>,
    /// Why it stays as it is, where the program says so: what would otherwise be wrong is then only worth knowing.
    pub accepted: Option<String>,
}

impl Finding {
    /// An error: nothing is written as long as it stands.
    pub fn error(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, rule, message)
    }

    /// A warning.
    pub fn warning(rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, rule, message)
    }

    /// A finding of any severity.
    pub fn new(severity: Severity, rule: impl Into<String>, message: impl Into<String>) -> Self {
        Finding {
            severity,
            rule: rule.into(),
            message: message.into(),
            construct: None,
            place: None,
            related: Vec::new(),
            help: None,
            accepted: None,
        }
    }

    /// Where it was caused.
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// The path of the construct that it is about.
    pub fn construct(mut self, path: impl Into<String>) -> Self {
        self.construct = Some(path.into());
        self
    }

    /// Another place that takes part in it.
    pub fn related(mut self, what: impl Into<String>, place: impl Into<Place>) -> Self {
        self.related.push((what.into(), place.into()));
        self
    }

    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Why it stays as it is, which is told with it. It is only worth knowing from then on, whatever it was.
    ///
    /// ```
    /// use purlin_core::{Finding, Severity};
    ///
    /// let finding = Finding::error("plain-text", "the listener serves HTTP").accepted("TLS ends at the proxy");
    /// assert_eq!(finding.severity, Severity::Info);
    /// assert_eq!(finding.to_string(), "info[plain-text]: the listener serves HTTP; accepted, since TLS ends at the proxy");
    /// ```
    pub fn accepted(mut self, reason: impl Into<String>) -> Self {
        self.severity = Severity::Info;
        self.accepted = Some(reason.into());
        self
    }
}

impl fmt::Display for Finding {
    /// The finding as people read it, over several lines, without a line break at the end. What it quotes from files of others does
    /// nothing to a terminal: see [`Visible`](crate::Visible).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut formatter = Visibly(formatter);
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        write!(formatter, "{severity}[{}]: {}", self.rule, self.message)?;
        if let Some(reason) = &self.accepted {
            write!(formatter, "; accepted, since {reason}")?;
        }
        match (&self.place, self.construct.as_deref().filter(|path| !path.is_empty())) {
            (Some(place), Some(path)) => write!(formatter, "\n  --> {place} ({path})")?,
            (Some(place), None) => write!(formatter, "\n  --> {place}")?,
            (None, Some(path)) => write!(formatter, "\n  --> {path}")?,
            (None, None) => {}
        }
        if let Some(Place { line, column, snippet: Some(snippet), length, .. }) = &self.place {
            let gutter = " ".repeat(line.to_string().len());
            let blank: String = snippet
                .chars()
                .take(column.saturating_sub(1) as usize)
                .flat_map(|character| {
                    let width = if is_escaped(character) { character.escape_default().len() } else { 1 };
                    std::iter::repeat_n(if character == '\t' { '\t' } else { ' ' }, width)
                })
                .collect();
            let mark = "^".repeat((*length).max(1) as usize);
            write!(formatter, "\n {gutter} |\n {line} | {snippet}\n {gutter} | {blank}{mark}")?;
        }
        for (what, place) in &self.related {
            write!(formatter, "\n  ::: {place}: {what}")?;
        }
        if let Some(help) = &self.help {
            write!(formatter, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// All findings of one run, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    /// Positions in the list by what is there: there can be very many, when one mistake is made in a loop.
    positions: HashTable<usize>,
    hasher: DefaultHashBuilder,
}

impl Findings {
    /// Adds one, unless the very same is already there.
    pub fn push(&mut self, finding: Finding) {
        let Findings { list, positions, hasher } = self;
        let hash = hasher.hash_one(&finding);
        if positions.find(hash, |&position| list[position] == finding).is_none() {
            positions.insert_unique(hash, list.len(), |&position| hasher.hash_one(&list[position]));
            list.push(finding);
        }
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many of them have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Each finding.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }
}

impl PartialEq for Findings {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Findings {}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        let mut all = Findings::default();
        all.extend(findings);
        all
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Findings::from_iter([finding])
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n\n")?;
            }
            finding.fmt(formatter)?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
