#![doc = include_str!("../README.md")]
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "it is for tests, which fail by panicking")]

pub mod aws;
mod machine;
mod signature;

pub use machine::{Boot, Machine, end_of, kill};
