//! The section `self_hosted` of the settings file, or a file of its own with the same settings, and what they mean for the
//! stack and the construct.

mod check;
mod involved;
mod properties;
#[cfg(test)]
mod tests;

pub use check::check;
use purlin_core::{Construct, Stack, StackProps};
use purlin_product_settings::{StackName, environment};
use purlin_self_hosted::SelfHostedSettings;
use purlin_settings::{
    AccountId, AuroraCapacity, AvailabilityZone, Between, BucketName, CertificateArn, Cidr, EmailAddress, HostedZoneId,
    InstanceType, KeyArn, Located, MachineImage, Partial, Region, RoleName, SubnetId, TagMap, TopicArn, Url, VpcCidr,
    VpcId, settings, settings_enum,
};

use involved::INVOLVED;

/// What the stack of Valohai's Python template is called.
const PYTHON_STACK: &str = "ValohaiSandbox";
/// What a stack is called otherwise.
const STACK: &str = "Valohai-Self-Hosted";

settings! {
    /// Settings of a self-hosted Valohai.
    pub struct SelfHostedSection {
        /// The address that people open in their browsers, such as `https://valohai.example.com`.
        domain: Url,
        /// What the installation is called on its pages.
        environment_name: String = "Valohai",
        /// The organization that is made in the application, unless it is there; the empty text makes none. Left out,
        /// `environment_name`.
        organization: Option<String>,
        /// Whether the stack was made by Valohai's Python template, and is taken over as it stands: with that template's paths of
        /// constructs, logical ids and names.
        python_template: bool = false,

        /// The region that it is deployed to; left out, that of whoever deploys.
        aws_region: Option<Region>,
        /// The account that it is deployed to; left out, that of whoever deploys.
        aws_account_id: Option<AccountId>,
        /// The stack's name in CloudFormation; left out, `Valohai-Self-Hosted`, or `ValohaiSandbox` with `python_template`.
        stack_name: Option<StackName>,
        /// Whether CloudFormation refuses to delete the stack.
        termination_protection: bool = false,
        /// Further tags of all resources, beside `valohai: 1`.
        tags: TagMap = {},

        /// What all names begin with; the empty text gives exactly the names that Valohai documents. Left out, AWS makes names.
        name_prefix: Option<String>,
        /// The name of the new bucket; left out, AWS makes one.
        bucket_name: Option<BucketName>,

        /// A VPC that there is, by its id.
        vpc_id: Option<VpcId>,
        /// A VPC that there is, by its tag `Name`.
        vpc_name: Option<String>,
        /// Whether the default VPC of the region is used.
        default_vpc: bool = false,
        /// The address range of a new VPC; left out, 10.0.0.0/16.
        vpc_cidr: Option<VpcCidr>,
        /// How many availability zones a new VPC is in; left out, 2.
        zone_count: Option<Between<1, 16>>,
        /// The availability zones of a new VPC, by name, instead of `zone_count`.
        zones: Vec<Located<AvailabilityZone>> = [],
        /// How many NAT gateways a new VPC has; left out, one.
        nat_gateways: Option<Between<0, 16>>,
        /// The subnets of the load balancer, each in another zone, and two at least; left out, a public one of each zone, or a
        /// private one for an internal load balancer.
        lb_subnet_ids: Vec<Located<SubnetId>> = [],
        /// The subnet of the application's instance; left out, the first private one, or public one for `public_instance`.
        roi_subnet_id: Option<SubnetId>,
        /// The subnets of the database, in two zones at least; left out, the private ones.
        db_subnet_ids: Vec<Located<SubnetId>> = [],
        /// The subnets of the cache; left out, the private ones.
        cache_subnet_ids: Vec<Located<SubnetId>> = [],
        /// The subnets of workers; left out, the private ones, or the public ones for `public_workers`.
        worker_subnet_ids: Vec<Located<SubnetId>> = [],
        /// Whether workers are in public subnets, and get public addresses.
        public_workers: bool = false,
        /// Whether the application's instance is in a public subnet, and gets a public address.
        public_instance: bool = false,

        /// Whether the load balancer is reached from within the network alone.
        internal_load_balancer: bool = false,
        /// The addresses from which the load balancer is reached; left out, any, or those of private networks for an internal one.
        lb_allowed_from: Vec<Located<Cidr>> = [],
        /// The ARN of the certificate for the domain.
        certificate_arn: Option<CertificateArn>,
        /// Whether the load balancer speaks HTTPS; left out, if there is a certificate.
        https: Option<bool>,
        /// The id of the hosted zone of the domain in Route 53.
        hosted_zone_id: Option<HostedZoneId>,
        /// The security policy by which browsers and load balancer agree on TLS; left out, TLS 1.2 and 1.3.
        lb_tls_policy: Option<String>,
        /// For how many seconds a connection may be silent.
        lb_idle_timeout: Between<1, 4000> = 60,
        /// Whether all requests are logged in a bucket of the stack, and kept there for `log_retention_days`.
        lb_access_logs: bool = false,
        /// A bucket that there is, which gets the log of all requests instead; an output tells what its policy has to allow.
        lb_access_log_bucket: Option<BucketName>,
        /// Whether the load balancer is kept from being deleted.
        lb_deletion_protection: bool = false,

        /// The type of the application's instance, Intel or AMD.
        instance_type: InstanceType = "m5a.xlarge",
        /// Its disk, in GiB.
        disk_size: Between<8, 16384> = 32,
        /// Its machine image: an id, the name of a parameter of Systems Manager, or `owner` and `name` to look it up; left out, the
        /// newest that Valohai shares with the account.
        image: Option<MachineImage>,
        /// For how many minutes CloudFormation waits for it to say that it is ready.
        boot_timeout: Between<5, 720> = 45,
        /// The ARN of a secret with a JSON object of further settings of the application.
        configuration_secret: Option<String>,
        /// Whether Session Manager opens shells on it, and on workers.
        session_manager: bool = true,
        /// The addresses from which it can be reached by SSH.
        ssh_from: Vec<Located<Cidr>> = [],
        /// The addresses from which workers can be reached by SSH.
        worker_ssh_from: Vec<Located<Cidr>> = [],
        /// The public half of a key pair of your own; left out, AWS makes one.
        public_key: Option<String>,
        /// The name of a key pair that there is.
        existing_key_pair: Option<String>,

        /// The kind of database.
        database: DatabaseKind = "postgres",
        /// The version of PostgreSQL; left out, one that was tried with Valohai.
        database_version: Option<String>,
        /// Whether `database_version` may become that of a later major version.
        database_major_upgrade: bool = false,
        /// The type of its instances, `m5.xlarge` unless it is set; not for Aurora Serverless.
        database_instance_type: Option<InstanceType>,
        /// Its storage, in GiB, 20 unless it is set, or what its snapshot takes; not for Aurora.
        database_storage: Option<Between<20, 65536>>,
        /// The size that its storage may grow to, in GiB; left out, it does not grow.
        database_max_storage: Option<Between<20, 65536>>,
        /// Whether another zone has a copy that takes over.
        database_multi_az: bool = true,
        /// The smallest capacity of Aurora Serverless, in units of 2 GiB, 0.5 unless it is set.
        database_min_capacity: Option<AuroraCapacity>,
        /// The largest capacity of Aurora Serverless, in units of 2 GiB, 8 unless it is set.
        database_max_capacity: Option<AuroraCapacity>,
        /// For how many days backups are kept.
        database_backup_days: Between<1, 35> = 7,
        /// The snapshot that its data comes from, by its name or ARN; left out, it begins empty.
        database_snapshot: Option<String>,
        /// Whether it is kept from being deleted.
        database_deletion_protection: bool = true,
        /// What becomes of it when the stack is deleted.
        database_removal: Removal = "snapshot",

        /// When backups of the database and snapshots of the queue are made, in UTC.
        backup_window: String = "03:00-06:00",
        /// When both are maintained, in UTC.
        maintenance_window: String = "Mon:00:00-Mon:03:00",

        /// The software of the queue.
        cache: CacheSoftware = "valkey",
        /// Its version; left out, one that was tried.
        cache_version: Option<String>,
        /// The type of its nodes.
        cache_node_type: InstanceType = "m5.xlarge",
        /// How many copies it has in other zones.
        cache_replicas: Between<0, 5> = 1,
        /// Whether connections to it are encrypted, and want a password.
        cache_tls: bool = true,
        /// For how many days snapshots are kept: 0 is none.
        cache_snapshot_days: Between<0, 35> = 5,
        /// The snapshot that its data comes from; left out, it begins empty.
        cache_snapshot: Option<String>,
        /// Makes a new cache with all of the above in place of that of a stack with `python_template`: jobs that wait are lost.
        replace_cache: bool = false,
        /// What becomes of it when the stack is deleted.
        cache_removal: Removal = "snapshot",

        /// The name of a bucket that there is.
        existing_bucket: Option<BucketName>,
        /// What becomes of a new bucket when the stack is deleted.
        bucket_removal: Removal = "retain",
        /// The ARN of a KMS key that encrypts everything; left out, AWS's own keys do.
        encryption_key: Option<KeyArn>,

        /// For how many days logs are kept in CloudWatch.
        log_retention_days: Between<1, 3653> = 90,
        /// Who is told by mail when something is wrong.
        alarm_emails: Vec<Located<EmailAddress>> = [],
        /// The ARN of an SNS topic that is told, too, or instead.
        alarm_topic: Option<TopicArn>,

        /// Auto Scaling groups of workers, one for each type of instance.
        worker_groups: Vec<WorkerGroupSettings> = [],
        /// The machine image of workers, as `image`; left out, the newest that Valohai shares with the account.
        worker_image: Option<MachineImage>,
        /// What the names of the queues begin with that workers take jobs from.
        worker_queue_prefix: String = "",
        /// Other accounts in which workers run.
        worker_accounts: Vec<WorkerAccountSettings> = [],
        /// Lets the application also manage launch templates, groups and instances that have no tag `valohai`.
        allow_untagged_workers: bool = false,
        /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
        permissions_boundary: Option<String>,
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

settings! {
    /// Another account in which workers run.
    pub struct WorkerAccountSettings {
        /// The account.
        account: AccountId,
        /// The name of the role there that the application assumes to manage workers, with its path before it where it has one.
        role: RoleName,
        /// What that role wants to be told.
        external_id: Option<String>,
        /// The ranges of addresses from which workers reach the queue and the application.
        networks: Vec<Located<Cidr>> = [],
    }
}

settings_enum! {
    /// Which kind of PostgreSQL database keeps what users have and jobs did.
    pub enum DatabaseKind {
        /// An instance of Amazon RDS.
        Postgres,
        /// Aurora Serverless v2.
        AuroraServerless,
    }
}

settings_enum! {
    /// Which software the queue of jobs is.
    pub enum CacheSoftware {
        /// Valkey, which speaks the protocol of Redis.
        Valkey,
        /// Redis.
        Redis,
    }
}

settings_enum! {
    /// What becomes of data when the stack is deleted.
    pub enum Removal {
        /// It stays.
        Retain,
        /// It is deleted, and a snapshot of it stays.
        Snapshot,
        /// It is deleted.
        Delete,
    }
}

impl SelfHostedSection {
    /// The id of the stack in the app. Names of the Python template begin with it.
    pub fn stack_id(&self) -> &str {
        match (self.python_template, &self.stack_name) {
            (true, Some(name)) => name.as_str(),
            (true, None) => PYTHON_STACK,
            (false, _) => STACK,
        }
    }

    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        let props = StackProps::new()
            .environment(environment(self.aws_account_id.as_ref(), self.aws_region.as_ref()))
            .description("Self-hosted Valohai: application, database, queue, load balancer, roles and data store")
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
    pub fn installation(self) -> SelfHostedSettings {
        properties::properties(&self.into())
    }
}
