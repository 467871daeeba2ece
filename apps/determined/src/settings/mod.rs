//! The section `determined` of the settings file, and what it means for the stack and the construct.

mod check;
mod involved;
mod pools;
mod properties;
#[cfg(test)]
mod tests;

pub use check::check;
pub use pools::Pools;
use purlin_core::{Construct, Stack, StackProps};
use purlin_determined::DeterminedSettings;
use purlin_product_settings::{StackName, environment};
use purlin_settings::{
    AccountId, AuroraCapacity, AvailabilityZone, Between, BucketName, Cidr, EmailAddress, FileSystemId, InstanceType,
    KeyArn, Located, MachineImage, Partial, Region, SecurityGroupId, SubnetId, TagMap, TopicArn, VpcCidr, VpcId,
    settings, settings_enum,
};

use involved::{INVOLVED, OF_SUBNETS_OF_POOLS};

settings! {
    /// Settings of a Determined cluster. None has to be written.
    pub struct DeterminedSection {
        /// The version of Determined, which is the tag of its images.
        version: String = "0.38.1",
        /// The registry and organization of the images of master and agents.
        image_prefix: String = "determinedai",
        /// The name of the master's image.
        master_image_name: String = "determined-master",
        /// The name of the agents' image.
        agent_image_name: String = "determined-agent",
        /// The ARN of a secret with a JSON object of `username` and `password`, by which master, agents and tasks sign in where
        /// images come from.
        docker_secret: Option<String>,
        /// The registry that `docker_secret` is for; left out, Docker Hub.
        docker_registry: Option<String>,
        /// What the cluster is called in its web interface; left out, as the stack.
        cluster_name: Option<String>,
        /// The ARN of a secret whose text is the first password of the users `admin` and `determined`; left out, a new one.
        initial_password_secret: Option<String>,
        /// The ARN of a secret with a JSON object that is merged into `master.yaml`.
        configuration_secret: Option<String>,
        /// Whether web pages of other origins may use the master's interface.
        enable_cors: bool = false,
        /// Whether the master tells Determined AI how it is used.
        telemetry: bool = false,
        /// For how many minutes a notebook idles before it is ended; left out, it is not.
        notebook_timeout: Option<Between<1, 10080>>,
        /// For how many minutes a TensorBoard idles before it is ended.
        tensorboard_timeout: Between<1, 10080> = 5,

        /// The region that it is deployed to; left out, that of whoever deploys.
        aws_region: Option<Region>,
        /// The account that it is deployed to; left out, that of whoever deploys.
        aws_account_id: Option<AccountId>,
        /// The stack's name in CloudFormation.
        stack_name: StackName = "Determined",
        /// Whether CloudFormation refuses to delete the stack.
        termination_protection: bool = false,
        /// Tags of all resources of the stack; agents, which the master launches, have `agent_tags`.
        tags: TagMap = {},

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
        /// How many NAT gateways a new VPC has; left out, one, or none where master and agents are public.
        nat_gateways: Option<Between<0, 16>>,
        /// The subnet of the master; left out, the first private one, or public one for `public_master`.
        master_subnet_id: Option<SubnetId>,
        /// The subnets of agents, of which each pool is in one; left out, the private ones, or the public ones for
        /// `public_agents`.
        agent_subnet_ids: Vec<Located<SubnetId>> = [],
        /// The subnets of the database, in two zones at least; left out, the private ones.
        db_subnet_ids: Vec<Located<SubnetId>> = [],
        /// Whether the master is in a public subnet, with an address of its own that stays.
        public_master: bool = false,
        /// Whether agents are in public subnets, and get public addresses.
        public_agents: bool = false,
        /// The addresses from which people reach the master; left out, none: Session Manager forwards the port.
        allowed_from: Vec<Located<Cidr>> = [],
        /// The addresses from which the master can be reached by SSH.
        ssh_from: Vec<Located<Cidr>> = [],
        /// The addresses from which agents can be reached by SSH.
        agent_ssh_from: Vec<Located<Cidr>> = [],
        /// Whether Session Manager opens shells on master and agents, and forwards the master's port.
        session_manager: bool = true,
        /// The public half of a key pair of your own; left out, AWS makes one.
        public_key: Option<String>,
        /// The name of a key pair that there is.
        existing_key_pair: Option<String>,

        /// The type of the master's instance, Intel or AMD: 4 processors and 8 GiB at least.
        instance_type: InstanceType = "m6i.xlarge",
        /// Its disk, in GiB.
        disk_size: Between<50, 16384> = 200,
        /// Its machine image, an Ubuntu: an id, the name of a parameter of Systems Manager, or `owner` and `name` to look it up;
        /// left out, the newest of Ubuntu 24.04 LTS when it is made.
        image: Option<MachineImage>,
        /// For how many minutes CloudFormation waits for it to say that it is ready.
        boot_timeout: Between<5, 720> = 30,
        /// The ARN of a secret with a JSON object of `certificate` and `private_key`, with which the master speaks HTTPS; left
        /// out, it speaks HTTP.
        tls_secret: Option<String>,
        /// The name in that certificate, by which agents know the master.
        tls_name: Option<String>,

        /// The pools of agents; left out, `aux-pool` and `compute-pool`.
        resource_pools: Option<Pools>,
        /// The pool of tasks that need no slot and name no pool; left out, the first that takes such tasks.
        default_aux_pool: Option<String>,
        /// The pool of tasks that need slots and name no pool; left out, the first that has some.
        default_compute_pool: Option<String>,
        /// The machine image of agents, as `image`; left out, the newest that AWS publishes for deep learning.
        agent_image: Option<MachineImage>,
        /// Their disks, in GiB.
        agent_disk_size: Between<100, 16384> = 200,
        /// Tags of agents, beside those by which the master knows them.
        agent_tags: TagMap = {},
        /// How often an agent tries to reach a master that it has lost.
        agent_reconnect_attempts: Between<1, 10000> = 60,
        /// For how many seconds it waits between two attempts.
        agent_reconnect_backoff: Between<1, 3600> = 10,
        /// Whether an agent that cannot reach the master any more shuts itself down, and is gone.
        shut_down_on_connection_loss: bool = true,
        /// How the master decides which task is next.
        scheduler: Scheduler = "priority",
        /// Whether tasks of higher priority stop others, which go on later.
        preemption: bool = false,
        /// The priority of tasks that tell none, from 1, the highest.
        default_priority: Between<1, 99> = 42,
        /// The image of tasks without GPUs that name none; left out, Determined's own. Goes with `gpu_environment_image`.
        cpu_environment_image: Option<String>,
        /// The image of tasks with GPUs that name none; left out, Determined's own. Goes with `cpu_environment_image`.
        gpu_environment_image: Option<String>,

        /// The kind of database.
        database: DatabaseKind = "postgres",
        /// The version of PostgreSQL; left out, one that was tried.
        database_version: Option<String>,
        /// Whether `database_version` may become that of a later major version.
        database_major_upgrade: bool = false,
        /// What the database within is called.
        database_name: String = "determined",
        /// The type of its instances, `t3.medium` unless it is set; not for Aurora Serverless.
        database_instance_type: Option<InstanceType>,
        /// Its storage, in GiB, 20 unless it is set, or what its snapshot takes; not for Aurora.
        database_storage: Option<Between<20, 65536>>,
        /// The size that its storage may grow to, in GiB; left out, 100, or five times `database_storage`, or none where only the
        /// snapshot knows its size; not for Aurora.
        database_max_storage: Option<Between<20, 65536>>,
        /// Whether another zone has a copy that takes over.
        database_multi_az: bool = false,
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
        /// When backups are made, in UTC.
        backup_window: String = "03:00-04:00",
        /// When it is maintained, in UTC.
        maintenance_window: String = "Mon:00:00-Mon:03:00",

        /// The name of a bucket that there is.
        existing_bucket: Option<BucketName>,
        /// The name of the new bucket; left out, AWS makes one.
        bucket_name: Option<BucketName>,
        /// What becomes of a new bucket, and all checkpoints in it, when the stack is deleted: `retain` or `delete`.
        bucket_removal: Removal = "retain",
        /// How many of the best checkpoints of an experiment are kept.
        save_experiment_best: Between<0, 10000> = 0,
        /// How many of the best checkpoints of a trial are kept.
        save_trial_best: Between<0, 10000> = 1,
        /// How many of the latest checkpoints of a trial are kept.
        save_trial_latest: Between<0, 10000> = 1,
        /// Files that all tasks have in common.
        shared_file_system: SharedFileSystem = "none",
        /// The id of a file system that there is, of the kind of `shared_file_system`; left out, a new one.
        existing_file_system: Option<FileSystemId>,
        /// The security group of an existing file system, which then lets agents in.
        file_system_security_group: Option<SecurityGroupId>,
        /// The mount name of an existing file system of FSx.
        fsx_mount_name: Option<String>,
        /// The size of a new file system of FSx, in GiB: 1200, or a multiple of 2400; left out, 1200.
        fsx_storage: Option<Between<1200, 1000000>>,
        /// The throughput of a new file system of FSx, in MB/s for each TiB: 125, 250, 500 or 1000; left out, 125.
        fsx_throughput: Option<Between<125, 1000>>,
        /// What becomes of a new file system when the stack is deleted: `retain` or `delete`.
        file_system_removal: Removal = "retain",
        /// The ARN of a KMS key that encrypts database, bucket, secrets, shared files, logs, the topic of alarms by mail and the
        /// master's disk; left out, AWS's own keys do.
        encryption_key: Option<KeyArn>,

        /// The name of the log group of master and agents; left out, AWS makes one.
        log_group_name: Option<String>,
        /// For how many days logs are kept in CloudWatch.
        log_retention_days: Between<1, 3653> = 90,
        /// What becomes of the log group when the stack is deleted: `retain` or `delete`.
        log_removal: Removal = "delete",
        /// Who is told by mail when something is wrong.
        alarm_emails: Vec<Located<EmailAddress>> = [],
        /// The ARN of an SNS topic that is told, too, or instead.
        alarm_topic: Option<TopicArn>,
        /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
        permissions_boundary: Option<String>,
    }
}

