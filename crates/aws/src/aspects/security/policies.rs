//! What policies allow.

use std::str::Chars;

use purlin_core::Val;

use super::statement::{Statement, statements};
use super::subject::{Known, Subject, each, elements};
use super::tls::Protections;

/// Where policies of identities are.
const IDENTITY_POLICIES: [(&str, &str); 8] = [
    ("AWS::IAM::Group", "Policies.*.PolicyDocument"),
    ("AWS::IAM::GroupPolicy", "PolicyDocument"),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument"),
    ("AWS::IAM::Policy", "PolicyDocument"),
    ("AWS::IAM::Role", "Policies.*.PolicyDocument"),
    ("AWS::IAM::RolePolicy", "PolicyDocument"),
    ("AWS::IAM::User", "Policies.*.PolicyDocument"),
    ("AWS::IAM::UserPolicy", "PolicyDocument"),
];
/// Where policies of resources are.
const RESOURCE_POLICIES: [(&str, &str); 9] = [
    ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::OpenSearchService::Domain", "AccessPolicies"),
    ("AWS::S3::BucketPolicy", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy"),
];
const TRUST_POLICIES: [(&str, &str); 1] = [("AWS::IAM::Role", "AssumeRolePolicyDocument")];

/// Verbs that change nothing.
const READING: [&str; 17] = [
    "batchget", "check", "describe", "estimate", "filter", "get", "head", "list", "lookup", "preview", "query", "scan",
    "search", "simulate", "test", "validate", "view",
];
/// What reads and still wants to be told which: it hands out secrets or all data.
const READING_SECRETS: [&str; 5] = [
    "s3:getobject",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "ssm:getparameters",
    "ssm:getparametersbypath",
];
/// What IAM cannot restrict to resources.
const UNRESTRICTABLE: [&str; 15] = [
    "cloudwatch:putmetricdata",
    "ec2messages:acknowledgemessage",
    "ec2messages:deletemessage",
    "ec2messages:failmessage",
    "ec2messages:sendreply",
    "ecr:getauthorizationtoken",
    "ssm:updateinstanceinformation",
    "ssmmessages:createcontrolchannel",
    "ssmmessages:createdatachannel",
    "ssmmessages:opencontrolchannel",
    "ssmmessages:opendatachannel",
    "sts:decodeauthorizationmessage",
    "sts:getcalleridentity",
    "xray:puttelemetryrecords",
    "xray:puttracesegments",
];
const PASS_ROLE: &str = "iam:passrole";

/// The statements of some policies of a resource.
fn of<'a>(subject: &'a Subject, places: &[(&str, &str)]) -> Vec<Statement<'a>> {
    let places = places.iter().filter(|(kind, _)| subject.kind == *kind);
    places
        .flat_map(|(_, path)| each(&subject.properties, path))
        .flat_map(|document| statements(Known::Is(document)))
        .collect()
}

fn allowed(subject: &Subject) -> impl Iterator<Item = Statement<'_>> {
    of(subject, &IDENTITY_POLICIES).into_iter().filter(Statement::allows)
}

pub(super) fn all_actions(subject: &Subject, _: &Protections) -> Vec<String> {
    let everything = |statement: &Statement<'_>| statement.actions.iter().any(|action| is_everything(action));
    allowed(subject).filter(everything).map(|_| "a statement allows all actions of all services".to_owned()).collect()
}

pub(super) fn not_action(subject: &Subject, _: &Protections) -> Vec<String> {
    let open = allowed(subject).filter(|statement| statement.names_exceptions);
    open.map(|_| "a statement allows all actions but those that it names".to_owned()).collect()
}

pub(super) fn all_resources(subject: &Subject, _: &Protections) -> Vec<String> {
    let open = |statement: &Statement<'_>| statement.resources.contains(&"*") && statement.is_unconditional();
    let problem = |statement: Statement<'_>| {
        let actions: Vec<&str> = statement.actions.iter().copied().filter(|action| wants_resources(action)).collect();
        let named = actions.iter().take(5).map(|action| format!("`{action}`")).collect::<Vec<_>>().join(", ");
        let more = if actions.len() > 5 { format!(" and {} more", actions.len() - 5) } else { String::new() };
        (!actions.is_empty()).then(|| format!("{named}{more} is allowed on all resources"))
    };
    allowed(subject).filter(open).filter_map(problem).collect()
}

