//! A difference as people read it.

use anstyle::{AnsiColor, Style};
use purlin_diff::{
    Change, Difference, Effect, ElementDifference, Fate, LineKind, ResourceDifference, StackDifference, ValueDifference,
};
use serde_json::Value;

use super::reasons::{fate, reasons};
use super::tables;
use super::values::{WIDTH, block, inline, is_masked};
use crate::report;

/// How parts of the text look; without colours like all else.
#[derive(Clone, Copy, Default)]
pub(super) struct Styles {
    pub(super) added: Style,
    pub(super) removed: Style,
    pub(super) changed: Style,
    pub(super) heading: Style,
    pub(super) dimmed: Style,
    pub(super) warning: Style,
}

impl Styles {
    fn new(colours: bool) -> Self {
        if !colours {
            return Styles::default();
        }
        Styles {
            added: AnsiColor::Green.on_default(),
            removed: AnsiColor::Red.on_default(),
            changed: AnsiColor::Yellow.on_default(),
            heading: Style::new().bold(),
            dimmed: Style::new().dimmed(),
            warning: AnsiColor::Red.on_default().bold(),
        }
    }

    /// The mark of a change, in its colour.
    pub(super) fn mark(&self, change: Change) -> String {
        let (style, mark) = match change {
            Change::Added => (self.added, '+'),
            Change::Removed => (self.removed, '-'),
            Change::Changed => (self.changed, '~'),
        };
        format!("{style}{mark}{style:#}")
    }
}

/// All of it, without a line break at the end.
pub(super) fn drawn(difference: &Difference, old: &str, colours: bool) -> String {
    let mut text = Text { styles: Styles::new(colours), lines: Vec::new() };
    for stack in &difference.stacks {
        text.stack(stack);
    }
    for path in &difference.left_out {
        text.line(0, format!("{path} was left out: a template alone does not tell what is in its nested stacks"));
    }
    if difference.is_empty() {
        text.line(0, format!("No difference: {} as in {old}", report::counted(difference.compared, "stack")));
    } else {
        let styles = text.styles;
        text.line(0, format!("{}{}{:#}", styles.heading, difference.summary(), styles.heading));
    }
    text.lines.join("\n")
}

struct Text {
    styles: Styles,
    lines: Vec<String>,
}

impl Text {
    fn line(&mut self, indent: usize, line: impl AsRef<str>) {
        let line = line.as_ref();
        self.lines.push(if line.is_empty() { String::new() } else { format!("{}{line}", "  ".repeat(indent)) });
    }

    fn heading(&mut self, text: &str) {
        let style = self.styles.heading;
        self.line(0, format!("{style}{text}{style:#}"));
    }

    fn stack(&mut self, stack: &StackDifference) {
        let told = match (stack.change, stack.stays_deployed) {
            (Change::Added, _) => ", which is new",
            (Change::Removed, false) => ", which is removed",
            (Change::Removed, true) => ", which is no longer made: it stays deployed until somebody deletes it",
            (Change::Changed, _) => "",
        };
        let what = if stack.is_nested { "Nested stack" } else { "Stack" };
        let name = stack.name.as_ref().filter(|name| **name != stack.path);
        let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
        self.heading(&format!("{what} {}{name}{told}", stack.path));
        self.line(0, "");
        self.settings(stack);
        let (outputs, before): (Vec<_>, Vec<_>) =
            stack.elements.iter().partition(|element| element.section == "Outputs");
        self.elements(&before);
        if !stack.resources.is_empty() {
            self.heading("Resources");
            stack.resources.iter().for_each(|resource| self.resource(resource, stack));
            self.line(0, "");
        }
        self.elements(&outputs);
        for (heading, table) in [
            ("Permissions", tables::statements(&stack.statements, &self.styles)),
            ("Managed policies", tables::attachments(&stack.attachments, &self.styles)),
            ("Security group rules", tables::rules(&stack.rules, &self.styles)),
        ] {
            if !table.is_empty() {
                self.heading(heading);
                table.into_iter().for_each(|line| self.line(1, line));
                self.line(0, "");
            }
        }
    }

    fn settings(&mut self, stack: &StackDifference) {
        if stack.settings.is_empty() {
            return;
        }
        self.values(0, &stack.settings);
        if stack.is_another_stack() {
            let style = self.styles.warning;
            let told = "It becomes another stack. The deployed one stays until somebody deletes it.";
            self.line(0, format!("{style}!{style:#} {told}"));
        }
        self.line(0, "");
    }

    fn elements(&mut self, elements: &[&ElementDifference]) {
        let mut section = "";
        for (position, element) in elements.iter().enumerate() {
            if element.section != section {
                if position > 0 {
                    self.line(0, "");
                }
                section = &element.section;
                self.heading(section);
            }
            let mark = self.styles.mark(element.change);
            match (&element.name, element.change, element.values.as_slice()) {
                (Some(name), Change::Changed, values) => {
                    self.line(1, format!("{mark} {name}"));
                    self.values(3, values);
                }
                (Some(name), _, values) => {
                    for value in values {
                        self.value(1, &ValueDifference { path: name.clone(), ..value.clone() });
                    }
                }
                (None, _, values) => self.values(1, values),
            }
        }
        if !elements.is_empty() {
            self.line(0, "");
        }
    }

