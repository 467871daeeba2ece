//! Ids of constructs as names that people read.

/// Ids that say nothing of what they name.
const SILENT: [&str; 2] = ["Resource", "Default"];

/// An id such as `DataBucket` or `S3Endpoint` as words: `Data bucket`, `S3 endpoint`. Ids that are no such names stay as they are.
pub(crate) fn words(id: &str) -> String {
    if !id.starts_with(|letter: char| letter.is_ascii_uppercase()) || !id.chars().all(|letter| letter.is_alphanumeric())
    {
        return id.to_owned();
    }
    let letters: Vec<char> = id.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let begins = before.is_none_or(|before| {
            let after_small = letter.is_uppercase() && (before.is_lowercase() || before.is_numeric());
            let last_capital =
                letter.is_uppercase() && before.is_uppercase() && after.is_some_and(|after| after.is_lowercase());
            // A number is a word of its own, but `S3` and `EC2` are one.
            let number = letter.is_numeric() && before.is_lowercase();
            after_small || last_capital || number
        });
        match words.last_mut().filter(|_| !begins) {
            Some(word) => word.push(letter),
            None => words.push(letter.to_string()),
        }
    }
    let is_abbreviation = |word: &str| word.chars().skip(1).any(char::is_uppercase) || word.contains(char::is_numeric);
    let lowered = words.iter().enumerate().map(|(index, word)| match index == 0 || is_abbreviation(word) {
        true => word.clone(),
        false => word.to_lowercase(),
    });
    lowered.collect::<Vec<_>>().join(" ")
}

/// The ids of a path below a stack that say something; the last one if none does.
pub(crate) fn telling(path: &str) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for id in path.split('/').filter(|id| !SILENT.contains(id) && !id.is_empty()) {
        if ids.last() != Some(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() { path.rsplit('/').take(1).collect() } else { ids }
}

/// The ids as one name. An id that begins with the one before it, or says it again, stands for both.
pub(crate) fn joined(ids: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for id in ids {
        let id = id.strip_prefix("Custom::").unwrap_or(id);
        let words = words(id.strip_suffix("CustomResourceProvider").filter(|id| !id.is_empty()).unwrap_or(id));
        match parts.last_mut().filter(|last| words.starts_with(last.as_str())) {
            Some(last) => *last = words,
            None => parts.push(words),
        }
    }
    parts.join(" / ")
}

/// A logical id without the hash that the CDK puts behind.
pub(crate) fn without_hash(logical_id: &str) -> &str {
    let Some(cut) = logical_id.len().checked_sub(8) else { return logical_id };
    let is_hash = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
            && text.bytes().any(|byte| byte.is_ascii_digit())
    };
    match (logical_id.get(..cut), logical_id.get(cut..)) {
        (Some(name), Some(hash)) if !name.is_empty() && is_hash(hash) => name,
        _ => logical_id,
    }
}

/// What Mermaid takes for an id, made of any text.
pub(crate) fn identifier(text: &str) -> String {
    let mut id: String = text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    while id.contains("__") {
        id = id.replace("__", "_");
    }
    id.trim_matches('_').to_owned()
}

/// A text that is cut where it is longer than so many letters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_words() {
        let cases = [
            ("DataBucket", "Data bucket"),
            ("S3Endpoint", "S3 endpoint"),
            ("VPCGateway", "VPC gateway"),
            ("PublicSubnet1", "Public subnet 1"),
            ("NATGateway", "NAT gateway"),
            ("results", "results"),
            ("my-queue", "my-queue"),
            ("Vpc", "Vpc"),
        ];
        assert_eq!(cases.map(|(id, _)| words(id)), cases.map(|(_, words)| words.to_owned()));
    }

    #[test]
    fn paths_become_names() {
        assert_eq!(joined(&telling("Queue/Resource")), "Queue");
        assert_eq!(joined(&telling("stores/results/Bucket/Resource")), "stores / results / Bucket");
        assert_eq!(joined(&telling("Database/DatabasePassword/Resource")), "Database password");
        assert_eq!(telling("Resource"), ["Resource"]);
        assert_eq!(without_hash("ValohaiVpc36589CA9"), "ValohaiVpc");
        assert_eq!(without_hash("MyFacade"), "MyFacade");
    }
}
