//! Secrets where they can be read.

use purlin_core::{Text, Val};

use super::subject::{Known, Subject, each, literal_texts};
use super::tls::Protections;

/// Properties that hold a secret, whatever type they are of.
const SECRET_PROPERTIES: [&str; 17] = [
    "AccessToken",
    "AdminPassword",
    "AuthToken",
    "ClientSecret",
    "MasterPassword",
    "MasterUserPassword",
    "OAuthToken",
    "OauthToken",
    "Passphrase",
    "Password",
    "Passwords",
    "PrivateKey",
    "SecretAccessKey",
    "SecretKey",
    "SecretString",
    "SharedSecret",
    "UserPassword",
];
/// How variables that hold a secret end.
const SECRET_VARIABLES: [&str; 7] =
    ["PASSWORD", "PASSWD", "TOKEN", "SECRET_KEY", "ACCESS_KEY", "API_KEY", "PRIVATE_KEY"];
/// Properties below which names are variables.
const VARIABLES: [&str; 3] = ["Environment", "EnvironmentVariables", "Variables"];
/// What CloudFormation or the service replaces by the secret.
const DYNAMIC_REFERENCE: &str = "{{resolve:";
/// What CloudFormation replaces by a secret, which then stands in the user data.
const SECRET_REFERENCES: [&str; 2] = ["{{resolve:secretsmanager:", "{{resolve:ssm-secure:"];

/// Where user data is.
const USER_DATA: [(&str, &str); 3] = [
    ("AWS::AutoScaling::LaunchConfiguration", "UserData"),
    ("AWS::EC2::Instance", "UserData"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData.UserData"),
];

pub(super) fn in_plain_text(subject: &Subject, _: &Protections) -> Vec<String> {
    let mut found = Vec::new();
    search(&subject.properties, "", false, &mut found);
    found.into_iter().map(|path| format!("`{path}` is a secret in plain text")).collect()
}

pub(super) fn in_user_data(subject: &Subject, _: &Protections) -> Vec<String> {
    let places = USER_DATA.iter().filter(|(kind, _)| subject.kind == *kind);
    let mut problems = Vec::new();
    for (_, path) in places {
        let (structure, name) = path.rsplit_once('.').unwrap_or(("", path));
        for data in each(&subject.properties, structure).into_iter().filter_map(|structure| structure.get(name)) {
            literal_texts(data, &mut |text| problems.extend(secret_in(text).map(str::to_owned)));
        }
    }
    problems.dedup();
    problems
}

/// What a part of user data gives away.
fn secret_in(text: &str) -> Option<&'static str> {
    if SECRET_REFERENCES.iter().any(|reference| text.contains(reference)) {
        return Some("a dynamic reference puts a secret into the user data");
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key is in the user data");
    }
    has_access_key(text).then_some("an access key is in the user data")
}

/// Whether a text has the id of an access key in it.
fn has_access_key(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA")) && word.chars().all(is_part)
    })
}

/// The paths of all literals that are secrets by their names.
fn search(val: &Val, path: &str, variables: bool, found: &mut Vec<String>) {
    match Known::of(val) {
        Known::Is(Val::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                search(item, &format!("{path}.{index}"), variables, found);
            }
        }
        Known::Is(Val::Map(entries) | Val::Struct(entries)) => {
            if variables && let Some(name) = variable(entries) {
                found.push(format!("{path} ({name})"));
            }
            for (key, val) in entries {
                let inner = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                let is_secret = SECRET_PROPERTIES.contains(&key.as_ref()) || variables && is_secret_variable(key);
                if is_secret && is_plain(val) {
                    found.push(inner);
                } else {
                    search(val, &inner, variables || VARIABLES.contains(&key.as_ref()), found);
                }
            }
        }
        _ => {}
    }
}

/// The name of a variable that is written as a structure of `Name` and `Value`, and holds a secret.
fn variable(entries: &[(Text, Val)]) -> Option<&str> {
    let get = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, val)| val);
    // Of another type than plain text it is the name of a secret or a parameter.
    let is_text = get("Type").is_none_or(|kind| kind.as_text() == Some("PLAINTEXT"));
    let name = get("Name")?.as_text().filter(|name| is_text && is_secret_variable(name))?;
    get("Value").filter(|value| is_plain(value)).map(|_| name)
}

fn is_secret_variable(name: &str) -> bool {
    let name = name.to_uppercase();
    SECRET_VARIABLES.iter().any(|ending| name.ends_with(ending))
}

/// Whether a value can be a secret that is written out: neither a reference to one nor a switch.
fn is_plain(val: &Val) -> bool {
    match Known::of(val) {
        Known::Is(Val::Text(text)) => {
            let refers = text.contains(DYNAMIC_REFERENCE) || text.starts_with("arn:");
            let switches = text.parse::<bool>().is_ok() || text.is_empty();
            !refers && !switches
        }
        Known::Is(Val::List(items)) => items.iter().any(is_plain),
        _ => false,
    }
}
