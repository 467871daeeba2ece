//! Amazon Relational Database Service.
