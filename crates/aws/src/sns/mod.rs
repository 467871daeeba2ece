//! Amazon Simple Notification Service.
