//! Names of stacks.

use purlin_settings::{Mistake, Text};

/// The name of a stack: a letter, then letters, digits and hyphens, 128 at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackName(String);

impl StackName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text for StackName {
    const EXPECTED: &'static str = "the name of a stack";

    fn parse(text: &str) -> Result<Self, Mistake> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(allowed) && text.len() <= 128 {
            return Ok(StackName(text.to_owned()));
        }
        Err(Mistake::new(
            "CloudFormation takes no such name",
            "begin with a letter and use letters, digits and hyphens, 128 at most",
        ))
    }
}
