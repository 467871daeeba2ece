#![doc = include_str!("../README.md")]

mod annotations;
mod capture;
mod cycles;
mod failure;
mod matcher;
mod render;
mod section;
mod snapshot;
mod tags;
mod template;

pub use annotations::Annotations;
pub use capture::Capture;
pub use matcher::{
    Matcher, absent, any_value, array_equals, array_with, exact, not, object_equals, object_like, serialized_json,
    string_like_regexp,
};
pub use snapshot::{assert_snapshot, masked};
pub use tags::Tags;
pub use template::Template;
