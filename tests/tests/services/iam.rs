//! Deployments of `purlin_aws::iam`.
