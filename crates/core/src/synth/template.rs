//! Writes a stack as a CloudFormation template.

use std::borrow::Cow;

use super::element_entries::element_entries;
use super::logical_ids::LogicalIds;
use super::overrides::apply_override;
use crate::collation;
use crate::element::ResourceData;
use crate::json::JsonWriter;
use crate::tree::{Kind, Node, NodeId, Tree};
use crate::value::{Attribute, Expr, Reference, Text, Val, lower_json_text};

/// The sections of a template, each with its elements, in the order in which the tree first has one.
struct Sections(Vec<(&'static str, Vec<NodeId>)>);

impl Sections {
    fn of(tree: &Tree, elements: &[NodeId]) -> Self {
        let mut sections = Sections(Vec::new());
        for &node in elements {
            let name = match tree.node(node).kind {
                Kind::Resource(_) => "Resources",
                Kind::Parameter(_) => "Parameters",
                Kind::Output(_) => "Outputs",
                Kind::Mapping(_) => "Mappings",
                Kind::Condition(_) => "Conditions",
                Kind::Rule(_) => "Rules",
                _ => continue,
            };
            match sections.0.iter_mut().find(|(old, _)| *old == name) {
                Some((_, nodes)) => nodes.push(node),
                None => sections.0.push((name, vec![node])),
            }
        }
        sections
    }
}

/// The elements of a stack, parents before children.
pub(crate) fn elements_of(tree: &Tree, stack: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut waiting = vec![stack];
    while let Some(node) = waiting.pop() {
        let Node { kind, children, stack: owner, .. } = tree.node(node);
        if *owner != Some(stack) {
            continue;
        }
        if kind.is_element() {
            found.push(node);
        }
        waiting.extend(children.iter().rev());
    }
    found
}

/// Writes templates of one tree.
pub(crate) struct TemplateWriter<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) ids: &'a LogicalIds,
    /// Whether property names are written as programs spell them: `cidrBlock`.
    pub(crate) camel_case: bool,
}

