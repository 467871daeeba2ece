//! Deployments of `purlin_aws::efs`.
