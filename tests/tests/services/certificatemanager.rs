//! Deployments of `purlin_aws::certificatemanager`.
