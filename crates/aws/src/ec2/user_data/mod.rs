//! What an instance does when it boots: a script, or several parts.

mod attachment;
mod boot_reads;
mod check;
mod multipart;
mod quoting;
mod s3_download;
mod script;
mod secret_check;
mod shell_command;
mod signal;

use std::cell::RefCell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, IntoValue, Scope, Text, Val, Value};

use crate::iam::Principal;

pub use boot_reads::{BootParameter, BootSecret};
pub use multipart::{MultipartBody, MultipartUserData};
pub use s3_download::S3Download;
pub use shell_command::ShellCommand;

use attachment::Needs;
use multipart::Multipart;
use quoting::{Language, is_variable_name};
use script::{Kind, Script, is_bash};

/// What an instance does when it boots for the first time: mostly a shell script.
///
/// Shell text and values are kept apart. Text is the shell's own, `${…}` and all. Values come in as variables or as
/// arguments of commands, and whatever they hold, the shell reads no more than one word. Secrets have no place in
/// either, since everybody who may describe the instance reads the script: the machine
/// [reads them](UserData::read_secret_at_boot) when it boots.
///
/// A script may be added to after the instance was made, and can be shared by several.
///
/// ```
/// use purlin_aws::ec2::{ShellCommand, UserData};
/// use purlin_core::{Parameter, ParameterProps, pseudo_parameter};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let image = Parameter::new(&stack, "Image", ParameterProps::new().default("redis:8"));
/// let script = UserData::linux();
/// script.set_variable("REGION", pseudo_parameter::region());
/// script.add_commands(["yum install -y docker", "echo \"${REGION} is where we are\""]);
/// script.add_command(ShellCommand::new("docker run --detach").argument(image.value::<String>()));
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html).
#[derive(Clone)]
pub struct UserData {
    shared: Rc<Shared>,
}

struct Shared {
    content: RefCell<Content>,
    needs: RefCell<Needs>,
    findings: RefCell<Vec<Finding>>,
}

enum Content {
    Script(Script),
    Multipart(Multipart),
}

impl UserData {
    /// A script for Bash on Linux.
    pub fn linux() -> Self {
        Self::linux_with_shebang("#!/bin/bash")
    }

    /// A script for Linux with another first line, such as `#!/bin/sh -eu`.
    pub fn linux_with_shebang(shebang: impl Into<Text>) -> Self {
        Self::script(Kind::Linux { shebang: shebang.into() })
    }

    /// A PowerShell script for Windows, run on the first boot only.
    pub fn windows() -> Self {
        Self::script(Kind::Windows { persist: false })
    }

    /// A PowerShell script for Windows, run on every boot.
    pub fn persistent_windows() -> Self {
        Self::script(Kind::Windows { persist: true })
    }

    /// Text of any kind, such as `#cloud-config`. Lines can be added to it, but nothing that knows a shell.
    #[track_caller]
    pub fn custom(text: impl IntoValue<String>) -> Self {
        let user_data = Self::script(Kind::Custom);
        user_data.add_unquoted_commands([text.into_value()]);
        user_data
    }

    fn script(kind: Kind) -> Self {
        Self::with(Content::Script(Script::new(kind)))
    }

    fn with(content: Content) -> Self {
        let shared = Shared { content: RefCell::new(content), needs: RefCell::default(), findings: RefCell::default() };
        UserData { shared: Rc::new(shared) }
    }

    /// Stops the script at the first command that fails, at variables that are not set, and in Bash at pipes of which any
    /// part fails, instead of carrying on.
    #[track_caller]
    pub fn stop_on_errors(&self) {
        let location = Location::caller();
        match self.language("stop_on_errors", location) {
            Some(Language::Shell) => {
                let options = if self.runs_in_bash() { "set -euo pipefail" } else { "set -eu" };
                self.push(Val::text(options), location);
            }
            Some(Language::PowerShell) => self.push(Val::text("$ErrorActionPreference = 'Stop'"), location),
            None => {}
        }
    }

