//! `purlin-diff` on real assemblies: none differs from itself, nor ours from aws-cdk-lib's of the same program, and any two others
//! differ in the same way whichever of them is the old one.

use std::collections::BTreeSet;

use purlin_assembly::Assembly;
use purlin_core::App;
use purlin_diff::{Change, Difference, Options, compare};
use purlin_tests::{Result, differential};

use super::{Program, all};

/// Of each resource that differs its stack, its logical id, and what became of it.
fn resources(difference: &Difference) -> BTreeSet<(&str, &str, Change)> {
    difference
        .stacks
        .iter()
        .flat_map(|stack| {
            // What only follows others that are replaced depends on which side is the old one.
            let own = stack
                .resources
                .iter()
                .filter(|it| it.change != Change::Changed || !it.values.is_empty() || it.old_kind.is_some());
            own.map(|it| (stack.path.as_str(), it.logical_id.as_str(), it.change))
        })
        .collect()
}

#[test]
fn what_is_the_same_does_not_differ() -> Result<()> {
    std::env::set_current_dir(differential::directory())?; // where assets/ is
    let mut complaints = Vec::new();
    let mut compared = 0;
    for case in all().filter(|case| differential::is_chosen(case.name)) {
        let theirs = Assembly::read(differential::expected()?.join(case.name))?;
        let strict = Options { strict: true, ..Options::default() };
        let difference = compare(&theirs, &theirs, &strict)?;
        if !difference.is_empty() || difference.compared != theirs.stacks().len() {
            complaints.push(format!("{} with itself: {difference:?}", case.name));
        }
        let Program::Build(build) = case.program else { continue };
        if !case.accepted.is_empty() {
            continue;
        }
        let app = App::in_environment((case.environment)());
        build(&app);
        let ours = Assembly::of(&app.synth()?);
        let difference = compare(&theirs, &ours, &Options::default())?;
        compared += 1;
        if !difference.is_empty() {
            complaints.push(format!("{}: {difference:?}", case.name));
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    assert!(compared > 400 || std::env::var_os("PURLIN_CASES").is_some(), "only {compared} were compared");
    Ok(())
}

#[test]
fn what_differs_does_so_both_ways() -> Result<()> {
    let read = |name: &str| Ok::<_, purlin_tests::Failure>(Assembly::read(differential::expected()?.join(name))?);
    let names: Vec<&str> = all().filter(|case| differential::is_chosen(case.name)).map(|case| case.name).collect();
    let mut complaints = Vec::new();
    for pair in names.windows(2) {
        let [first, second] = pair else { continue };
        let (old, new) = (read(first)?, read(second)?);
        let forth = compare(&old, &new, &Options::default())?;
        let back = compare(&new, &old, &Options::default())?;
        let turned: BTreeSet<_> = resources(&back)
            .into_iter()
            .map(|(stack, id, change)| match change {
                Change::Added => (stack, id, Change::Removed),
                Change::Removed => (stack, id, Change::Added),
                Change::Changed => (stack, id, Change::Changed),
            })
            .collect();
        if resources(&forth) != turned {
            complaints.push(format!("{first} and {second}: {:?}\n{turned:?}", resources(&forth)));
        }
        // What is in one alone, by the templates themselves.
        let ids = |assembly: &Assembly| -> BTreeSet<(String, String)> {
            let stacks = assembly.stacks().iter();
            let of_stack = |stack: &purlin_assembly::Stack| -> Vec<_> {
                let counted = stack.template.resources().filter(|resource| resource.kind() != "AWS::CDK::Metadata");
                counted.map(|resource| (stack.path.clone(), resource.logical_id.to_owned())).collect()
            };
            stacks.flat_map(of_stack).collect()
        };
        let (before, after) = (ids(&old), ids(&new));
        // Stacks may be the same under other paths.
        let paths = |assembly: &Assembly| assembly.stacks().iter().map(|stack| stack.path.clone()).collect::<Vec<_>>();
        if paths(&old) == paths(&new) {
            let told = |change| {
                let found = resources(&forth).into_iter().filter(move |(_, _, found)| *found == change);
                found.map(|(stack, id, _)| (stack.to_owned(), id.to_owned())).collect::<BTreeSet<_>>()
            };
            let [added, removed] = [&after - &before, &before - &after];
            if told(Change::Added) != added || told(Change::Removed) != removed {
                complaints.push(format!("{first} and {second}: {added:?} {removed:?}\n{:?}", resources(&forth)));
            }
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    Ok(())
}
