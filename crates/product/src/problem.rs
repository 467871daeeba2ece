//! What is wrong with settings.

use purlin_core::{Finding, Scope};

/// Something that is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setter's name.
    pub setting: &'static str,
    /// Which item of the list, where the setting is one.
    pub item: Option<usize>,
    /// The rule's name: lower-case words with hyphens.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Everything that is wrong, in the order in which it was found.
///
/// ```
/// use purlin_product::Problems;
///
/// let mut problems = Problems::default();
/// problems.check(1 + 1 == 3, "sum", "bad-sum", "it does not add up".to_owned(), "count again");
/// assert_eq!(problems.into_vec()[0].rule, "bad-sum");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds what is wrong with a setting, or with one item of it. Of the message only what can be printed is kept.
    pub fn push(
        &mut self,
        setting: &'static str,
        item: Option<usize>,
        rule: &'static str,
        message: String,
        help: &str,
    ) {
        let message = printable(&message);
        self.0.push(Problem { setting, item, rule, message, help: help.to_owned() });
    }

    /// Adds what is wrong with a setting unless it is good.
    pub fn check(&mut self, good: bool, setting: &'static str, rule: &'static str, message: String, help: &str) {
        if !good {
            self.push(setting, None, rule, message, help);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what was found elsewhere.
    pub fn extend(&mut self, others: Problems) {
        self.0.extend(others.0);
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    /// Reports all of them on a construct, as errors; true where there are any.
    pub fn report(self, scope: &Scope) -> bool {
        let is_wrong = !self.0.is_empty();
        for problem in self.0 {
            scope.report(Finding::error(problem.rule, problem.message).help(problem.help));
        }
        is_wrong
    }
}

/// A text without what would steer the terminal that it is shown on.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => printable.extend(c.escape_default()),
            false => printable.push(c),
        }
    }
    printable
}