    /// Adds lines in the script's own language. They are taken as they are: `${…}` is the shell's.
    #[track_caller]
    pub fn add_commands<T: Into<Text>>(&self, commands: impl IntoIterator<Item = T>) {
        let location = Location::caller();
        for command in commands {
            self.push(Val::text(command), location);
        }
    }

    /// Adds a command with values for arguments.
    #[track_caller]
    pub fn add_command(&self, command: ShellCommand) {
        let location = Location::caller();
        if let Some(language) = self.language("add_command", location) {
            self.push(command.render(language), location);
        }
    }

    /// Adds lines in which values stand as they are. **The shell reads what the values hold**: of use where that is meant,
    /// and for values that can hold nothing but names, such as ids that AWS makes.
    #[track_caller]
    pub fn add_unquoted_commands<T: IntoValue<String>>(&self, commands: impl IntoIterator<Item = T>) {
        let location = Location::caller();
        for command in commands {
            self.push(command.into_value().into_val(), location);
        }
    }

    /// Sets a variable of the script to a value, whatever that holds.
    #[track_caller]
    pub fn set_variable(&self, name: &str, value: impl IntoValue<String>) {
        let location = Location::caller();
        let Some(language) = self.variable("set_variable", name, location) else { return };
        let word = language.word(value.into_value());
        let start = match language {
            Language::Shell => format!("{name}="),
            Language::PowerShell => format!("${name} = "),
        };
        self.push(Val::join("", [Val::text(start), word]), location);
    }

    /// Sets a variable that the programs which the script runs see, too.
    #[track_caller]
    pub fn export_variable(&self, name: &str, value: impl IntoValue<String>) {
        let location = Location::caller();
        let Some(language) = self.variable("export_variable", name, location) else { return };
        let word = language.word(value.into_value());
        match language {
            Language::Shell => {
                let end = Val::text(format!("\nexport {name}"));
                self.push(Val::join("", [Val::text(format!("{name}=")), word, end]), location);
            }
            Language::PowerShell => self.push(Val::join("", [Val::text(format!("$env:{name} = ")), word]), location),
        }
    }

    /// Adds lines that run when the script ends, however it does. On Linux, `$exitCode` is what it ends with; on Windows,
    /// `$success` tells whether it went well.
    #[track_caller]
    pub fn add_on_exit_commands<T: Into<Text>>(&self, commands: impl IntoIterator<Item = T>) {
        let location = Location::caller();
        for command in commands {
            self.push_on_exit("add_on_exit_commands", Val::text(command), location);
        }
    }

    /// Runs a file, and stops the script if that fails.
    #[track_caller]
    pub fn execute_file<A: IntoValue<String>>(
        &self,
        path: impl IntoValue<String>,
        arguments: impl IntoIterator<Item = A>,
    ) {
        let location = Location::caller();
        let Some(language) = self.language("execute_file", location) else { return };
        let path = path.into_value();
        let file = language.word(path.clone());
        let mut call = vec![file.clone()];
        for argument in arguments {
            call.extend([Val::text(" "), language.argument(argument.into_value())]);
        }
        let call = Val::join("", call);
        match language {
            Language::Shell => {
                self.push(Val::text("set -e"), location);
                self.push(Val::join("", [Val::text("chmod +x "), file]), location);
                self.push(call, location);
            }
            Language::PowerShell => {
                self.push(Val::join("", [Val::text("&"), call]), location);
                let name = path.literal().unwrap_or("it").replace(['\'', '"'], "");
                let complain =
                    format!("if (!$?) {{ Write-Error 'Failed to execute the file \"{name}\"' -ErrorAction Stop }}");
                self.push(Val::text(complain), location);
            }
        }
    }

    /// Makes every instance with this script wait for everything in a construct: for the database that the script connects
    /// to, say.
    #[track_caller]
    pub fn wait_for(&self, construct: &impl Construct) {
        self.needs().wait_for(construct.scope().clone());
    }

    /// The whole text, before it is encoded, and where a template wants it in [`fn_base64`](purlin_core::fn_base64). What is
    /// wrong with it is reported on `scope`. Instances and launch templates do this themselves.
    pub fn render(&self, scope: &impl Construct) -> Value<String> {
        check::report(self, scope.scope());
        Value::from_val(self.text())
    }

