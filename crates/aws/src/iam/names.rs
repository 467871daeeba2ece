//! Names, paths and ARNs of identities: what IAM takes, and what an ARN tells.

use std::panic::Location;

use purlin_core::{Expr, Finding, Scope, Val, Value, fn_select, fn_split};

/// Reports a name that IAM would refuse. `thing` is what has it, such as `role`.
pub(super) fn check_name(
    scope: &Scope,
    thing: &str,
    name: Option<&Value<String>>,
    longest: usize,
    location: &'static Location<'static>,
) {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if let Some(name) = name.and_then(Value::<String>::literal)
        && !((1..=longest).contains(&name.len()) && name.bytes().all(in_name))
    {
        let finding = Finding::error(format!("bad-{thing}-name"), format!("`{name}` cannot be the name of a {thing}"));
        scope.report(finding.at(location).help(format!("use up to {longest} letters, digits and `_+=,.@-`")));
    }
}

/// Reports a path that IAM would refuse.
pub(super) fn check_path(
    scope: &Scope,
    thing: &str,
    path: Option<&Value<String>>,
    location: &'static Location<'static>,
) {
    if let Some(path) = path.and_then(Value::<String>::literal)
        && !is_path(path)
    {
        let finding = Finding::error("bad-path", format!("`{path}` cannot be the path of a {thing}")).at(location);
        scope.report(finding.help("begin and end it with `/`, with up to 512 visible characters in all"));
    }
}

fn is_path(path: &str) -> bool {
    let visible = path.bytes().all(|byte| (0x21..=0x7f).contains(&byte));
    (1..=512).contains(&path.len()) && path.starts_with('/') && path.ends_with('/') && path.len() != 2 && visible
}

/// The account and the name in the ARN of a `role`, `user`, `group` or `instance-profile`.
pub(super) fn account_and_name(
    scope: &Scope,
    thing: &str,
    arn: &Value<String>,
    location: &'static Location<'static>,
) -> (Value<String>, Value<String>) {
    let name_in = |text: &str| {
        let (_, path) = text.split_once(&format!("{thing}/"))?;
        path.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned)
    };
    if let Some(text) = arn.literal() {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        if let ["arn", _, "iam", _, account, rest] = parts[..]
            && rest.starts_with(thing)
            && let Some(name) = name_in(rest)
        {
            return (account.into(), name.into());
        }
        let finding = Finding::error("bad-arn", format!("`{text}` is not the ARN of a {thing}")).at(location);
        scope.report(finding.help(format!("it is written like `arn:aws:iam::111122223333:{thing}/name`")));
        return (scope.account(), "".into());
    }
    // The ARN that `from_name` makes says both as well.
    let known = match arn.as_val() {
        Val::Expr(expr) => match &**expr {
            Expr::Join { delimiter, items } if delimiter.is_empty() => name_behind(items, &format!(":{thing}/")),
            _ => None,
        },
        _ => None,
    };
    match known {
        Some(name) => (scope.account(), name),
        None => (fn_select(4, fn_split(":", arn)), name_in_arn(arn, 0)),
    }
}

/// The name in the pieces of an ARN: what stands behind this, without the path before it. Nothing where it is not said whether
/// there is a path.
fn name_behind(pieces: &[Val], marker: &str) -> Option<Value<String>> {
    let behind = |piece: &Val| Some(piece.as_text()?.split_once(marker)?.1.to_owned());
    let (index, first) = pieces.iter().enumerate().find_map(|(index, piece)| Some((index, behind(piece)?)))?;
    let mut name = vec![Val::text(first)];
    name.extend(pieces.iter().skip(index + 1).cloned());
    let after_path = |piece: &Val| Some(piece.as_text()?.rsplit_once('/')?.1.to_owned());
    if let Some((last, end)) =
        name.iter().enumerate().rev().find_map(|(index, piece)| Some((index, after_path(piece)?)))
    {
        name.splice(..=last, [Val::text(end)]);
    }
    name.retain(|piece| piece.as_text() != Some(""));
    (!name.is_empty()).then(|| Value::from_val(Val::join("", name)))
}

/// The name at the end of an ARN that is known during deployment, behind so many parts of a path.
pub(super) fn name_in_arn(arn: &Value<String>, path_parts: usize) -> Value<String> {
    fn_select(1 + path_parts, fn_split("/", fn_select::<String>(5, fn_split(":", arn))))
}
