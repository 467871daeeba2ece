//! The chapters of the guide, and the blocks of code in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A fenced block of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The chapter's file name without its ending.
    pub chapter: String,
    /// The heading that it stands below, as code hosts write it in links.
    pub heading: String,
    /// The line of the chapter that its first line is, counted from 1.
    pub line: usize,
    /// The language that it is marked with.
    pub language: String,
    /// The file that the reader puts it into: what the line before it begins with, in backticks, if that ends with a colon.
    pub file: Option<String>,
    /// The text.
    pub text: String,
}

impl Block {
    /// Its name among the programs that stand for themselves: chapter and heading, in the letters of identifiers.
    pub fn program_name(&self) -> String {
        format!("{}_{}", self.chapter, self.heading).replace('-', "_")
    }

    /// Whether it is a Rust program that stands for itself, and not a file of the reader's crate.
    pub fn is_program(&self) -> bool {
        self.language == "rust" && self.file.is_none()
    }
}

/// The folder of the guide.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide")
}

/// All chapters, the index among them: each file's path, in the order of names.
pub fn chapters() -> io::Result<Vec<PathBuf>> {
    let mut chapters = Vec::new();
    for entry in fs::read_dir(directory())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            chapters.push(path);
        }
    }
    chapters.sort();
    Ok(chapters)
}

/// The blocks of one chapter, in their order.
pub fn blocks(chapter: &Path) -> io::Result<Vec<Block>> {
    let name = chapter.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(chapter)?;
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut before = "";
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let mut content = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
                content.push_str(line);
                content.push('\n');
            }
            found.push(Block {
                chapter: name.clone(),
                heading: heading.clone(),
                line: number + 2,
                language: language.to_owned(),
                file: file_named(before),
                text: content,
            });
            before = "";
        } else if line.starts_with('#') {
            heading = anchor(line.trim_start_matches('#').trim());
            before = "";
        } else if !line.trim().is_empty() {
            before = line;
        }
    }
    Ok(found)
}

/// `file` of a line such as "`file`, in place of what was there:".
fn file_named(line: &str) -> Option<String> {
    let (file, rest) = line.strip_prefix('`')?.split_once('`')?;
    let is_file = rest.ends_with(':') && file.contains(['.', '/']) && !file.contains(' ');
    is_file.then(|| file.to_owned())
}

/// What links to a heading end in.
pub fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let kept = lower.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
