//! The names that Valohai expects, and the prefix that tells installations apart.

pub(crate) const VPC: &str = "valohai-vpc";
/// A number follows.
pub(crate) const SUBNET: &str = "valohai-subnet-";
pub(crate) const INTERNET_GATEWAY: &str = "valohai-igw";
pub(crate) const ROUTE_TABLE: &str = "valohai-rt";
pub(crate) const WORKER_SECURITY_GROUP: &str = "valohai-sg-workers";
pub(crate) const QUEUE_SECURITY_GROUP: &str = "valohai-sg-queue";
pub(crate) const QUEUE: &str = "valohai-queue";
pub(crate) const QUEUE_IP: &str = "valohai-ip-queue";
pub(crate) const KEY_PAIR: &str = "valohai-key";
pub(crate) const SECRET: &str = "ValohaiRedisSecret";
/// The company's name, or the account's id, follows.
pub(crate) const BUCKET: &str = "valohai-data-";

pub(crate) const MASTER_ROLE: &str = "ValohaiMaster";
/// Also the name of its instance profile, as the console gives it.
pub(crate) const WORKER_ROLE: &str = "ValohaiWorkerRole";
/// Also the name of its instance profile, as the console gives it.
pub(crate) const QUEUE_ROLE: &str = "ValohaiQueueRole";
pub(crate) const MULTIPART_ROLE: &str = "ValohaiS3MultipartRole";

pub(crate) const MASTER_POLICY: &str = "ValohaiMasterPolicy";
pub(crate) const WORKER_POLICY: &str = "ValohaiWorkerPolicy";
pub(crate) const QUEUE_POLICY: &str = "ValohaiQueuePolicy";
pub(crate) const MULTIPART_POLICY: &str = "ValohaiS3MultipartPolicy";

/// The tag that everything of Valohai's has.
pub(crate) const TAG: (&str, &str) = ("valohai", "1");

/// Names of one installation.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) prefix: &'a str,
}

impl Names<'_> {
    pub(crate) fn of(self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The tag with the name, where the console shows it.
    pub(crate) fn tag(self, name: &str) -> [purlin_cfn::Tag; 1] {
        [purlin_cfn::Tag::new("Name", self.of(name))]
    }
}