settings_enum! {
    /// How the master decides which task is next.
    pub enum Scheduler {
        /// By the priorities of tasks, which can preempt others.
        Priority,
        /// By fair shares of all experiments: Determined wants to drop it.
        FairShare,
    }
}

settings_enum! {
    /// Which kind of PostgreSQL database keeps what the master knows.
    pub enum DatabaseKind {
        /// An instance of Amazon RDS.
        Postgres,
        /// Aurora Serverless v2.
        AuroraServerless,
    }
}

settings_enum! {
    /// Files that all agents, and so all tasks, have in common.
    pub enum SharedFileSystem {
        /// There are none.
        None,
        /// Amazon EFS.
        Efs,
        /// Amazon FSx for Lustre.
        Fsx,
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

impl DeterminedSection {
    /// The id of the stack in the app.
    pub const STACK: &str = "Determined";

    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        StackProps::new()
            .stack_name(self.stack_name.as_str())
            .environment(environment(self.aws_account_id.as_ref(), self.aws_region.as_ref()))
            .description("A Determined cluster: master, database, agents, roles and checkpoints")
            .termination_protection(self.termination_protection)
    }

    /// Lets what is found about the stack, and all in it, point to where the file describes it.
    pub fn describe(&self, stack: &Stack) {
        INVOLVED.describe(&Partial::<Self>::from(self.clone()), stack.scope());
        if let Some(subnet) = self.resource_pools.as_ref().and_then(Pools::only_subnet) {
            for rule in OF_SUBNETS_OF_POOLS {
                stack.scope().set_rule_described_at(rule, subnet.clone());
            }
        }
    }

    /// The construct's properties.
    pub fn cluster(self) -> DeterminedSettings {
        properties::properties(&self.into())
    }
}