impl TemplateWriter<'_> {
    /// The template of a stack with these elements, laid out with the given indent.
    pub(crate) fn write(
        &self,
        buffer: Vec<u8>,
        stack: NodeId,
        elements: &[NodeId],
        indent: Option<usize>,
        path_metadata: bool,
    ) -> Vec<u8> {
        let mut writer = JsonWriter::reusing(buffer, indent);
        let Some(data) = self.tree.stack_data(stack) else { return writer.finish() };
        writer.object(|writer| {
            writer.optional_text_entry("Description", data.description.as_deref());
            match &data.transforms[..] {
                [] => {}
                [only] => writer.text_entry("Transform", only),
                several => {
                    writer.key("Transform");
                    writer.list(|writer| {
                        for name in several {
                            writer.item();
                            writer.text(name);
                        }
                    });
                }
            }
            writer.optional_text_entry("AWSTemplateFormatVersion", data.template_format_version.as_deref());
            if !data.metadata.is_empty() {
                writer.key("Metadata");
                self.object(writer, &data.metadata);
            }
            for (section, nodes) in Sections::of(self.tree, elements).0 {
                writer.key(section);
                writer.object(|writer| {
                    for node in nodes {
                        writer.key(self.ids.get(node));
                        self.element(writer, node, path_metadata);
                    }
                });
            }
        });
        writer.finish()
    }

    fn element(&self, writer: &mut JsonWriter, node: NodeId, path_metadata: bool) {
        if let Some(overrides) = self.tree.overrides.get(&node) {
            let mut val = Val::Struct(self.entries(node, path_metadata));
            for (path, value) in overrides {
                apply_override(&mut val, path, value);
            }
            // Entries are in their own order already, and overrides come last.
            return self.object(writer, val.entries().unwrap_or_default());
        }
        match &self.tree.node(node).kind {
            Kind::Resource(data) => self.resource(writer, node, data, path_metadata),
            _ => self.object(writer, &self.entries(node, path_metadata)),
        }
    }

    /// A resource, straight from its data: nearly all of a template is made of these.
    fn resource(&self, writer: &mut JsonWriter, node: NodeId, data: &ResourceData, path_metadata: bool) {
        writer.object(|writer| {
            writer.text_entry("Type", data.kind.as_str());
            let properties = data.properties.entries();
            if properties.iter().any(|(_, val)| !val.is_absent()) {
                writer.key("Properties");
                self.structure(writer, properties);
            }
            if !data.depends_on.is_empty() || data.attributes.is_some() {
                for (key, val) in self.attribute_entries(data) {
                    writer.key(key);
                    self.value(writer, &val);
                }
            }
            let metadata = data.attributes.as_deref().map_or(&[][..], |attributes| &attributes.metadata);
            if path_metadata || !metadata.is_empty() {
                writer.key("Metadata");
                writer.object(|writer| {
                    if path_metadata {
                        writer.text_entry("aws:cdk:path", &self.tree.path(node));
                    }
                    self.entries_of(writer, metadata.iter());
                });
            }
            if let Some(condition) = data.attributes.as_deref().and_then(|attributes| attributes.condition.as_ref()) {
                writer.key("Condition");
                self.value(writer, condition);
            }
        });
    }

    /// What a resource has between its properties and its metadata.
    fn attribute_entries<'b>(&self, data: &'b ResourceData) -> Vec<(&'static str, Cow<'b, Val>)> {
        let mut entries = Vec::new();
        if !data.depends_on.is_empty() {
            let mut paths: Vec<(String, NodeId)> =
                data.depends_on.iter().map(|&target| (self.tree.path(target), target)).collect();
            paths.sort_by(|left, right| collation::compare(&left.0, &right.0));
            let names = paths.into_iter().map(|(_, target)| Val::text(self.ids.get(target).to_owned()));
            entries.push(("DependsOn", Cow::Owned(Val::List(names.collect()))));
        }
        let Some(attributes) = data.attributes.as_deref() else { return entries };
        let val = |val: &'b Option<Val>| val.as_ref().map(Cow::Borrowed);
        let name = |text: Option<&'static str>| text.map(|text| Cow::Owned(Val::text(text)));
        let text = |text: &Option<String>| text.clone().map(|text| Cow::Owned(Val::text(text)));
        let all = [
            ("CreationPolicy", val(&attributes.creation_policy)),
            ("UpdatePolicy", val(&attributes.update_policy)),
            ("UpdateReplacePolicy", name(attributes.update_replace_policy)),
            ("DeletionPolicy", name(attributes.deletion_policy)),
            ("Version", text(&attributes.version)),
            ("Description", text(&attributes.description)),
        ];
        entries.extend(all.into_iter().filter_map(|(key, val)| Some((key, val?))));
        entries
    }

    /// An element as plain entries, in the order in which they are written.
    fn entries(&self, node: NodeId, path_metadata: bool) -> Vec<(Text, Val)> {
        match &self.tree.node(node).kind {
            Kind::Resource(data) => self.resource_entries(node, data, path_metadata),
            other => element_entries(other),
        }
    }

    fn resource_entries(&self, node: NodeId, data: &ResourceData, path_metadata: bool) -> Vec<(Text, Val)> {
        let mut entries = vec![(Text::Borrowed("Type"), Val::Text(data.kind.name()))];
        let properties = data.properties.entries();
        if properties.iter().any(|(_, val)| !val.is_absent()) {
            entries.push((Text::Borrowed("Properties"), Val::Struct(properties.to_vec())));
        }
        let attributes = self.attribute_entries(data).into_iter();
        entries.extend(attributes.map(|(key, val)| (Text::Borrowed(key), val.into_owned())));
        let mut metadata = Vec::new();
        if path_metadata {
            metadata.push((Text::Borrowed("aws:cdk:path"), Val::text(self.tree.path(node))));
        }
        metadata.extend(data.attributes.iter().flat_map(|attributes| attributes.metadata.clone()));
        if !metadata.is_empty() {
            entries.push((Text::Borrowed("Metadata"), Val::Map(metadata)));
        }
        let condition = data.attributes.as_ref().and_then(|attributes| attributes.condition.clone());
        entries.extend(condition.map(|condition| (Text::Borrowed("Condition"), condition)));
        entries
    }

    /// Any value.
    pub(crate) fn value(&self, writer: &mut JsonWriter, val: &Val) {
        match val {
            Val::Null => writer.raw("null"),
            Val::Bool(value) => writer.bool(*value),
            Val::Integer(number) => writer.integer(*number),
            Val::Number(number) => writer.number(*number),
            Val::Text(text) => writer.text(text),
            Val::List(items) => self.list(writer, items),
            Val::Map(entries) => self.object(writer, entries),
            Val::Struct(entries) => self.structure(writer, entries),
            Val::Expr(expr) => self.expression(writer, expr),
        }
    }

    fn list(&self, writer: &mut JsonWriter, items: &[Val]) {
        writer.list(|writer| {
            for item in items.iter().filter(|item| !item.is_absent()) {
                writer.item();
                self.value(writer, item);
            }
        });
    }

    fn object(&self, writer: &mut JsonWriter, entries: &[(Text, Val)]) {
        writer.object(|writer| self.entries_of(writer, entries.iter()));
    }

    /// Entries under property names: sorted.
    pub(super) fn structure(&self, writer: &mut JsonWriter, entries: &[(Text, Val)]) {
        if self.camel_case {
            return writer.object(|writer| {
                for (key, val) in entries.iter().filter(|(_, val)| !val.is_absent()) {
                    writer.camel_case_key(key);
                    self.value(writer, val);
                }
            });
        }
        if entries.is_sorted_by(|left, right| left.0 <= right.0) {
            return self.object(writer, entries);
        }
        let mut sorted: Vec<&(Text, Val)> = entries.iter().collect();
        sorted.sort_by(|left, right| left.0.cmp(&right.0));
        writer.object(|writer| self.entries_of(writer, sorted.into_iter()));
    }

    fn entries_of<'b>(&self, writer: &mut JsonWriter, entries: impl Iterator<Item = &'b (Text, Val)>) {
        for (key, val) in entries.filter(|(_, val)| !val.is_absent()) {
            writer.key(key);
            self.value(writer, val);
        }
    }

    fn expression(&self, writer: &mut JsonWriter, expr: &Expr) {
        match expr {
            Expr::Reference(reference) => {
                write_reference(writer, reference, &|node| Cow::Borrowed(self.ids.get(node)));
            }
            Expr::LogicalId(reference) => writer.text(self.ids.get(reference.target)),
            Expr::RefName(name) => writer.object(|writer| writer.text_entry("Ref", name)),
            Expr::Join { delimiter, items } => self.join(writer, delimiter, items),
            Expr::Function { name, argument } => writer.object(|writer| {
                writer.key(name);
                self.value(writer, argument);
            }),
            Expr::JsonText(val) => self.value(writer, &lower_json_text(val)),
            Expr::Sorted(items) => self.sorted(writer, items),
            Expr::NoValue => writer.object(|writer| writer.text_entry("Ref", "AWS::NoValue")),
            // Both are kept from getting here: absent entries by the containers, missing context by the stack.
            Expr::Absent | Expr::MissingContext(_) => writer.raw("null"),
        }
    }

    fn sorted(&self, writer: &mut JsonWriter, items: &[Val]) {
        let json = |item: &Val| {
            let mut writer = JsonWriter::new(None);
            self.value(&mut writer, item);
            writer.finish()
        };
        let mut keyed: Vec<(Vec<u8>, &Val)> = items.iter().map(|item| (json(item), item)).collect();
        keyed.sort_by(|left, right| left.0.cmp(&right.0));
        keyed.dedup_by(|left, right| left.0 == right.0);
        match &keyed[..] {
            [(_, only)] => self.value(writer, only),
            _ => writer.list(|writer| {
                for (_, item) in &keyed {
                    writer.item();
                    self.value(writer, item);
                }
            }),
        }
    }

    fn join(&self, writer: &mut JsonWriter, delimiter: &Text, items: &[Val]) {
        // What turns out to be text is merged with the texts beside it.
        let text = |item: &Val| match item {
            Val::Expr(expr) => match &**expr {
                Expr::JsonText(val) => Some(lower_json_text(val)),
                Expr::LogicalId(reference) => Some(Val::text(self.ids.get(reference.target).to_owned())),
                _ => None,
            },
            _ => None,
        };
        let is_text =
            |item: &Val| matches!(item, Val::Expr(expr) if matches!(**expr, Expr::JsonText(_) | Expr::LogicalId(_)));
        if items.iter().any(is_text) {
            let lowered = items.iter().map(|item| text(item).unwrap_or_else(|| item.clone()));
            return match Val::join(delimiter.clone(), lowered) {
                Val::Expr(expr) => match &*expr {
                    Expr::Join { delimiter, items } => self.write_join(writer, delimiter, items),
                    other => self.expression(writer, other),
                },
                other => self.value(writer, &other),
            };
        }
        self.write_join(writer, delimiter, items);
    }

    fn write_join(&self, writer: &mut JsonWriter, delimiter: &str, items: &[Val]) {
        writer.object(|writer| {
            writer.key("Fn::Join");
            writer.list(|writer| {
                writer.item();
                writer.text(delimiter);
                writer.item();
                self.list(writer, items);
            });
        });
    }
}

/// Writes a reference within its own stack.
pub(crate) fn write_reference<'a>(
    writer: &mut JsonWriter,
    reference: &Reference,
    logical_id: &impl Fn(NodeId) -> Cow<'a, str>,
) {
    writer.object(|writer| match &reference.attribute {
        Attribute::Ref => writer.text_entry("Ref", &logical_id(reference.target)),
        Attribute::Pseudo(name) => writer.text_entry("Ref", name),
        Attribute::Att(name) => {
            writer.key("Fn::GetAtt");
            writer.list(|writer| {
                writer.item();
                writer.text(&logical_id(reference.target));
                writer.item();
                writer.text(name);
            });
        }
    });
}
