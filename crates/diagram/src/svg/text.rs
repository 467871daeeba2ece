//! How wide a text is, and where its lines break: an estimate for the fonts that browsers take for Helvetica or Arial.

/// How much wider bold letters are.
const BOLD: f64 = 1.14;

/// The width of a text in pixels, rather too much than too little.
pub(super) fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let letters: f64 = text.chars().map(letter).sum();
    letters * size * if is_bold { BOLD } else { 1.0 }
}

/// The width of a letter, as a part of the size of the font.
fn letter(letter: char) -> f64 {
    match letter {
        'i' | 'I' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.3,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | ' ' | '·' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.92,
        'A'..='Z' | '&' => 0.71,
        'k' | 's' | 'c' | 'v' | 'x' | 'y' | 'z' => 0.55,
        '0'..='9' | 'a'..='z' | '–' | '_' => 0.62,
        letter if letter.is_ascii() => 0.65,
        _ => 1.0,
    }
}

/// The lines of a text that are no wider than so many pixels: words stay whole unless they are wider themselves. The last of
/// `most` lines is cut.
pub(super) fn lines(text: &str, size: f64, is_bold: bool, widest: f64, most: usize) -> Vec<String> {
    let fits = |text: &str| width(text, size, is_bold) <= widest;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer.filter(|longer| fits(longer)), lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => break_word(word, &fits, &mut lines),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
            while !fits(last) && last.chars().count() > 1 {
                last.pop();
                last.pop();
                last.push('…');
            }
        }
    }
    lines
}

/// Adds a word on lines of its own, broken where it is too wide.
fn break_word(word: &str, fits: &dyn Fn(&str) -> bool, lines: &mut Vec<String>) {
    let mut line = String::new();
    for letter in word.chars() {
        line.push(letter);
        if !fits(&line) && line.chars().count() > 1 {
            line.pop();
            lines.push(std::mem::replace(&mut line, letter.to_string()));
        }
    }
    lines.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_are_cut() {
        assert_eq!(lines("one two three", 10.0, false, 45.0, 3), ["one two", "three"]);
        assert_eq!(lines("one two three", 10.0, false, 55.0, 1), ["one two…"]);
        let wide = lines(&"W".repeat(40), 10.0, false, 100.0, 9);
        assert!(wide.len() > 2 && wide.iter().all(|line| width(line, 10.0, false) <= 100.0), "{wide:?}");
    }
}
