//! `tree`: the constructs, with the types and logical ids of resources.

use std::collections::HashSet;
use std::process::ExitCode;

use anstyle::Style;
use clap::Args;
use purlin_assembly::{Assembly, Construct};
use purlin_core::Findings;
use serde_json::{Value, json};

use crate::explain::find;
use crate::inspection::{Format, Inspection, Subject};
use crate::{Arguments, report};

const EXAMPLES: &str = "\
Examples:
  APP tree                            all that this program makes
  APP tree --depth 2                  the first levels of it
  APP tree Network/Vpc --resources    what there will be in AWS of one construct
  APP tree --app cdk.out              what is written, by whatever library
  APP tree --format json              for other programs";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TreeArguments {
    /// Where to begin: the path of a construct or the end of it, a logical id, or the name of a stack [default: the app]
    name: Option<String>,

    /// How many levels below it are shown [default: all]
    #[arg(long, value_name = "NUMBER")]
    depth: Option<usize>,

    /// Only show resources, and the constructs that they are in
    #[arg(long)]
    resources: bool,

    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    subject: Subject,
}

impl Inspection for TreeArguments {
    fn subject(&self) -> &Subject {
        &self.subject
    }

    fn inspect(&self, assembly: &Assembly, _: &Arguments) -> Result<ExitCode, Findings> {
        let shown = self.shown(assembly)?;
        match self.format {
            Format::Text => report::answer_drawn(|colours| drawn(&shown, colours), "tree")?,
            Format::Json => report::answer(&format!("{:#}", json(&shown)), "tree")?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A construct that is shown.
struct Shown<'a> {
    construct: &'a Construct,
    /// How many shown ones are around it.
    depth: usize,
    /// How many constructs of it are too deep to be shown.
    hidden: usize,
}

impl TreeArguments {
    fn shown<'a>(&self, assembly: &'a Assembly) -> Result<Vec<Shown<'a>>, Findings> {
        let begin = self.name.as_deref().map(|name| find(assembly, name)).transpose()?;
        let begin = begin.as_deref().unwrap_or_default();
        // The app itself is not shown: all programs have one.
        let top = if begin.is_empty() { 1 } else { begin.matches('/').count() + 1 };
        let wanted = if self.resources { holders(assembly) } else { HashSet::new() };
        let mut shown: Vec<Shown<'a>> = Vec::new();
        for construct in assembly.constructs() {
            let is_below = construct
                .path
                .strip_prefix(begin)
                .is_some_and(|rest| begin.is_empty() || rest.is_empty() || rest.starts_with('/'));
            let Some(depth) = construct.depth.checked_sub(top).filter(|_| is_below) else { continue };
            if self.resources && !wanted.contains(construct.path.as_str()) {
                continue;
            }
            match self.depth.filter(|most| depth > *most) {
                None => shown.push(Shown { construct, depth, hidden: 0 }),
                // Those that are too deep come behind the one that they are in.
                Some(_) => shown.iter_mut().next_back().into_iter().for_each(|above| above.hidden += 1),
            }
        }
        Ok(shown)
    }
}

/// The paths of resources, and of all that they are in.
fn holders(assembly: &Assembly) -> HashSet<&str> {
    let mut paths = HashSet::new();
    let is_resource =
        |construct: &&Construct| construct.element.as_ref().is_some_and(|element| element.resource_type.is_some());
    for construct in assembly.constructs().iter().filter(is_resource) {
        let mut path = construct.path.as_str();
        while paths.insert(path) {
            path = path.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    paths
}

/// The constructs, each with lines that lead to it.
fn drawn(shown: &[Shown<'_>], colours: bool) -> String {
    let dimmed = if colours { Style::new().dimmed() } else { Style::new() };
    // Whether another construct follows at each depth is known from the end on.
    let mut lines = Vec::with_capacity(shown.len());
    let mut follows: Vec<bool> = Vec::new();
    for Shown { construct, depth, hidden } in shown.iter().rev() {
        follows.resize(depth + 1, false);
        let follows_at = |depth: usize| follows.get(depth).is_some_and(|&follows| follows);
        let mut line: String = (1..*depth).map(|depth| if follows_at(depth) { "│  " } else { "   " }).collect();
        if *depth > 0 {
            line.push_str(if follows_at(*depth) { "├─ " } else { "└─ " });
        }
        line.push_str(if *depth == 0 { &construct.path } else { construct.id() });
        let kind = report::last_word(&construct.kind);
        if let Some(element) = &construct.element {
            let kind = element.resource_type.as_deref().unwrap_or(kind);
            line.push_str(&format!("  {kind}  {dimmed}{}{dimmed:#}", element.logical_id));
        } else if (*depth == 0 || matches!(kind, "Stack" | "NestedStack" | "Stage")) && !kind.is_empty() {
            line.push_str(&format!("  {dimmed}{kind}{dimmed:#}"));
        }
        if *hidden > 0 {
            line.push_str(&format!("  {dimmed}… {hidden} more{dimmed:#}"));
        }
        lines.push(line);
        if let Some(follows) = follows.get_mut(*depth) {
            *follows = true;
        }
    }
    lines.reverse();
    lines.join("\n")
}

/// Grows when a key of the document changes its meaning, or goes.
const VERSION: u32 = 1;

/// The constructs with what is in each of them, those that are in no other one first.
fn json(shown: &[Shown<'_>]) -> Value {
    let mut roots = Vec::new();
    // Those whose children may still come, outermost first.
    let mut open: Vec<(usize, Value)> = Vec::new();
    for Shown { construct, depth, hidden } in shown {
        close(&mut open, &mut roots, *depth);
        let mut value = json!({ "path": construct.path, "id": construct.id() });
        if let Value::Object(entries) = &mut value {
            let element = construct.element.as_ref();
            let known = [
                ("kind", Some(construct.kind.clone()).filter(|kind| !kind.is_empty())),
                ("type", element.and_then(|element| element.resource_type.clone())),
                ("logical_id", element.map(|element| element.logical_id.clone())),
                ("stack", element.map(|element| element.stack.clone())),
            ];
            entries.extend(known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))));
            if *hidden > 0 {
                entries.insert("hidden".to_owned(), json!(hidden));
            }
        }
        open.push((*depth, value));
    }
    close(&mut open, &mut roots, 0);
    json!({ "version": VERSION, "constructs": roots })
}

/// Puts all that is at this depth or deeper into what it is in.
fn close(open: &mut Vec<(usize, Value)>, roots: &mut Vec<Value>, depth: usize) {
    while let Some((_, value)) = open.pop_if(|(other, _)| *other >= depth) {
        let Some((_, Value::Object(around))) = open.last_mut() else {
            roots.push(value);
            continue;
        };
        if let Value::Array(children) = around.entry("children").or_insert_with(|| json!([])) {
            children.push(value);
        }
    }
}
