//! Nested stacks become files that the resources standing for them point to.

use sha2::{Digest, Sha256};

use super::logical_ids::LogicalIds;
use super::manifest::object_key;
use super::standalone;
use super::template::{TemplateWriter, elements_of};
use crate::asset::{AssetRecord, AssetSource};
use crate::context::{ASSET_METADATA, PATH_METADATA};
use crate::finding::Finding;
use crate::names::hex;
use crate::synthesizer;
use crate::tree::{NodeId, Tree};
use crate::value::{Text, Val, pseudo_parameter, substituted};

/// The file that a nested stack's template is written to.
pub(crate) fn template_file(artifact_id: &str) -> String {
    format!("{artifact_id}.nested.template.json")
}

/// Registers the templates of all nested stacks as assets, inner ones first, and points their resources to them.
pub(crate) fn prepare(tree: &mut Tree) {
    if !tree.all().any(|node| tree.nested_parent(node).is_some()) {
        return;
    }
    let nested: Vec<NodeId> =
        children_first(tree).into_iter().filter(|&node| tree.nested_parent(node).is_some()).collect();
    let ids = LogicalIds::of(tree);
    for stack in nested {
        prepare_one(tree, &ids, stack);
    }
}

/// All nodes in the order of the tree, but parents behind their children.
fn children_first(tree: &Tree) -> Vec<NodeId> {
    let mut found = Vec::with_capacity(tree.len());
    let mut waiting = vec![NodeId::ROOT];
    while let Some(node) = waiting.pop() {
        found.push(node);
        waiting.extend(&tree.node(node).children);
    }
    found.reverse();
    found
}

fn prepare_one(tree: &mut Tree, ids: &LogicalIds, stack: NodeId) {
    let elements = elements_of(tree, stack);
    let path_metadata = tree.context_flag(stack, PATH_METADATA);
    let templates = TemplateWriter { tree, ids, camel_case: false };
    let compact = templates.write(Vec::new(), stack, &elements, None, path_metadata);
    let hash = hex(&Sha256::digest(&compact));
    let top = tree.top_level_stack(stack);
    let Some(destinations) = synthesizer::deployment(tree, top).and_then(|deployment| deployment.assets) else {
        let help = if standalone::is_standalone(tree, top) {
            "make it a stack of its own, and a resource of the type AWS::CloudFormation::Stack with the URL of its template"
        } else {
            "deploy the stack with a bootstrapped or a CLI-credentials synthesizer"
        };
        let finding = Finding::error(
            "assets-without-bootstrap",
            "a nested stack's template has to be uploaded, which the stack's synthesizer cannot",
        );
        return tree.report_at(stack, finding.help(help));
    };
    let Some(data) = tree.stack_data(stack) else { return };
    let file = template_file(&data.artifact_id);
    let resource = tree.nested_resource(stack);
    let region = data.environment.region_value().into_val();
    let key = object_key(&destinations, &hash, ".json");
    let url = Val::join(
        "",
        [
            Val::text("https://s3."),
            region,
            Val::text("."),
            pseudo_parameter::url_suffix().into_val(),
            Val::text("/"),
            substituted(&destinations.bucket_name),
            Val::text("/"),
            substituted(&key),
        ],
    );
    let asset_metadata = tree.context_flag(stack, ASSET_METADATA);
    if let Some(data) = resource.and_then(|resource| tree.resource_mut(resource)) {
        data.properties.set("TemplateURL", url);
        if asset_metadata {
            let metadata = &mut data.attributes.get_or_insert_default().metadata;
            metadata.push((Text::Borrowed("aws:asset:path"), Val::text(file.clone())));
            metadata.push((Text::Borrowed("aws:asset:property"), Val::text("TemplateURL")));
        }
    }
    let display_name = format!("{} Nested Stack Template", tree.ids_below(stack, top).join("/"));
    // Another nested stack with the very same template is the same asset.
    if tree.asset_mut(top, &hash).is_some() {
        return;
    }
    tree.add_asset(AssetRecord {
        node: stack,
        stack: top,
        id: hash.clone(),
        hash,
        display_name,
        source: AssetSource::File {
            path: file,
            packaging: "file",
            extensions: vec![".json".to_owned()],
            in_assembly: true,
        },
        staging: None,
    });
}
