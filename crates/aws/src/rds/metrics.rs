//! What CloudWatch measures of databases.

use crate::cloudwatch::Metric;

use super::cluster::DatabaseCluster;
use super::instance::DatabaseInstance;

const NAMESPACE: &str = "AWS/RDS";

/// Defines a method for each metric, one line a metric.
macro_rules! metrics {
    ($type:ident { $($(#[$doc:meta])* $method:ident = $name:literal,)* }) => {
        impl $type {
            $(
                $(#[$doc])*
                pub fn $method(&self) -> Metric {
                    self.metric($name)
                }
            )*
        }
    };
}

impl DatabaseInstance {
    /// A metric of it by its name, as
    /// [AWS lists them](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html): averages over five
    /// minutes, unless the metric is told otherwise.
    ///
    /// ```
    /// use purlin_aws::cloudwatch::{Alarm, AlarmProps, Statistic};
    /// # use purlin_aws::rds::{DatabaseInstance, DatabaseInstanceAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let attributes = DatabaseInstanceAttributesProps::new();
    /// # let attributes = attributes.instance_identifier("a").endpoint_address("a.example.com").port(5432);
    /// # let database = DatabaseInstance::from_attributes(&stack, "Database", attributes);
    ///
    /// let lag = database.metric("ReplicaLag").statistic(Statistic::MAXIMUM);
    /// Alarm::new(&stack, "Behind", AlarmProps::new().metric(lag).threshold(60).evaluation_periods(3));
    /// # app.synth().unwrap();
    /// ```
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new(NAMESPACE, name).dimension("DBInstanceIdentifier", self.identifier())
    }
}

metrics! {
    DatabaseInstance {
        /// How busy its processors are, in percent.
        metric_cpu_utilization = "CPUUtilization",
        /// How many clients are connected.
        metric_database_connections = "DatabaseConnections",
        /// How many bytes of its storage are free.
        metric_free_storage_space = "FreeStorageSpace",
        /// How many bytes of its memory are free.
        metric_freeable_memory = "FreeableMemory",
        /// How many times a second it reads from its storage.
        metric_read_iops = "ReadIOPS",
        /// How many times a second it writes to its storage.
        metric_write_iops = "WriteIOPS",
    }
}

impl DatabaseCluster {
    /// A metric of it by its name, as
    /// [AWS lists them](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html):
    /// averages over five minutes, unless the metric is told otherwise.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new(NAMESPACE, name).dimension("DBClusterIdentifier", self.identifier())
    }
}

metrics! {
    DatabaseCluster {
        /// How busy the processors of its instances are, in percent.
        metric_cpu_utilization = "CPUUtilization",
        /// How many clients are connected to each instance.
        metric_database_connections = "DatabaseConnections",
        /// How often a second transactions block each other.
        metric_deadlocks = "Deadlocks",
        /// For how many seconds its instances have been running.
        metric_engine_uptime = "EngineUptime",
        /// How many bytes of the memory of its instances are free.
        metric_freeable_memory = "FreeableMemory",
        /// How many bytes of the instances' own storage, for temporary files, are free.
        metric_free_local_storage = "FreeLocalStorage",
        /// How many bytes a second its instances receive.
        metric_network_receive_throughput = "NetworkReceiveThroughput",
        /// How many bytes a second its instances receive and send.
        metric_network_throughput = "NetworkThroughput",
        /// How many bytes a second its instances send.
        metric_network_transmit_throughput = "NetworkTransmitThroughput",
        /// How many bytes its snapshots have outside of the time in which backups are kept.
        metric_snapshot_storage_used = "SnapshotStorageUsed",
        /// For how many bytes of backups it is billed.
        metric_total_backup_storage_billed = "TotalBackupStorageBilled",
        /// How many bytes of storage it uses.
        metric_volume_bytes_used = "VolumeBytesUsed",
        /// How many times in five minutes it reads from its storage.
        metric_volume_read_iops = "VolumeReadIOPs",
        /// How many times in five minutes it writes to its storage.
        metric_volume_write_iops = "VolumeWriteIOPs",
        /// How many capacity units its serverless instances have.
        metric_serverless_database_capacity = "ServerlessDatabaseCapacity",
        /// How much of the largest capacity its serverless instances have, in percent.
        metric_acu_utilization = "ACUUtilization",
    }
}
