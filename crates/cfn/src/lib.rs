//! Every CloudFormation resource type as a Rust type (L1), generated from the facts files of the crate.
//!
//! One module a service, one cargo feature a service or family of services; without features there is only [`facts`].
//! Names are CloudFormation's own: `AWS::EC2::VPC` is `ec2::CfnVPC`, and what its properties consist of is in `ec2::vpc`.
//! The crate's `README.md` lists the rules.

pub mod facts;
mod tag;
#[allow(dead_code, unused_imports, reason = "which of it is used depends on the services that are on")]
mod types;

pub use tag::Tag;

include!(concat!(env!("OUT_DIR"), "/services.rs"));
