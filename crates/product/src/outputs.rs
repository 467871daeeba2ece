//! What people are told once a stack is there: outputs with readable names.

use purlin_core::{Construct, Output, OutputProps, Scope, Value};

/// An output: its name, value and description.
pub type Told = (&'static str, Value<String>, &'static str);

/// What an output is called, and what it tells.
pub struct OutputName {
    /// The name, behind what tells constructs of the same stack apart.
    pub name: &'static str,
    description: &'static str,
}

impl OutputName {
    /// A name, and what the output tells.
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        OutputName { name, description }
    }

    /// The output with this value.
    pub fn tells(&self, value: Value<String>) -> Told {
        (self.name, value, self.description)
    }
}

/// Gives a stack outputs, named after the path of `scope` and what they tell.
pub fn tell(scope: &Scope, told: impl IntoIterator<Item = Told>) {
    let within = Scope::new(scope, "Outputs");
    for (name, value, description) in told {
        let output = Output::new(&within, name, value, OutputProps::new().description(description));
        output.scope().override_logical_id(logical_id(scope, name));
    }
}

/// People read the ids of outputs and parameters, so they are the path without the hash that resources have.
pub fn logical_id(scope: &Scope, name: &str) -> String {
    let stack = scope.stack().map(|stack| stack.scope().path()).unwrap_or_default();
    let path = scope.path();
    let below = path.strip_prefix(&stack).unwrap_or(&path);
    below.chars().filter(char::is_ascii_alphanumeric).chain(name.chars()).collect()
}
