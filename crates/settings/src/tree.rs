//! A YAML document as a tree in which every node knows its place.
//!
//! Scalars keep the text that was written; what it means is decided by the type that reads it. Aliases share the
//! anchored node, and size and depth are bounded with the aliases counted in, so no input makes reading slow or deep.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use purlin_core::Finding;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use crate::input::MOST_FINDINGS;
use crate::source::{Source, Span, quoted};
use crate::syntax::syntax_finding;

/// How deeply lists and maps may be nested.
const DEEPEST: usize = 64;
/// How many values a file may hold, aliases expanded.
const MOST_NODES: usize = 100_000;

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) span: Span,
    /// Where the value was written, if an alias stands at `span`.
    pub(crate) anchored: Option<Span>,
    /// This node and all below.
    size: usize,
    /// Levels below.
    depth: usize,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A scalar. `plain` is one without quotes, which may be a number, a boolean or null.
    Scalar { text: Arc<str>, plain: bool },
    /// A list.
    List(Arc<[Node]>),
    /// A map, its keys being scalars, in the order of the file.
    Map(Arc<[Entry]>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Node,
    pub(crate) value: Node,
}

impl Entry {
    /// The key's text.
    pub(crate) fn name(&self) -> &str {
        match &self.key.content {
            Content::Scalar { text, .. } => text,
            Content::List(_) | Content::Map(_) => "",
        }
    }
}

impl Node {
    fn new(content: Content, span: Span) -> Self {
        let (size, depth) = match &content {
            Content::Scalar { .. } => (1, 0),
            Content::List(items) => measure(items.iter()),
            Content::Map(entries) => measure(entries.iter().flat_map(|entry| [&entry.key, &entry.value])),
        };
        Node { content, span, anchored: None, size, depth }
    }

    /// A scalar.
    pub(crate) fn scalar(text: &str, plain: bool, span: Span) -> Self {
        Self::new(Content::Scalar { text: text.into(), plain }, span)
    }

    /// A value that stands in no file: a default, at the place of that which lacks it.
    pub(crate) fn from_json(value: &serde_json::Value, span: Span) -> Self {
        use serde_json::Value;
        let content = match value {
            Value::String(text) => Content::Scalar { text: text.as_str().into(), plain: false },
            Value::Array(items) => Content::List(items.iter().map(|item| Node::from_json(item, span)).collect()),
            Value::Object(entries) => Content::Map(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: Node::scalar(key, false, span),
                        value: Node::from_json(value, span),
                    })
                    .collect(),
            ),
            plain => Content::Scalar { text: plain.to_string().into(), plain: true },
        };
        Self::new(content, span)
    }

    /// Whether nothing, or `null`, was written.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true }
            if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }
}

fn measure<'a>(below: impl Iterator<Item = &'a Node>) -> (usize, usize) {
    below.fold((1, 1), |(size, depth), node| (size.saturating_add(node.size), depth.max(node.depth + 1)))
}

/// Reads the one document of a file; every problem goes to `findings`. `None`: the file holds nothing to read.
pub(crate) fn load(source: &Source, text: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    let mut loader = Loader { source, findings, open: Vec::new(), anchors: HashMap::new(), nodes: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok((event, span)) => (event, span),
            Err(error) => {
                let finding = syntax_finding(source, error.info(), point(error.marker()));
                loader.findings.push(finding);
                return None;
            }
        };
        let span = span_between(&span.start, &span.end);
        let carried_on = match event {
            Event::DocumentStart(_) => {
                documents += 1;
                documents == 1 || loader.stop(several_documents(source, span))
            }
            Event::Scalar(text, style, anchor, tag) => loader.scalar(&text, style, anchor, tag.as_deref(), span),
            Event::Alias(anchor) => loader.alias(anchor, span),
            Event::SequenceStart(anchor, tag) => loader.begin(Open::list(anchor, span), tag.as_deref()),
            Event::MappingStart(anchor, tag) => loader.begin(Open::map(anchor, span), tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => loader.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => true,
        };
        if !carried_on {
            return None;
        }
    }
    loader.root
}

/// A list or map that is not complete yet.
struct Open {
    span: Span,
    anchor: usize,
    items: Vec<Node>,
    /// `None` for a list.
    map: Option<OpenMap>,
}

#[derive(Default)]
struct OpenMap {
    key: Option<Node>,
    entries: Vec<Entry>,
    seen: HashMap<Arc<str>, Span>,
}

impl Open {
    fn list(anchor: usize, span: Span) -> Self {
        Open { span, anchor, items: Vec::new(), map: None }
    }

    fn map(anchor: usize, span: Span) -> Self {
        Open { span, anchor, items: Vec::new(), map: Some(OpenMap::default()) }
    }
}

struct Loader<'a> {
    source: &'a Source,
    findings: &'a mut Vec<Finding>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    root: Option<Node>,
}

