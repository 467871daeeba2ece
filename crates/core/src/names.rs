//! The naming algorithms of the CDK: they decide whether an existing stack can be adopted without replacing resources.
//!
//! Components are construct ids from the outermost to the innermost.

use md5::{Digest, Md5};

/// Ids that never show in names.
const HIDDEN: &str = "Default";
/// Ids that show in no name's readable part, but count in its hash.
const HIDDEN_FROM_HUMANS: &str = "Resource";
const HASH_LENGTH: usize = 8;
const LONGEST_HUMAN_PART: usize = 240;
pub(crate) const LONGEST_ID: usize = 255;

const HEX_UPPER: &[u8; 16] = b"0123456789ABCDEF";

/// How the logical ids of a stack's elements are made of their paths.
///
/// [`Scope::override_logical_id`](crate::Scope::override_logical_id) and
/// [`Stack::rename_logical_id`](crate::Stack::rename_logical_id) have the last word for either.
///
/// ```
/// use purlin_core::{App, LogicalIdStyle, Resource, Scope, Stack, StackProps};
///
/// let app = App::new();
/// let props = StackProps::new().logical_id_style(LogicalIdStyle::WithoutHash);
/// let stack = Stack::new(&app, "Workers", props);
/// let queue = Scope::new(&stack, "Queue");
/// Resource::untyped(&Scope::new(&queue, "Role"), "Resource", "AWS::IAM::Role");
/// assert!(app.synth()?.template("Workers").unwrap().contains(r#""QueueRole": {"#));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LogicalIdStyle {
    /// As aws-cdk-lib makes them: the words of the path and a hash of it, so that no two are the same.
    #[default]
    WithHash,
    /// The words of the path alone, for templates that people read: two elements can come to the same, which is a mistake.
    /// Ids of constructs that say nothing (`Resource`, `Default`, or the end of the one before) are left out.
    ///
    /// What [`append_hash_to_logical_id`](crate::Resource::append_hash_to_logical_id) adds is added even so.
    WithoutHash,
}

impl LogicalIdStyle {
    /// Writes the id made of a path below a stack into an empty buffer.
    pub(crate) fn push_id(self, name: &mut String, components: &[&str]) {
        match self {
            LogicalIdStyle::WithHash => push_unique_id(name, components),
            LogicalIdStyle::WithoutHash => push_readable_id(name, components),
        }
    }
}

/// How [`unique_resource_name`] writes a name.
#[derive(Clone, Debug)]
pub struct UniqueNameOptions<'a> {
    /// The longest name allowed; never shorter than the eight characters of the hash.
    pub max_length: usize,
    /// What stands between the components.
    pub separator: &'a str,
    /// Special characters that stay; all others but letters and digits are dropped.
    pub allowed_special_characters: &'a str,
    /// What the name begins with.
    pub prefix: &'a str,
}

impl Default for UniqueNameOptions<'_> {
    fn default() -> Self {
        UniqueNameOptions { max_length: 256, separator: "", allowed_special_characters: "", prefix: "" }
    }
}

/// The id made of a path: letters and digits only, 255 at most, ending in a hash unless the path is a single id.
///
/// Empty when nothing of the path is left to name.
///
/// ```
/// use purlin_core::unique_id;
/// assert_eq!(unique_id(&["Bucket", "Resource"]), "Bucket83908E77");
/// assert_eq!(unique_id(&["D", "Default"]), "D");
/// ```
pub fn unique_id(components: &[&str]) -> String {
    let mut name = String::with_capacity(48);
    push_unique_id(&mut name, components);
    name
}

/// Writes the id made of a path into an empty buffer.
fn push_unique_id(name: &mut String, components: &[&str]) {
    let mut visible = components.iter().copied().filter(|id| *id != HIDDEN);
    let Some(first) = visible.next() else { return };
    if visible.next().is_none() {
        push_alphanumeric(name, first, "");
        if name.len() <= LONGEST_ID {
            return;
        }
        name.clear();
    }
    for component in human_components(components) {
        push_alphanumeric(name, component, "");
    }
    name.truncate(LONGEST_HUMAN_PART);
    push_hash(name, components);
}

/// Writes the id that people read, made of a path, into an empty buffer: without a hash, and however long.
///
/// Two paths can come to the same id.
fn push_readable_id(name: &mut String, components: &[&str]) {
    for component in human_components(components) {
        push_alphanumeric(name, component, "");
    }
    if name.is_empty() {
        // Nothing but hidden components: the last one is better than nothing.
        let last = components.iter().rev().find(|id| **id != HIDDEN);
        push_alphanumeric(name, last.copied().unwrap_or_default(), "");
    }
}

