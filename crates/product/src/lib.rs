#![doc = include_str!("../README.md")]

pub mod alarms;
pub mod boot_script;
pub mod boundary;
pub mod checks;
mod existing_vpc;
mod first_image;
pub mod identifiers;
mod image_source;
pub mod kept;
pub mod known_subnets;
pub mod logs;
pub mod new_vpc;
pub mod node_types;
pub mod outputs;
pub mod postgres;
mod problem;
pub mod ranges;
mod removal;
pub mod subnet_choice;
pub mod subnet_problems;
pub mod two_sided_vpc;
pub mod versions;
pub mod watched;
pub mod windows;
pub mod words;
mod zones;

pub use existing_vpc::{ExistingVpc, Origin};
pub use first_image::keep_first_image;
pub use image_source::{ImageSource, ROOT_DEVICE, UBUNTU};
pub use problem::{Problem, Problems};
pub use removal::Removal;
pub use zones::Zones;