    fn text(&self) -> Val {
        match &*self.shared.content.borrow() {
            Content::Script(script) => script.text(),
            Content::Multipart(multipart) => multipart.text(),
        }
    }

    /// Whether this is other user data, or has it among its parts.
    fn holds(&self, other: &UserData) -> bool {
        if Rc::ptr_eq(&self.shared, &other.shared) {
            return true;
        }
        match &*self.shared.content.borrow() {
            Content::Script(_) => false,
            Content::Multipart(multipart) => multipart.scripts().any(|part| part.holds(other)),
        }
    }

    fn needs(&self) -> std::cell::RefMut<'_, Needs> {
        self.shared.needs.borrow_mut()
    }

    fn report(&self, finding: Finding) {
        self.shared.findings.borrow_mut().push(finding);
    }

    /// What lines are added to: the script itself, or the default part of several.
    fn target(&self, method: &str, location: &'static Location<'static>) -> Option<UserData> {
        match &*self.shared.content.borrow() {
            Content::Script(_) => return Some(self.clone()),
            Content::Multipart(multipart) => {
                if let Some(part) = multipart.default_part() {
                    return Some(part);
                }
            }
        }
        let finding = Finding::error(
            "no-default-part",
            format!("`{method}` adds to the default part, but none of the parts is it"),
        );
        self.report(finding.at(location).help("add a script with `add_default_part` first"));
        None
    }

    /// The script's language, for what needs one.
    fn language(&self, method: &str, location: &'static Location<'static>) -> Option<Language> {
        let target = self.target(method, location)?;
        let content = target.shared.content.borrow();
        let language = match &*content {
            Content::Script(script) => script.kind.language(),
            Content::Multipart(_) => None,
        };
        if language.is_none() {
            let finding = Finding::error(
                "no-shell-script",
                format!("`{method}` writes commands, but the user data is text of another kind"),
            );
            self.report(finding.at(location).help("use `UserData::linux()` or `UserData::windows()`"));
        }
        language
    }

    fn runs_in_bash(&self) -> bool {
        let Some(target) = self.target("stop_on_errors", Location::caller()) else { return false };
        let content = target.shared.content.borrow();
        matches!(&*content, Content::Script(Script { kind: Kind::Linux { shebang }, .. }) if is_bash(shebang))
    }

    /// The language of a script that has a variable set.
    fn variable(&self, method: &str, name: &str, location: &'static Location<'static>) -> Option<Language> {
        if !is_variable_name(name) {
            let finding = Finding::error("bad-variable", format!("`{name}` cannot be the name of a variable"));
            self.report(finding.at(location).help("use letters, digits and `_`, and no digit at the start"));
            return None;
        }
        self.language(method, location)
    }

    fn change_script(&self, change: impl FnOnce(&mut Script)) {
        if let Content::Script(script) = &mut *self.shared.content.borrow_mut() {
            change(script);
        }
    }

    fn push(&self, text: Val, location: &'static Location<'static>) {
        if let Some(target) = self.target("add_commands", location) {
            target.change_script(|script| script.push(text, location));
        }
    }

    fn push_on_exit(&self, method: &str, text: Val, location: &'static Location<'static>) {
        if self.language(method, location).is_some()
            && let Some(target) = self.target(method, location)
        {
            target.change_script(|script| script.push_on_exit(text, location));
        }
    }

    /// Everything that a script of this construct needs, now and later: the construct waits for it, and the principal may
    /// read it.
    #[track_caller]
    pub(super) fn attach(&self, user: &Scope, principal: Option<Principal>) {
        self.needs().attach(user.clone(), principal.clone());
        if let Content::Multipart(multipart) = &*self.shared.content.borrow() {
            for part in multipart.scripts() {
                part.attach(user, principal.clone());
            }
        }
    }
}

impl fmt::Debug for UserData {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("UserData").field(&self.text()).finish()
    }
}

impl From<&UserData> for UserData {
    fn from(given: &UserData) -> Self {
        given.clone()
    }
}
