//! The guide is true: what it says to do is done, and what it shows is what is said.

mod chapters;
mod languages;
mod reader;

use purlin_guide::markdown;
use purlin_tests::Result;

use reader::Reader;

/// The chapters that go on from each other, in their order.
const FOLLOWED: [&str; 5] = ["first-app", "writing-a-construct", "testing", "ci", "adopting"];

#[test]
fn whoever_follows_the_chapters_word_by_word_gets_what_they_show() -> Result<()> {
    let mut reader = Reader::new()?;
    for chapter in FOLLOWED {
        let chapter = markdown::directory().join(format!("{chapter}.md"));
        for block in markdown::blocks(&chapter)?.iter().filter(|block| !block.is_program()) {
            reader.follow(block)?;
        }
        reader.finish_chapter(&chapter)?;
    }
    Ok(())
}
