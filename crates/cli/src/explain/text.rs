//! An explanation for people.

use std::collections::HashMap;

use anstyle::Style;
use purlin_assembly::LinkKind;
use purlin_assembly::{ElementId, ReferenceKind};
use purlin_core::Place;
use purlin_diff::as_template_text;

use super::explanation::Explanation;
use super::links::{Neighbour, taken};
use crate::report;

struct Text {
    lines: Vec<String>,
    dimmed: Style,
    bold: Style,
}

pub(crate) fn drawn(explanation: &Explanation<'_>, colours: bool) -> String {
    let style = |style: Style| if colours { style } else { Style::new() };
    let mut text = Text { lines: Vec::new(), dimmed: style(Style::new().dimmed()), bold: style(Style::new().bold()) };
    text.heading(&explanation.item.path());
    text.facts(explanation);
    text.neighbours("depends on", &explanation.needs, explanation, true);
    text.neighbours("is needed by", &explanation.needed_by, explanation, false);
    text.children(explanation);
    text.lines.join("\n")
}

impl Text {
    fn heading(&mut self, text: &str) {
        let bold = self.bold;
        self.lines.push(format!("{bold}{text}{bold:#}"));
    }

    fn fact(&mut self, name: &str, value: impl std::fmt::Display) {
        let dimmed = self.dimmed;
        self.lines.push(format!("  {dimmed}{name:<13}{dimmed:#}  {value}"));
    }

    fn facts(&mut self, explanation: &Explanation<'_>) {
        self.fact("is", explanation.kind());
        if let Some(element) = explanation.item.element {
            self.fact("logical id", element.logical_id);
        }
        if explanation.is_stack {
            self.stack(explanation);
        } else if let Some(stack) = explanation.stack {
            self.fact("stack", &stack.path);
        }
        for (property, name) in explanation.physical_names() {
            self.fact("name in AWS", format!("{name} ({property})"));
        }
        for said in explanation.said() {
            self.fact(said.words, as_template_text(&said.value));
        }
        if let Some(holds_data) = explanation.is_stateful() {
            self.fact("holds data", if holds_data { "yes" } else { "no" });
        }
        for (name, entry) in [("when deleted", "DeletionPolicy"), ("when replaced", "UpdateReplacePolicy")] {
            match explanation.entry(entry) {
                Some(policy) => self.fact(name, policy),
                None if explanation.is_stateful() == Some(true) => {
                    self.fact(name, format!("{entry} is not set"));
                }
                None => {}
            }
        }
        self.place("made at", explanation.made_at.as_ref());
        self.place("described at", explanation.described_at.as_ref());
        if let Some(page) = explanation.documentation() {
            self.fact("documentation", page);
        }
    }

    fn stack(&mut self, explanation: &Explanation<'_>) {
        let Some(stack) = explanation.stack else { return };
        if let Some(name) = &stack.name {
            self.fact("name in AWS", name);
        }
        let environment = &stack.environment;
        let account = environment.account.as_ref().map_or("any account".to_owned(), |id| format!("account {id}"));
        self.fact("deployed to", format!("{account} in {}", environment.region.as_deref().unwrap_or("any region")));
        if let Some(nested) = &stack.nested_in {
            self.fact("nested in", format!("{} as {}", nested.stack, nested.logical_id));
        }
        self.fact(
            "template",
            format!("{}, {}", stack.file, report::counted(stack.template.resources().count(), "resource")),
        );
        let (before, after) = explanation.deployed_around();
        for (name, stacks) in [("after", before), ("before", after)] {
            if !stacks.is_empty() {
                self.fact(name, stacks.join(", "));
            }
        }
    }

    fn place(&mut self, name: &str, place: Option<&Place>) {
        let Some(place) = place else { return };
        self.fact(name, place);
        if let Some(line) = &place.snippet {
            let dimmed = self.dimmed;
            self.lines.push(format!("{:17}{dimmed}|{dimmed:#} {}", "", line.trim()));
        }
    }

    /// Other elements, each with all that leads there.
    fn neighbours<'a>(&mut self, heading: &str, found: &[Neighbour<'a>], explanation: &Explanation<'a>, needs: bool) {
        if found.is_empty() {
            return;
        }
        self.lines.push(String::new());
        self.heading(heading);
        let mut by_element: HashMap<ElementId<'_>, Vec<&Neighbour<'a>>> = HashMap::new();
        for neighbour in found {
            by_element.entry(neighbour.element).or_default().push(neighbour);
        }
        for neighbour in found {
            let Some(of_element) = by_element.remove(&neighbour.element) else { continue };
            self.element("  ", neighbour.element, explanation);
            for same in of_element {
                let from = if explanation.item.element.is_some() {
                    String::new()
                } else {
                    format!("{} ", same.own.logical_id)
                };
                self.lines.push(match (&same.kind, needs) {
                    (LinkKind::Reference(ReferenceKind::DependsOn), _) => format!("    {from}DependsOn"),
                    (kind, _) => format!("    {from}{}: {}", same.at, taken(kind)),
                });
            }
            for behind in &neighbour.behind {
                self.element(if needs { "    of " } else { "    for " }, *behind, explanation);
            }
        }
    }

    fn element<'a>(&mut self, before: &str, element: ElementId<'a>, explanation: &Explanation<'a>) {
        let (path, kind) = (explanation.index.path(element), explanation.index.kind(element));
        let dimmed = self.dimmed;
        self.lines.push(format!("{before}{path}  {kind}  {dimmed}{}{dimmed:#}", element.logical_id));
    }

    fn children(&mut self, explanation: &Explanation<'_>) {
        if explanation.children.is_empty() {
            return;
        }
        self.lines.push(String::new());
        self.heading("contains");
        let dimmed = self.dimmed;
        for construct in &explanation.children {
            let line = match &construct.element {
                Some(element) => {
                    let kind = element.resource_type.as_deref().unwrap_or_else(|| report::last_word(&construct.kind));
                    format!("  {}  {kind}  {dimmed}{}{dimmed:#}", construct.id(), element.logical_id)
                }
                None => format!("  {}  {dimmed}{}{dimmed:#}", construct.id(), report::last_word(&construct.kind)),
            };
            self.lines.push(line);
        }
    }
}
