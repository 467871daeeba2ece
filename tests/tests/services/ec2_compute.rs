//! Deployments of `purlin_aws::ec2`.
