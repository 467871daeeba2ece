//! Texts as parts of addresses.

/// A text in which every byte that is neither a letter, a digit nor one of `kept` is written as its number.
pub(crate) fn encoded(text: &str, kept: &str) -> String {
    let is_kept = |character: char| character.is_ascii_alphanumeric() || kept.contains(character);
    let mut address = String::with_capacity(text.len());
    for character in text.chars() {
        if is_kept(character) {
            address.push(character);
        } else {
            let mut bytes = [0; 4];
            address.extend(character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_could_mean_something_is_written_as_its_bytes() {
        assert_eq!(encoded("a b/c:é%~", "/~"), "a%20b/c%3A%C3%A9%25~");
        assert_eq!(encoded("é", "é"), "é");
        assert_eq!(encoded("", ""), "");
    }
}
