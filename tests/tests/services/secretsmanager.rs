//! Deployments of `purlin_aws::secretsmanager`.
