//! Which items of two lists belong together.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::{Reading, shape};

/// Items of which one may be missing, and what to call their place.
pub(super) struct Pair<'a> {
    pub(super) name: String,
    pub(super) old: Option<&'a Value>,
    pub(super) new: Option<&'a Value>,
}

/// Keys that tell items of a list from each other, in the order in which they are tried.
const NAMES: [&str; 14] = [
    "Key",
    "Sid",
    "Id",
    "LogicalId",
    "PolicyName",
    "DeviceName",
    "VolumeName",
    "AttributeName",
    "IndexName",
    "ParameterName",
    "ParameterKey",
    "Name",
    "Rule",
    "ContainerName",
];

/// More comparisons than this are not worth a better alignment.
const MOST_COMPARISONS: usize = 250_000;

/// Pairs of items in the order of the new list: those of one name, those that are the same, and those between which nothing
/// else stands.
pub(super) fn pairs<'a>(old: &'a [Value], new: &'a [Value], reading: Reading) -> Vec<Pair<'a>> {
    if let Some(key) = NAMES.iter().find(|key| are_named(old, key) && are_named(new, key)) {
        return by_name(old, new, key);
    }
    if reading.is_policy {
        return in_any_order(old, new, reading);
    }
    in_order(old, new, reading)
}

fn name<'a>(item: &'a Value, key: &str) -> Option<&'a str> {
    item.as_object()?.get(key)?.as_str()
}

/// Whether all items have this key, each with another text.
fn are_named(items: &[Value], key: &str) -> bool {
    let names: BTreeSet<&str> = items.iter().filter_map(|item| name(item, key)).collect();
    names.len() == items.len()
}

fn by_name<'a>(old: &'a [Value], new: &'a [Value], key: &str) -> Vec<Pair<'a>> {
    let by_name = |items: &'a [Value]| -> HashMap<&'a str, &'a Value> {
        items.iter().filter_map(|item| Some((name(item, key)?, item))).collect()
    };
    let (old_names, new_names) = (by_name(old), by_name(new));
    let of_new = new.iter().filter_map(|item| Some((name(item, key)?, item)));
    let mut pairs: Vec<Pair<'a>> = of_new
        .map(|(name, item)| Pair { name: name.to_owned(), old: old_names.get(name).copied(), new: Some(item) })
        .collect();
    let gone = old.iter().filter_map(|item| Some((name(item, key)?, item)));
    let gone = gone.filter(|(name, _)| !new_names.contains_key(name));
    pairs.extend(gone.map(|(name, item)| Pair { name: name.to_owned(), old: Some(item), new: None }));
    pairs
}

/// Items that are the same belong together wherever they stand, and the rest as they stand.
fn in_any_order<'a>(old: &'a [Value], new: &'a [Value], reading: Reading) -> Vec<Pair<'a>> {
    let mut by_shape: HashMap<u64, Vec<usize>> = HashMap::new();
    for (position, item) in old.iter().enumerate() {
        by_shape.entry(shape(item)).or_default().push(position);
    }
    let mut found = BTreeSet::new();
    let mut new_rest: Vec<(usize, &Value)> = Vec::new();
    for (position, item) in new.iter().enumerate() {
        let candidates = by_shape.get(&shape(item)).map(Vec::as_slice).unwrap_or_default();
        let is_same = |at: &&usize| !found.contains(*at) && old.get(**at).is_some_and(|old| reading.same(old, item));
        match candidates.iter().find(is_same) {
            Some(at) => {
                found.insert(*at);
            }
            None => new_rest.push((position, item)),
        }
    }
    let old_rest: Vec<(usize, &Value)> =
        old.iter().enumerate().filter(|(position, _)| !found.contains(position)).collect();
    gap(&old_rest, &new_rest)
}

