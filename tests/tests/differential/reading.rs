//! Assemblies as data: what is read of a program in memory, of the directory that it writes, and of the one that aws-cdk-lib
//! writes for the same program, has to be the same.

use std::collections::{BTreeMap, BTreeSet};

use purlin_assembly::{Assembly, NestedIn};
use purlin_core::{App, Environment};
use purlin_tests::{Result, differential, directories};

use super::{Program, all};

/// A stack as all three tell it.
type Told = (Option<String>, Environment, Vec<String>, Option<NestedIn>, BTreeSet<String>);

fn stacks(assembly: &Assembly) -> BTreeMap<String, Told> {
    let told = |stack: &purlin_assembly::Stack| {
        let resources = stack.template.resources().map(|resource| resource.logical_id.to_owned()).collect();
        let mut dependencies = stack.dependencies.clone();
        dependencies.sort();
        (stack.name.clone(), stack.environment.clone(), dependencies, stack.nested_in.clone(), resources)
    };
    assembly.stacks().iter().map(|stack| (stack.path.clone(), told(stack))).collect()
}

/// Which resource of which stack is which construct.
fn resources(assembly: &Assembly) -> BTreeMap<(String, String), (String, Option<String>)> {
    let stacks = assembly.stacks().iter();
    let of_stack = |stack: &purlin_assembly::Stack| -> Vec<_> {
        let resources = stack.template.resources().map(|resource| {
            let construct = assembly.construct_of(&stack.path, resource.logical_id);
            let path = construct.map_or("none", |construct| &construct.path).to_owned();
            let kind = construct.and_then(|construct| construct.element.as_ref()?.resource_type.clone());
            ((stack.path.clone(), resource.logical_id.to_owned()), (path, kind))
        });
        resources.collect()
    };
    stacks.flat_map(of_stack).collect()
}

fn paths(assembly: &Assembly) -> Vec<&str> {
    assembly.constructs().iter().map(|construct| construct.path.as_str()).collect()
}

#[test]
fn what_is_read_is_the_same_whoever_wrote_it() -> Result<()> {
    std::env::set_current_dir(differential::directory())?; // where assets/ is
    let mut complaints = Vec::new();
    for case in all().filter(|case| differential::is_chosen(case.name) && case.accepted.is_empty()) {
        let Program::Build(build) = case.program else { continue };
        let app = App::in_environment((case.environment)());
        build(&app);
        let synthesised = app.synth()?;
        let directory = directories::fresh_dir(&format!("differential/reading/{}", case.name))?;
        synthesised.write(&directory)?;
        let in_memory = Assembly::of(&synthesised);
        let written = Assembly::read(&directory)?;
        let theirs = Assembly::read(differential::expected()?.join(case.name))?;
        for (whose, read) in [("written", &written), ("aws-cdk-lib's", &theirs)] {
            let [expected, found] = [stacks(&in_memory), stacks(read)];
            if expected != found {
                complaints.push(format!("{}, {whose}: {expected:?}\n{found:?}", case.name));
            }
            let [expected, found] = [resources(&in_memory), resources(read)];
            if expected != found {
                complaints.push(format!("{}, {whose}: {expected:?}\n{found:?}", case.name));
            }
        }
        if paths(&in_memory) != paths(&written) {
            complaints.push(format!("{}: {:?}\n{:?}", case.name, paths(&in_memory), paths(&written)));
        }
        let place = |construct: &purlin_assembly::Construct| construct.made_at.is_none();
        if let Some(lost) = in_memory.constructs().iter().find(|construct| place(construct)) {
            complaints.push(format!("{}: nobody made {}", case.name, lost.path));
        }
        let told = theirs.constructs().iter().filter_map(|construct| construct.made_at.as_ref());
        if !told.map(|place| place.file.as_str()).any(|file| file.contains("differential/cases/")) {
            complaints.push(format!("{}: no line of the program is known", case.name));
        }
    }
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    Ok(())
}
