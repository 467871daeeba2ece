//! `check`: everything that is wrong with an app, or worth knowing, for people, programs and code hosts.

#[cfg(feature = "validate")]
mod engine;
mod json;
mod limits;
mod placement;
mod report;
mod sarif;
mod source_tree;
mod template_tree;
mod text;
mod written;

use std::cell::RefCell;
use std::panic::Location;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use purlin_assembly::Assembly;
use purlin_aws::aspects::SecurityCheck;
use purlin_core::{App, Findings, Place};

use self::report::{Extent, Report};
use crate::inspection::{self, Subject};
use crate::{Arguments, report as outcome};

const EXAMPLES: &str = "\
Examples:
  APP check                                  what is wrong, for people
  APP check --strict                         fail for warnings as well
  APP check --app cdk.out                    check what is there, whoever wrote it
  APP check --format sarif > check.sarif     for code hosts

GitHub shows each finding on its line when a workflow with the permission `security-events: write` uploads them:
  - run: APP check --format sarif > check.sarif
  - uses: github/codeql-action/upload-sarif@v3
    if: always()
    with: { sarif_file: check.sarif }

The exit status is 1 when there are errors, with --strict also when there are warnings, and 0 otherwise.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    subject: Subject,

    /// How it is told
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Also check what is well by default, but better said
    #[arg(long)]
    thorough: bool,

    /// Fail for warnings as well
    #[arg(long)]
    strict: bool,
}

/// For whom findings are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For code hosts: SARIF 2.1.0
    Sarif,
}

impl CheckArguments {
    /// What is checked, unless it is the program's own.
    pub(crate) fn written(&self) -> Option<&Path> {
        self.subject.path()
    }

    /// Checks what the program makes, or tells why it makes nothing. `location` is where the program begins.
    pub(crate) fn check_program(
        &self,
        app: &App,
        built: Result<(), Findings>,
        arguments: &Arguments,
        location: &Location<'_>,
    ) -> Result<ExitCode, Findings> {
        let report = match built {
            Err(findings) => Report::new(outcome::with_findings_of(app, findings), Extent::Beginning),
            Ok(()) => self.of_program(app),
        };
        let settings = arguments.config();
        let whole = if settings.is_file() { file(settings) } else { Place::from(location) };
        self.tell(report, &whole, arguments)
    }

    fn of_program(&self, app: &App) -> Report {
        let insecure = security_findings(self.security(), app);
        let synthesised = app.synth();
        let mut findings = match &synthesised {
            Ok(assembly) => assembly.remarks(),
            Err(findings) => findings.clone(),
        };
        findings.extend(insecure.take());
        findings.extend(app.annotations());
        findings.extend(app.missing_context());
        match synthesised {
            Err(_) => Report::of_tree(findings, app),
            Ok(assembly) => {
                let assembly = Assembly::of(&assembly);
                findings.extend(limits::findings(&assembly));
                #[cfg(feature = "validate")]
                findings.extend(engine::findings(&assembly, self.thorough, |_| None));
                Report::of_assembly(findings, &assembly)
            }
        }
    }

    /// Checks an assembly or a template that is there.
    pub(crate) fn check_written(&self, path: &Path, arguments: &Arguments) -> Result<ExitCode, Findings> {
        let name = inspection::name(path);
        let report = match inspection::read(path) {
            Err(findings) => Report::new(findings, Extent::Beginning),
            Ok(assembly) => {
                let path = Path::new(&name);
                let findings = written::findings(&assembly, path, self.security());
                #[cfg(feature = "validate")]
                let findings = {
                    let file = |stack: &purlin_assembly::Stack| {
                        // A pipe can be read once only.
                        let file = Some(written::template(path, stack)).filter(|file| file.is_file())?;
                        Some((file.display().to_string(), std::fs::read(file).ok()?))
                    };
                    findings.into_iter().chain(engine::findings(&assembly, self.thorough, file)).collect()
                };
                Report::of_assembly(findings, &assembly)
            }
        };
        let manifest = path.join("manifest.json");
        self.tell(report, &file(if manifest.is_file() { &manifest } else { Path::new(&name) }), arguments)
    }

    fn security(&self) -> SecurityCheck {
        let check = SecurityCheck::new();
        if self.thorough { check.thorough() } else { check }
    }

    /// Tells what was found. `whole` stands for all that was checked, where nothing tells of a better place.
    fn tell(&self, mut report: Report, whole: &Place, arguments: &Arguments) -> Result<ExitCode, Findings> {
        if arguments.quiet {
            report.leave_out_information();
        }
        match self.format {
            // Quiet, and nothing to tell.
            Format::Text if arguments.quiet && report.findings().is_empty() => {}
            Format::Text => {
                outcome::answer_drawn(|colours| text::written(&report, colours, !arguments.quiet), "findings")?;
            }
            Format::Json => outcome::answer(&json::written(&report), "findings")?,
            Format::Sarif => outcome::answer(&sarif::written(&report, whole), "findings")?,
        }
        if !arguments.quiet && !matches!(self.format, Format::Text) {
            outcome::print(report.summary());
        }
        let [errors, warnings, _] = report.counts();
        let has_failed = errors > 0 || self.strict && warnings > 0;
        Ok(if has_failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// Where what the security check finds will be, once an app is synthesised: apart, so that nothing else is kept from being found.
fn security_findings(check: SecurityCheck, app: &App) -> Rc<RefCell<Findings>> {
    let findings = Rc::new(RefCell::new(Findings::default()));
    let list = Rc::clone(&findings);
    check.check_after_others(app, move |finding| list.borrow_mut().push(finding));
    findings
}

fn file(path: &Path) -> Place {
    Place::file(path.display().to_string())
}
