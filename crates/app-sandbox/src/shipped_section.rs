//! A section of the repository's own `config.yaml`: what stands in it, as a comment or not, has to be true.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Directory, TestedApp, repository_file};

/// A section of the file that the repository ships.
pub struct ShippedSection {
    lines: Vec<String>,
}

/// A setting that is a comment of the file.
pub struct Comment {
    /// Its name.
    pub name: String,
    /// All its lines, without the mark of a comment.
    pub lines: String,
}

impl ShippedSection {
    /// The section with this name.
    pub fn new(name: &str) -> Self {
        let whole = repository_file("config.yaml");
        let section = whole.lines().skip_while(|line| line.strip_suffix(':') != Some(name)).skip(1);
        let lines = section.take_while(|line| line.is_empty() || line.starts_with(' ')).map(str::to_owned).collect();
        ShippedSection { lines }
    }

    /// The settings that are comments behind so much space, in the order of the file; some are there several times.
    pub fn comments(&self, indent: &str) -> Vec<Comment> {
        let mut found: Vec<Comment> = Vec::new();
        let mut is_within = false;
        for line in &self.lines {
            let Some(text) = line.strip_prefix(indent).and_then(|line| line.strip_prefix("# ")) else {
                is_within = false;
                continue;
            };
            match (setting_in(text), found.last_mut()) {
                (Some(name), _) => {
                    found.push(Comment { name: name.to_owned(), lines: format!("{indent}{text}\n") });
                    is_within = true;
                }
                (None, Some(comment)) if is_within && text.starts_with("  ") => {
                    comment.lines.push_str(&format!("{indent}{text}\n"));
                }
                _ => is_within = false,
            }
        }
        found
    }

    /// Their names.
    pub fn names(&self, indent: &str) -> BTreeSet<String> {
        self.comments(indent).into_iter().map(|comment| comment.name).collect()
    }

    /// Fails unless there are words before each setting.
    pub fn assert_explained(&self) {
        let mut explained = false;
        for line in &self.lines {
            match line.trim_start() {
                "" => explained = false,
                text if text.starts_with("# ---") => explained = false,
                text => {
                    let name = setting_in(text.trim_start_matches("# ").trim_start_matches("- "));
                    assert!(explained || name.is_none(), "{name:?} is not explained");
                    explained = true;
                }
            }
        }
    }
}

/// The name of the setting that a line begins with.
fn setting_in(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(':')?;
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).then_some(name)
}

/// Fails unless a file says nothing else than what the app does anyway, as that of the second text. Gives its template.
pub fn assert_same<A: TestedApp>(config: &str, other: &str) -> Value {
    let [found, expected] = [config, other].map(crate::template::<A>);
    assert!(found == expected, "{config}");
    found
}

/// A file with all of these settings that have defaults, each once; `examples` are those that have none.
pub fn with_defaults(shipped: &str, comments: &[Comment], examples: &[&str]) -> String {
    let mut text = shipped.to_owned();
    let mut written = BTreeSet::new();
    for Comment { name, lines } in comments {
        if !examples.contains(&name.as_str()) && written.insert(name) {
            text.push_str(lines);
        }
    }
    text
}

/// Fails unless each comment can be uncommented. `file` makes a file of lines, and `needed` tells what a setting cannot be without.
pub fn assert_uncommentable<A: TestedApp>(
    comments: &[Comment],
    needed: &[(&str, &str)],
    file: impl Fn(&str) -> String,
) {
    for Comment { name, lines } in comments {
        let needed = needed.iter().find(|(setting, _)| setting == name).map_or("", |(_, needed)| needed);
        let outcome = Directory::<A>::with(&file(&format!("{needed}{lines}"))).run(&["ls"]);
        assert_eq!(outcome.status, 0, "{lines}{}", outcome.stderr);
        assert_eq!(outcome.stdout, format!("{}\n", A::stack()), "{lines}");
    }
}

/// Fails unless the repository's file leads to this template, and the app describes its stack like this.
pub fn assert_shipped<A: TestedApp>(expected: &str, description: &str) {
    let mut found = crate::template::<A>(&repository_file("config.yaml"));
    let mut expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(found["Description"], description);
    found["Description"] = Value::Null;
    expected["Description"] = Value::Null;
    assert!(found == expected, "{found:#}\n{expected:#}");
}