/// A physical name made of a path, with a hash unless the path is a single id that is short enough.
///
/// Empty when nothing of the path is left to name.
pub fn unique_resource_name(components: &[&str], options: &UniqueNameOptions<'_>) -> String {
    let strip = |component: &str| {
        let mut stripped = String::new();
        push_alphanumeric(&mut stripped, component, options.allowed_special_characters);
        stripped
    };
    let visible: Vec<&str> = components.iter().copied().filter(|id| *id != HIDDEN).collect();
    if visible.is_empty() {
        return String::new();
    }
    if let [only] = visible[..] {
        let name = format!("{}{}", options.prefix, strip(only));
        if name.len() <= options.max_length {
            return name;
        }
    }
    let mut human = options.prefix.to_owned();
    human.push_str(
        &human_components(components)
            .map(strip)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(options.separator),
    );
    human.push_str(options.separator);
    let longest = options.max_length.saturating_sub(HASH_LENGTH);
    if human.len() > longest {
        let half = longest / 2;
        let tail = human.split_off(human.ceil_char_boundary(human.len() - half));
        human.truncate(human.floor_char_boundary(half));
        human.push_str(&tail);
    }
    push_hash(&mut human, components);
    human
}

/// The components that show: one is dropped when the previously kept one ends with it.
fn human_components<'a>(components: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let mut kept: Option<&str> = None;
    components.iter().copied().filter(move |id| {
        if *id == HIDDEN || kept.is_some_and(|last| last.ends_with(id)) {
            return false;
        }
        kept = Some(id);
        *id != HIDDEN_FROM_HUMANS
    })
}

/// Whether an id shows in no name that people read: it is that of the one thing that its construct was made for.
pub(crate) fn is_hidden_from_humans(id: &str) -> bool {
    matches!(id, HIDDEN | HIDDEN_FROM_HUMANS)
}

fn push_alphanumeric(out: &mut String, text: &str, allowed: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return out.push_str(text);
    }
    out.extend(text.chars().filter(|c| c.is_ascii_alphanumeric() || allowed.contains(*c)));
}

fn push_hash(out: &mut String, components: &[&str]) {
    // The path is put behind the name for a moment: hashing it in one piece is faster than piece by piece.
    let length = out.len();
    for component in components.iter().filter(|id| **id != HIDDEN) {
        if out.len() > length {
            out.push('/');
        }
        out.push_str(component);
    }
    let hash = Md5::digest(&out.as_bytes()[length..]);
    out.truncate(length);
    for byte in &hash[..HASH_LENGTH / 2] {
        out.push(char::from(HEX_UPPER[usize::from(byte >> 4)]));
        out.push(char::from(HEX_UPPER[usize::from(byte & 15)]));
    }
}

/// What the logical id of a resource ends in that is replaced whenever a property changes.
pub(crate) fn property_hash(json: &str) -> String {
    let mut hash = hex(&Md5::digest(json));
    hash.truncate(16);
    hash
}

/// The address of a node: 42 characters that depend on the ids of all scopes around it, the root's empty one included.
pub(crate) fn address(components: &[&str]) -> String {
    use sha1::Sha1;
    let mut hash = Sha1::new();
    for component in components.iter().filter(|id| **id != HIDDEN) {
        hash.update(component.as_bytes());
        hash.update(b"\n");
    }
    format!("c8{}", hex(&hash.finalize()))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// The name of a stack: the ids from its stage to it, one alone as it is, several with a hash.
pub(crate) fn stack_name(ids: &[&str], prefix: &str) -> String {
    const LONGEST: usize = 128;
    if let [only] = ids {
        let name = format!("{prefix}{only}");
        if name.len() <= LONGEST {
            return name;
        }
    }
    unique_resource_name(ids, &UniqueNameOptions { max_length: LONGEST, prefix, ..Default::default() })
}

/// The id of a stack's artifact: like its name, but from the app's root and without characters that files cannot have.
pub(crate) fn artifact_id(ids: &[&str]) -> String {
    stack_name(ids, "")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '_' })
        .collect()
}

/// Whether a text can be a logical id.
pub(crate) fn is_logical_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_ID && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text can be a stack's name.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html).
pub(crate) fn is_stack_name(text: &str) -> bool {
    text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
