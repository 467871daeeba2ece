//! Deployments of `purlin_aws::ssm`.
