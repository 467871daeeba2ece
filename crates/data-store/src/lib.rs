#![doc = include_str!("../README.md")]

mod cors;
mod data_bucket;
mod endpoint_policy;
mod lifecycle;

pub use cors::cors_command;
pub use data_bucket::{DataBucket, DataBucketProps, DataBucketSettings, data_bucket_props};

/// Where the pages of the Valohai app are, from which browsers upload.
pub const VALOHAI_APP_ORIGIN: &str = "https://app.valohai.com";
/// The address that the Valohai app calls from, as a range.
pub const VALOHAI_APP_ADDRESS: &str = "34.248.245.191/32";
