//! Ports at which administration and data listen: they are not opened to all of the internet by accident.

/// A port, and what listens there.
pub(crate) type GuardedPort = (i64, &'static str);

/// What machines are administered by.
pub(crate) const ADMINISTRATION: &[GuardedPort] = &[
    (22, "SSH"),
    (23, "Telnet"),
    (111, "the port mapper"),
    (135, "Windows RPC"),
    (139, "NetBIOS"),
    (445, "SMB"),
    (2375, "Docker"),
    (2376, "Docker"),
    (3389, "remote desktop"),
    (5900, "VNC"),
    (5985, "Windows remote management"),
    (5986, "Windows remote management"),
    (6443, "Kubernetes"),
    (10250, "kubelet"),
];

/// What holds data.
pub(crate) const DATA: &[GuardedPort] = &[
    (988, "Lustre"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2049, "NFS"),
    (2379, "etcd"),
    (3306, "MySQL"),
    (5432, "PostgreSQL"),
    (5439, "Redshift"),
    (5672, "RabbitMQ"),
    (5984, "CouchDB"),
    (6379, "Redis"),
    (7000, "Cassandra"),
    (8086, "InfluxDB"),
    (8182, "Neptune"),
    (9042, "Cassandra"),
    (9092, "Kafka"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (11211, "Memcached"),
    (27017, "MongoDB"),
    (27018, "MongoDB"),
    (27019, "MongoDB"),
    (50000, "Db2"),
    (61616, "ActiveMQ"),
];

/// The first guarded port that is covered.
#[cfg(feature = "ec2")]
pub(crate) fn first_covered(covers: impl Fn(i64) -> bool) -> Option<GuardedPort> {
    ADMINISTRATION.iter().chain(DATA).copied().find(|(port, _)| covers(*port))
}
