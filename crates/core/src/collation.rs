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

/// The accented letters of western European languages, in the collation's order behind the letter they count as.
const ACCENTED: &[&str] = &["aáàâåäã", "cç", "eéèêë", "iíìîï", "nñ", "oóòôöõø", "uúùûü", "yýÿ"];

/// What a character is sorted by, and which accent it has.
fn weight(character: char) -> (u32, usize) {
    if character.is_ascii() {
        return (WEIGHTS.get(character as usize).copied().unwrap_or_default().into(), 0);
    }
    let lower = character.to_lowercase().next().unwrap_or(character);
    let accented = ACCENTED.iter().find_map(|letters| {
        let (letter, _) = weight(letters.chars().next()?);
        Some((letter, letters.chars().position(|other| other == lower)?))
    });
    // Beyond these, code points stand for the collation table, which no tag in the wild has been seen to need.
    accented.unwrap_or((128 + u32::from(character), 0))
}

fn letters(text: &str) -> impl Iterator<Item = u32> {
    text.chars().map(|character| weight(character).0)
}

fn accents(text: &str) -> impl Iterator<Item = usize> {
    text.chars().map(|character| weight(character).1)
}

/// Compares texts as JavaScript's `localeCompare` does: letters without regard to accents and case, then by their
/// accents, then lower case first.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    letters(left).cmp(letters(right)).then_with(|| accents(left).cmp(accents(right))).then_with(|| right.cmp(left))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn order_is_that_of_locale_compare() {
        let sorted = [
            "_x", "1", "10", "2", "a", "A", "á", "ä", "Ä", "a-b", "aÄ", "äA", "Äa", "ab", "aB", "aws", "b", "Backup",
            "name", "Name", "Zeta",
        ];
        let mut texts = sorted.to_vec();
        texts.reverse();
        texts.sort_by(|left, right| compare(left, right));
        assert_eq!(texts, sorted);
        assert!(compare("A-b", "A/b").is_lt());
    }
}
