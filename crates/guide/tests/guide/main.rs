//! The guide is true: what it says to do is done, and what it shows is what is said.

mod languages;
mod reader;

use purlin_guide::markdown;
use purlin_tests::Result;

use reader::Reader;

/// The chapters that build one crate, in their order.
const ONE_CRATE: [&str; 3] = ["first-app", "writing-a-construct", "testing"];

#[test]
fn whoever_follows_the_chapters_word_by_word_gets_what_they_show() -> Result<()> {
    let mut reader = Reader::new()?;
    for chapter in ONE_CRATE {
        let chapter = markdown::directory().join(format!("{chapter}.md"));
        for block in markdown::blocks(&chapter)? {
            reader.follow(&block)?;
        }
        reader.finish_chapter(&chapter)?;
    }
    Ok(())
}
