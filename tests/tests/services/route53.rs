//! Deployments of `purlin_aws::route53`.
