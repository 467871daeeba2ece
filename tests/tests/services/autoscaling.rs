//! Deployments of `purlin_aws::autoscaling`.
