//! Amazon Elastic File System.
