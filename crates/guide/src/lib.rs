//! The guide in `docs/guide` as data, for the tests that follow it.
//!
//! Rust programs that stand for themselves in a chapter are compiled into the binary `guide-program`, which runs the one
//! that the variable `GUIDE_PROGRAM` names. Blocks that are files of the reader's crate are put together by the tests.

pub mod markdown;
