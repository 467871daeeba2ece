//! Deployments of `purlin_aws::kms`.
