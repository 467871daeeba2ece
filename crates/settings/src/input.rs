//! A value of the file as the types see it that read it.

use std::cell::RefCell;

use purlin_core::{Finding, Findings, Place};

use crate::located::Origin;
use crate::source::{Source, Span, escaped, quoted};
use crate::text::Mistake;
use crate::tree::{Content, Entry, Node};

/// After so many mistakes the rest is not shown.
pub(crate) const MOST_FINDINGS: usize = 100;

/// Collects what is wrong while a file is read.
pub(crate) struct Reading<'a> {
    source: &'a Source,
    findings: RefCell<Vec<Finding>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(source: &'a Source) -> Self {
        Reading { source, findings: RefCell::default() }
    }

    /// Takes in what others found, as it is.
    pub(crate) fn extend(&self, findings: Findings) {
        for finding in findings {
            self.push(finding);
        }
    }

    /// All that was found.
    pub(crate) fn into_findings(self) -> Findings {
        bounded(self.findings.into_inner(), self.source)
    }

    fn push(&self, finding: Finding) -> Refused {
        let mut findings = self.findings.borrow_mut();
        if findings.len() <= MOST_FINDINGS {
            findings.push(finding);
        }
        Refused(())
    }
}

/// The findings in the order of the file, at most [`MOST_FINDINGS`] and a word about the rest.
pub(crate) fn bounded(mut findings: Vec<Finding>, source: &Source) -> Findings {
    let more = findings.len() > MOST_FINDINGS;
    findings.truncate(MOST_FINDINGS);
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| (place.line, place.column)));
    if more {
        findings.push(
            Finding::error("too-many-findings", format!("there are more than {MOST_FINDINGS} mistakes"))
                .at(source.place(Span::FILE))
                .help("correct these, then look again; perhaps the file is not the one that is meant"),
        );
    }
    findings.into_iter().map(printable).collect()
}

/// A finding whose texts can be shown, whoever wrote them and whatever of the file they quote.
fn printable(finding: Finding) -> Finding {
    Finding {
        message: escaped(&finding.message, false),
        related: finding.related.into_iter().map(|(what, place)| (escaped(&what, false), place)).collect(),
        help: finding.help.map(|help| escaped(&help, true)),
        ..finding
    }
}

/// Stands for a value that could not be read. Only an [`Input`] makes it, together with a finding that says why.
#[derive(Debug)]
pub struct Refused(());

