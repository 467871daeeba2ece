//! Ports at which administration and databases listen: they are not opened to all of the internet by accident.

/// Port and what listens there.
const GUARDED: &[(i64, &str)] = &[
    (22, "SSH"),
    (23, "Telnet"),
    (111, "the port mapper"),
    (135, "Windows RPC"),
    (445, "SMB"),
    (1433, "SQL Server"),
    (1521, "Oracle"),
    (2049, "NFS"),
    (2375, "Docker"),
    (2376, "Docker"),
    (3306, "MySQL"),
    (3389, "remote desktop"),
    (5432, "PostgreSQL"),
    (5439, "Redshift"),
    (5900, "VNC"),
    (5985, "Windows remote management"),
    (5986, "Windows remote management"),
    (6379, "Redis"),
    (6443, "Kubernetes"),
    (8182, "Neptune"),
    (9042, "Cassandra"),
    (9200, "Elasticsearch"),
    (11211, "Memcached"),
    (27017, "MongoDB"),
];

/// What listens at the first guarded port that is covered.
pub(super) fn first_covered(covers: impl Fn(i64) -> bool) -> Option<(i64, &'static str)> {
    GUARDED.iter().copied().find(|(port, _)| covers(*port))
}
