//! `package`: templates for people who deploy them without the toolkit.

mod arguments;
mod bucket;
mod console;
mod handle;
mod location;
mod partition;

use std::path::{Path, PathBuf};
use std::time::Instant;

use purlin_core::{App, CloudAssembly, Construct, Finding, Findings, Stack};

use crate::{Arguments, report};

pub use arguments::PackageArguments;
pub use handle::Package;
use location::TemplateLocation;

const DEFAULT_OUTPUT: &str = "templates";
/// What a request to CloudFormation can carry of a template; larger ones have to be in a bucket.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const LARGEST_IN_REQUEST: usize = 51_200;

/// Writes the templates of all stacks of the app.
pub(crate) fn run(app: &App, package: &Package, arguments: &Arguments, started: Instant) -> Result<(), Findings> {
    let files = handle::files(app, package);
    let assembly = app.synth()?;
    report::remarks(&assembly, arguments.quiet);
    refuse_what_nobody_would(&assembly, arguments)?;
    if package.location() == &TemplateLocation::Relative {
        warn_of_large_templates(&assembly, &files);
    }
    let directory = arguments.writing.output.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_OUTPUT));
    assembly.write_yaml_templates(&directory, &files)?;
    report::answer_lines(files.iter().map(|(_, file)| directory.join(file).display().to_string()), "list")?;
    if !arguments.quiet {
        summarise(&assembly, &directory, &files, started);
        print_next_steps(&directory, package);
    }
    Ok(())
}

/// Without a toolkit nobody else refuses constructs with error annotations, or answers lookups.
fn refuse_what_nobody_would(assembly: &CloudAssembly, arguments: &Arguments) -> Result<(), Findings> {
    let mut findings = assembly.annotations();
    findings.extend(assembly.missing_context().into_iter().map(|finding| Finding {
        message: format!("{}: a template that people deploy can look nothing up", finding.message),
        ..finding.help("give the value explicitly, or declare a parameter for it")
    }));
    if findings.has_errors() {
        return Err(findings);
    }
    if !arguments.quiet {
        findings.iter().for_each(|finding| report::print(format_args!("{finding}\n")));
    }
    Ok(())
}

fn warn_of_large_templates(assembly: &CloudAssembly, files: &[(Stack, String)]) {
    for (stack, file) in files {
        let bytes = assembly.yaml_template_of(stack).map_or(0, |yaml| yaml.len());
        if bytes > LARGEST_IN_REQUEST {
            let message = format!(
                "{file} has {bytes} bytes, and CloudFormation takes {LARGEST_IN_REQUEST} at most from a command"
            );
            let finding = Finding::warning("template-needs-bucket", message)
                .construct(stack.scope().path())
                .help("put it into a bucket, and deploy it from there");
            report::print(format_args!("{finding}\n"));
        }
    }
}

fn summarise(assembly: &CloudAssembly, directory: &Path, files: &[(Stack, String)], started: Instant) {
    let resources: usize = assembly.stacks().iter().map(|stack| stack.resources).sum();
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    report::print(format_args!(
        "{} with {} written to {} in {milliseconds:.1} ms",
        report::counted(files.len(), "template"),
        report::counted(resources, "resource"),
        directory.display(),
    ));
}

/// How the templates get to where they point to each other, and who is then sent where.
fn print_next_steps(directory: &Path, package: &Package) {
    let TemplateLocation::Bucket(bucket) = package.location() else { return };
    report::print(format_args!("Upload them:\n  {}", bucket.upload_command(directory)));
    let links: Vec<String> = package.entry_points().iter().filter_map(|entry| console::link(bucket, entry)).collect();
    if !links.is_empty() {
        report::print(format_args!("Then create the stacks in the console:\n  {}", links.join("\n  ")));
    }
}