/// The longest sequence of items that are the same stays, as in a comparison of lines.
fn in_order<'a>(old: &'a [Value], new: &'a [Value], reading: Reading) -> Vec<Pair<'a>> {
    let is_pair = |(old, new): &(&Value, &Value)| reading.same(old, new);
    let before = old.iter().zip(new).take_while(is_pair).count();
    let [old_rest, new_rest] = [old, new].map(|items| items.get(before..).unwrap_or_default());
    let behind = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(is_pair).count();
    let between = |items: &'a [Value]| -> (&'a [Value], Vec<(usize, &'a Value)>) {
        let items = items.get(before..items.len().saturating_sub(behind)).unwrap_or_default();
        (items, items.iter().enumerate().map(|(position, item)| (before + position, item)).collect())
    };
    let ((old, old_items), (new, new_items)) = (between(old), between(new));
    if old.len().saturating_mul(new.len()) > MOST_COMPARISONS {
        return gap(&old_items, &new_items);
    }
    let width = new.len() + 1;
    let same: Vec<bool> = old.iter().flat_map(|old| new.iter().map(move |new| reading.same(old, new))).collect();
    let is_same = |row: usize, column: usize| same.get(row * new.len() + column).copied().unwrap_or_default();
    // How long the longest common sequence is from each pair of positions on.
    let mut lengths = vec![0_usize; (old.len() + 1) * width];
    let at =
        |lengths: &[usize], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or_default();
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            let length = match is_same(row, column) {
                true => at(&lengths, row + 1, column + 1) + 1,
                false => at(&lengths, row + 1, column).max(at(&lengths, row, column + 1)),
            };
            if let Some(place) = lengths.get_mut(row * width + column) {
                *place = length;
            }
        }
    }
    let (mut row, mut column, mut row_start, mut column_start) = (0, 0, 0, 0);
    let mut pairs = Vec::new();
    let mut close = |rows: std::ops::Range<usize>, columns: std::ops::Range<usize>| {
        let (rows, columns) = (old_items.get(rows), new_items.get(columns));
        pairs.extend(gap(rows.unwrap_or_default(), columns.unwrap_or_default()));
    };
    while row < old.len() && column < new.len() {
        if is_same(row, column) {
            close(row_start..row, column_start..column);
            (row, column) = (row + 1, column + 1);
            (row_start, column_start) = (row, column);
        } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    close(row_start..old.len(), column_start..new.len());
    pairs
}

/// Items between others that are the same: each of the old ones with the most alike of the new ones, as far as there are any.
fn gap<'a>(old: &[(usize, &'a Value)], new: &[(usize, &'a Value)]) -> Vec<Pair<'a>> {
    // Of very many, each with the one at its place.
    if old.len().saturating_mul(new.len()) > MOST_COMPARISONS {
        return (0..old.len().max(new.len()))
            .filter_map(|index| {
                let [old, new] = [old, new].map(|items| items.get(index));
                let (position, _) = new.or(old)?;
                Some(Pair { name: position.to_string(), old: old.map(|it| it.1), new: new.map(|it| it.1) })
            })
            .collect();
    }
    let mut free: Vec<(usize, &'a Value)> = old.to_vec();
    let mut pairs = Vec::new();
    // As many that are left as on the other side are changed ones rather than others.
    let is_even = old.len() == new.len();
    for (position, item) in new {
        let likest = free
            .iter()
            .enumerate()
            .map(|(index, (_, candidate))| (index, likeness(candidate, item)))
            .filter(|(_, likeness)| *likeness > 0 || is_even)
            .max_by(|(first, likeness), (second, other)| likeness.cmp(other).then(second.cmp(first)));
        let partner = likest.map(|(index, _)| free.remove(index).1);
        pairs.push(Pair { name: position.to_string(), old: partner, new: Some(item) });
    }
    pairs.extend(free.into_iter().map(|(position, item)| Pair {
        name: position.to_string(),
        old: Some(item),
        new: None,
    }));
    pairs
}

/// How many entries two maps have in common.
fn likeness(old: &Value, new: &Value) -> usize {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return 0 };
    old.iter().filter(|(key, value)| new.get(*key) == Some(value)).count()
}
