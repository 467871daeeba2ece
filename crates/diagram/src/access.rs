//! Actions of policies as levels of access: data.

use crate::picture::Label;

/// Actions that have a word of their own: in whichever service, or in one.
const WORDS: &[(&str, &str, &str)] = &[
    ("iam", "PassRole", "hand on"),
    ("kms", "Decrypt", "decrypt"),
    ("kms", "Encrypt", "encrypt"),
    ("kms", "ReEncrypt", "encrypt"),
    ("kms", "GenerateDataKey", "encrypt"),
    ("lambda", "Invoke", "invoke"),
    ("sns", "Publish", "publish"),
    ("sqs", "ChangeMessageVisibility", "receive"),
    ("sqs", "DeleteMessage", "receive"),
    ("sqs", "ReceiveMessage", "receive"),
    ("sqs", "SendMessage", "send"),
    ("states", "Start", "start"),
    ("sts", "AssumeRole", "assume"),
    ("sts", "TagSession", "assume"),
];

/// How actions begin that only look.
const READING: &[&str] = &[
    "BatchCheck",
    "BatchGet",
    "Check",
    "Describe",
    "Download",
    "Filter",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Query",
    "Read",
    "Scan",
    "Search",
    "Select",
    "View",
];

/// How actions begin that change how something is set up, rather than what it holds.
const MANAGING: &[&str] = &["AttachPolicy", "CreateGrant", "PutBucket", "PutKeyPolicy", "PutResourcePolicy"];

/// Services that nearly every role talks to, to be watched and reached.
const EVERYDAY: &[&str] = &["cloudwatch", "ec2messages", "ecr", "logs", "ssm", "ssmmessages", "sts", "xray"];

/// What an action such as `s3:GetObject` amounts to.
pub(crate) fn level(action: &str) -> Label {
    let (service, name) = action.split_once(':').unwrap_or(("", action));
    if name == "*" || action == "*" {
        return Label::new(3, "manage");
    }
    let own = (WORDS.iter()).find(|(of, begin, _)| *of == service && name.starts_with(begin));
    if let Some((_, _, word)) = own {
        return Label::new(0, *word);
    }
    if READING.iter().any(|begin| name.starts_with(begin)) {
        return Label::new(1, "read");
    }
    match MANAGING.iter().any(|begin| name.starts_with(begin)) {
        true => Label::new(3, "manage"),
        false => Label::new(2, "write"),
    }
}

/// What instances say of themselves to the stack that waits for them.
const SIGNALS: [&str; 2] = ["cloudformation:Describe", "cloudformation:Signal"];

/// Whether an action is nothing that tells one role from another.
pub(crate) fn is_everyday(action: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    EVERYDAY.contains(&service) || SIGNALS.iter().any(|begin| action.starts_with(begin))
}
