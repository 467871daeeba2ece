//! No chapter is forgotten, no link leads nowhere, and every program that stands for itself runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use purlin_guide::markdown::{self, Block};
use purlin_tests::{Failure, Result, command, directories};

use crate::{FOLLOWED, languages};

/// The chapter that lists the others.
const INDEX: &str = "README";

#[test]
fn every_chapter_is_followed_or_compared_and_stands_in_the_index() -> Result<()> {
    let index = directories::read(&markdown::directory().join(format!("{INDEX}.md")))?;
    let known: BTreeSet<&str> = FOLLOWED.into_iter().chain([languages::CHAPTER, INDEX]).collect();
    let mut there = BTreeSet::new();
    for chapter in markdown::chapters()? {
        let name = chapter.file_stem().unwrap_or_default().to_string_lossy();
        assert!(known.contains(&*name), "no test does what the chapter `{name}` says");
        assert!(name == INDEX || index.contains(&format!("({name}.md)")), "the index does not name `{name}`");
        if name == INDEX {
            assert_eq!(markdown::blocks(&chapter)?, [], "no test reads the code of the index");
        }
        there.insert(name.into_owned());
    }
    assert!(there.iter().eq(known.iter()), "the tests know {known:?}, and there are {there:?}");
    // a folder with further chapters would be read by no test
    for entry in fs::read_dir(markdown::directory())? {
        let path = entry?.path();
        assert!(path.is_file(), "no test looks into {}", path.display());
    }
    Ok(())
}

#[test]
fn links_lead_somewhere() -> Result<()> {
    for chapter in markdown::chapters()? {
        let text = directories::read(&chapter)?;
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            if !link.starts_with("https://") && !leads_somewhere(&chapter, link)? {
                return Err(Failure::new(format!("{}: `{link}` leads nowhere", chapter.display())));
            }
        }
    }
    Ok(())
}

fn leads_somewhere(chapter: &Path, link: &str) -> Result<bool> {
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let target = if file.is_empty() { chapter.to_owned() } else { markdown::directory().join(file) };
    let Some(anchor) = anchor else { return Ok(target.exists()) };
    let text = directories::read(&target)?;
    let mut headings =
        text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    Ok(headings.any(|heading| markdown::anchor(heading) == anchor))
}

#[test]
fn programs_of_followed_chapters_write_assemblies() -> Result<()> {
    let mut programs: Vec<Block> = Vec::new();
    for chapter in FOLLOWED {
        let blocks = markdown::blocks(&markdown::directory().join(format!("{chapter}.md")))?;
        programs.extend(blocks.into_iter().filter(Block::is_program));
    }
    assert!(!programs.is_empty());
    for program in programs {
        let directory = directories::passing_dir()?;
        let mut command = command::isolated(env!("CARGO_BIN_EXE_guide-program"), directory.path());
        command.env("GUIDE_PROGRAM", program.program_name()).arg("synth");
        command::run(&mut command)?.stdout_of_success(&program.program_name())?;
        assert!(directory.path().join("cdk.out/manifest.json").exists());
    }
    Ok(())
}

/// The crates whose functions prose mentions.
const NAMED_CRATES: [&str; 5] = ["assertions", "aws", "cli", "core", "purlin"];

#[test]
fn functions_that_prose_mentions_are_there() -> Result<()> {
    let mut known = BTreeSet::new();
    for name in NAMED_CRATES {
        collect_words(&directories::workspace().join("crates").join(name).join("src"), &mut known)?;
    }
    let mut mentioned = 0;
    for chapter in markdown::chapters()? {
        for name in functions_in_prose(&directories::read(&chapter)?) {
            mentioned += 1;
            assert!(known.contains(&name), "{} mentions `{name}`, which is nowhere", chapter.display());
        }
    }
    assert!(mentioned > 20, "{mentioned}");
    Ok(())
}

/// All words of the Rust files of a folder.
fn collect_words(folder: &Path, into: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_words(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.extend(words(&directories::read(&path)?).map(str::to_owned));
        }
    }
    Ok(())
}

/// What inline code calls, or names behind `::`, in the way of Rust: `enforce_ssl(false)`, `Vpc::from_lookup`.
fn functions_in_prose(chapter: &str) -> BTreeSet<String> {
    let mut inside = false;
    let prose = chapter.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    // a span may go on in the next line
    let prose = prose.collect::<Vec<_>>().join(" ");
    let spans = prose.split('`').skip(1).step_by(2);
    spans.flat_map(functions_in).filter(|name| name.contains('_')).collect()
}

fn functions_in(code: &str) -> Vec<String> {
    let called = code
        .match_indices('(')
        .filter_map(|(at, _)| words(&code[..at]).last().filter(|word| code[..at].ends_with(word)));
    let named = code.split("::").skip(1).filter_map(|rest| words(rest).next().filter(|word| rest.starts_with(word)));
    let is_rust = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    called.chain(named).filter(is_rust).map(str::to_owned).collect()
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
