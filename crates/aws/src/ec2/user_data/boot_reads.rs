//! Secrets and parameters that a script reads when the machine boots, so that they stand in no template.

use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, IntoValue, Scope, Val, Value, pseudo_parameter, text};

use super::UserData;
use super::attachment::BootGrant;
use super::quoting::Language;
use crate::iam::{Grant, Principal};
use crate::secretsmanager::Secret;
use crate::ssm::StringParameter;

const RETRY: &str = include_str!("boot_functions.sh");
const READ_SECRET: &str = include_str!("boot_read_secret.sh");
const READ_PARAMETER: &str = include_str!("boot_read_parameter.sh");

/// A secret that a script reads at boot: one of Secrets Manager, with what the script needs for that.
#[derive(Clone)]
pub struct BootSecret {
    arn: Value<String>,
    /// Whether the ARN is AWS's own, which holds nothing that would need to be quoted with care.
    is_genuine: bool,
    grant: BootGrant,
    waits_for: Option<Scope>,
}

impl BootSecret {
    /// The secret with this ARN, the hyphen and six characters at its end included. The instance's role is allowed to read it; the key that encrypts it must allow that, too,
    /// where it is not AWS's own.
    #[track_caller]
    pub fn from_arn(arn: impl IntoValue<String>) -> Self {
        let arn = arn.into_value();
        let resource = arn.clone();
        let grant = move |principal: &Principal, about: &Scope| {
            Grant::of(principal)
                .actions(["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"])
                .resources([&resource])
                .to_principal(about)
        };
        BootSecret { arn, is_genuine: false, grant: Rc::new(grant), waits_for: None }
    }
}

impl From<&Secret> for BootSecret {
    /// The secret's policy and key let the instance's role in, and the instance waits for everything that the secret has.
    fn from(secret: &Secret) -> Self {
        let granted = secret.clone();
        let grant = move |principal: &Principal, _: &Scope| granted.grant_read(principal);
        BootSecret {
            arn: secret.arn(),
            is_genuine: true,
            grant: Rc::new(grant),
            waits_for: Some(secret.scope().clone()),
        }
    }
}

/// A parameter of Systems Manager that a script reads at boot.
#[derive(Clone)]
pub struct BootParameter {
    name: Value<String>,
    grant: BootGrant,
    waits_for: Option<Scope>,
}

impl BootParameter {
    /// The parameter of this name, in the stack's region. The instance's role is allowed to read it.
    pub fn from_name(name: impl IntoValue<String>) -> Self {
        let name = name.into_value();
        let path = match name.literal() {
            Some(name) => name.trim_start_matches('/').into_value(),
            None => name.clone(),
        };
        let grant = move |principal: &Principal, about: &Scope| {
            let arn = about.stack().map(|stack| stack.arn("ssm", text!["parameter/", &path]));
            Grant::of(principal).actions(["ssm:GetParameter"]).resources(arn).to_principal(about)
        };
        BootParameter { name, grant: Rc::new(grant), waits_for: None }
    }
}

impl From<&StringParameter> for BootParameter {
    /// The parameter's key lets the instance's role in, too, and the instance waits for it.
    fn from(parameter: &StringParameter) -> Self {
        let granted = parameter.clone();
        let grant = move |principal: &Principal, _: &Scope| granted.grant_read(principal);
        BootParameter { name: parameter.name(), grant: Rc::new(grant), waits_for: Some(parameter.scope().clone()) }
    }
}

impl From<&str> for BootParameter {
    fn from(name: &str) -> Self {
        BootParameter::from_name(name)
    }
}

impl UserData {
    /// Reads a secret into a variable of the script when the machine boots: the template, the script and the log never
    /// hold it. `field` picks one field of a secret that holds JSON.
    ///
    /// The variable is known to the script alone, unless it exports it. Reading is tried for five minutes, since the
    /// machine may boot faster than its permissions arrive; then the script ends with an error. The machine needs the
    /// AWS command line, which Amazon Linux has, and Python for fields of JSON. The instance waits for the secret, and its
    /// role is allowed to read it. Tracing is switched off, as it would show the secret; switching it on is an error.
    ///
    /// ```
    /// use purlin_aws::ec2::{BootSecret, UserData};
    ///
    /// let script = UserData::linux();
    /// let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redis-AbCdEf";
    /// script.read_secret_at_boot("PASSWORD", BootSecret::from_arn(secret), Some("password"));
    /// script.add_commands(["printf 'requirepass %s\\n' \"$PASSWORD\" >> /etc/redis.conf"]);
    /// ```
    #[track_caller]
    pub fn read_secret_at_boot(&self, variable: &str, secret: impl Into<BootSecret>, field: Option<&str>) {
        let location = Location::caller();
        let BootSecret { arn, is_genuine, grant, waits_for } = secret.into();
        if let Some(name) = arn.literal().filter(|arn| !arn.starts_with("arn:")) {
            let finding = Finding::error("no-secret-arn", format!("`{name}` is not the ARN of a secret"));
            return self.report(finding.at(location).help("ARNs begin with `arn:` and end with six random characters"));
        }
        let arn = if is_genuine { text!["'", arn, "'"].into_val() } else { Language::Shell.word(arn) };
        let mut call = vec![Val::text("purlin_read_secret "), arn];
        if let Some(field) = field {
            call.extend([Val::text(" "), Language::Shell.word(field.into_value())]);
        }
        self.read_at_boot(variable, call, READ_SECRET, (grant, waits_for), location);
    }

    /// Reads a parameter of Systems Manager into a variable when the machine boots, as
    /// [`read_secret_at_boot`](UserData::read_secret_at_boot) does with secrets. Encrypted parameters are decrypted.
    #[track_caller]
    pub fn read_parameter_at_boot(&self, variable: &str, parameter: impl Into<BootParameter>) {
        let location = Location::caller();
        let BootParameter { name, grant, waits_for } = parameter.into();
        let region = Language::Shell.word(pseudo_parameter::region());
        let call = vec![Val::text("purlin_read_parameter "), Language::Shell.word(name), Val::text(" "), region];
        self.read_at_boot(variable, call, READ_PARAMETER, (grant, waits_for), location);
    }

    #[track_caller]
    fn read_at_boot(
        &self,
        variable: &str,
        call: Vec<Val>,
        function: &'static str,
        (grant, waits_for): (BootGrant, Option<Scope>),
        location: &'static Location<'static>,
    ) {
        let Some(language) = self.variable("reading at boot", variable, location) else { return };
        if language != Language::Shell {
            let finding =
                Finding::error("no-shell-script", "only shell scripts can read secrets and parameters at boot");
            return self.report(finding.at(location).help("use `UserData::linux()`"));
        }
        let Some(target) = self.target("reading at boot", location) else { return };
        let start = Val::text(format!("{{ set +x; }} 2>/dev/null\n{variable}=$("));
        let line = Val::join("", [start].into_iter().chain(call).chain([Val::text(") || exit 1")]));
        target.change_script(|script| {
            script.use_functions(&[RETRY, function]);
            script.push(line, location);
        });
        target.needs().grant(grant);
        if let Some(construct) = waits_for {
            target.needs().wait_for(construct);
        }
    }
}
