//! Comments, wrapped so that they can be read.

/// Appends a comment, each line of it behind `indent` spaces.
///
/// Line breaks of the text stay. Lines that begin with a space are not wrapped; those of a list are wrapped below its text.
pub(super) fn push(out: &mut String, text: &str, indent: usize, width: usize) {
    let room = width.saturating_sub(indent + "# ".len()).max(20);
    for line in text.trim_end().split('\n') {
        for part in wrapped(&printable(line), room) {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(if part.is_empty() { "#" } else { "# " });
            out.push_str(&part);
            out.push('\n');
        }
    }
}

fn printable(line: &str) -> String {
    let clean = |c: char| {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') {
            ' '
        } else {
            c
        }
    };
    line.chars().map(clean).collect::<String>().trim_end().to_owned()
}

fn wrapped(line: &str, room: usize) -> Vec<String> {
    if line.starts_with(' ') || line.chars().count() <= room {
        return vec![line.to_owned()];
    }
    let hanging = if line.starts_with("- ") || line.starts_with("* ") { "  " } else { "" };
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in line.split(' ') {
        let is_bare = current.trim().is_empty();
        if !is_bare && current.chars().count() + 1 + word.chars().count() > room {
            lines.push(std::mem::replace(&mut current, format!("{hanging}{word}")));
        } else {
            if !is_bare {
                current.push(' ');
            }
            current.push_str(word);
        }
    }
    lines.push(current);
    lines
}
