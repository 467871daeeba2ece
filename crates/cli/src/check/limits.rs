//! What CloudFormation does not take of whole templates, and only shows once they are written out.

use purlin_assembly::{Assembly, Stack};
use purlin_core::{Finding, LARGEST_TEMPLATE};

/// Templates that are too large, as [writing](purlin_core::CloudAssembly::write) them would tell.
pub(super) fn findings(assembly: &Assembly) -> impl Iterator<Item = Finding> {
    assembly.stacks().iter().filter(|stack| stack.size > LARGEST_TEMPLATE).map(|stack| too_large(assembly, stack))
}

fn too_large(assembly: &Assembly, stack: &Stack) -> Finding {
    let message = format!("the template has {} bytes, and CloudFormation takes {LARGEST_TEMPLATE}", stack.size);
    let finding = Finding::error("large-template", message)
        .construct(&*stack.path)
        .help("split the stack into several or nested stacks");
    let construct = assembly.constructs().iter().find(|construct| construct.path == stack.path);
    match construct.and_then(|construct| construct.described_at.as_ref().or(construct.made_at.as_ref())) {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}