pub(super) fn pass_role(subject: &Subject, _: &Protections) -> Vec<String> {
    let passes = |statement: &Statement<'_>| {
        let mut actions = statement.actions.iter().filter(|action| !is_everything(action));
        actions.any(|action| covers(&action.to_lowercase(), PASS_ROLE))
    };
    let free = |statement: &Statement<'_>| {
        !statement.has_unknown_condition() && statement.condition_values("iam:PassedToService").next().is_none()
    };
    let open = allowed(subject).filter(|statement| passes(statement) && free(statement));
    open.map(|_| "`iam:PassRole` is allowed to any service".to_owned()).collect()
}

pub(super) fn for_all_values(subject: &Subject, _: &Protections) -> Vec<String> {
    let all = [IDENTITY_POLICIES.as_slice(), &RESOURCE_POLICIES, &TRUST_POLICIES];
    let statements = all.into_iter().flat_map(|places| of(subject, places));
    let mut problems = Vec::new();
    for statement in statements.filter(|statement| statement.allows() && !statement.has_unknown_condition()) {
        for (operator, key, _) in statement.conditions().filter(|(operator, _, _)| is_for_all_values(operator)) {
            if !statement.condition_values(key).any(|(operator, value)| needs_the_key(operator, value)) {
                problems.push(format!("`{operator}` on `{key}` also holds for requests without this key"));
            }
        }
    }
    problems
}

pub(super) fn trust_anybody(subject: &Subject, _: &Protections) -> Vec<String> {
    let problem = |_| "anybody may assume the role".to_owned();
    of(subject, &TRUST_POLICIES).iter().filter(|statement| lets_anybody_in(statement)).map(problem).collect()
}

pub(super) fn anybody(subject: &Subject, _: &Protections) -> Vec<String> {
    let problem = |_| "a statement of the policy lets anybody in".to_owned();
    of(subject, &RESOURCE_POLICIES).iter().filter(|statement| lets_anybody_in(statement)).map(problem).collect()
}

fn lets_anybody_in(statement: &Statement<'_>) -> bool {
    statement.allows() && statement.is_for_anybody() && statement.is_unconditional()
}

fn is_everything(action: &str) -> bool {
    matches!(action, "*" | "*:*")
}

/// Whether an action should name the resources that it is for.
fn wants_resources(action: &str) -> bool {
    let action = action.to_lowercase();
    let Some((_, verb)) = action.split_once(':') else { return false };
    let reads = READING.iter().any(|reading| verb.starts_with(reading));
    let reads_secrets = READING_SECRETS.iter().any(|reading| covers(&action, reading));
    (!reads || reads_secrets) && !UNRESTRICTABLE.contains(&action.as_str())
}

fn is_for_all_values(operator: &str) -> bool {
    operator.to_lowercase().starts_with("forallvalues:")
}

/// Whether a condition on a key only holds for requests that have it.
fn needs_the_key(operator: &str, value: &Val) -> bool {
    let operator = operator.to_lowercase();
    if operator == "null" {
        return elements(value)
            .into_iter()
            .any(|value| Known::of(value) == Known::Unknown || Known::of(value).boolean() == Some(false));
    }
    !is_for_all_values(&operator) && !operator.ends_with("ifexists") && !operator.contains("not")
}

/// Whether a pattern with `*` and `?` is one of a text; both in lower case. Only the last `*` is ever tried again, so that no pattern takes
/// longer than its length times that of the text.
fn covers(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // What stands behind the last `*`, and the text from which on it was tried.
    let mut retry: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        let (mut next_pattern, mut next_text) = (pattern.clone(), text.clone());
        match (next_pattern.next(), next_text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                retry = Some((next_pattern.clone(), text.clone()));
                pattern = next_pattern;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                (pattern, text) = (next_pattern, next_text);
            }
            _ => {
                let Some((behind, tried)) = &mut retry else { return false };
                if tried.next().is_none() {
                    return false;
                }
                (pattern, text) = (behind.clone(), tried.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_what_iam_says() {
        for (pattern, text) in [
            ("*", ""),
            ("**", "iam:passrole"),
            ("iam:*", "iam:passrole"),
            ("iam:pass????", "iam:passrole"),
            ("*:p*s*role", "iam:passrole"),
            ("i*m:passrole*", "iam:passrole"),
            ("*ab", "aab"),
            ("ü?*", "üö"),
        ] {
            assert!(covers(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "iam:passrole"),
            ("?", ""),
            ("iam:pass?????", "iam:passrole"),
            ("iam:pass*s", "iam:passrole"),
            ("*:get*", "iam:passrole"),
        ] {
            assert!(!covers(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        let start = std::time::Instant::now();
        assert!(!covers(&format!("{}x", "*a".repeat(2_000)), &"a".repeat(2_000)));
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
