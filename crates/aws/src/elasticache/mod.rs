//! Amazon ElastiCache: Valkey and Redis OSS.
//!
//! ```
//! use purlin_aws::ec2::{Connectable, Vpc, VpcProps};
//! use purlin_aws::elasticache::{CacheEngine, ReplicationGroup, ReplicationGroupProps, ValkeyVersion};
//! # use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
//! let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
//! let props = ReplicationGroupProps::new().engine(engine).vpc(&vpc).node_type("t4g.small");
//! let queue = ReplicationGroup::new(&stack, "Queue", props);
//!
//! // Who may connect,
//! # let server = SecurityGroup::new(&stack, "Server", SecurityGroupProps::new().vpc(&vpc));
//! queue.connections().allow_default_port_from(&server);
//! // where to: `rediss://host:port`,
//! let url = queue.url();
//! // and the secret with the token.
//! let secret = queue.secret().unwrap();
//! # app.synth().unwrap();
//! ```
//!
//! aws-cdk-lib has no constructs for this service but generated ones. These are safe unless told otherwise: TLS, a token,
//! encryption of what is stored, a replica in another zone.

mod authentication;
mod engine;
mod log_delivery;
mod names;
mod parameter_group;
mod replication_group;
mod replication_group_check;
mod replication_group_settings;
mod serverless_cache;
mod subnet_group;
mod user;
mod versions;

pub use crate::endpoint::Endpoint;
pub use authentication::CacheAuthentication;
pub use engine::CacheEngine;
pub use log_delivery::LogDelivery;
pub use parameter_group::{ParameterGroup, ParameterGroupProps, ParameterGroupSettings, parameter_group_props};
pub use replication_group::{
    ReplicationGroup, ReplicationGroupAttributes, ReplicationGroupAttributesProps, replication_group_attributes_props,
};
pub use replication_group_settings::{
    NetworkType, ReplicationGroupProps, ReplicationGroupSettings, replication_group_props,
};
pub use serverless_cache::{ServerlessCache, ServerlessCacheProps, ServerlessCacheSettings, serverless_cache_props};
pub use subnet_group::{SubnetGroup, SubnetGroupProps, SubnetGroupSettings, subnet_group_props};
pub use user::{
    User, UserAuthentication, UserGroup, UserGroupProps, UserGroupSettings, UserProps, UserSettings, user_group_props,
    user_props,
};
pub use versions::{RedisVersion, ValkeyVersion};
