//! Where constructs stand in the tree: below the installation's own, or where Valohai's Python template has them.

use purlin_core::{Construct, Scope, unique_id};

/// Where a construct stands.
pub(crate) struct Position {
    /// Its id below the installation.
    id: &'static str,
    /// Its path below the stack in the Python template; a new place for what that lacks.
    pub(crate) python: &'static str,
}

impl Position {
    /// The logical id that the Python template has there without a construct around the resource.
    pub(crate) fn python_logical_id(&self) -> String {
        unique_id(&self.python.split('/').collect::<Vec<_>>())
    }
}

const fn position(id: &'static str, python: &'static str) -> Position {
    Position { id, python }
}

pub(crate) const BUCKET: Position = position("DataBucket", "valohai-data/valohai-bucket");
pub(crate) const WORKER_POLICY: Position = position("WorkerPolicy", "valohai-iam/valohai-policy-worker");
pub(crate) const WORKER_ROLE: Position = position("WorkerRole", "valohai-iam/valohai-role-worker");
pub(crate) const WORKER_PROFILE: Position =
    position("WorkerInstanceProfile", "valohai-iam/ValohaiWorkerInstanceProfile");
pub(crate) const MASTER_POLICY: Position = position("MasterPolicy", "valohai-iam/valohai-policy-master");
pub(crate) const MASTER_ROLE: Position = position("MasterRole", "valohai-iam/valohai-role-master");
pub(crate) const MASTER_DATA_POLICY: Position = position("MasterDataPolicy", "valohai-iam/valohai-policy-master-data");
pub(crate) const MULTIPART_POLICY: Position = position("MultipartPolicy", "valohai-iam/valohai-policy-multipart");
pub(crate) const MULTIPART_ROLE: Position = position("MultipartRole", "valohai-iam/valohai-role-multipart");
pub(crate) const LOAD_BALANCER_SECURITY_GROUP: Position =
    position("LoadBalancerSecurityGroup", "valohai-loadbalancer/valohai-sg-loadbalancer");
pub(crate) const LOAD_BALANCER: Position = position("LoadBalancer", "valohai-loadbalancer/valohai-roi-lb");
pub(crate) const CERTIFICATE: Position = position("Certificate", "valohai-loadbalancer/valohai-certificate");
pub(crate) const DNS_RECORD: Position = position("DnsRecord", "valohai-loadbalancer/valohai-dns-record");
pub(crate) const ACCESS_LOG_BUCKET: Position =
    position("AccessLogBucket", "valohai-loadbalancer/valohai-access-log-bucket");
pub(crate) const WORKER_SECURITY_GROUP: Position = position("WorkerSecurityGroup", "valohai-sg-workers");
pub(crate) const MASTER_SECURITY_GROUP: Position = position("MasterSecurityGroup", "valohai-sg-master");
pub(crate) const DATABASE_SECURITY_GROUP: Position =
    position("DatabaseSecurityGroup", "valohai-roi-database/valohai-sg-database");
pub(crate) const DATABASE_SUBNET_GROUP: Position =
    position("DatabaseSubnetGroup", "valohai-roi-database/valohai_postgres_subnet_group");
pub(crate) const DATABASE_PASSWORD: Position =
    position("DatabasePassword", "valohai-roi-database/valohai-secret-dbpassword");
pub(crate) const DATABASE: Position = position("Database", "valohai-roi-database/roidb");
/// Not where the instance is: a resource cannot become one of another type.
pub(crate) const DATABASE_CLUSTER: Position = position("DatabaseCluster", "valohai-roi-database/roidb-cluster");
pub(crate) const DATABASE_URL: Position = position("DatabaseUrl", "valohai-roi-database/valohai-db-url");
pub(crate) const QUEUE_SECURITY_GROUP: Position = position("QueueSecurityGroup", "valohai-queue/valohai-sg-queue");
pub(crate) const CACHE_SUBNET_GROUP: Position =
    position("CacheSubnetGroup", "valohai-queue/valohai_redis_cache_subnet_group");
pub(crate) const CACHE: Position = position("Cache", "valohai-queue/valohai-queue-redis");
pub(crate) const QUEUE_TOKEN: Position = position("QueueToken", "valohai-queue/valohai-secret-queue");
pub(crate) const REDIS_URL: Position = position("RedisUrl", "valohai-queue/valohai-redis-url");
pub(crate) const KEY_PAIR: Position = position("KeyPair", "valohai-ec2/valohai-master-key-pair");
pub(crate) const REPOSITORY_SECRET: Position = position("RepositorySecret", "valohai-ec2/valohai-secret-repo");
pub(crate) const APPLICATION_SECRET: Position = position("ApplicationSecret", "valohai-ec2/valohai-secret-secret");
pub(crate) const JWT_SECRET: Position = position("JwtSecret", "valohai-ec2/valohai-secret-jwt");
pub(crate) const OPTIMO_PASSWORD: Position = position("OptimoPassword", "valohai-ec2/valohai-secret-optimo");
pub(crate) const DOMAIN: Position = position("Domain", "valohai-ec2/valohai-domain");
pub(crate) const ENVIRONMENT_NAME: Position = position("EnvironmentName", "valohai-ec2/valohai-env-name");
pub(crate) const MASTER: Position = position("Master", "valohai-ec2/valohai_roi");

/// The tree of an installation.
#[derive(Clone)]
pub(crate) struct Layout {
    scope: Scope,
    is_python: bool,
}

impl Layout {
    /// The installation with this id; in the Python template's way it is spread over the scope itself.
    #[track_caller]
    pub(crate) fn new(scope: &impl Construct, id: &str, is_python: bool) -> Self {
        let scope = if is_python { scope.scope().clone() } else { Scope::new(scope, id) };
        Layout { scope, is_python }
    }

    /// The scope around everything.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether it is laid out as the Python template is.
    pub(crate) fn is_python(&self) -> bool {
        self.is_python
    }

    /// The scope that a construct stands in, and its id there.
    pub(crate) fn at(&self, position: &Position) -> (Scope, &'static str) {
        let Some((parent, id)) = position.python.rsplit_once('/').filter(|_| self.is_python) else {
            return (self.scope.clone(), if self.is_python { position.python } else { position.id });
        };
        let parent = self.scope.child(parent).unwrap_or_else(|| Scope::new(&self.scope, parent));
        (parent, id)
    }
}
