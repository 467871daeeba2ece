//! What was found, with what is known of the constructs that it is about.

use std::collections::{HashMap, HashSet};

use purlin_assembly::{Assembly, Element};
use purlin_core::{App, ElementSummary, Finding, Findings, Severity};

use crate::report::counted;

/// How far the check got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// There was nothing to check yet: settings are wrong, or files.
    Beginning,
    /// All of so many stacks, with so many resources.
    Everything { stacks: usize, resources: usize },
}

/// All findings, the worst first.
pub(super) struct Report {
    findings: Vec<Finding>,
    /// What constructs are in templates, by their paths.
    elements: HashMap<String, Element>,
    extent: Extent,
}

impl Report {
    pub(super) fn new(findings: Findings, extent: Extent) -> Self {
        let mut findings: Vec<Finding> = findings.into_iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        Report { findings, elements: HashMap::new(), extent }
    }

    /// What is found in an app of which no templates can be made.
    pub(super) fn of_tree(findings: Findings, app: &App) -> Self {
        let elements: HashMap<String, Element> = (app.constructs().into_iter())
            .filter_map(|construct| {
                let ElementSummary { stack, logical_id, resource_type } = construct.element?;
                Some((construct.path, Element { stack, logical_id, resource_type }))
            })
            .collect();
        let stacks: HashSet<&str> = elements.values().map(|element| element.stack.as_str()).collect();
        let resources = elements.values().filter(|element| element.resource_type.is_some()).count();
        let extent = Extent::Everything { stacks: stacks.len(), resources };
        Report { elements, ..Self::new(findings, extent) }
    }

    pub(super) fn of_assembly(findings: Findings, assembly: &Assembly) -> Self {
        let stacks = assembly.stacks();
        let resources = stacks.iter().map(|stack| stack.template.resources().count()).sum();
        let mut report = Self::new(findings, Extent::Everything { stacks: stacks.len(), resources });
        let constructs = assembly.constructs().iter();
        report.elements =
            constructs.filter_map(|construct| Some((construct.path.clone(), construct.element.clone()?))).collect();
        report
    }

    /// Keeps errors and warnings alone.
    pub(super) fn leave_out_information(&mut self) {
        self.findings.retain(|finding| finding.severity > Severity::Info);
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What the construct of a finding is in a template.
    pub(super) fn element(&self, finding: &Finding) -> Option<&Element> {
        self.elements.get(finding.construct.as_deref()?)
    }

    /// How many errors there are, how many warnings, and how much that is only worth knowing.
    pub(super) fn counts(&self) -> [usize; 3] {
        [Severity::Error, Severity::Warning, Severity::Info]
            .map(|severity| self.findings.iter().filter(|finding| finding.severity == severity).count())
    }

    /// How many are accepted as they are.
    pub(super) fn accepted(&self) -> usize {
        self.findings.iter().filter(|finding| finding.accepted.is_some()).count()
    }

    /// One line about all of it.
    pub(super) fn summary(&self) -> String {
        let [errors, warnings, remarks] = self.counts();
        let mut found: Vec<String> = [(errors, "error"), (warnings, "warning"), (remarks, "remark")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| counted(number, what))
            .collect();
        let last = found.pop().unwrap_or_else(|| "nothing found".to_owned());
        let found = if found.is_empty() { last } else { format!("{} and {last}", found.join(", ")) };
        match self.extent {
            Extent::Beginning => format!("{found}; nothing else was checked"),
            Extent::Everything { stacks, resources } => {
                format!("{found} in {} with {}", counted(stacks, "stack"), counted(resources, "resource"))
            }
        }
    }
}
