//! Which stack is compared with which.

use purlin_assembly::{Assembly, Stack};
use purlin_core::{Finding, Findings};

/// The old and the new one; either may be missing.
type Pair<'a> = (Option<&'a Stack>, Option<&'a Stack>);

/// Stacks that are compared, and what could not be.
pub(crate) struct Pairs<'a> {
    pub(crate) pairs: Vec<Pair<'a>>,
    pub(crate) left_out: Vec<String>,
}

/// The stacks of both assemblies. Those that `chosen` names by path or name alone, unless it is empty.
pub(crate) fn pairs<'a>(old: &'a Assembly, new: &'a Assembly, chosen: &[String]) -> Result<Pairs<'a>, Findings> {
    match (alone(old), alone(new)) {
        (Some(old_stack), Some(new_stack)) => {
            known(chosen, &[old, new])?;
            Ok(Pairs { pairs: vec![(Some(old_stack), Some(new_stack))], left_out: Vec::new() })
        }
        (Some(old), None) => {
            let new = the_one(new, chosen, "the old side is a template alone")?;
            Ok(Pairs { pairs: vec![(Some(old), Some(new.0))], left_out: new.1 })
        }
        (None, Some(new)) => {
            let old = the_one(old, chosen, "the new side is a template alone")?;
            Ok(Pairs { pairs: vec![(Some(old.0), Some(new))], left_out: old.1 })
        }
        (None, None) => Ok(Pairs { pairs: of_assemblies(old, new, chosen)?, left_out: Vec::new() }),
    }
}

/// The stack of an assembly that is a template alone.
fn alone(assembly: &Assembly) -> Option<&Stack> {
    match assembly.stacks() {
        [stack] if stack.name.is_none() && stack.nested_in.is_none() => Some(stack),
        _ => None,
    }
}

/// The stack that a template alone is compared with, and the paths of those nested in it.
fn the_one<'a>(assembly: &'a Assembly, chosen: &[String], why: &str) -> Result<(&'a Stack, Vec<String>), Findings> {
    let stacks = assembly.stacks();
    let found: Vec<&Stack> = match chosen {
        [] => stacks.iter().filter(|stack| stack.nested_in.is_none()).collect(),
        chosen => {
            known(chosen, &[assembly])?;
            stacks.iter().filter(|stack| chosen.iter().any(|chosen| stack.goes_by(chosen))).collect()
        }
    };
    match found.as_slice() {
        [stack] => {
            let inside = format!("{}/", stack.path);
            let nested = stacks.iter().filter(|other| other.nested_in.is_some() && other.path.starts_with(&inside));
            Ok((stack, nested.map(|stack| stack.path.clone()).collect()))
        }
        [] => Err(Finding::error("no-stack", format!("{why}, and there is no stack to compare it with")).into()),
        several => {
            let message = format!("{why}, and there are {} stacks to compare it with", several.len());
            let finding = Finding::error("which-stack", message);
            Err(finding.help(format!("choose one with `--stack`: {}", listed(several.iter().copied()))).into())
        }
    }
}

/// Whether a user names the stack, or one that it is nested in: what is nested is deployed with it.
fn is_chosen(assembly: &Assembly, stack: &Stack, chosen: &[String]) -> bool {
    assembly.with_outer(stack).any(|stack| chosen.iter().any(|chosen| stack.goes_by(chosen)))
}

fn of_assemblies<'a>(
    old_assembly: &'a Assembly,
    new_assembly: &'a Assembly,
    chosen: &[String],
) -> Result<Vec<Pair<'a>>, Findings> {
    let (old, new) = (old_assembly, new_assembly);
    known(chosen, &[old, new])?;
    let partners = partners(old.stacks(), new.stacks());
    let mut pairs: Vec<_> =
        new.stacks().iter().zip(&partners).map(|(stack, partner)| (*partner, Some(stack))).collect();
    let is_gone = |stack: &&Stack| !partners.iter().flatten().any(|partner| std::ptr::eq(*partner, *stack));
    pairs.extend(old.stacks().iter().filter(is_gone).map(|stack| (Some(stack), None)));
    if !chosen.is_empty() {
        pairs.retain(|(old, new)| {
            old.is_some_and(|stack| is_chosen(old_assembly, stack, chosen))
                || new.is_some_and(|stack| is_chosen(new_assembly, stack, chosen))
        });
    }
    Ok(pairs)
}

/// Of each new stack the old one: that of its path, else of its id, else of its name.
fn partners<'a>(old: &'a [Stack], new: &[Stack]) -> Vec<Option<&'a Stack>> {
    let ways: [fn(&Stack, &Stack) -> bool; 3] = [
        |old, new| old.path == new.path,
        |old, new| old.id == new.id,
        |old, new| old.name.is_some() && old.name == new.name && old.environment == new.environment,
    ];
    let mut partners: Vec<Option<&Stack>> = vec![None; new.len()];
    for is_same in ways {
        for (position, stack) in new.iter().enumerate() {
            if partners.get(position).is_some_and(Option::is_none) {
                let is_free =
                    |candidate: &&Stack| !partners.iter().flatten().any(|taken| std::ptr::eq(*taken, *candidate));
                let found = old.iter().filter(is_free).find(|candidate| is_same(candidate, stack));
                if let Some(partner) = partners.get_mut(position) {
                    *partner = found;
                }
            }
        }
    }
    partners
}

/// Refuses names that no stack has.
fn known(chosen: &[String], assemblies: &[&Assembly]) -> Result<(), Findings> {
    let stacks = || assemblies.iter().flat_map(|assembly| assembly.stacks());
    let mut findings = Findings::default();
    for chosen in chosen {
        if !stacks().any(|stack| stack.goes_by(chosen)) {
            let finding = Finding::error("no-stack", format!("there is no stack `{chosen}`"));
            findings.push(finding.help(format!("the stacks are {}", listed(stacks()))));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

fn listed<'a>(stacks: impl Iterator<Item = &'a Stack>) -> String {
    let mut paths: Vec<String> = Vec::new();
    for stack in stacks {
        let path = format!("`{}`", stack.path);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths.join(", ")
}