    fn resource(&mut self, resource: &ResourceDifference, stack: &StackDifference) {
        let Styles { heading, dimmed, warning, changed, .. } = self.styles;
        let mark = self.styles.mark(resource.change);
        let kind = match &resource.old_kind {
            Some(old) => format!("{old} → {}", resource.kind),
            None => resource.kind.clone(),
        };
        let effect = match (resource.change, resource.effect) {
            (Change::Changed, Effect::Replaces) => format!("  {warning}replaced{warning:#}"),
            (Change::Changed, Effect::MayReplace) => format!("  {changed}perhaps replaced{changed:#}"),
            (Change::Changed, Effect::MayComeOrGo) => format!("  {changed}perhaps removed or added{changed:#}"),
            (Change::Changed, Effect::Refused) => format!("  {warning}refused{warning:#}"),
            (Change::Changed, Effect::Unknown) => format!("  {changed}whether replaced is not known{changed:#}"),
            _ => String::new(),
        };
        let kind = if kind.is_empty() { kind } else { kind + "  " };
        self.line(1, format!("{mark} {kind}{heading}{}{heading:#}{effect}", resource.logical_id));
        if resource.change == Change::Changed || resource.data.is_some() {
            let path = resource.path.as_deref().map(|path| within(path, &stack.path));
            // A template alone tells nothing else.
            let path = path.filter(|path| *path != resource.logical_id);
            let place = resource.made_at.as_ref().map(ToString::to_string);
            let told: Vec<&str> = path.into_iter().chain(place.as_deref()).collect();
            if !told.is_empty() {
                self.line(3, format!("{dimmed}{}{dimmed:#}", told.join("  ")));
            }
        }
        for reason in reasons(resource, stack) {
            self.line(3, reason);
        }
        let is_rename = stack.renames.iter().any(|rename| rename.new == resource.logical_id);
        if let Some(before) = resource.predecessor.as_ref().filter(|_| !is_rename) {
            self.line(3, format!("takes the place of {before}, which is removed"));
        }
        self.values(3, &resource.values);
        if let Some(data) = &resource.data {
            let style = if data.fate == Fate::Lost { warning } else { changed };
            self.line(3, format!("{style}! {}{style:#}", fate(data)));
        }
        if let Some(rename) = stack.renames.iter().find(|rename| rename.new == resource.logical_id) {
            self.line(3, format!("the same as {}, which is removed: only the logical id is another one", rename.old));
        }
        if resource.old_kind.is_some() {
            let told = "CloudFormation refuses another type under the same logical id: give it another id";
            self.line(3, format!("{warning}! {told}{warning:#}"));
        }
    }

    fn values(&mut self, indent: usize, values: &[ValueDifference]) {
        values.iter().for_each(|value| self.value(indent, value));
    }

    fn value(&mut self, indent: usize, value: &ValueDifference) {
        let Styles { added, removed, dimmed, .. } = self.styles;
        let path = value.path.strip_prefix("Properties.").unwrap_or(&value.path);
        let label = if path.is_empty() { String::new() } else { format!("{path}: ") };
        if !value.lines.is_empty() {
            self.line(indent, format!("{} {}", self.styles.mark(Change::Changed), label.trim_end()));
            for line in &value.lines {
                let text = &line.text;
                let line = match line.kind {
                    LineKind::Added => format!("{added}+ {text}{added:#}"),
                    LineKind::Removed => format!("{removed}- {text}{removed:#}"),
                    LineKind::Same => format!("{dimmed}  {text}{dimmed:#}"),
                    LineKind::LeftOut => format!("{dimmed}  … {text}{dimmed:#}"),
                };
                self.line(indent + 1, line);
            }
            return;
        }
        match (&value.old, &value.new) {
            (Some(old), Some(new)) => {
                let mark = self.styles.mark(Change::Changed);
                let [mut old_text, mut new_text] = [old, new].map(inline);
                // A number and a text, where that is not the same.
                if old_text == new_text && (old.is_string() || new.is_string()) && !is_masked(old) {
                    [old_text, new_text] = [old, new].map(Value::to_string);
                }
                if old_text.chars().count() + new_text.chars().count() + label.chars().count() <= WIDTH {
                    let values = format!("{removed}{old_text}{removed:#} → {added}{new_text}{added:#}");
                    return self.line(indent, format!("{mark} {label}{values}"));
                }
                self.line(indent, format!("{mark} {}", label.trim_end()));
                block(old).iter().for_each(|line| self.line(indent + 1, format!("{removed}- {line}{removed:#}")));
                block(new).iter().for_each(|line| self.line(indent + 1, format!("{added}+ {line}{added:#}")));
            }
            (Some(only), None) => self.alone(indent, Change::Removed, &label, only),
            (None, Some(only)) => self.alone(indent, Change::Added, &label, only),
            (None, None) => {}
        }
    }

    fn alone(&mut self, indent: usize, change: Change, label: &str, value: &Value) {
        let style = if change == Change::Added { self.styles.added } else { self.styles.removed };
        let mark = if change == Change::Added { '+' } else { '-' };
        let text = inline(value);
        if text.chars().count() + label.chars().count() <= WIDTH {
            return self.line(indent, format!("{style}{mark} {label}{text}{style:#}"));
        }
        self.line(indent, format!("{style}{mark} {}{style:#}", label.trim_end()));
        block(value).iter().for_each(|line| self.line(indent + 1, format!("{style}{mark} {line}{style:#}")));
    }
}

/// A construct's path within its stack, without the id that all constructs around one resource give it.
fn within<'a>(path: &'a str, stack: &str) -> &'a str {
    let below = path.strip_prefix(stack).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
    below.strip_suffix("/Resource").unwrap_or(below)
}
