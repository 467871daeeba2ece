//! The order in which the CDK sorts tags and dependencies: that of people, not of code points.

use std::cmp::Ordering;

/// The visible ASCII characters in the order of the Unicode root collation, letters of either case together.
const ORDER: &[u8] =
    b"\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ";

const WEIGHTS: [u8; 128] = weights();

const fn weights() -> [u8; 128] {
    let mut weights = [0; 128];
    let mut index = 0;
    while index < ORDER.len() {
        let byte = ORDER[index].to_ascii_lowercase();
        if weights[byte as usize] == 0 {
            weights[byte as usize] = index as u8 + 1;
            weights[byte.to_ascii_uppercase() as usize] = index as u8 + 1;
        }
        index += 1;
    }
    weights
}

fn weight(character: char) -> u32 {
    match u8::try_from(character) {
        Ok(byte) if byte < 128 => u32::from(WEIGHTS[usize::from(byte)]),
        // Beyond ASCII, code points stand for the collation table, which no tag in the wild has been seen to need.
        _ => 128 + u32::from(character),
    }
}

/// Compares texts as JavaScript's `localeCompare` does: letters without regard to case, then lower case first.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    left.chars()
        .map(weight)
        .cmp(right.chars().map(weight))
        .then_with(|| right.cmp(left).then_with(|| left.len().cmp(&right.len())))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn order_is_that_of_locale_compare() {
        let sorted = ["_x", "1", "10", "2", "a-b", "ab", "aB", "aws", "b", "Backup", "name", "Name", "Zeta"];
        let mut texts = sorted.to_vec();
        texts.reverse();
        texts.sort_by(|left, right| compare(left, right));
        assert_eq!(texts, sorted);
        assert!(compare("A-b", "A/b").is_lt());
    }
}
