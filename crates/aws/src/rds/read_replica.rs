//! Read replicas: copies of an instance that follow it.

use std::panic::Location;

use purlin_core::{Complete, Construct, Scope};

use crate::ec2::{Connectable, Connections};
use crate::handle::handle;

use super::instance::DatabaseInstance;
use super::instance_props::DatabaseInstanceReadReplicaSettings;

/// A copy of a [`DatabaseInstance`] that follows it and can be read. It is encrypted as its source is.
///
/// ```
/// use purlin_aws::ec2::{Vpc, VpcProps};
/// use purlin_aws::rds::{DatabaseInstanceReadReplica, DatabaseInstanceReadReplicaProps};
/// # use purlin_aws::rds::{DatabaseInstance, DatabaseInstanceAttributesProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
/// # let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// # let source = DatabaseInstanceAttributesProps::new().instance_identifier("a").endpoint_address("a.example.com");
/// # let source = DatabaseInstance::from_attributes(&stack, "Source", source.port(5432));
///
/// let props = DatabaseInstanceReadReplicaProps::new().source_database_instance(&source).vpc(&vpc);
/// let replica = DatabaseInstanceReadReplica::new(&stack, "Replica", props.instance_type("r7g.large"));
/// let address = replica.instance().endpoint().socket_address();
/// # app.synth().unwrap();
/// ```
///
/// [Read replicas](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html)
#[derive(Clone)]
pub struct DatabaseInstanceReadReplica {
    scope: Scope,
    instance: DatabaseInstance,
}

handle!(DatabaseInstanceReadReplica, scope);

impl DatabaseInstanceReadReplica {
    /// A copy of another instance.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DatabaseInstanceReadReplicaSettings>) -> Self {
        let instance = DatabaseInstance::replica(scope, id, props.complete(), Location::caller());
        DatabaseInstanceReadReplica { scope: instance.scope().clone(), instance }
    }

    /// The instance that it is.
    pub fn instance(&self) -> &DatabaseInstance {
        &self.instance
    }
}

impl Connectable for DatabaseInstanceReadReplica {
    fn connections(&self) -> Connections {
        self.instance.connections()
    }
}
