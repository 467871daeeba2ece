//! Differences of permissions as small tables.

use anstyle::Style;
use purlin_diff::{
    AttachmentDifference, AttachmentKind, Breadth, Change, PolicyKind, RuleDifference, StatementDifference,
};

use super::text::Styles;

/// A column wider than this is broken into several lines where its texts allow it.
const WIDEST: usize = 60;

/// A row: its mark, the cells, each of several lines, and whether it is broader or narrower.
struct Row {
    change: Change,
    cells: Vec<Vec<String>>,
    breadth: Option<Breadth>,
}

pub(super) fn statements(differences: &[StatementDifference], styles: &Styles) -> Vec<String> {
    let rows: Vec<Row> = differences
        .iter()
        .map(|difference| {
            let StatementDifference { principals, actions, resources, .. } = difference;
            let who = principals.iter().map(|name| readable(name)).collect();
            let what = resources.iter().map(|name| readable(name)).collect();
            let mut conditions = conditions(difference.change, &difference.old_conditions, &difference.new_conditions);
            if let Some(limit) = &difference.limit {
                conditions.insert(0, format!("through {}", readable(limit)));
            }
            let effect = match (difference.policy, difference.effect.as_str()) {
                (PolicyKind::Limit, "Allow") => vec!["limit".to_owned()],
                (_, effect) => vec![effect.to_lowercase()],
            };
            let cells = vec![effect, who, actions.clone(), what, conditions];
            Row { change: difference.change, cells, breadth: difference.breadth }
        })
        .collect();
    table(&["", "who", "may", "on", "if"], rows, styles)
}

pub(super) fn attachments(differences: &[AttachmentDifference], styles: &Styles) -> Vec<String> {
    let rows: Vec<Row> = differences
        .iter()
        .map(|difference| {
            let kind = match difference.kind {
                AttachmentKind::Policy => "has",
                AttachmentKind::Boundary => "at most what is in",
                AttachmentKind::Group => "is in group",
            };
            let texts = [readable(&difference.holder), kind.to_owned(), readable(&difference.policy)];
            let mut cells: Vec<Vec<String>> = texts.map(|text| vec![text]).into();
            cells.push(conditions(difference.change, &difference.old_conditions, &difference.new_conditions));
            Row { change: difference.change, cells, breadth: difference.breadth }
        })
        .collect();
    table(&["who", "", "policy", "if"], rows, styles)
}

pub(super) fn rules(differences: &[RuleDifference], styles: &Styles) -> Vec<String> {
    let rows: Vec<Row> = differences
        .iter()
        .map(|difference| {
            let RuleDifference { group, direction, protocol, ports, peer, .. } = difference;
            let direction = direction.as_str().to_owned();
            let texts = [readable(group), direction, protocol.clone(), ports.clone(), readable(peer)];
            let mut cells: Vec<Vec<String>> = texts.map(|text| vec![text]).into();
            cells.push(conditions(difference.change, &difference.old_conditions, &difference.new_conditions));
            Row { change: difference.change, cells, breadth: difference.breadth }
        })
        .collect();
    table(&["group", "", "protocol", "ports", "peer", "if"], rows, styles)
}

/// A resource of the template by its logical id alone.
fn readable(text: &str) -> String {
    let (before, last) = text.rsplit_once(' ').map_or(("", text), |(before, last)| (before, last));
    let inner = last.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    match inner.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric())) {
        Some(name) if before.is_empty() => name.to_owned(),
        Some(name) => format!("{before} {name}"),
        None => text.to_owned(),
    }
}

/// A condition in one line, or with each of its values in a line of its own.
fn condition(text: &str) -> Vec<String> {
    match text.split_once(" = ") {
        Some((what, values)) if width(text) > WIDEST && values.contains(" or ") => {
            let values = values.split(" or ").map(|value| format!("  {value}"));
            std::iter::once(format!("{what} = one of")).chain(values).collect()
        }
        _ => vec![text.to_owned()],
    }
}

/// The conditions of a row: of one whose conditions are other ones, those before as well.
fn conditions(change: Change, old: &[Vec<String>], new: &[Vec<String>]) -> Vec<String> {
    let listed = |alternatives: &[Vec<String>]| -> Vec<String> {
        let mut lines = Vec::new();
        for (position, conditions) in alternatives.iter().enumerate() {
            if position > 0 {
                lines.push("or".to_owned());
            }
            match conditions.as_slice() {
                [] if alternatives.len() > 1 || change == Change::Changed => lines.push("always".to_owned()),
                conditions => lines.extend(conditions.iter().flat_map(|text| condition(text))),
            }
        }
        lines
    };
    let (old, new) = (listed(old), listed(new));
    match change {
        Change::Added => new,
        Change::Removed => old,
        Change::Changed => {
            let mark = |mark: &str, lines: Vec<String>| -> Vec<String> {
                lines.into_iter().map(|line| format!("{mark} {line}")).collect()
            };
            [mark("-", old), mark("+", new)].concat()
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The lines of a table, with a heading.
fn table(headings: &[&str], rows: Vec<Row>, styles: &Styles) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let cells = rows.iter().filter_map(|row| row.cells.get(column)).flatten();
            // What is wider than that sticks out, rather than moving all other rows.
            cells.map(|line| width(line)).filter(|width| *width <= WIDEST).chain([width(heading)]).max().unwrap_or(0)
        })
        .collect();
    let padded = |text: &str, column: usize| {
        let missing = widths.get(column).copied().unwrap_or_default().saturating_sub(width(text));
        format!("{text}{}", " ".repeat(missing))
    };
    let join = |cells: Vec<String>| cells.join("  ").trim_end().to_owned();
    let Styles { dimmed, .. } = *styles;
    let is_empty = |column: usize| rows.iter().all(|row| row.cells.get(column).is_none_or(Vec::is_empty));
    let told = headings.iter().enumerate().filter(|(column, _)| !is_empty(*column));
    let heading = join(told.map(|(column, heading)| padded(heading, column)).collect());
    let mut lines = vec![format!("  {dimmed}{heading}{dimmed:#}")];
    for row in rows {
        let height = row.cells.iter().map(Vec::len).max().unwrap_or_default();
        for number in 0..height {
            let cells = row.cells.iter().enumerate();
            let line =
                join(cells.map(|(column, cell)| padded(cell.get(number).map_or("", String::as_str), column)).collect());
            let style = match row.change {
                Change::Added => styles.added,
                Change::Removed => styles.removed,
                Change::Changed => Style::new(),
            };
            let breadth = row.breadth.filter(|_| number == 0).map(|breadth| {
                let style = if breadth == Breadth::Broader { styles.warning } else { dimmed };
                format!("  {style}{}{style:#}", breadth.as_str())
            });
            let mark = if number == 0 { styles.mark(row.change) } else { " ".to_owned() };
            lines.push(format!("{mark} {style}{line}{style:#}{}", breadth.unwrap_or_default()));
        }
    }
    lines
}
