//! Templates as people read them: YAML with CloudFormation's short functions and with comments.

mod comment;
mod functions;
mod layout;
mod scalar;
mod substitution;
mod template;
#[cfg(test)]
mod tests;

pub(crate) use template::{Comments, write};
