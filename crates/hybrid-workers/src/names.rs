//! The names that Valohai expects, and the prefix that tells installations apart.

pub(crate) use purlin_valohai::{Names, TAG};

pub(crate) const VPC: &str = "valohai-vpc";
/// A number follows. Valohai launches workers in the subnets of this name.
pub(crate) const SUBNET: &str = "valohai-subnet-";
/// A number follows. Subnets where workers are not launched, since these have private ones.
pub(crate) const PUBLIC_SUBNET: &str = "valohai-public-subnet-";
pub(crate) const INTERNET_GATEWAY: &str = "valohai-igw";
pub(crate) const ROUTE_TABLE: &str = "valohai-rt";
pub(crate) const PRIVATE_ROUTE_TABLE: &str = "valohai-rt-private";
/// A number follows.
pub(crate) const NAT_GATEWAY: &str = "valohai-nat-";
/// A number follows.
pub(crate) const NAT_IP: &str = "valohai-ip-nat-";
/// The service follows.
pub(crate) const ENDPOINT: &str = "valohai-endpoint-";
pub(crate) const WORKER_SECURITY_GROUP: &str = "valohai-sg-workers";
pub(crate) const QUEUE_SECURITY_GROUP: &str = "valohai-sg-queue";
pub(crate) const ENDPOINT_SECURITY_GROUP: &str = "valohai-sg-endpoints";
pub(crate) const QUEUE: &str = "valohai-queue";
pub(crate) const QUEUE_IP: &str = "valohai-ip-queue";
/// Something that tells stacks apart follows.
pub(crate) const VAULT: &str = "valohai-queue-";
pub(crate) const BACKUP_PLAN: &str = "valohai-queue-daily";
pub(crate) const ALARMS: &str = "valohai-alarms";
pub(crate) const KEY_PAIR: &str = "valohai-key";
/// The type of the instances follows. Valohai is told what the names of groups begin with.
pub(crate) const WORKER_GROUP: &str = "valohai-worker-";
pub(crate) const SECRET: &str = "ValohaiRedisSecret";
/// The company's name, or the account's id, follows.
pub(crate) const BUCKET: &str = "valohai-data-";

pub(crate) const MASTER_ROLE: &str = "ValohaiMaster";
/// Also the name of its instance profile, as the console gives it.
pub(crate) const WORKER_ROLE: &str = "ValohaiWorkerRole";
/// Also the name of its instance profile, as the console gives it.
pub(crate) const QUEUE_ROLE: &str = "ValohaiQueueRole";
pub(crate) const MULTIPART_ROLE: &str = "ValohaiS3MultipartRole";
pub(crate) const BACKUP_ROLE: &str = "ValohaiBackupRole";

pub(crate) const MASTER_POLICY: &str = "ValohaiMasterPolicy";
pub(crate) const WORKER_POLICY: &str = "ValohaiWorkerPolicy";
pub(crate) const QUEUE_POLICY: &str = "ValohaiQueuePolicy";
pub(crate) const MULTIPART_POLICY: &str = "ValohaiS3MultipartPolicy";
