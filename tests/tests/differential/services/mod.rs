//! The hand-written constructs of services, beside those of aws-cdk-lib.

pub(crate) mod aspects;
pub(crate) mod autoscaling;
pub(crate) mod certificatemanager;
pub(crate) mod cloudformation;
pub(crate) mod cloudwatch;
pub(crate) mod ec2_compute;
pub(crate) mod ec2_network;
pub(crate) mod ec2_security_group;
pub(crate) mod efs;
pub(crate) mod elasticache;
pub(crate) mod elasticloadbalancingv2;
pub(crate) mod fsx;
pub(crate) mod iam;
pub(crate) mod iam_policies;
pub(crate) mod kms;
pub(crate) mod logs;
pub(crate) mod rds;
pub(crate) mod route53;
pub(crate) mod s3;
pub(crate) mod s3_access;
pub(crate) mod secretsmanager;
pub(crate) mod sns;
pub(crate) mod ssm;
