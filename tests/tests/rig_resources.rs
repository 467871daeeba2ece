//! Resources that keep something, and those that lead to them: made, changed, replaced, kept and deleted by stacks.

use purlin_tests::program_check::program_check;
use purlin_tests::{Result, directories};

/// Runs the program of a fixture, and gives what was not applied of its updates.
fn check(fixture: &str) -> Result<Vec<String>> {
    program_check(&directories::tests().join("fixtures").join(fixture).join("check.py"))
}

#[test]
fn agents_keep_their_network_and_roles_may_do_what_their_policies_say() -> Result<()> {
    assert_eq!(check("agents")?, Vec::<String>::new());
    Ok(())
}

#[test]
fn caches_are_made_changed_and_deleted_as_by_aws() -> Result<()> {
    assert_eq!(check("caches")?, Vec::<String>::new());
    Ok(())
}

#[test]
fn databases_are_made_changed_and_deleted_as_by_aws() -> Result<()> {
    let left = check("databases")?;
    let [protected] = left.as_slice() else { panic!("{left:?}") };
    assert!(protected.starts_with("Databases: Database was not deleted"), "{protected}");
    Ok(())
}

#[test]
fn file_systems_are_made_changed_and_deleted_as_by_aws() -> Result<()> {
    assert_eq!(check("file-systems")?, Vec::<String>::new());
    Ok(())
}

#[test]
fn load_balancers_are_made_changed_and_deleted_as_by_aws() -> Result<()> {
    assert_eq!(check("load-balancing")?, Vec::<String>::new());
    Ok(())
}

#[test]
fn what_else_a_product_needs_changes_in_place() -> Result<()> {
    assert_eq!(check("updates-in-place")?, Vec::<String>::new());
    Ok(())
}
