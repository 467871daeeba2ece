//! Commands with values for arguments.

use purlin_core::{IntoValue, Text, Val, Value};

use super::quoting::Language;

/// A command of a script, in which values are arguments: whatever they hold, each is one word.
///
/// ```
/// use purlin_aws::ec2::ShellCommand;
/// use purlin_core::pseudo_parameter;
///
/// let list = ShellCommand::new("aws s3 ls --region").argument(pseudo_parameter::region()).text("| tee /var/log/buckets");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ShellCommand {
    words: Vec<Word>,
}

#[derive(Clone, Debug)]
enum Word {
    Text(Text),
    Argument(Value<String>),
}

impl ShellCommand {
    /// Begins with shell text: the command's name, mostly.
    pub fn new(text: impl Into<Text>) -> Self {
        ShellCommand { words: vec![Word::Text(text.into())] }
    }

    /// Adds a value as one word, behind a space.
    pub fn argument(mut self, value: impl IntoValue<String>) -> Self {
        self.words.push(Word::Argument(value.into_value()));
        self
    }

    /// Adds shell text, behind a space.
    pub fn text(mut self, text: impl Into<Text>) -> Self {
        self.words.push(Word::Text(text.into()));
        self
    }

    pub(super) fn render(self, language: Language) -> Val {
        let mut pieces = Vec::new();
        for word in self.words {
            if !pieces.is_empty() {
                pieces.push(Val::text(" "));
            }
            pieces.push(match word {
                Word::Text(text) => Val::Text(text),
                Word::Argument(value) => language.argument(value),
            });
        }
        Val::join("", pieces)
    }
}
