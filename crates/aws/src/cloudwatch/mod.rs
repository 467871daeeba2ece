//! Amazon CloudWatch.
