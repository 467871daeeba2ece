//! The writer, given whole templates.

mod cases;
mod properties;
mod reader;
mod sameness;
