//! What AWS calls databases and queues: names that are made of the stack, so that any number of installations fit into an account,
//! and none meets what a deleted one has left.
//!
//! CloudFormation refuses to replace what has a name of its own. For these that is right: whatever setting would make a new and
//! empty one in place of what is there is refused before anything happens. What is made from a snapshot is another one, with
//! another name, and is meant to be.

use purlin_core::{Scope, Value, fn_select, fn_split, pseudo_parameter, text};
use sha2::{Digest, Sha256};

/// As much of the installation's id as fits before the rest: names of caches have 40 characters at most.
const LONGEST_ID: usize = 16;

/// A name for the one of its kind in an installation, which begins with the installation's own: see [`own_id`].
pub fn identifier(own_id: &str, kind: &str, snapshot: Option<&str>) -> Value<String> {
    let name = text![own_id, "-", kind, "-", stack_mark()];
    match snapshot {
        Some(snapshot) => text![name, "-", mark(snapshot)],
        None => name,
    }
}

/// The installation's id, as far as names can have it: letters and digits in lower case, and no more than fit. One without any is
/// called as is usual.
pub fn own_id(installation: &Scope, usual: &str) -> String {
    let id = installation.id();
    let letters = id.chars().filter(char::is_ascii_alphanumeric).skip_while(char::is_ascii_digit);
    let name: String = letters.take(LONGEST_ID).map(|letter| letter.to_ascii_lowercase()).collect();
    if name.is_empty() { usual.to_owned() } else { name }
}

/// The first part of the UUID at the end of the stack's ARN, which no other stack has, not even a later one of the same name.
fn stack_mark() -> Value<String> {
    let stack = pseudo_parameter::stack_id();
    fn_select(0, fn_split("-", fn_select::<String>(2, fn_split("/", stack))))
}

/// What tells one text from another, such as the name of a snapshot: eight hexadecimal digits.
pub fn mark(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