/// A value in the file, not yet read: what it is, its place, and where to report what is wrong with it.
///
/// A [`Setting`](crate::Setting) written by hand reads from it; most types need [`Text`](crate::Text) only.
#[derive(Clone)]
pub struct Input<'a> {
    node: &'a Node,
    /// The key before the value.
    key: Option<Span>,
    /// The names from the section to here, joined by dots.
    name: String,
    is_key: bool,
    given: bool,
    reading: &'a Reading<'a>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(node: &'a Node, key: Option<Span>, name: &str, reading: &'a Reading<'a>) -> Self {
        Input { node, key, name: name.to_owned(), is_key: false, given: true, reading }
    }

    /// The names from the section to here, such as `hybrid.network.zones[0]`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the value stands; where nothing stands behind a key, or the value begins on a later line, the key.
    pub fn place(&self) -> Place {
        self.reading.source.place(self.span())
    }

    /// The place, and whether the value was written there or is a default.
    pub fn origin(&self) -> Origin {
        Origin::new(self.place(), self.given && !self.is_null())
    }

    /// Whether nothing, or `null`, was written.
    pub fn is_null(&self) -> bool {
        self.node.is_null()
    }

    /// The text of a scalar, letter by letter as it was written. `expected` names what should stand here, with its
    /// article: "a domain name".
    ///
    /// # Errors
    /// Where there is no value, a list or a map.
    pub fn text(&self, expected: &str) -> Result<&'a str, Refused> {
        match &self.node.content {
            _ if self.is_null() => Err(self.refuse_null(expected)),
            Content::Scalar { text, .. } => Ok(text),
            Content::List(_) | Content::Map(_) => {
                Err(self.mistyped(expected, format!("write {expected} in its place")))
            }
        }
    }

    /// Whether it is a map: for types that are written as a map or as a text.
    pub fn is_map(&self) -> bool {
        matches!(self.node.content, Content::Map(_))
    }

    /// Whether it is a scalar without quotes, which may be a number or a boolean.
    pub fn is_plain(&self) -> bool {
        matches!(self.node.content, Content::Scalar { plain: true, .. })
    }

    /// The items of a list.
    ///
    /// # Errors
    /// Where there is no value, or something that is no list.
    pub fn items(&self) -> Result<Vec<Input<'a>>, Refused> {
        match &self.node.content {
            _ if self.is_null() => Err(self.refuse_null("a list")),
            Content::List(items) => {
                Ok(items.iter().enumerate().map(|(at, item)| self.below(item, None, format!("[{at}]"))).collect())
            }
            Content::Scalar { text, .. } => {
                let help = format!("write `[{0}]`, or `- {0}` on a line of its own", quoted(text).trim_matches('`'));
                Err(self.mistyped("a list", help))
            }
            Content::Map(_) => Err(self.mistyped("a list", "begin each item with `- `")),
        }
    }

    /// The keys and values of a map.
    ///
    /// # Errors
    /// Where there is no value, or something that is no map.
    pub fn entries(&self) -> Result<Vec<(Input<'a>, Input<'a>)>, Refused> {
        let entry = |entry: &'a Entry| {
            let key = Input { is_key: true, key: None, node: &entry.key, ..self.clone() };
            (key, self.child(entry))
        };
        Ok(self.map("a map")?.iter().map(entry).collect())
    }

    /// Records a finding; without a place of its own it gets the place of this value.
    pub fn refuse(&self, mut finding: Finding) -> Refused {
        finding.place.get_or_insert_with(|| self.place());
        if let Some(anchored) = self.node.anchored {
            finding = finding.related("the value is written here", self.reading.source.place(anchored));
        }
        if !self.given {
            finding.message.push_str(" (this is its default)");
        }
        self.reading.push(finding)
    }

    /// Records what is wrong with a text.
    pub fn refuse_text(&self, expected: &str, mistake: Mistake) -> Refused {
        let message = format!("{} is not {expected}: {}", self.subject(), mistake.reason);
        self.refuse(Finding::error("invalid-setting", message).help(mistake.help))
    }

    /// Records that something of another kind stands here than expected.
    pub fn mistyped(&self, expected: &str, help: impl Into<String>) -> Refused {
        let message = format!("{}: {} was found where {expected} is expected", self.subject(), self.found());
        self.refuse(Finding::error("wrong-type", message).help(help))
    }

    fn refuse_null(&self, expected: &str) -> Refused {
        let finding = Finding::error("no-value", format!("{} has no value", self.subject()));
        self.refuse(finding.help(format!("write {expected} there")))
    }

    /// How messages speak of the value.
    pub(crate) fn subject(&self) -> String {
        match (self.name.is_empty(), self.is_key) {
            (true, _) => "the file".to_owned(),
            (false, true) => format!("a key of {}", quoted(&self.name)),
            (false, false) => quoted(&self.name),
        }
    }

    fn found(&self) -> String {
        match &self.node.content {
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a map".to_owned(),
            Content::Scalar { text, plain: true } => quoted(text),
            Content::Scalar { text, plain: false } => format!("the text {}", quoted(text)),
        }
    }

    pub(crate) fn map(&self, expected: &str) -> Result<&'a [Entry], Refused> {
        match &self.node.content {
            _ if self.is_null() => Err(self.refuse_null(expected)),
            Content::Map(entries) => Ok(entries),
            Content::List(_) => Err(self.mistyped(expected, "write `name: value` lines, without `- ` before them")),
            Content::Scalar { .. } => {
                Err(self.mistyped(expected, "write `name: value` lines below it, indented by two spaces"))
            }
        }
    }

    /// The value of a map's entry.
    pub(crate) fn child(&self, entry: &'a Entry) -> Input<'a> {
        let dot = if self.name.is_empty() { "" } else { "." };
        self.below(&entry.value, Some(entry.key.span), format!("{dot}{}", entry.name()))
    }

    /// A value that the file does not give, at the place of this one.
    pub(crate) fn default_child<'b>(&self, node: &'b Node, key: Option<Span>, name: &str) -> Input<'b>
    where
        'a: 'b,
    {
        let dot = if self.name.is_empty() { "" } else { "." };
        Input { given: false, ..self.below(node, key.or(self.key), format!("{dot}{name}")) }
    }

    pub(crate) fn span(&self) -> Span {
        match self.key {
            Some(key) if self.node.is_null() || self.node.span.line != key.line => key,
            _ => self.node.span,
        }
    }

    pub(crate) fn place_of(&self, span: Span) -> Place {
        self.reading.source.place(span)
    }

    /// The name of a setting below this one.
    pub(crate) fn sub_name(&self, name: &str) -> String {
        if self.name.is_empty() { name.to_owned() } else { format!("{}.{name}", self.name) }
    }

    /// Stands for a value whose finding is recorded elsewhere.
    pub(crate) fn already_refused(&self) -> Refused {
        Refused(())
    }

    fn below<'b>(&self, node: &'b Node, key: Option<Span>, step: String) -> Input<'b>
    where
        'a: 'b,
    {
        Input {
            node,
            key,
            name: format!("{}{step}", self.name),
            is_key: false,
            given: self.given,
            reading: self.reading,
        }
    }
}
