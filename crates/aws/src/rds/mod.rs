//! Amazon Relational Database Service: PostgreSQL, MySQL and MariaDB, on instances and in Aurora's clusters.
//!
//! ```
//! use purlin_aws::ec2::{Connectable, Vpc, VpcProps};
//! use purlin_aws::rds::{DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, PostgresEngineVersion};
//! # use purlin_aws::ec2::{SecurityGroup, SecurityGroupProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
//! let postgres = DatabaseInstanceEngine::postgres(PostgresEngineVersion::VER_17_9);
//! let database = DatabaseInstance::new(&stack, "Database", DatabaseInstanceProps::new().engine(postgres).vpc(&vpc));
//!
//! // Who may connect,
//! # let server = SecurityGroup::new(&stack, "Server", SecurityGroupProps::new().vpc(&vpc));
//! database.connections().allow_default_port_from(&server);
//! // where to,
//! let address = database.endpoint().socket_address();
//! // and the secret with the user and the password.
//! let secret = database.secret().unwrap();
//! # app.synth().unwrap();
//! ```
//!
//! # Safer than aws-cdk-lib
//!
//! - Storage is encrypted, and of the type gp3, unless something else is said.
//! - Databases have no public address unless [`publicly_accessible`](DatabaseInstanceProps::publicly_accessible) is said,
//!   also in public subnets.
//! - A password as plain text is refused, unless it is
//!   [`SecretValue::unsafe_plain_text`](crate::secretsmanager::SecretValue::unsafe_plain_text).
//! - Versions of engines that AWS refuses for new databases are errors.

mod backup;
mod capacity;
mod cluster;
mod cluster_check;
mod cluster_instance;
mod cluster_props;
mod credentials;
mod database_secret;
mod engine;
mod enumerations;
mod instance;
mod instance_parts;
mod instance_props;
mod log_export;
mod lookup;
mod metrics;
mod monitoring;
mod names;
mod parameter_group;
mod parameters;
mod read_replica;
mod snapshot;
mod storage;
mod subnet_group;

pub use crate::endpoint::Endpoint;
pub use cluster::DatabaseCluster;
pub use cluster_instance::ClusterInstance;
pub use cluster_props::{
    DatabaseClusterAttributes, DatabaseClusterAttributesProps, DatabaseClusterProps, DatabaseClusterSettings,
    cluster_attributes_props, database_cluster_props,
};
pub use credentials::Credentials;
pub use database_secret::{DatabaseSecret, DatabaseSecretProps, DatabaseSecretSettings, database_secret_props};
pub use engine::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, DatabaseClusterEngine, DatabaseInstanceEngine, Engine,
    MariaDbEngineVersion, MysqlEngineVersion, PostgresEngineVersion,
};
pub use enumerations::{
    CaCertificate, ClusterStorageType, DatabaseInsightsMode, EngineLifecycleSupport, LicenseModel, NetworkType,
    PerformanceInsightRetention, StorageType,
};
pub use instance::{
    DatabaseInstance, DatabaseInstanceAttributes, DatabaseInstanceAttributesProps, instance_attributes_props,
};
pub use instance_props::{
    DatabaseInstanceProps, DatabaseInstanceReadReplicaProps, DatabaseInstanceReadReplicaSettings,
    DatabaseInstanceSettings, database_instance_props, read_replica_props,
};
pub use parameter_group::{ParameterGroup, ParameterGroupProps, ParameterGroupSettings, parameter_group_props};
pub use read_replica::DatabaseInstanceReadReplica;
pub use snapshot::Snapshot;
pub use subnet_group::{SubnetGroup, SubnetGroupProps, SubnetGroupSettings, subnet_group_props};
