//! Pictures of all that aws-cdk-lib writes: each is sound, and the same on every run.

use purlin_assembly::Assembly;
use purlin_diagram::Diagram;
use purlin_tests::{Result, differential};

use super::checker::{complaints_of_mermaid, complaints_of_svg};

#[test]
fn whatever_aws_cdk_lib_writes_can_be_drawn() -> Result<()> {
    let mut complaints = Vec::new();
    let mut drawn = 0;
    for case in differential::cases()? {
        let assembly = Assembly::read(differential::expected()?.join(&case))?;
        let diagram = Diagram::of(&assembly);
        let (mermaid, svg) = (diagram.mermaid(), diagram.svg());
        let found = [complaints_of_mermaid(&mermaid), complaints_of_svg(&svg)].concat();
        complaints.extend(found.into_iter().map(|complaint| format!("{case}: {complaint}")));
        if Diagram::of(&assembly).svg() != svg {
            complaints.push(format!("{case}: another picture on each run"));
        }
        drawn += 1;
    }
    assert!(drawn > 500 || std::env::var_os("PURLIN_CASES").is_some(), "only {drawn} cases");
    assert_eq!(complaints, [""; 0]);
    Ok(())
}
