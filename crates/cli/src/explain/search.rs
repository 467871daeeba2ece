//! Which construct a user means.

use std::cmp::Ordering;

use purlin_core::{Finding, Findings};

use super::physical_name::physical_names;
use super::subject::{Index, Item};

/// How many names are told where none, or several, are meant.
const MOST_NAMES: usize = 12;
const MOST_SUGGESTIONS: usize = 3;
/// Names that are less alike than this are no slips of the pen.
const LEAST_LIKENESS: f64 = 0.8;

/// The one item that goes by a name: by its path, its logical id, as a stack by its name, by the end of its path, or by what it is called in
/// AWS. The first of these that some item goes by decides.
pub(crate) fn find<'a>(index: &Index<'a>, name: &str, stack: Option<&str>) -> Result<Item<'a>, Findings> {
    let items = within(index, stack)?;
    let name = name.trim_matches('/');
    let ending = format!("/{name}");
    let ways: [&dyn Fn(&Item<'a>) -> bool; 5] = [
        &|item| item.path() == name,
        &|item| item.element.is_some_and(|element| element.logical_id == name),
        &|item| index.as_stack(item).is_some_and(|stack| stack.name.as_deref() == Some(name) || stack.id == name),
        &|item| item.path().ends_with(&ending),
        &|item| names_in_aws(index, item).any(|(_, given)| given == name),
    ];
    if !name.is_empty() {
        for way in ways {
            let mut found = items.iter().filter(|item| way(item));
            match (found.next(), found.count()) {
                (Some(item), 0) => return Ok(*item),
                (Some(_), _) => return Err(ambiguous(name, items.iter().filter(|item| way(item)))),
                (None, _) => {}
            }
        }
    }
    Err(unknown(name, &items))
}

fn names_in_aws<'a>(index: &Index<'a>, item: &Item<'a>) -> impl Iterator<Item = (&'a str, String)> {
    let resource = item.element.filter(|element| element.section == "Resources");
    resource.and_then(|element| index.value(element)).map(physical_names).into_iter().flatten()
}

/// The items of one stack and of those nested in it.
fn within<'a>(index: &Index<'a>, stack: Option<&str>) -> Result<Vec<Item<'a>>, Findings> {
    let Some(wanted) = stack else { return Ok(index.items.clone()) };
    let stacks = index.assembly.stacks();
    let Some(found) = stacks.iter().find(|stack| stack.goes_by(wanted)) else {
        let names: Vec<String> = stacks.iter().take(MOST_NAMES).map(|stack| format!("`{}`", stack.path)).collect();
        let finding = Finding::error("unknown-stack", format!("there is no stack `{wanted}`"));
        return Err(finding.help(format!("its stacks are {}", names.join(", "))).into());
    };
    let is_in = |item: &&Item<'a>| {
        item.path().strip_prefix(&found.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Ok(index.items.iter().filter(is_in).copied().collect())
}

fn ambiguous<'i, 'a: 'i>(name: &str, found: impl Iterator<Item = &'i Item<'a>>) -> Findings {
    let paths: Vec<String> = found.map(Item::path).collect();
    let shown: Vec<String> = paths.iter().take(MOST_NAMES).map(|path| format!("`{path}`")).collect();
    let more = paths.len().checked_sub(shown.len()).filter(|more| *more > 0);
    let more = more.map(|more| format!(" or one of {more} more")).unwrap_or_default();
    let finding = Finding::error("ambiguous-name", format!("`{name}` may mean {} constructs", paths.len()));
    finding.help(format!("name one of them by more of its path: {}{more}", shown.join(", "))).into()
}

fn unknown(name: &str, items: &[Item<'_>]) -> Findings {
    let wanted = name.to_lowercase();
    let mut alike: Vec<(f64, String)> = Vec::new();
    for item in items {
        let path = item.path();
        let logical_id = item.element.map(|element| element.logical_id.to_owned());
        let own = path.rsplit('/').next().map(str::to_owned);
        // Of one construct, the name that is most like it.
        let best = logical_id.into_iter().chain(own).chain([path.clone()]).map(|known| {
            let lower = known.to_lowercase();
            let contains = wanted.len() >= 3 && lower.contains(&wanted);
            (if contains { 1.0 } else { strsim::jaro_winkler(&lower, &wanted) }, known)
        });
        let best = best.max_by(|one, other| one.0.partial_cmp(&other.0).unwrap_or(Ordering::Equal));
        // An id that several constructs have would be ambiguous.
        alike.extend(best.map(|(likeness, known)| (likeness, if path.ends_with(&known) { path } else { known })));
    }
    alike.retain(|(likeness, _)| *likeness >= LEAST_LIKENESS);
    alike.sort_by(|one, other| other.0.partial_cmp(&one.0).unwrap_or(Ordering::Equal));
    let names: Vec<String> = alike.into_iter().take(MOST_SUGGESTIONS).map(|(_, name)| format!("`{name}`")).collect();
    let finding = Finding::error("unknown-construct", format!("nothing here is called `{name}`"));
    let help = match names.split_last() {
        None => "look for it in what the command `tree` shows".to_owned(),
        Some((only, [])) => format!("did you mean {only}?"),
        Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
    };
    finding.help(help).into()
}
