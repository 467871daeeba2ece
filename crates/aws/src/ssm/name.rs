//! Names of parameters, and the ARNs made of them.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value, text};

const LONGEST_NAME: usize = 2048;
const MOST_LEVELS: usize = 15;

/// What is known of the name that an ARN is made of.
pub(super) enum NameForm {
    /// CloudFormation makes it.
    MadeUp,
    /// It stands in the program.
    Known(String),
    /// It is known during deployment.
    Later,
}

impl NameForm {
    pub(super) fn of(name: Option<&Value<String>>) -> Self {
        match name.map(|name| name.literal()) {
            None => NameForm::MadeUp,
            Some(None) => NameForm::Later,
            Some(Some(name)) => NameForm::Known(name.to_owned()),
        }
    }
}

/// The ARN of a parameter in the stack's account and region. `simple` is whether the program says that the name is without
/// any `/`.
pub(super) fn arn(
    scope: &Scope,
    name: Value<String>,
    form: &NameForm,
    simple: Option<bool>,
    at: &'static Location<'static>,
) -> Value<String> {
    let found = match form {
        NameForm::MadeUp => Some(true),
        NameForm::Known(name) => Some(!name.starts_with('/')),
        NameForm::Later => None,
    };
    if found.is_none() && simple.is_none() {
        let message = "the name of a parameter is not known yet, so that its ARN cannot be made";
        let help = "set `simple_name` to whether the name is without any `/`";
        scope.report(Finding::error("unknown-parameter-name", message).at(at).help(help));
    }
    if let (Some(found), Some(said)) = (found, simple)
        && found != said
    {
        let message = format!("`simple_name` is {said}, but the name of the parameter says otherwise");
        let help = "leave `simple_name` out: it is for names that are only known during deployment";
        scope.report(Finding::error("wrong-simple-name", message).at(at).help(help));
    }
    let separator = if found.or(simple).unwrap_or(true) { "/" } else { "" };
    text!["arn:", scope.partition(), ":ssm:", scope.region(), ":", scope.account(), ":parameter", separator, name]
}

/// Reports what no parameter may be called.
pub(super) fn check(scope: &Scope, name: &str, at: &'static Location<'static>) {
    let report = |message: String, help: &str| {
        scope.report(Finding::error("bad-parameter-name", message).at(at).help(help));
    };
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if name.is_empty() || !name.bytes().all(in_name) {
        report(format!("`{name}` cannot be the name of a parameter"), "use letters, digits and `/._-`");
    } else if name.len() > LONGEST_NAME {
        report(format!("the name of a parameter has {} characters", name.len()), "use up to 2,048");
    } else if name.contains('/') && !name.starts_with('/') {
        report(format!("the name `{name}` of a parameter is a path that begins without `/`"), "begin it with `/`");
    } else if name.matches('/').count() > MOST_LEVELS {
        report(format!("the name `{name}` of a parameter has too many levels"), "use up to 15");
    }
}

/// Reports what only AWS may call parameters.
pub(super) fn check_own(scope: &Scope, name: &str, at: &'static Location<'static>) {
    check(scope, name, at);
    let first = name.trim_start_matches('/').to_ascii_lowercase();
    if first.starts_with("aws") || first.starts_with("ssm") {
        let message = format!("the name `{name}` begins like those that AWS keeps for itself");
        let help = "begin it with anything but `aws` and `ssm`";
        scope.report(Finding::error("reserved-parameter-name", message).at(at).help(help));
    }
}
