//! The comparison itself: what it finds, and what it lets pass.

use std::fs;

use purlin_tests::differential::{self, Accepted};
use purlin_tests::{Result, directories};

#[test]
fn every_case_of_aws_cdk_lib_synthesises_and_equals_itself() -> Result<()> {
    let cases = differential::cases()?;
    assert!(cases.len() > 50, "{cases:?}");
    for case in cases {
        let assembly = differential::expected()?.join(&case);
        assert_eq!(differential::compare(&assembly, &assembly)?, [], "{case}");
    }
    Ok(())
}

#[test]
fn a_changed_property_is_a_difference_until_it_is_accepted() -> Result<()> {
    let expected = differential::expected()?.join("stage");
    let changed = directories::fresh_dir("differential/changed")?;
    directories::copy_dir(&expected, &changed)?;
    let file = changed.join("assembly-Prod/ProdApi2466CF1F.template.json");
    fs::write(&file, directories::read(&file)?.replace("AWS::SNS::Topic", "AWS::SNS::Subject"))?;
    let found = differential::compare(&expected, &changed)?;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, "assembly-Prod/ProdApi2466CF1F.template.json");
    assert_eq!(found[0].place, "/Resources/Topic/Type");
    assert_eq!(differential::judge("stage", &found, &[]).len(), 1);
    let accepted = [Accepted { case: "stage", file: ".template.json", place: "/Resources", reason: "a test" }];
    assert_eq!(differential::judge("stage", &found, &accepted), Vec::<String>::new());
    assert_eq!(differential::judge("stage", &[], &accepted).len(), 1, "what is accepted without need is reported");
    Ok(())
}
