//! Deployments of `purlin_aws::s3`.
