//! The command `resource-mapping`: which resource of the stack is which of an installation that was made otherwise.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use purlin_cli::{Answer, clap};
use purlin_core::{CloudAssembly, Finding, Findings, Place};
use purlin_hybrid_workers::{ResourceDocument, ResourceMapping};

pub const NAME: &str = "resource-mapping";
pub const ABOUT: &str = "Print the mapping by which `cdk import` takes over an installation that was made otherwise";

/// What stands for standard input among files.
const STANDARD_INPUT: &str = "-";

const EXAMPLES: &str = "\
Examples:
  terraform state pull | APP resource-mapping - > mapping.json    of what Terraform made
  APP resource-mapping network.json roles.json > mapping.json      of what the AWS command line lists
  cdk import --resource-mapping mapping.json                       what it is for";

/// What is there.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct MappingArguments {
    /// What `terraform state pull` or the AWS command line printed, as JSON; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The name of something that is not there, and that the deployment after the import shall make; may be given several times
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
}

/// The mapping of the app's one stack.
pub fn resource_mapping(assembly: &CloudAssembly, arguments: MappingArguments) -> Result<Answer, Findings> {
    let documents = read(&arguments.files)?;
    let mut answer = Answer::default();
    for stack in assembly.stacks() {
        let template = assembly.template(&stack.artifact_id).unwrap_or_default();
        let mapping = ResourceMapping::new(&template, &stack.environment, &documents, &arguments.without)?;
        answer = mapping.remarks().iter().cloned().fold(Answer::new(mapping.to_json()), Answer::remark);
    }
    Ok(answer)
}

fn read(files: &[PathBuf]) -> Result<Vec<ResourceDocument>, Findings> {
    let mut findings = Findings::default();
    let mut documents = Vec::new();
    for file in files {
        let name = file.display().to_string();
        match text(file) {
            Ok(text) => documents.push(ResourceDocument { name, text }),
            Err(error) => findings.push(
                Finding::error("unreadable-file", format!("it cannot be read: {error}"))
                    .at(Place::file(name))
                    .help("name what `terraform state pull` or the AWS command line printed"),
            ),
        }
    }
    if findings.has_errors() { Err(findings) } else { Ok(documents) }
}

/// A file's text. What PowerShell writes is UTF-16.
fn text(file: &Path) -> std::io::Result<String> {
    let bytes = if file == Path::new(STANDARD_INPUT) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        bytes
    } else {
        fs::read(file)?
    };
    let wrong = |error: String| std::io::Error::new(std::io::ErrorKind::InvalidData, error);
    match bytes.strip_prefix(&[0xff, 0xfe]) {
        Some(rest) => {
            let units: Vec<u16> = rest.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16(&units).map_err(|error| wrong(error.to_string()))
        }
        None => String::from_utf8(bytes).map_err(|error| wrong(error.to_string())),
    }
}
