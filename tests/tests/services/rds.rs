//! Deployments of `purlin_aws::rds`.
