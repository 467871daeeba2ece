#![doc = include_str!("../README.md")]

mod access;
mod check;
mod cors;
mod data_bucket;
mod data_store;
mod endpoint_policy;
mod existing;
mod lifecycle;
mod outputs;
mod policies;
mod props;

pub use check::{check, check_bucket};
pub use cors::{cors_check_command, cors_command};
pub use data_bucket::{DataBucket, DataBucketProps, DataBucketSettings, data_bucket_props};
pub use data_store::DataStore;
pub use existing::{BucketSource, KeySource};
pub use props::{DataStoreProps, DataStoreSettings, data_store_props};
pub use purlin_product::Problem;

/// Where the pages of the Valohai app are, from which browsers upload.
pub const VALOHAI_APP_ORIGIN: &str = "https://app.valohai.com";
/// The address that the Valohai app calls from, as a range.
pub const VALOHAI_APP_ADDRESS: &str = "34.248.245.191/32";
