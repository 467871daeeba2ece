//! The least that a program could do to write an assembly: it has every document ready in memory, serialises each,
//! hashes the templates, and writes the files. The time that this takes is what Purlin's is measured against.
//!
//! usage: floor ASSEMBLY OUTDIR THREADS

#![allow(clippy::print_stderr, reason = "a benchmark prints what it measures")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use purlin_bench::peak_memory;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use sha2::{Digest, Sha256};

struct Document {
    name: PathBuf,
    /// How many spaces each level is indented by; none for a document in one line.
    indent: Option<&'static [u8]>,
    is_template: bool,
    content: Value,
}

fn read(directory: &Path) -> io::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        let text = name.to_string_lossy();
        let is_template = text.ends_with(".template.json");
        let indent: Option<&'static [u8]> = match &*text {
            "tree.json" | "cdk.out" => None,
            _ if is_template => Some(b" "),
            _ if text.ends_with(".json") => Some(b"  "),
            _ => continue,
        };
        let content = serde_json::from_slice(&fs::read(&path)?)?;
        documents.push(Document { name, indent, is_template, content });
    }
    Ok(documents)
}

fn write(document: &Document, directory: &Path, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    match document.indent {
        Some(indent) => serialise(&document.content, buffer, PrettyFormatter::with_indent(indent))?,
        None => serialise(&document.content, buffer, CompactFormatter)?,
    }
    if document.is_template {
        std::hint::black_box(Sha256::digest(&*buffer));
    }
    fs::write(directory.join(&document.name), buffer)
}

fn serialise(content: &Value, buffer: &mut Vec<u8>, formatter: impl Formatter) -> io::Result<()> {
    content.serialize(&mut Serializer::with_formatter(buffer, formatter))?;
    Ok(())
}

fn run(source: &Path, directory: &Path, threads: usize) -> io::Result<f64> {
    let documents = read(source)?;
    fs::create_dir_all(directory)?;
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut buffer = Vec::new();
                    while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                        write(document, directory, &mut buffer)?;
                    }
                    Ok(())
                })
            })
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a thread died"))))
    })?;
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, directory, threads] = &arguments[..] else {
        eprintln!("usage: floor ASSEMBLY OUTDIR THREADS");
        return ExitCode::from(2);
    };
    match run(Path::new(source), Path::new(directory), threads.parse().unwrap_or(1)) {
        Ok(milliseconds) => {
            eprintln!("in all {milliseconds:.1} ms");
            eprintln!("peak memory: {} KiB", peak_memory());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
