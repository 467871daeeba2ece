//! Deployments of `purlin_aws::elasticloadbalancingv2`.
