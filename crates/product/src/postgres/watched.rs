//! What alarms watch of a database: data, and the limits that go with its size.
//!
//! Metrics of [RDS](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html) and
//! [Aurora](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html).

use super::size::{instance_memory, most_connections, most_connections_of_capacity};
use super::{Choices, DatabaseKind};
use crate::watched::{Direction, Missing, USUAL as ANY, Watched, of_type};

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
/// As much of the storage may be free at least.
const LEAST_FREE_STORAGE: f64 = 0.1;
/// As much of the memory.
const LEAST_FREE_MEMORY: f64 = 0.05;
/// As much of the connections may be in use.
const MOST_CONNECTIONS: f64 = 0.8;

/// Everything that is watched of a database, by the dimension that it has: see [`Database`](super::Database). Names begin with
/// `database-`.
pub fn watched(choices: &Choices<'_>) -> Vec<Watched> {
    match choices.kind {
        DatabaseKind::Postgres => of_instance(choices),
        DatabaseKind::AuroraServerless => of_cluster(choices),
    }
}

fn of_instance(choices: &Choices<'_>) -> Vec<Watched> {
    let kind = choices.instance_type();
    let mut all: Vec<Watched> = of_type(INSTANCE, kind).copied().collect();
    let below = |watched: Watched, size: f64| Watched { threshold: size.floor(), ..watched };
    let storage = choices.storage.unwrap_or(choices.usual_storage);
    all.push(below(STORAGE, storage as f64 * GIB * LEAST_FREE_STORAGE));
    let memory = instance_memory(kind);
    all.extend(memory.map(|memory| below(MEMORY, memory * GIB * LEAST_FREE_MEMORY)));
    all.extend(of_both(most_connections(memory)));
    all
}

fn of_cluster(choices: &Choices<'_>) -> Vec<Watched> {
    let copies = if choices.multi_az { CLUSTER_COPIES } else { &[] };
    let connections = of_both(most_connections_of_capacity(choices.capacities()));
    CLUSTER.iter().chain(copies).copied().chain(connections).collect()
}

/// What databases of both kinds have.
fn of_both(most: f64) -> [Watched; 2] {
    [Watched { threshold: (most * MOST_CONNECTIONS).floor(), ..CONNECTIONS }, TRANSACTIONS]
}

const RDS: Watched = Watched { namespace: "AWS/RDS", period: 5 * MINUTE, periods: 3, ..ANY };

/// The number of connections that is too large goes with the size.
const CONNECTIONS: Watched = Watched {
    id: "DatabaseConnections",
    name: "database-connections",
    metric: "DatabaseConnections",
    description: "Nearly as many clients are connected to the database of {product} as it takes. Look at what does not let go of its \
                  connections; a larger database takes more.",
    ..RDS
};

const TRANSACTIONS: Watched = Watched {
    id: "DatabaseTransactions",
    name: "database-transactions",
    metric: "MaximumUsedTransactionIDs",
    threshold: 1e9,
    description: "The database of {product} has used half of the numbers that it has for transactions, and stops when all are used. \
                  Look at what keeps it from vacuuming: transactions that never end, or slots of replication that nobody reads.",
    ..RDS
};

const INSTANCE: &[Watched] = &[
    Watched {
        id: "DatabaseStopped",
        name: "database-stopped",
        metric: "CPUUtilization",
        statistic: "SampleCount",
        periods: 2,
        direction: Direction::Below,
        missing: Missing::Bad,
        description: "The database of {product} does not run. Look at it, and at its events, in RDS.",
        ..RDS
    },
    Watched {
        id: "DatabaseProcessor",
        name: "database-processor",
        metric: "CPUUtilization",
        statistic: "Average",
        threshold: 90.0,
        description: "The processor of {product}'s database has been busy for 15 minutes. Performance Insights tells what it does; if \
                      it is always so, set a larger `database_instance_type`.",
        ..RDS
    },
    Watched {
        id: "DatabaseCredits",
        name: "database-credits",
        metric: "CPUCreditBalance",
        period: HOUR,
        periods: 3,
        direction: Direction::Below,
        threshold: 5.0,
        has_credits: true,
        description: "The database of {product} has been without credits for its processor for three hours: it costs more. Set \
                      another `database_instance_type`.",
        ..RDS
    },
    Watched {
        id: "DatabaseBursts",
        name: "database-bursts",
        metric: "EBSIOBalance%",
        statistic: "Minimum",
        direction: Direction::Below,
        threshold: 10.0,
        description: "The database of {product} reads and writes more than its type of instance can do for long, and is about to \
                      become slow. Set a larger `database_instance_type`.",
        ..RDS
    },
];

/// The threshold goes with the size, as does that of the next.
const STORAGE: Watched = Watched {
    id: "DatabaseStorage",
    name: "database-storage",
    metric: "FreeStorageSpace",
    statistic: "Minimum",
    direction: Direction::Below,
    description: "The storage of {product}'s database is nearly full; when it is, the database stops. Set a larger \
                  `database_storage`, and `database_max_storage`, so that it grows by itself.",
    ..RDS
};

const MEMORY: Watched = Watched {
    id: "DatabaseMemory",
    name: "database-memory",
    metric: "FreeableMemory",
    statistic: "Minimum",
    direction: Direction::Below,
    description: "The database of {product} has hardly any memory left. Set a larger `database_instance_type`.",
    ..RDS
};

const CLUSTER: &[Watched] = &[
    Watched {
        id: "DatabaseCapacity",
        name: "database-capacity",
        metric: "ACUUtilization",
        statistic: "Average",
        threshold: 90.0,
        description: "The database of {product} has been as large as it may become for 15 minutes. Look at what it does; if it is \
                      always so, set a larger `database_max_capacity`.",
        ..RDS
    },
    Watched {
        id: "DatabaseDeadlocks",
        name: "database-deadlocks",
        metric: "Deadlocks",
        statistic: "Average",
        threshold: 1.0,
        description: "Transactions in the database of {product} have blocked each other every second for 15 minutes. Look at its log, \
                      and tell {product}.",
        ..RDS
    },
];

/// Copies that take over.
const CLUSTER_COPIES: &[Watched] = &[Watched {
    id: "DatabaseLag",
    name: "database-lag",
    metric: "AuroraReplicaLagMaximum",
    // In milliseconds.
    threshold: 2000.0,
    description: "The copy of {product}'s database has been two seconds behind for 15 minutes. Look at what the database does, and set \
                  a larger `database_max_capacity`.",
    ..RDS
}];
