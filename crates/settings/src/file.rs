//! A settings file and its sections.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use purlin_core::{Finding, Findings};

use crate::input::{Input, Reading, bounded};
use crate::source::{Source, Span, quoted};
use crate::structure::{Field, Settings};
use crate::suggest::suggest;
use crate::tree::{Content, Entry, Node, load};

/// Settings are written by people; what is bigger is another file.
const BIGGEST: u64 = 1 << 20;

/// A settings file: a YAML map of sections, or of one app's settings.
///
/// ```
/// use purlin_settings::{SettingsFile, settings};
///
/// settings! {
///     /// Settings of the app.
///     pub struct App {
///         /// Its name.
///         name: String,
///     }
/// }
///
/// let file = SettingsFile::parse("config.yaml", "app:\n  name: example\n")?;
/// let app: App = file.section("app")?;
/// assert_eq!(app.name, "example");
///
/// let flat = SettingsFile::parse("app.yaml", "name: example\n")?;
/// assert_eq!(flat.root::<App>()?, app);
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Debug)]
pub struct SettingsFile {
    source: Source,
    root: Node,
}

impl SettingsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Where there is no readable file of UTF-8 text, and as [`parse`](Self::parse).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Findings> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = read_bytes(path, &name)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(name, text),
            Err(error) => Err(not_utf8(&name, &bytes, error.valid_up_to()).into()),
        }
    }

    /// Takes the text of a file; `name` stands for the file in findings.
    ///
    /// # Errors
    /// Where the text is no YAML, is empty, too big or nested too deeply, holds several documents, a tag, or the same
    /// key twice in a map.
    pub fn parse(name: impl Into<String>, text: &str) -> Result<Self, Findings> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Source::new(name, text);
        if text.len() as u64 > BIGGEST {
            return Err(too_big(&source).into());
        }
        if let Some(finding) = control_character(&source, text) {
            return Err(finding.into());
        }
        let mut findings = Vec::new();
        let root = load(&source, text, &mut findings);
        match root {
            Some(root) if findings.is_empty() && !root.is_null() => Ok(SettingsFile { source, root }),
            _ if findings.is_empty() => Err(empty(&source, text).into()),
            _ => Err(bounded(findings, &source)),
        }
    }

    /// The settings of a section.
    ///
    /// # Errors
    /// Where there is no such section, and everything that is wrong in it.
    pub fn section<T: Settings>(&self, name: &str) -> Result<T, Findings> {
        self.checked_section(name, |_| Findings::default())
    }

    /// The settings of a section, if a check of the app's own finds nothing wrong with them either.
    ///
    /// The check is given what could be read, so that everything is reported at once, in the order of the file. What it
    /// cannot judge, since a value was refused, it passes over.
    ///
    /// ```
    /// use purlin_core::{Finding, Findings};
    /// use purlin_settings::{Partial, SettingsFile, settings};
    ///
    /// settings! {
    ///     /// Workers.
    ///     pub struct Workers {
    ///         /// Fewest of them.
    ///         least: u32 = 0,
    ///         /// Most of them.
    ///         most: u32 = 10,
    ///         /// Their name.
    ///         name: Option<String>,
    ///     }
    /// }
    ///
    /// fn check(workers: &Partial<Workers>) -> Findings {
    ///     match (workers.least, workers.most) {
    ///         (Some(least), Some(most)) if least > most => {
    ///             let place = &workers.places().least;
    ///             Finding::error("no-room", format!("`least` is more than {most}")).at(place).help("swap them").into()
    ///         }
    ///         _ => Findings::default(),
    ///     }
    /// }
    ///
    /// let read = |text: &str| SettingsFile::parse("config.yaml", text)?.checked_section::<Workers>("workers", check);
    /// assert!(read("workers: {least: 1}").is_ok());
    /// assert_eq!(read("workers: {name: [], least: 20}").unwrap_err().iter().count(), 2);
    /// assert_eq!(read("workers: {least: 20, most: x}").unwrap_err().iter().count(), 1);
    /// ```
    ///
    /// # Errors
    /// As [`section`](Self::section), and what the check finds.
    pub fn checked_section<T: Settings>(
        &self,
        name: &str,
        check: impl FnOnce(&T::Partial) -> Findings,
    ) -> Result<T, Findings> {
        let reading = Reading::new(&self.source);
        if let Ok(sections) = Input::new(&self.root, None, "", &reading).map("a map of sections") {
            match sections.iter().find(|entry| entry.name() == name) {
                Some(entry) => return self.read_settings(&entry.value, Some(entry.key.span), name, check),
                None => {
                    Input::new(&self.root, None, "", &reading).refuse(self.missing_section(name, sections));
                }
            }
        }
        Err(reading.into_findings())
    }

    /// The settings of a flat file.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn root<T: Settings>(&self) -> Result<T, Findings> {
        self.checked_root(|_| Findings::default())
    }

    /// The settings of a flat file, checked as by [`checked_section`](Self::checked_section).
    ///
    /// # Errors
    /// As [`root`](Self::root), and what the check finds.
    pub fn checked_root<T: Settings>(&self, check: impl FnOnce(&T::Partial) -> Findings) -> Result<T, Findings> {
        self.read_settings(&self.root, None, "", check)
    }

    /// The settings of a section, or, where no such section is but settings of that kind are, of the flat file.
    ///
    /// # Errors
    /// As [`section`](Self::section) or [`root`](Self::root).
    pub fn section_or_root<T: Settings>(&self, name: &str) -> Result<T, Findings> {
        self.checked_section_or_root(name, |_| Findings::default())
    }

    /// The settings of a section, or of the flat file, checked as by [`checked_section`](Self::checked_section).
    ///
    /// ```
    /// use purlin_core::Findings;
    /// use purlin_settings::{SettingsFile, settings};
    ///
    /// settings! {
    ///     /// Settings of the app.
    ///     pub struct App {
    ///         /// Its name.
    ///         name: String,
    ///     }
    /// }
    ///
    /// for text in ["app:\n  name: example\n", "name: example\n"] {
    ///     let file = SettingsFile::parse("config.yaml", text)?;
    ///     let app: App = file.checked_section_or_root("app", |_| Findings::default())?;
    ///     assert_eq!(app.name, "example");
    /// }
    /// # Ok::<(), purlin_core::Findings>(())
    /// ```
    ///
    /// # Errors
    /// As [`section`](Self::section) or [`root`](Self::root), and what the check finds.
    pub fn checked_section_or_root<T: Settings>(
        &self,
        name: &str,
        check: impl FnOnce(&T::Partial) -> Findings,
    ) -> Result<T, Findings> {
        match self.is_flat::<T>(name) {
            true => self.checked_root(check),
            false => self.checked_section(name, check),
        }
    }

    /// Whether a file without the section is made of settings of that kind: a key is one of them, or is meant to be one.
    fn is_flat<T: Settings>(&self, name: &str) -> bool {
        let mut known: Vec<&str> = T::FIELDS.iter().map(Field::key).collect();
        known.push(name);
        let is_meant = |entry: &Entry| suggest(entry.name(), known.iter().copied()).is_some_and(|meant| meant != name);
        !self.has_section(name) && self.entries().iter().any(is_meant)
    }

    /// Whether there is such a section.
    pub fn has_section(&self, name: &str) -> bool {
        self.entries().iter().any(|entry| entry.name() == name)
    }

    /// Checks that there are no sections but the known ones.
    ///
    /// # Errors
    /// A finding for every other section.
    pub fn check_sections(&self, known: &[&str]) -> Result<(), Findings> {
        let reading = Reading::new(&self.source);
        let file = Input::new(&self.root, None, "", &reading);
        for entry in file.map("a map of sections").unwrap_or_default() {
            if known.contains(&entry.name()) {
                continue;
            }
            let help = match suggest(entry.name(), known.iter().copied()) {
                Some(suggestion) => format!("did you mean {}?", quoted(suggestion)),
                None => format!("the sections are {}", list(known.iter().copied())),
            };
            file.refuse(
                Finding::error("unknown-section", format!("there is no section {}", quoted(entry.name())))
                    .at(self.source.place(entry.key.span))
                    .help(help),
            );
        }
        let findings = reading.into_findings();
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    fn entries(&self) -> &[Entry] {
        match &self.root.content {
            Content::Map(entries) => entries,
            Content::Scalar { .. } | Content::List(_) => &[],
        }
    }

    fn read_settings<T: Settings>(
        &self,
        node: &Node,
        key: Option<Span>,
        name: &str,
        check: impl FnOnce(&T::Partial) -> Findings,
    ) -> Result<T, Findings> {
        // A section with nothing in it has no settings: each one that is required is reported.
        let nothing = Node::from_json(&serde_json::json!({}), key.unwrap_or(Span::FILE));
        let node = if node.is_null() { &nothing } else { node };
        let reading = Reading::new(&self.source);
        let read = T::read_partial(&Input::new(node, key, name, &reading));
        if let Ok(partial) = &read {
            reading.extend(check(partial));
        }
        let findings = reading.into_findings();
        match read.ok().and_then(T::from_partial) {
            Some(settings) if findings.is_empty() => Ok(settings),
            _ => Err(findings),
        }
    }

    fn missing_section(&self, name: &str, sections: &[Entry]) -> Finding {
        let finding = Finding::error("missing-section", format!("there is no section {}", quoted(name)));
        let nearest = suggest(name, sections.iter().map(Entry::name));
        match sections.iter().find(|entry| Some(entry.name()) == nearest) {
            Some(entry) => finding.at(self.source.place(entry.key.span)).help(format!(
                "is {} meant to be {}?",
                quoted(entry.name()),
                quoted(name)
            )),
            None => finding
                .at(self.source.place(Span::FILE))
                .help(format!("add a line `{name}:` and below it the settings, indented by two spaces")),
        }
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(quoted).collect::<Vec<_>>().join(", ")
}

fn read_bytes(path: &Path, name: &str) -> Result<Vec<u8>, Findings> {
    let whole = Source::new(name, "");
    let error =
        |rule: &str, message: String, help: &str| Finding::error(rule, message).at(whole.place(Span::FILE)).help(help);
    let unreadable = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => error(
            "no-settings-file",
            "there is no such settings file".to_owned(),
            "create it, or give the path of another one; paths count from the directory the program was started in",
        ),
        ErrorKind::PermissionDenied => error(
            "unreadable-settings-file",
            "the settings file may not be read".to_owned(),
            "give the user that starts the program the right to read it",
        ),
        ErrorKind::IsADirectory => directory(&whole),
        _ => error(
            "unreadable-settings-file",
            format!("the settings file cannot be read: {cause}"),
            "give the path of a file that can be read",
        ),
    };
    if path.is_dir() {
        return Err(directory(&whole).into());
    }
    let file = File::open(path).map_err(&unreadable)?;
    let mut bytes = Vec::new();
    file.take(BIGGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > BIGGEST { Err(too_big(&whole).into()) } else { Ok(bytes) }
}

fn directory(source: &Source) -> Finding {
    Finding::error("unreadable-settings-file", "the settings file is a directory")
        .at(source.place(Span::FILE))
        .help("give the path of a file in it, such as `config.yaml`")
}

fn too_big(source: &Source) -> Finding {
    Finding::error("yaml-too-big", format!("the settings file is bigger than {} KiB", BIGGEST / 1024))
        .at(source.place(Span::FILE))
        .help("settings are small: perhaps this is the path of another file")
}

fn empty(source: &Source, text: &str) -> Finding {
    let message =
        if text.trim().is_empty() { "the settings file is empty" } else { "the settings file holds no settings" };
    Finding::error("empty-settings-file", message)
        .at(source.place(Span::FILE))
        .help("write at least one `name: value`; lines that begin with `#` are comments")
}

/// What no editor shows, the parser would take for the end of the text.
fn control_character(source: &Source, text: &str) -> Option<Finding> {
    let refused = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    let at = text.find(refused)?;
    Some(
        Finding::error("yaml-syntax", "a character stands here that cannot be shown")
            .at(source.place(end_of(text.get(..at)?)))
            .help("delete it; in double quotes it can be written as `\\xNN`"),
    )
}

fn not_utf8(name: &str, bytes: &[u8], valid: usize) -> Finding {
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    let source = Source::new(name, &String::from_utf8_lossy(bytes));
    Finding::error("not-utf-8", "the settings file is not UTF-8 text")
        .at(source.place(end_of(&before)))
        .help("save it as UTF-8")
}

/// The place behind a text, as that of one character.
fn end_of(text: &str) -> Span {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let last = unified.rsplit('\n').next().unwrap_or_default();
    Span { line: number(unified.matches('\n').count() + 1), column: number(last.chars().count() + 1), length: 1 }
}
