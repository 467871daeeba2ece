//! What can be chosen about a cluster.

use std::time::Duration;

use purlin_product::{ExistingVpc, ImageSource, Removal, Zones};

use crate::choices::{DatabaseKind, Scheduler, SharedFileSystem};
use crate::resource_pool::{self, ResourcePool};

/// The parameter by which AWS publishes the newest Ubuntu with a driver for GPUs, Docker, and what brings the two together.
pub(crate) const AGENT_IMAGE: &str =
    "/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-22.04/latest/ami-id";

/// The priority that Determined itself gives to tasks which tell none.
pub(crate) const DEFAULT_PRIORITY: i64 = 42;

purlin_core::props! {
    /// The settings of [`DeterminedCluster`](crate::DeterminedCluster). Each has a key of the same name in `config.yaml`.
    ///
    /// ```
    /// use purlin_determined::{DeterminedProps, ResourcePool};
    ///
    /// let props = DeterminedProps::new()
    ///     .public_master(true)
    ///     .allowed_from(["203.0.113.0/24".to_owned()])
    ///     .resource_pools([ResourcePool::compute("gpu", "g5.xlarge").max_agents(10)]);
    /// # let _ = props;
    /// ```
    pub struct DeterminedProps => DeterminedSettings in determined_props {
        required {}
        optional {
            // --- Determined ---

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
            docker_secret: String,
            /// The registry that `docker_secret` is for. Default: Docker Hub.
            docker_registry: String,
            /// What the cluster is called in its web interface. Default: the stack's name.
            cluster_name: String,
            /// The ARN of a secret whose text is the first password of the users `admin` and `determined`. Default: a new one.
            initial_password_secret: String,
            /// The ARN of a secret with a JSON object that is merged into `master.yaml`, for what there is no setting for, such as
            /// single sign-on.
            configuration_secret: String,
            /// Whether web pages of other origins may use the master's interface.
            enable_cors: bool = false,
            /// Whether the master tells Determined AI how it is used.
            telemetry: bool = false,
            /// How long a notebook idles before it is ended. Default: it is not.
            notebook_timeout: Duration,
            /// How long a TensorBoard idles before it is ended.
            tensorboard_timeout: Duration = Duration::from_secs(5 * 60),

            // --- Network ---

            /// A VPC that there is. Default: a new one.
            existing_vpc: ExistingVpc,
            /// The address range of a new VPC, `/16` to `/24`. Default: `10.0.0.0/16`.
            vpc_cidr: String,
            /// The availability zones of a new VPC, by number or by name, two at least. Default: two.
            zones: Zones,
            /// How many NAT gateways a new VPC has. Default: one, or none where master and agents are public.
            nat_gateways: i64,
            /// The subnet of the master. Default: the first private one, or public one for `public_master`.
            master_subnet_id: String,
            /// The subnets of agents, of which each pool is in one. Default: the private ones, or the public ones for `public_agents`.
            agent_subnet_ids: Vec<String> = Vec::new(),
            /// The subnets of the database, in two zones at least. Default: the private ones.
            db_subnet_ids: Vec<String> = Vec::new(),
            /// Whether the master is in a public subnet, with an address of its own that stays.
            public_master: bool = false,
            /// Whether agents are in public subnets, and get public addresses.
            public_agents: bool = false,
            /// The addresses from which people reach the master. Default: none; Session Manager forwards the port.
            allowed_from: Vec<String> = Vec::new(),
            /// The addresses from which the master can be reached by SSH: none, unless told otherwise.
            ssh_from: Vec<String> = Vec::new(),
            /// The addresses from which agents can be reached by SSH: none, unless told otherwise.
            agent_ssh_from: Vec<String> = Vec::new(),
            /// Whether Session Manager opens shells on master and agents, and forwards the master's port.
            session_manager: bool = true,
            /// The public half of a key pair of your own. Default: AWS makes one.
            public_key: String,
            /// The name of a key pair that there is.
            existing_key_pair: String,

            // --- The master ---

            /// The type of its instance, Intel or AMD: 4 processors and 8 GiB at least.
            instance_type: String = "m6i.xlarge",
            /// Its disk, in GiB.
            disk_size: i64 = 200,
            /// Its machine image, an Ubuntu. Default: the newest of Ubuntu 24.04 LTS when it is made.
            image: ImageSource = ImageSource::default(),
            /// How long CloudFormation waits for it to say that it is ready: 5 minutes to 12 hours.
            boot_timeout: Duration = Duration::from_secs(30 * 60),
            /// The ARN of a secret with a JSON object of `certificate` and `private_key`, both PEM, with which the master speaks
            /// HTTPS. Default: it speaks HTTP.
            tls_secret: String,
            /// The name in that certificate, by which agents know the master.
            tls_name: String,

            // --- Agents ---

            /// The pools of agents. Default: `aux-pool` and `compute-pool`.
            resource_pools: Vec<ResourcePool> = resource_pool::usual(),
            /// The pool of tasks that need no slot and name no pool. Default: the first that takes such tasks.
            default_aux_pool: String,
            /// The pool of tasks that need slots and name no pool. Default: the first that has some.
            default_compute_pool: String,
            /// The machine image of agents: an Ubuntu for amd64 with Docker, and what GPUs need. Default: the newest that AWS publishes
            /// for deep learning, whenever the master boots.
            agent_image: ImageSource = ImageSource::Parameter(AGENT_IMAGE.to_owned()),
            /// Their disks, in GiB: 100 at least.
            agent_disk_size: i64 = 200,
            /// Tags of agents, beside those by which the master knows them.
            agent_tags: Vec<(String, String)> = Vec::new(),
            /// How often an agent tries to reach a master that it has lost.
            agent_reconnect_attempts: i64 = 60,
            /// How long it waits between two attempts.
            agent_reconnect_backoff: Duration = Duration::from_secs(10),
            /// Whether an agent that cannot reach the master any more shuts itself down, and is gone.
            shut_down_on_connection_loss: bool = true,
            /// How the master decides which task is next.
            scheduler: Scheduler = Scheduler::Priority,
            /// Whether tasks of higher priority stop others, which go on later; for the scheduler `priority`.
            preemption: bool = false,
            /// The priority of tasks that tell none, from 1, the highest, to 99; for the scheduler `priority`.
            default_priority: i64 = DEFAULT_PRIORITY,
            /// The image of tasks without GPUs that name none. Default: Determined's own. Goes with `gpu_environment_image`.
            cpu_environment_image: String,
            /// The image of tasks with GPUs that name none. Default: Determined's own. Goes with `cpu_environment_image`.
            gpu_environment_image: String,

            // --- Database ---

            /// The kind of database.
            database: DatabaseKind = DatabaseKind::Postgres,
            /// The version of PostgreSQL, such as `16.9`. Default: one that was tried.
            database_version: String,
            /// Whether `database_version` may become that of a later major version, which cannot be taken back; not for Aurora, which
            /// is not asked.
            database_major_upgrade: bool = false,
            /// What the database within is called. One from a snapshot is called what it was called: `postgres`, if `det deploy` made it.
            database_name: String = "determined",
            /// The type of its instances; not for Aurora Serverless. Default: `t3.medium`.
            database_instance_type: String,
            /// Its storage, in GiB; not for Aurora. Default: 20, or what `database_snapshot` takes.
            database_storage: i64,
            /// The size that its storage may grow to, in GiB; not for Aurora. Default: 100, or five times `database_storage`; it
            /// does not grow where only `database_snapshot` knows its size.
            database_max_storage: i64,
            /// Whether another zone has a copy that takes over.
            database_multi_az: bool = false,
            /// The smallest capacity of Aurora Serverless, in units of 2 GiB: 0 to 256 in halves; with 0 it pauses while nobody is
            /// connected. Default: 0.5.
            database_min_capacity: f64,
            /// The largest capacity of Aurora Serverless, in units of 2 GiB: 1 to 256 in halves. Default: 8.
            database_max_capacity: f64,
            /// For how many days backups are kept, 1 to 35.
            database_backup_days: i64 = 7,
            /// The snapshot that its data comes from, by its name or ARN: one of an instance, or for Aurora one of a cluster by its
            /// name, or of either by its ARN. Its main user has to be `postgres`. Default: it begins empty.
            database_snapshot: String,
            /// Whether it is kept from being deleted, by CloudFormation too.
            database_deletion_protection: bool = true,
            /// What becomes of it when the stack is deleted.
            database_removal: Removal = Removal::Snapshot,
            /// When backups are made, in UTC: half an hour at least.
            backup_window: String = "03:00-04:00",
            /// When it is maintained, in UTC: half an hour to a day, once a week.
            maintenance_window: String = "Mon:00:00-Mon:03:00",

            // --- Checkpoints and shared files ---

            /// The name of a bucket that there is.
            existing_bucket: String,
            /// The name of the new bucket. Default: AWS makes one.
            bucket_name: String,
            /// What becomes of a new bucket, and all checkpoints in it, when the stack is deleted: there are no snapshots of buckets.
            bucket_removal: Removal = Removal::Retain,
            /// How many of the best checkpoints of an experiment are kept.
            save_experiment_best: i64 = 0,
            /// How many of the best checkpoints of a trial are kept.
            save_trial_best: i64 = 1,
            /// How many of the latest checkpoints of a trial are kept.
            save_trial_latest: i64 = 1,
            /// Files that all tasks have in common.
            shared_file_system: SharedFileSystem = SharedFileSystem::None,
            /// The id of a file system that there is, of the kind of `shared_file_system`. Default: a new one.
            existing_file_system: String,
            /// The security group of an existing file system, which lets agents in. Default: that was seen to.
            file_system_security_group: String,
            /// The mount name of an existing file system of FSx.
            fsx_mount_name: String,
            /// The size of a new file system of FSx, in GiB: 1200, or a multiple of 2400. Default: 1200.
            fsx_storage: i64,
            /// The throughput of a new file system of FSx, in MB/s for each TiB: 125, 250, 500 or 1000. Default: 125.
            fsx_throughput: i64,
            /// What becomes of a new file system when the stack is deleted: there are no snapshots.
            file_system_removal: Removal = Removal::Retain,
            /// The ARN of a KMS key that encrypts database, bucket, secrets, shared files, logs, the topic of alarms by mail and the
            /// master's disk; not agents' disks, nor the parameter with the master's configuration. Default: AWS's own keys.
            encryption_key: String,

            // --- Logs, alarms and roles ---

            /// The name of the log group of master and agents. Default: AWS makes one.
            log_group_name: String,
            /// For how many days logs are kept in CloudWatch.
            log_retention_days: i64 = 90,
            /// What becomes of the log group when the stack is deleted: there are no snapshots.
            log_removal: Removal = Removal::Delete,
            /// Who is told by mail when something is wrong. Each has to confirm a first mail.
            alarm_emails: Vec<String> = Vec::new(),
            /// The ARN of an SNS topic in the same region that is told, too, or instead.
            alarm_topic: String,
            /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
            permissions_boundary: String,
        }
    }
}
