//! Deployments of `purlin_aws::elasticache`.
