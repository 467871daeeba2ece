//! The check of the bootstrap stack's version, which a stack's template makes before anything is deployed.

use crate::element::{ParameterData, RuleAssertion, RuleData};
use crate::synthesizer::{self, BOOTSTRAP_VERSION};
use crate::tree::{Kind, NodeId, Tree};
use crate::value::{Value, fn_contains, fn_not};

/// Adds the check of the bootstrap stack's version to the stacks that want it.
pub(super) fn add_version_rules(tree: &mut Tree) {
    let stacks: Vec<NodeId> =
        tree.all().filter(|&node| tree.stack_data(node).is_some_and(|data| data.nested.is_none())).collect();
    for stack in stacks {
        let Some(deployment) = synthesizer::deployment(tree, stack) else { continue };
        let Some(parameter) = deployment.version_parameter.filter(|_| deployment.version_rule) else { continue };
        if tree.child(stack, "BootstrapVersion").is_some() {
            continue;
        }
        let location = tree.node(stack).location;
        let data = ParameterData::bootstrap_version(parameter);
        let parameter = tree.add(stack, "BootstrapVersion", Kind::Parameter(Box::new(data)), location);
        let version = Value::<String>::from_val(tree.reference_to(parameter));
        let old: Vec<String> = (1..BOOTSTRAP_VERSION).map(|version| version.to_string()).collect();
        let assertion = RuleAssertion::new(fn_not(fn_contains(old, version))).description(format!(
            "CDK bootstrap stack version {BOOTSTRAP_VERSION} required. Please run 'cdk bootstrap' with a recent version of the CDK CLI."
        ));
        let rule = RuleData { condition: None, assertions: vec![assertion] };
        tree.add(stack, "CheckBootstrapVersion", Kind::Rule(Box::new(rule)), location);
    }
}
