//! What the Python template has that components here would make otherwise, as data.

use crate::layout::{self, Position};

/// The version of PostgreSQL. RDS makes no new databases of it, and keeps those that there are.
pub(crate) const DATABASE_VERSION: &str = "14.3";
/// The version of Redis.
pub(super) const CACHE_VERSION: &str = "6.2";
/// The names of the two subnet groups, of the cache, and the pattern that values of parameters match.
pub(super) const CACHE_NAME: &str = "valohai-queue-redis";
const CACHE_SUBNET_GROUP_NAME: &str = "valohai-redis-cache-subnet-group";
const DATABASE_SUBNET_GROUP_NAME: &str = "valohai_postgres_subnet_group";
const ANYTHING: &str = ".*";

/// What the template says of a property.
pub(super) enum Fact {
    Text(&'static str),
    Yes,
    Texts(&'static [&'static str]),
    /// The path of the construct, from the stack.
    Path,
    /// Nothing.
    Nothing,
}

use Fact::{Nothing, Path, Text, Texts, Yes};

/// What the template makes without a construct around it: there is no `Resource` at the end of the paths that logical ids are
/// made of.
pub(super) const WITHOUT_RESOURCE: &[Position] =
    &[layout::WORKER_PROFILE, layout::CACHE_SUBNET_GROUP, layout::KEY_PAIR];

/// Properties that keep what they say. Most of them replace the resource when they change; the others would change for
/// nothing.
pub(super) const KEPT: &[(Position, &[(&str, Fact)])] = &[
    // What S3 would be asked for in its place is refused once lists of access are off.
    (layout::BUCKET, &[("AccessControl", Text("BucketOwnerFullControl"))]),
    (layout::LOAD_BALANCER_SECURITY_GROUP, &[("GroupDescription", Path)]),
    (layout::DATABASE_SECURITY_GROUP, &[("GroupDescription", Path)]),
    (layout::DATABASE_SUBNET_GROUP, &[("DBSubnetGroupName", Text(DATABASE_SUBNET_GROUP_NAME))]),
    (
        layout::DATABASE,
        &[
            ("AutoMinorVersionUpgrade", Yes),
            ("EnableCloudwatchLogsExports", Texts(&["postgresql", "upgrade"])),
            ("EnableIAMDatabaseAuthentication", Yes),
            ("MasterUsername", Text("roi")),
            ("Port", Text("5432")),
            ("StorageType", Text("gp2")),
        ],
    ),
    (
        layout::CACHE_SUBNET_GROUP,
        &[
            ("CacheSubnetGroupName", Text(CACHE_SUBNET_GROUP_NAME)),
            ("Description", Text("Subnet Group for Redis job queue in Valohai")),
        ],
    ),
    // EC2 made it with its own defaults.
    (layout::KEY_PAIR, &[("KeyFormat", Nothing), ("KeyType", Nothing)]),
    (layout::DATABASE_PASSWORD, &[("Description", Text("Valohai Roi DB Credentials"))]),
    (layout::REPOSITORY_SECRET, &[("Description", Text("Secure repository key for Valohai"))]),
    (layout::APPLICATION_SECRET, &[("Description", Text("Secure secret key for Valohai"))]),
    (layout::JWT_SECRET, &[("Description", Text("Secure repository key for Valohai"))]),
    (
        layout::DATABASE_URL,
        &[("AllowedPattern", Text(ANYTHING)), ("Description", Text("The URL for the Valohai Database"))],
    ),
    (
        layout::REDIS_URL,
        &[("AllowedPattern", Text(ANYTHING)), ("Description", Text("The URL for the Valohai Redis Queue"))],
    ),
    (
        layout::DOMAIN,
        &[("AllowedPattern", Text(ANYTHING)), ("Description", Text("The Domain for the Valohai installation"))],
    ),
    (
        layout::ENVIRONMENT_NAME,
        &[
            ("AllowedPattern", Text(ANYTHING)),
            ("Description", Text("The Environemnt name for the Valohai installation")),
        ],
    ),
];
