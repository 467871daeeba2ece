//! What scripts that instances boot by have in common.

use purlin_core::{Val, Value};

/// The part of scripts, in Python, that calls AWS: its place in them, and what stands there.
pub const AWS_CALLS: (&str, &str) = ("__AWS_CALLS__", include_str!("aws_calls.py").trim_ascii_end());

/// The function, in Python behind [`AWS_CALLS`], that tells CloudFormation how a boot went: its place, and what stands there.
/// What it raises as `Hopeless` is not to be tried again.
pub const SIGNAL: (&str, &str) = ("__SIGNAL__", include_str!("signal.py").trim_ascii_end());

/// The functions of scripts by which steps are tried again, and told when they fail: their place, and what stands there. A script
/// says what it is `doing`, and has a function `say`; `deadline` is in seconds since it began, and `hopeless` the status of what
/// would fail again, however often it is tried.
pub const STEPS: (&str, &str) = ("__STEPS__", include_str!("boot_steps.sh").trim_ascii_end());

/// A script with its settings, without its first line, which every script gets. They stand between single quotes:
/// [`check`](crate::check) lets none of them contain one, or it is [quoted].
pub fn fill(script: &str, settings: &[(&str, Value<String>)]) -> Value<String> {
    let mut pieces = Vec::new();
    let mut rest = script.split_once('\n').map_or(script, |(_, script)| script).trim_end();
    while let Some(((before, after), value)) = first_setting(rest, settings) {
        pieces.extend([Val::text(before.to_owned()), value.clone().into_val()]);
        rest = after;
    }
    pieces.push(Val::text(rest.to_owned()));
    Value::from_val(Val::join("", pieces))
}

/// What stands before and after the first setting in a text, and the setting's value.
fn first_setting<'a>(
    text: &'a str,
    settings: &'a [(&str, Value<String>)],
) -> Option<((&'a str, &'a str), &'a Value<String>)> {
    let found = settings.iter().filter_map(|(name, value)| Some((text.split_once(name)?, value)));
    found.min_by_key(|((before, _), _)| before.len())
}

/// A script without the comments that take lines of their own, for one that would be more than the 16 KiB that EC2 takes. Its
/// first line stays.
///
/// ```
/// let script = "#!/bin/bash\n# Says it.\necho '# it'\n";
/// assert_eq!(purlin_product::boot_script::without_comments(script), "#!/bin/bash\necho '# it'\n");
/// ```
pub fn without_comments(script: &str) -> String {
    let is_comment = |line: &str| matches!(line.trim_start().strip_prefix('#'), Some(rest) if !rest.starts_with('!'));
    script.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

/// A script without the comments and the empty lines, and indented by one space for each level of it: for one that leaves little
/// of the 16 KiB to its settings. A level is this many spaces in the script as it is.
///
/// ```
/// let script = "#!/bin/bash\n\n# Says it.\nif true; then\n  echo '# it'\nfi\n";
/// let compact = "#!/bin/bash\nif true; then\n echo '# it'\nfi\n";
/// assert_eq!(purlin_product::boot_script::compact(script, 2), compact);
/// ```
pub fn compact(script: &str, level: usize) -> String {
    let script = without_comments(script);
    let lines = script.split_inclusive('\n').filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let text = line.trim_start_matches(' ');
            format!("{:1$}{text}", "", (line.len() - text.len()) / level.max(1))
        })
        .collect()
}

/// A text as it stands between single quotes of a script.
///
/// ```
/// assert_eq!(purlin_product::boot_script::quoted("Acme's"), r"Acme'\''s");
/// ```
pub fn quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}
