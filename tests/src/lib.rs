//! The rig of the end-to-end tests.
//!
//! The tests themselves are in `tests/tests`; README.md beside this crate says how to run one. Here is what they
//! stand on, one module a subject:
//!
//! - [`tools`] installs the programs the tests run, pinned by lock files,
//! - [`toolkit`] runs the real `cdk`, [`aws`] the AWS command line,
//! - [`emulator`] is an AWS with nothing in it, one for each test,
//! - [`deploy_check`] deploys an assembly there and takes it down again, [`plain_deploy`] templates without the toolkit,
//! - [`settings_deployment`] does that with what an app makes of a settings file,
//! - [`program_check`] runs a program of assertions in such an AWS,
//! - [`import_check`] has the toolkit import what was made otherwise, and deploy on top of it,
//! - [`update_check`] deploys one thing after another to a stack, and tells what is kept,
//! - [`apps`] builds the apps of the workspace,
//! - [`linter`] and [`schema`] judge templates, scripts and other files,
//! - [`templates`] compares templates in YAML with those in JSON,
//! - [`differential`] compares an assembly with the one aws-cdk-lib writes for the same program.
//!
//! Nothing here skips: a tool that cannot be had fails the test, with what to do about it.

pub mod apps;
pub mod aws;
pub mod command;
pub mod deploy_check;
mod deployed;
pub mod differential;
pub mod directories;
pub mod emulator;
mod failure;
pub mod import_check;
pub mod linter;
pub mod plain_deploy;
pub mod program_check;
pub mod schema;
pub mod settings_deployment;
pub mod templates;
pub mod toolkit;
pub mod tools;
pub mod update_check;

pub use failure::{Failure, Result};
