//! Deployments of `purlin_aws::cloudwatch`.
