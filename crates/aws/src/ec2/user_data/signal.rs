//! Telling CloudFormation how it went.

use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, Resource, Scope, Val, Value, pseudo_parameter};

use super::UserData;
use super::quoting::Language;
use crate::iam::{Grant, Principal};

/// Sets `$instance` and `$status`.
const STATUS: &str = include_str!("boot_signal.sh");

impl UserData {
    /// Tells CloudFormation, when the script ends, whether it went well: for a resource with a creation policy, which waits
    /// for that. It takes the `cfn-signal` of Amazon's own images; any other image needs
    /// [`signal_on_exit_with_aws_cli`](UserData::signal_on_exit_with_aws_cli).
    #[track_caller]
    pub fn signal_on_exit(&self, resource: &impl Construct) {
        let location = Location::caller();
        let Some(signalled) = self.signalled(resource, location) else { return };
        let Some(language) = self.language("signal_on_exit", location) else { return };
        let (program, result) = match language {
            Language::Shell => {
                ("/opt/aws/bin/cfn-signal --stack ", " -e $exitCode || echo 'Failed to send Cloudformation Signal'")
            }
            Language::PowerShell => ("cfn-signal --stack ", " --success ($success.ToString().ToLower())"),
        };
        let line = Val::join(
            "",
            [
                Val::text(program),
                signalled.stack_name,
                Val::text(" --resource "),
                signalled.logical_id,
                Val::text(" --region "),
                signalled.region,
                Val::text(result),
            ],
        );
        self.push_on_exit("signal_on_exit", line, location);
    }

    /// Like [`signal_on_exit`](UserData::signal_on_exit), with the AWS command line, for images without `cfn-signal`. The
    /// instance's role is allowed to signal to its stack.
    #[track_caller]
    pub fn signal_on_exit_with_aws_cli(&self, resource: &impl Construct) {
        let location = Location::caller();
        let Some(signalled) = self.signalled(resource, location) else { return };
        match self.language("signal_on_exit_with_aws_cli", location) {
            Some(Language::Shell) => {}
            Some(Language::PowerShell) => {
                let finding = Finding::error("no-shell-script", "only shell scripts signal with the AWS command line");
                return self.report(finding.at(location).help("images of Windows have `cfn-signal`: `signal_on_exit`"));
            }
            None => return,
        }
        let call = Val::join(
            "",
            [
                Val::text(STATUS),
                Val::text("aws cloudformation signal-resource --stack-name "),
                signalled.stack_name,
                Val::text(" --logical-resource-id "),
                signalled.logical_id,
                Val::text(" --region "),
                signalled.region,
                Val::text(" --unique-id \"$instance\" --status \"$status\" || echo 'CloudFormation was not told' >&2"),
            ],
        );
        self.push_on_exit("signal_on_exit_with_aws_cli", call, location);
        let grant = |principal: &Principal, about: &Scope| {
            let stack = about.stack().map(|stack| stack.stack_id());
            Grant::of(principal).actions(["cloudformation:SignalResource"]).resources(stack).to_principal(about)
        };
        if let Some(target) = self.target("signal_on_exit_with_aws_cli", location) {
            target.needs().grant(Rc::new(grant));
        }
    }

    fn signalled(&self, construct: &impl Construct, location: &'static Location<'static>) -> Option<Signalled> {
        let scope = construct.scope();
        let resource = scope.resource().or_else(|| scope.child("Resource")?.resource());
        let Some(resource) = resource else {
            let finding = Finding::error("no-resource", format!("`{}` is no resource to signal to", scope.path()));
            self.report(
                finding.at(location).help("name the instance or the Auto Scaling group that waits for the signal"),
            );
            return None;
        };
        Some(Signalled::of(&resource))
    }
}

/// What a signal is addressed to, in words that need no quotation marks.
struct Signalled {
    stack_name: Val,
    logical_id: Val,
    region: Val,
}

impl Signalled {
    fn of(resource: &Resource) -> Self {
        let stack = resource.scope().stack();
        let stack_name = match stack.filter(|stack| !stack.is_nested()) {
            Some(stack) => Value::from(stack.stack_name()),
            None => pseudo_parameter::stack_name(),
        };
        Signalled {
            stack_name: stack_name.into_val(),
            logical_id: resource.logical_id().into_val(),
            region: resource.scope().region().into_val(),
        }
    }
}
