//! The generated resource types against the specification that they come from.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_tests::{Failure, Result, directories, tools};

#[path = "../../crates/cfn/build/generator/mod.rs"]
#[allow(dead_code, reason = "only the listing is used here")]
mod generator;

fn database() -> Result<PathBuf> {
    Ok(tools::install()?.node_modules().join("@aws-cdk/aws-service-spec/db.json.gz"))
}

fn facts() -> PathBuf {
    directories::workspace().join("crates/cfn/facts")
}

#[test]
fn importing_again_changes_nothing() -> Result<()> {
    let differences = purlin_importer::check(&database()?, facts())?;
    assert!(differences.is_empty(), "{differences:#?}");
    Ok(())
}

/// Every resource type, property, nested type and attribute is generated, and nothing else.
#[test]
fn everything_specified_is_generated() -> Result<()> {
    let specified: BTreeSet<String> = purlin_importer::items(&database()?)?.into_iter().collect();
    let mut generated = BTreeSet::new();
    for entry in fs::read_dir(facts())? {
        let path = entry?.path();
        let is_service = path.extension().is_some_and(|ending| ending == "txt") && !path.ends_with("index.txt");
        if is_service {
            generated.extend(generator::listing(&fs::read_to_string(&path)?).map_err(Failure::new)?);
        }
    }
    assert!(specified.len() > 59_000, "{}", specified.len());
    let missing: Vec<&String> = specified.difference(&generated).take(20).collect();
    assert!(missing.is_empty(), "not generated: {missing:#?}");
    let surplus: Vec<&String> = generated.difference(&specified).take(20).collect();
    assert!(surplus.is_empty(), "not specified: {surplus:#?}");
    Ok(())
}

#[test]
fn all_resource_types_are_there() {
    assert_eq!(purlin_cfn::facts::resource_types().count(), 1_828);
}
