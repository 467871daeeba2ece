//! What an app's closure is told, and tells, about the package that it makes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::Location;

use purlin_core::{App, Construct, Finding, Stack};

use super::location::TemplateLocation;

/// The package that an app makes: templates that people deploy without the toolkit.
///
/// Each stack of the app is written as a file that bears the stack's id: `network.yml`.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use purlin_core::{Resource, Stack, StackProps, Synthesizer};
///
/// fn main() -> ExitCode {
///     purlin_cli::Program::new(|_app, _arguments| Ok(()))
///         .package(|app, package, _arguments| {
///             let props = || StackProps::new().synthesizer(Synthesizer::standalone());
///             let network = Stack::new(app, "network", props());
///             Resource::untyped(&network, "Gateway", "AWS::EC2::InternetGateway");
///             let main = Stack::new(app, "main", props());
///             let child = Resource::untyped(&main, "Network", "AWS::CloudFormation::Stack");
///             child.set_property("TemplateURL", package.template_url("network"));
///             package.add_entry_point(&main);
///             Ok(())
///         })
///         .run()
/// }
/// ```
#[derive(Debug)]
pub struct Package {
    location: TemplateLocation,
    /// What was asked for, and where.
    urls: RefCell<Vec<(String, &'static Location<'static>)>>,
    entry_points: RefCell<Vec<EntryPoint>>,
}

/// A template that people begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryPoint {
    /// The name of its file.
    pub(super) file: String,
    /// The name that its stack should have.
    pub(super) stack_name: String,
}

impl Package {
    pub(crate) fn new(location: TemplateLocation) -> Self {
        Package { location, urls: RefCell::default(), entry_points: RefCell::default() }
    }

    /// Where other templates find the template of the stack with this id: what `TemplateURL` of an
    /// `AWS::CloudFormation::Stack` wants.
    ///
    /// With `--bucket` it is the URL in the bucket, without it the file beside the template, `./network.yml`, which
    /// `aws cloudformation package` replaces. A stack that is not there when the closure ends is a mistake.
    #[track_caller]
    pub fn template_url(&self, stack_id: &str) -> String {
        self.urls.borrow_mut().push((stack_id.to_owned(), Location::caller()));
        self.location.url(&file_name(stack_id))
    }

    /// Whether the templates point into a bucket: whether `--bucket` was given.
    pub fn is_in_bucket(&self) -> bool {
        self.location != TemplateLocation::Relative
    }

    /// Marks the template of a stack as one that people begin with. With `--bucket` they are told the link that opens it in
    /// the console, with the stack's name filled in.
    pub fn add_entry_point(&self, stack: &Stack) {
        let entry = EntryPoint { file: file_name(&stack.scope().id()), stack_name: stack.stack_name() };
        let mut entries = self.entry_points.borrow_mut();
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    pub(super) fn location(&self) -> &TemplateLocation {
        &self.location
    }

    pub(super) fn entry_points(&self) -> Vec<EntryPoint> {
        self.entry_points.borrow().clone()
    }
}

/// The file of the stack with this id.
fn file_name(stack_id: &str) -> String {
    format!("{stack_id}.yml")
}

/// The stacks of the app with the names of their files. What cannot be a file, and what was asked for in vain, is reported.
pub(super) fn files(app: &App, package: &Package) -> Vec<(Stack, String)> {
    let mut files: Vec<(Stack, String)> = Vec::new();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for scope in app.scope().descendants() {
        let Some(stack) = scope.stack().filter(|stack| *stack.scope() == scope && !stack.is_nested()) else { continue };
        let id = scope.id();
        if !is_file_name(&id) {
            let finding = Finding::error("bad-file-name", format!("no file can be named after the stack's id `{id}`"))
                .help("use letters, digits, hyphens, underscores and dots, and begin with a letter or digit");
            scope.report(finding);
            continue;
        }
        if !stack.is_standalone() {
            let finding = Finding::error("not-standalone", "its template needs the toolkit and a bootstrap stack")
                .help("give the stack `Synthesizer::standalone()`");
            scope.report(finding);
        }
        // Some file systems take upper and lower case for the same.
        if let Some(twin) = taken.insert(id.to_lowercase(), scope.path()) {
            let finding = Finding::error("duplicate-file", format!("its file would be that of `{twin}`"))
                .help("give one of the two stacks another id");
            scope.report(finding);
        }
        files.push((stack, file_name(&id)));
    }
    for (stack_id, location) in package.urls.borrow().iter() {
        if !files.iter().any(|(_, file)| *file == file_name(stack_id)) {
            let finding = Finding::error("unknown-template", format!("there is no stack with the id `{stack_id}`"))
                .at(*location)
                .help("ask for the id that the stack was made with");
            app.scope().report(finding);
        }
    }
    if files.is_empty() {
        let finding = Finding::error("no-templates", "the package has no stacks").help("make at least one");
        app.scope().report(finding);
    }
    files
}

fn is_file_name(stack_id: &str) -> bool {
    stack_id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && stack_id.len() <= 200
        && stack_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
