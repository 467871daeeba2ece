//! An assembly in memory, as a program has synthesised it.

use std::collections::HashMap;

use purlin_core::{CloudAssembly, TemplateSummary};

use crate::{Assembly, Construct, Element, NestedIn, Stack, Template};

pub(crate) fn read(assembly: &CloudAssembly) -> Assembly {
    let summaries = assembly.stacks();
    let by_id: HashMap<_, _> = summaries.iter().map(|summary| (summary.artifact_id.as_str(), summary)).collect();
    let stack = |template: TemplateSummary| {
        let summary = by_id.get(template.artifact_id.as_str()).filter(|_| template.nested_in.is_none());
        // Core's own writer made the text, which is JSON.
        let text = serde_json::from_str(&template.text).unwrap_or_default();
        Stack {
            id: template.artifact_id,
            path: template.stack,
            name: summary.map(|summary| summary.stack_name.clone()),
            environment: template.environment,
            dependencies: template.dependencies,
            nested_in: template.nested_in.map(|(stack, logical_id)| NestedIn { stack, logical_id }),
            file: template.file,
            size: template.text.len(),
            template: Template::new(text),
        }
    };
    let constructs = assembly.constructs().into_iter().map(|construct| Construct {
        depth: if construct.path.is_empty() { 0 } else { construct.path.matches('/').count() + 1 },
        path: construct.path,
        kind: construct.kind.to_owned(),
        made_at: Some(construct.made_at),
        described_at: construct.described_at,
        element: construct.element.map(|element| Element {
            stack: element.stack,
            logical_id: element.logical_id,
            resource_type: element.resource_type,
        }),
    });
    let stacks = assembly.templates().into_iter().map(stack).collect();
    Assembly::new(stacks, constructs.collect(), assembly.annotations()).with_open_lookups(assembly.missing_context())
}
