//! The names of the seed, which are physical names where they are wished for, and tags `Name` in any case.

use purlin_core::{Construct, Scope, Value};
use purlin_valohai::Names as Prefixed;

pub(crate) const WORKER_SECURITY_GROUP: &str = "valohai-sg-workers";
pub(crate) const MASTER_SECURITY_GROUP: &str = "valohai-sg-master";
pub(crate) const DATABASE_SECURITY_GROUP: &str = "valohai-sg-database";
pub(crate) const QUEUE_SECURITY_GROUP: &str = "valohai-sg-queue";
pub(crate) const LOAD_BALANCER_SECURITY_GROUP: &str = "valohai-sg-loadbalancer";
pub(crate) const LOAD_BALANCER: &str = "valohai-roi-lb";
pub(crate) const MASTER: &str = "valohai-roi";
pub(crate) const KEY_PAIR: &str = "valohai-master-key-pair";
pub(crate) const MASTER_ROLE: &str = "valohai-role-master";
pub(crate) const WORKER_ROLE: &str = "valohai-role-worker";
pub(crate) const MULTIPART_ROLE: &str = "valohai-role-multipart";
pub(crate) const MASTER_POLICY: &str = "valohai-policy-master";
pub(crate) const MASTER_DATA_POLICY: &str = "valohai-policy-master-data";
pub(crate) const WORKER_POLICY: &str = "valohai-policy-worker";
pub(crate) const MULTIPART_POLICY: &str = "valohai-policy-multipart";
pub(crate) const WORKER_PROFILE: &str = "ValohaiWorkerInstanceProfile";
pub(crate) const DATABASE_PASSWORD: &str = "valohai-secret-dbpassword";
pub(crate) const REPOSITORY_SECRET: &str = "valohai-secret-repo";
pub(crate) const APPLICATION_SECRET: &str = "valohai-secret-secret";
pub(crate) const JWT_SECRET: &str = "valohai-secret-jwt";
pub(crate) const QUEUE_TOKEN: &str = "valohai-secret-queue";
pub(crate) const DATABASE: &str = "valohai-roi-database";
pub(crate) const CACHE: &str = "valohai-queue-redis";
pub(crate) const OPTIMO_PASSWORD: &str = "valohai-secret-optimo";
pub(crate) const DATABASE_URL: &str = "valohai-db-url";
pub(crate) const REDIS_URL: &str = "valohai-redis-url";
pub(crate) const DOMAIN: &str = "valohai-domain";
pub(crate) const ENVIRONMENT_NAME: &str = "valohai-env-name";
/// The type of the instances follows.
pub(crate) const WORKER_GROUP: &str = "valohai-worker-";
/// What is watched follows.
pub(crate) const DATABASE_ALARM: &str = "valohai-";
pub(crate) const ALARMS: &str = "valohai-alarms";

/// What an installation is called whose id no name can have.
pub(crate) const USUAL_ID: &str = "valohai";

/// Names of one installation.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    prefixed: Option<Prefixed>,
}

impl Names {
    /// With a prefix things have names of their own; without one AWS makes them.
    pub(crate) fn new(prefix: Option<&str>) -> Self {
        Names { prefixed: prefix.map(Prefixed::new) }
    }

    /// The name that a resource is to have, if it is to have one.
    pub(crate) fn physical(&self, name: &str) -> Option<Value<String>> {
        self.prefixed.as_ref().map(|names| names.of(name))
    }

    /// Names for what Valohai finds by its name, which AWS therefore cannot make: with the stack's before them where there is
    /// no prefix, since stacks of an account and region have different ones.
    pub(crate) fn in_any_case(&self, scope: &Scope) -> Prefixed {
        let of_stack = || scope.stack().map(|stack| stack.stack_name()).unwrap_or_default();
        self.prefixed.clone().unwrap_or_else(|| Prefixed::new(format!("{}-", of_stack())))
    }

    /// Gives a construct its name where the console shows it: as the tag `Name`.
    pub(crate) fn tag(&self, construct: &impl Construct, name: &str) {
        self.prefixed.clone().unwrap_or_else(|| Prefixed::new("")).tag(construct, name);
    }
}
