//! Deployments of `purlin_aws::logs`.
