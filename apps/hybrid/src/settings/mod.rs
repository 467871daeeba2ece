//! The section `hybrid` of the settings file, and what its settings mean for the stack and the construct.

mod check;
mod involved;
mod properties;
#[cfg(test)]
mod tests;

pub use check::check;
use purlin_core::{Construct, Stack, StackProps};
use purlin_hybrid_workers::HybridWorkersSettings;
use purlin_product_settings::{StackName, environment};
use purlin_settings::{
    AccountId, AvailabilityZone, Between, BucketName, Cidr, DomainName, EmailAddress, HttpsUrl, InstanceType, KeyArn,
    Located, MachineImage, Partial, PrincipalArn, Region, RoleName, SubnetId, TagMap, TopicArn, VpcCidr, VpcId,
    settings,
};

use involved::INVOLVED;

settings! {
    /// Settings of the Valohai hybrid workers.
    pub struct HybridSettings {
        /// The domain name that Valohai assigned to the queue.
        queue_address: DomainName,
        /// The ARN of the user, or role, as which Valohai assumes the master role; left out, anyone whom Valohai's account
        /// lets.
        assume_user: Option<PrincipalArn>,
        /// The account of Valohai.
        valohai_account: AccountId = "905675611115",
        /// An external id agreed upon with Valohai, which it has to give when it assumes the master role.
        external_id: Option<String>,
        /// The addresses from which the Valohai app reaches the queue.
        app_address: Cidr = "34.248.245.191/32",
        /// The origin of web pages that upload to the bucket.
        app_origin: HttpsUrl = "https://app.valohai.com",
        /// Lets Valohai also manage launch templates, groups and instances without any tag `valohai`.
        allow_untagged_workers: bool = false,

        /// The stack's name in CloudFormation.
        stack_name: Option<StackName>,
        /// The account that it is deployed to; left out, that of whoever deploys.
        account: Option<AccountId>,
        /// The region that it is deployed to; left out, that of whoever deploys.
        region: Option<Region>,
        /// Whether CloudFormation refuses to delete the stack.
        termination_protection: bool = false,
        /// Further tags of all resources, beside `valohai: 1`.
        tags: TagMap = {},

        /// What all names begin with, so that several installations fit into one account.
        name_prefix: String = "",
        /// What follows upon `valohai-data-` in the bucket's name; left out, the account's id.
        company: Option<String>,

        /// The address range of a new VPC; left out, 10.0.0.0/16.
        vpc_cidr: Option<VpcCidr>,
        /// How many availability zones of a new VPC get a subnet; left out, 3.
        zone_count: Option<Between<1, 16>>,
        /// The availability zones of a new VPC that get a subnet, by name, instead of `zone_count`. The queue is in the
        /// first.
        zones: Vec<Located<AvailabilityZone>> = [],
        /// A VPC that there is, by its id.
        vpc_id: Option<VpcId>,
        /// A VPC that there is, by its tag `Name`.
        vpc_name: Option<String>,
        /// Whether everything is in the region's default VPC.
        default_vpc: bool = false,
        /// The public subnet of an existing VPC that the queue gets; left out, its first public one.
        queue_subnet: Option<SubnetId>,
        /// The subnets of an existing VPC that workers get; left out, all public ones, or all that are not for private
        /// workers.
        worker_subnets: Vec<Located<SubnetId>> = [],

        /// Whether workers have no public addresses, and are in subnets that nothing reaches from outside.
        private_workers: bool = false,
        /// How many NAT gateways private workers reach the internet by; left out, one, or none beside `vpc_endpoints`.
        nat_gateways: Option<Between<0, 16>>,
        /// Whether private workers reach AWS's services by endpoints within the VPC.
        vpc_endpoints: bool = false,

        /// Whether Session Manager opens shells on the queue and on workers.
        session_manager: bool = true,
        /// The addresses from which the queue can be reached by SSH.
        queue_ssh_from: Vec<Located<Cidr>> = [],
        /// The addresses from which workers can be reached by SSH.
        worker_ssh_from: Vec<Located<Cidr>> = [],
        /// The public half of a key pair of your own; left out, AWS makes one.
        public_key: Option<String>,
        /// The name of a key pair that there is.
        existing_key_pair: Option<String>,

        /// The name of a bucket that there is.
        existing_bucket: Option<BucketName>,
        /// The ARN of a KMS key that encrypts the bucket, the secret, the queue's disk and its backups, and the disks of
        /// groups of workers; left out, AWS's own keys do.
        encryption_key: Option<KeyArn>,
        /// The name of a role that there is for Valohai to assume, with its path before it where it has one.
        existing_master_role: Option<RoleName>,
        /// The name of a role that there is for workers, and of its instance profile, with their path before it where they
        /// have one.
        existing_worker_role: Option<RoleName>,
        /// The name of a role that there is for the queue, and of its instance profile, with their path before it where they
        /// have one.
        existing_queue_role: Option<RoleName>,
        /// The name of a role that there is for large uploads, with its path before it where it has one.
        existing_multipart_role: Option<RoleName>,
        /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
        permissions_boundary: Option<String>,

        /// Whether this is the template for `cdk import` alone, which takes over an installation that was made otherwise.
        importing: bool = false,
        /// Whether everything stays in the account when the stack is deleted.
        retain: bool = false,
        /// The name of the secret with the password of Redis; left out, `ValohaiRedisSecret`.
        secret_name: Option<String>,
        /// The description of the workers' security group; left out, `for Valohai workers`.
        worker_security_group_description: Option<String>,
        /// The description of the queue's security group; left out, `for Valohai queue`.
        queue_security_group_description: Option<String>,

        /// The queue's instance type, Intel or AMD.
        queue_instance_type: InstanceType = "t3.medium",
        /// The queue's disk, in GiB.
        queue_disk_size: Between<8, 16384> = 16,
        /// The queue's machine image: an id, the name of a parameter of Systems Manager, or `owner` and `name` to look it up;
        /// left out, the newest of Ubuntu 24.04 LTS.
        queue_image: Option<MachineImage>,
        /// The revision of github.com/valohai/worker-queue that sets up the queue; left out, one that was tried.
        queue_setup_revision: Option<String>,
        /// For how many minutes CloudFormation waits for the queue to say that it is ready.
        queue_boot_timeout: Between<5, 720> = 30,
        /// For how many days AWS Backup keeps the backups of the queue that it makes daily: 0 is no backups.
        queue_backup_days: Between<0, 36500> = 0,

        /// Who is told by mail when something is wrong with the queue.
        alarm_emails: Vec<Located<EmailAddress>> = [],
        /// The ARN of an SNS topic that is told, too, or instead.
        alarm_topic: Option<TopicArn>,

        /// Auto Scaling groups of workers, one for each type of instance.
        worker_groups: Vec<WorkerGroupSettings> = [],
        /// The machine image of workers in `worker_groups`, as `queue_image`; left out, the newest that Valohai shares with the
        /// account.
        worker_image: Option<MachineImage>,
        /// What the names of the queues begin with that workers of `worker_groups` take jobs from.
        worker_queue_prefix: String = "",
    }
}

settings! {
    /// An Auto Scaling group of workers of one type of instance.
    pub struct WorkerGroupSettings {
        /// The type of instance.
        instance_type: InstanceType,
        /// Whether they are spot instances, which are cheaper, and which AWS may take away.
        spot: bool = false,
        /// How many there are at most.
        max_size: Between<1, 10000> = 100,
        /// Their disks, in GiB.
        disk_size: Between<20, 16384> = 100,
    }
}

impl HybridSettings {
    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        let props = StackProps::new()
            .environment(environment(self.account.as_ref(), self.region.as_ref()))
            .description("Valohai hybrid workers: network, queue, roles and data store")
            .termination_protection(self.termination_protection);
        match &self.stack_name {
            Some(name) => props.stack_name(name.as_str()),
            None => props,
        }
    }

    /// Lets what is found about the stack, and all in it, point to where the file describes it.
    pub fn describe(&self, stack: &Stack) {
        INVOLVED.describe(&Partial::<Self>::from(self.clone()), stack.scope());
    }

    /// The construct's properties.
    pub fn workers(self) -> HybridWorkersSettings {
        properties::properties(&self.into())
    }
}