impl Loader<'_> {
    /// Records a finding; what is too much to be shown need not be kept.
    fn report(&mut self, finding: Finding) {
        if self.findings.len() <= MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Records the finding and ends the reading.
    fn stop(&mut self, finding: Finding) -> bool {
        self.findings.push(finding);
        false
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, span: Span) -> bool {
        self.check_tag(tag, span);
        let plain = match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) => tag.is_yaml_core_schema() && tag.suffix != "str",
        };
        self.add(Node::scalar(text, plain, span), anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        let Some(anchored) = self.anchors.get(&anchor) else {
            let finding = Finding::error("yaml-alias", "this alias stands inside of the value that it refers to")
                .at(self.source.place(span))
                .help("write the value out instead");
            return self.stop(finding);
        };
        let node = Node { span, anchored: Some(anchored.span), ..anchored.clone() };
        self.add(node, 0)
    }

    fn begin(&mut self, open: Open, tag: Option<&Tag>) -> bool {
        self.check_tag(tag, open.span);
        if self.open.len() >= DEEPEST {
            return self.too_deep(open.span);
        }
        self.open.push(open);
        true
    }

    fn end(&mut self, end: Span) -> bool {
        let Some(Open { mut span, anchor, items, map }) = self.open.pop() else { return true };
        if end.line == span.line {
            span.length = (end.column + end.length).saturating_sub(span.column);
        }
        let content = match map {
            None => Content::List(items.into()),
            Some(map) => Content::Map(self.merged(map.entries).into()),
        };
        self.add(Node::new(content, span), anchor)
    }

    /// Puts a complete node where it belongs.
    fn add(&mut self, node: Node, anchor: usize) -> bool {
        self.nodes = self.nodes.saturating_add(if node.anchored.is_some() { node.size } else { 1 });
        if self.nodes > MOST_NODES {
            let finding = Finding::error("yaml-too-big", format!("the file holds more than {MOST_NODES} values"))
                .at(self.source.place(node.span))
                .help("aliases count as often as they are used: write out the values that are meant");
            return self.stop(finding);
        }
        if self.open.len() + node.depth > DEEPEST {
            return self.too_deep(node.span);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { map: None, items, .. }) => items.push(node),
            Some(Open { map: Some(map), .. }) => match map.key.take() {
                None => map.key = Some(node),
                Some(key) => {
                    let wrong = check_key(self.source, &mut map.seen, &key);
                    map.entries.push(Entry { key, value: node });
                    wrong.into_iter().for_each(|finding| self.report(finding));
                }
            },
        }
        true
    }

    fn too_deep(&mut self, span: Span) -> bool {
        let finding = Finding::error("yaml-too-deep", format!("lists and maps are nested more than {DEEPEST} deep"))
            .at(self.source.place(span))
            .help("no setting is that deep: look for a bracket or an indentation that is not meant");
        self.stop(finding)
    }

    fn check_tag(&mut self, tag: Option<&Tag>, span: Span) {
        let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema() && !tag.suffix.is_empty()) else { return };
        self.report(
            Finding::error("yaml-tag", format!("the tag {} has no meaning in settings", quoted(&tag.to_string())))
                .at(self.source.place(span))
                .help("write the value itself; quote a text that begins with `!`"),
        );
    }

    /// Resolves the merge key `<<`: what a map says itself goes before what it merges.
    fn merged(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let is_merge =
            |entry: &Entry| matches!(&entry.key.content, Content::Scalar { text, plain: true } if &**text == "<<");
        if !entries.iter().any(is_merge) {
            return entries;
        }
        let (merges, mut own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_merge);
        let mut seen: HashSet<String> = own.iter().map(|entry| entry.name().to_owned()).collect();
        for merge in merges {
            let single = std::slice::from_ref(&merge.value);
            let merged = if let Content::List(items) = &merge.value.content { items } else { single };
            for node in merged {
                let Content::Map(entries) = &node.content else {
                    self.report(
                        Finding::error("yaml-merge", "`<<` takes in a map, but something else stands here")
                            .at(self.source.place(node.span))
                            .help("write `<<: *name`, where `&name` stands before a map"),
                    );
                    continue;
                };
                own.extend(entries.iter().filter(|entry| seen.insert(entry.name().to_owned())).cloned());
            }
        }
        own
    }
}

/// What is wrong with a key, if something is.
fn check_key(source: &Source, seen: &mut HashMap<Arc<str>, Span>, key: &Node) -> Option<Finding> {
    let Content::Scalar { text, .. } = &key.content else {
        return Some(
            Finding::error("yaml-key", "a list or a map is used as a name")
                .at(source.place(key.span))
                .help("quote a text that begins with `[` or `{`"),
        );
    };
    if key.is_null() {
        return Some(
            Finding::error("yaml-key", "a value stands here without a name")
                .at(source.place(key.span))
                .help("write `name: value`"),
        );
    }
    if let Some(first) = seen.get(text) {
        return Some(
            Finding::error("duplicate-setting", format!("{} is set twice", quoted(text)))
                .at(source.place(key.span))
                .related("first set here", source.place(*first))
                .help("keep one of the two"),
        );
    }
    seen.insert(text.clone(), key.span);
    None
}

fn several_documents(source: &Source, span: Span) -> Finding {
    Finding::error("yaml-documents", "a second document begins here")
        .at(source.place(Span { length: 3, ..span }))
        .help("settings are one document: take out this line, or keep the other settings in a file of their own")
}

fn point(marker: &Marker) -> Span {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Span { line: number(marker.line()), column: number(marker.col()).saturating_add(1), length: 1 }
}

fn span_between(start: &Marker, end: &Marker) -> Span {
    let (start, end) = (point(start), point(end));
    // What ends on a later line is marked to the end of its first one.
    let length = if end.line == start.line { end.column.saturating_sub(start.column) } else { u32::MAX };
    Span { length, ..start }
}
