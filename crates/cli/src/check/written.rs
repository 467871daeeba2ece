//! What is found in an assembly, or a template, that is there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use purlin_assembly::{Assembly, Construct, Stack};
use purlin_aws::aspects::SecurityCheck;
use purlin_core::{Finding, Findings, Place};

use super::placement::Placement;
use super::{limits, template_tree};

/// What to do about what the library finds in a tree, where it is a template that is wrong: for the rules that hold of all templates. None
/// where it says what to do itself. Other rules are about programs that use this library, and how it names things.
const OF_TEMPLATES: [(&str, Option<&str>); 9] = [
    ("bad-condition", Some("make it with `Fn::Equals`, `Fn::And`, `Fn::Or` or `Fn::Not`")),
    ("bad-resource-type", None),
    (
        "cyclic-dependency",
        Some("take one of these references or dependencies away, or put a third resource between them"),
    ),
    ("duplicate-logical-id", Some("give one of the two another logical id")),
    ("long-description", None),
    ("no-conditions", None),
    ("stack-limit", None),
    ("stack-limit-near", None),
    ("unknown-name", Some("declare it, or correct the name")),
];

/// Everything: what the program has said of its constructs, what lookups it lacks, and what is found in the templates. Each
/// finding has the line of the program, or else the file of the template.
pub(super) fn findings(assembly: &Assembly, path: &Path, check: SecurityCheck) -> Findings {
    let placement = Placement::of(assembly);
    let (app, impossible) = template_tree::app(&placement);
    let insecure = super::security_findings(check.of_templates(), &app);
    let judged = app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks());
    let of_templates =
        judged.into_iter().filter_map(of_template).chain(impossible).chain(insecure.take()).map(|finding| Finding {
            // The tree is ours, and so are its lines.
            place: None,
            related: Vec::new(),
            construct: finding.construct.map(|path| placement.told(&path).to_owned()),
            ..finding
        });
    let told = assembly.messages().iter().chain(assembly.open_lookups()).cloned();
    let places = Places::of(assembly, path);
    let all = told.chain(of_templates).chain(limits::findings(assembly));
    all.map(|finding| match (&finding.place, finding.construct.as_deref()) {
        (None, Some(construct)) => Finding { place: places.of_construct(construct), ..finding },
        _ => finding,
    })
    .collect()
}

/// What the library finds in the tree, as far as it holds of the template.
fn of_template(finding: Finding) -> Option<Finding> {
    let (_, help) = OF_TEMPLATES.iter().find(|(rule, _)| finding.rule == *rule)?;
    Some(match help {
        Some(help) => finding.help(*help),
        None => finding,
    })
}

/// Where constructs come from.
struct Places<'a> {
    path: &'a Path,
    assembly: &'a Assembly,
    constructs: HashMap<&'a str, &'a Construct>,
}

impl<'a> Places<'a> {
    fn of(assembly: &'a Assembly, path: &'a Path) -> Self {
        let constructs = assembly.constructs().iter().map(|construct| (construct.path.as_str(), construct)).collect();
        Places { path, assembly, constructs }
    }

    /// The line that made a construct, or else what it is in, or else the template that it stands in.
    fn of_construct(&self, path: &str) -> Option<Place> {
        let mut around = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(parent, _)| parent));
        let made_at = around.find_map(|path| {
            let construct = self.constructs.get(path)?;
            construct.described_at.clone().or_else(|| construct.made_at.clone())
        });
        made_at.or_else(|| self.template(path))
    }

    /// The file of the innermost stack around a construct.
    fn template(&self, path: &str) -> Option<Place> {
        let is_around =
            |stack: &str| path.strip_prefix(stack).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let stacks = self.assembly.stacks().iter().filter(|stack| is_around(&stack.path));
        let stack = stacks.max_by_key(|stack| stack.path.len())?;
        Some(Place::file(template(self.path, stack).display().to_string()))
    }
}

/// The file of a stack's template, in an assembly that was read from a path.
pub(super) fn template(path: &Path, stack: &Stack) -> PathBuf {
    if path.is_dir() { path.join(&stack.file) } else { path.to_owned() }
}
