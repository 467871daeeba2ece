//! AWS services with good defaults (L2): hand-written constructs over the generated ones.
//!
//! One module and one cargo feature a service. Every construct takes a scope, an id and properties, hands out its generated
//! resource with `cfn()`, and can be imported with `from_…`. The crate's `README.md` shows the common shape.

#[cfg(feature = "iam")]
mod durations;
#[cfg(any(feature = "elasticache", feature = "rds"))]
mod endpoint;
#[cfg(any(feature = "elasticache", feature = "rds"))]
mod engine_version;
mod guarded_ports;
mod handle;
mod internet;
mod open_enum;

pub mod aspects;

#[cfg(feature = "autoscaling")]
pub mod autoscaling;
#[cfg(feature = "certificatemanager")]
pub mod certificatemanager;
#[cfg(feature = "cloudformation")]
pub mod cloudformation;
#[cfg(feature = "cloudwatch")]
pub mod cloudwatch;
#[cfg(feature = "ec2")]
pub mod ec2;
#[cfg(feature = "efs")]
pub mod efs;
#[cfg(feature = "elasticache")]
pub mod elasticache;
#[cfg(feature = "elasticloadbalancingv2")]
pub mod elasticloadbalancingv2;
#[cfg(feature = "fsx")]
pub mod fsx;
#[cfg(feature = "iam")]
pub mod iam;
#[cfg(feature = "kms")]
pub mod kms;
#[cfg(feature = "logs")]
pub mod logs;
#[cfg(feature = "rds")]
pub mod rds;
#[cfg(feature = "route53")]
pub mod route53;
#[cfg(feature = "s3")]
pub mod s3;
#[cfg(feature = "secretsmanager")]
pub mod secretsmanager;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "ssm")]
pub mod ssm;
#[cfg(any(feature = "elasticache", feature = "rds"))]
pub mod time_window;
