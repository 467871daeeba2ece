//! CloudFormation's names as Rust's. The rules are listed in the crate's `README.md`.

use std::collections::BTreeSet;

/// Words whose capitals do not start words of their own.
const IRREGULAR: &[&str] = &["FSx", "GiB", "IdC", "IoT", "KiB", "MiB", "OAuth", "TiB", "VCpu", "vCpu"];

/// `DBInstanceIdentifier` to `db_instance_identifier`, `SubnetIDs` to `subnet_ids`, `Ipv6CIDR` to `ipv6_cidr`.
pub fn snake_case(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut snake = String::with_capacity(name.len() + 8);
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        let irregular = irregular_word(&bytes[position..]);
        let starts = irregular > 0 || !byte.is_ascii_alphanumeric() || starts_word(bytes, position);
        if starts && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        let length = irregular.max(1);
        let word = bytes[position..position + length].iter().filter(|byte| byte.is_ascii_alphanumeric());
        snake.extend(word.map(|byte| char::from(byte.to_ascii_lowercase())));
        position += length;
    }
    while snake.ends_with('_') {
        snake.pop();
    }
    snake
}

/// The length of the irregular word at the beginning, if there is one.
fn irregular_word(bytes: &[u8]) -> usize {
    let found = IRREGULAR
        .iter()
        .find(|word| bytes.starts_with(word.as_bytes()) && !bytes.get(word.len()).is_some_and(u8::is_ascii_lowercase));
    found.map_or(0, |word| word.len())
}

fn starts_word(bytes: &[u8], position: usize) -> bool {
    if !bytes[position].is_ascii_uppercase() {
        return false;
    }
    let Some(before) = position.checked_sub(1).map(|before| bytes[before]) else { return true };
    if !before.is_ascii_uppercase() {
        return true;
    }
    // Within a run of capitals the last one starts a word, when small letters follow that are more than a plural's `s`
    // (`ARNs`) or a version's `v` (`IPv6`).
    let Some(after) = bytes.get(position + 1).filter(|after| after.is_ascii_lowercase()) else { return false };
    let then = bytes.get(position + 2);
    let plural = *after == b's' && then.is_none_or(|then| !then.is_ascii_lowercase());
    let version = *after == b'v' && then.is_some_and(u8::is_ascii_digit);
    !plural && !version
}

/// A method's or module's name: snake case, with `_` behind what Rust keeps for itself.
pub fn method(name: &str) -> String {
    let mut method = snake_case(name);
    if is_reserved(&method) {
        method.push('_');
    }
    method
}

fn is_reserved(word: &str) -> bool {
    const RESERVED: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "new", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
        "with_raw", "yield",
    ];
    RESERVED.binary_search(&word).is_ok()
}

/// A constant for a value of an enumeration: `t3.micro` to `T3_MICRO`, `CreateOnly` to `CREATE_ONLY`.
pub fn constant(value: &str) -> String {
    let mut constant = snake_case(value).to_ascii_uppercase();
    if constant.is_empty() {
        constant.push_str(match value {
            "" => "EMPTY",
            "*" => "ALL",
            _ => "OTHER",
        });
    } else if constant.starts_with(|first: char| first.is_ascii_digit()) {
        constant.insert(0, '_');
    }
    constant
}

/// A type's name: `type` to `Type`.
pub fn type_name(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters.filter(char::is_ascii_alphanumeric)).collect()
}

/// The name, with `_2` and so on behind it where earlier ones are called the same.
pub fn unique(taken: &mut BTreeSet<String>, name: String) -> String {
    let mut unique = name.clone();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{name}_{number}");
        number += 1;
    }
    unique
}
