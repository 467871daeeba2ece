//! What is wrong with user data.

use purlin_core::{Expr, Finding, Scope, Val};

use super::script::{Kind, Line, interpreter};
use super::secret_check::secret_in;
use super::{Content, UserData};

/// What EC2 takes at most, before it is encoded.
const LONGEST: usize = 16 * 1024;
/// What an expression that is known during deployment only yields, about: an ARN is as long.
const USUAL_LENGTH: usize = 64;

/// Reports everything that is wrong with user data on what runs it.
pub(super) fn report(user_data: &UserData, scope: &Scope) {
    report_part(user_data, scope);
    let text = user_data.text();
    let literal = length(&text, 0);
    let size = |bytes: usize| format!("{bytes} bytes long, and EC2 takes {LONGEST} at most");
    let finding = if literal > LONGEST {
        Finding::error("user-data-too-long", format!("the user data is {}", size(literal)))
    } else {
        let estimate = length(&text, USUAL_LENGTH);
        if estimate <= LONGEST {
            return;
        }
        let message = format!("the user data will be about {}", size(estimate));
        Finding::warning("user-data-maybe-too-long", message)
    };
    scope.report(finding.help("keep the script in a bucket, and let the user data download and run it"));
}

/// Reports what is wrong with a script, or with the scripts of several parts.
fn report_part(user_data: &UserData, scope: &Scope) {
    user_data.shared.findings.borrow().iter().for_each(|finding| scope.report(finding.clone()));
    if user_data.needs().lacks_role(scope) {
        let message = "the script reads or signals with the permissions of a role, but there is none";
        scope.report(Finding::warning("script-without-role", message).help("give it a role"));
    }
    match &*user_data.shared.content.borrow() {
        Content::Multipart(multipart) => {
            multipart.scripts().for_each(|script| report_part(script, scope));
            for body in multipart.raw_bodies() {
                if let Some(secret) = secret_in(body, scope) {
                    scope.report(secret_finding(secret));
                }
            }
        }
        Content::Script(script) => {
            for Line { text, location } in script.lines.iter().chain(&script.on_exit) {
                if let Some(secret) = secret_in(text, scope) {
                    scope.report(secret_finding(secret).at(*location));
                }
            }
            if let Kind::Linux { shebang } = &script.kind
                && !shebang.starts_with("#!")
            {
                let message = format!("the script begins with `{shebang}`, and is not run");
                let help = "begin with `#!/bin/bash`, or use `UserData::custom` for text of another kind";
                return scope.report(Finding::error("no-shebang", message).help(help));
            }
            if script.functions.is_empty() {
                return;
            }
            if let Kind::Linux { shebang } = &script.kind {
                report_shebang(shebang, scope);
            }
            if let Some(line) = script.lines.iter().find(|line| traces(&line.text)) {
                let message = "the script shows each command that it runs, and with them the secrets that it reads";
                let finding = Finding::error("traced-secret", message).at(line.location);
                scope.report(finding.help("leave tracing off: what the script prints ends up in logs"));
            }
        }
    }
}

fn secret_finding(secret: &str) -> Finding {
    let message = format!("the user data contains {secret}, and everybody who may describe the instance can read it");
    Finding::error("secret-in-user-data", message)
        .help("keep it in Secrets Manager, and let the script read it with `read_secret_at_boot`")
}

fn report_shebang(shebang: &str, scope: &Scope) {
    let (program, mut options) = interpreter(shebang);
    if !matches!(program.as_deref(), Some("sh" | "bash" | "dash" | "ash" | "ksh" | "zsh")) {
        let message = format!("the script reads or signals in the language of a shell, but begins with `{shebang}`");
        scope.report(Finding::error("no-shell-script", message).help("begin with `#!/bin/bash`"));
    }
    if options.any(is_tracing_option) {
        let message = "the script shows each command that it runs, and with them the secrets that it reads";
        scope.report(Finding::error("traced-secret", message).help("take `x` out of the script's first line"));
    }
}

/// Whether a line of shell text switches tracing on.
fn traces(text: &Val) -> bool {
    match text {
        Val::Text(text) => text.split(['\n', ';', '&', '|', '{', '(']).any(|command| {
            let mut words = command.split_whitespace();
            words.next() == Some("set") && {
                let options: Vec<&str> = words.collect();
                options.iter().any(|option| is_tracing_option(option)) || options.ends_with(&["-o", "xtrace"])
            }
        }),
        Val::Expr(expr) => match &**expr {
            Expr::Join { items, .. } => items.iter().any(traces),
            _ => false,
        },
        _ => false,
    }
}

fn is_tracing_option(option: &str) -> bool {
    option
        .strip_prefix('-')
        .is_some_and(|letters| letters.contains('x') && letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// How many bytes a text has, when each expression yields so many.
fn length(val: &Val, of_expression: usize) -> usize {
    match val {
        Val::Text(text) => text.len(),
        Val::Expr(expr) => match &**expr {
            Expr::Join { items, .. } => items.iter().map(|item| length(item, of_expression)).sum(),
            Expr::Function { name, argument } if name == "Fn::Base64" => {
                length(argument, of_expression).div_ceil(3) * 4
            }
            _ => of_expression,
        },
        _ => of_expression,
    }
}
