//! Deployments of `purlin_aws::sns`.
