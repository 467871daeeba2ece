//! How an assertion fails.

/// More than this of one message nobody reads.
const LONGEST_MESSAGE: usize = 24_000;

/// Fails the test that is running, in the line of the test.
#[allow(clippy::panic, reason = "this crate is for tests, in which a panic is how an assertion fails")]
#[track_caller]
pub(crate) fn fail(message: &str) -> ! {
    panic!("{}", shortened(message, LONGEST_MESSAGE));
}

/// At most so many characters of a text, with a mark where some were left out.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
