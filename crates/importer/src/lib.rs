//! Refreshes the facts files of `purlin-cfn` from AWS's public service specification.
//!
//! The specification is the npm package `@aws-cdk/aws-service-spec` (Apache-2.0), whose `db.json.gz` describes every
//! CloudFormation resource type. The importer is a pipeline of three steps, a file each:
//!
//! - `read`: `db.json.gz` and the package's `package.json` to typed values,
//! - `convert`: those to the text of the facts files, one line a fact,
//! - `write`: the text to the folder, or a comparison with what is there.
//!
//! It is a developer's tool: nothing else in the workspace depends on it, and no network is used.

mod convert;
mod error;
mod list;
mod read;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

pub use error::ImportError;
pub use write::{Difference, DifferenceKind};

/// The facts files in memory: what a refresh would write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// File name (`ec2.txt`, `index.txt`, `LICENSE`) to content.
    pub files: BTreeMap<String, String>,
}

impl Facts {
    /// Writes every file that changed to `folder` and removes the services' files that are no longer wanted.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read or written.
    pub fn write(&self, folder: &Path) -> Result<Vec<Difference>, ImportError> {
        write::write(self, folder)
    }

    /// What differs between these facts and the files in `folder`; empty when a refresh would change nothing.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn differences(&self, folder: &Path) -> Result<Vec<Difference>, ImportError> {
        write::differences(self, folder)
    }
}

/// Reads the specification at `database` (`.../aws-service-spec/db.json.gz`, with the package's `package.json` and
/// `LICENSE` beside it) and converts it to facts, in memory.
///
/// # Errors
///
/// When one of the three files is missing or is not what it should be. The message names the file and the cause.
pub fn import(database: impl AsRef<Path>) -> Result<Facts, ImportError> {
    let source = read::read(database.as_ref())?;
    convert::convert(&source)
}

/// Compares the specification at `database` with the facts files in `folder`: empty when they are up to date.
///
/// # Errors
///
/// As for [`import`], and when the folder cannot be read.
pub fn check(database: impl AsRef<Path>, folder: impl AsRef<Path>) -> Result<Vec<Difference>, ImportError> {
    import(database)?.differences(folder.as_ref())
}

/// What the specification at `database` describes, sorted: `AWS::EC2::VPC` (a resource type), `AWS::EC2::VPC.CidrBlock`
/// (a property), `AWS::EC2::VPC@VpcId` (an attribute), `AWS::EC2::Instance#Ebs` (a nested type) and
/// `AWS::EC2::Instance#Ebs.VolumeSize` (a property of one).
///
/// The list does not come from the facts, so that it can be held against what is generated from them.
///
/// # Errors
///
/// As for [`import`].
pub fn items(database: impl AsRef<Path>) -> Result<Vec<String>, ImportError> {
    list::items(&read::read(database.as_ref())?)
}
