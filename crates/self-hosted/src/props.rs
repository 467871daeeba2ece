//! What can be chosen about an installation.

use std::time::Duration;

use purlin_product::{ExistingVpc, ImageSource, Removal, Zones};
use purlin_valohai::{WorkerGroup, images};

use crate::choices::{CacheSoftware, DatabaseKind, WorkerAccount};

purlin_core::props! {
    /// The settings of [`SelfHosted`](crate::SelfHosted). Each has a key of the same name in `config.yaml`.
    ///
    /// ```
    /// use purlin_self_hosted::SelfHostedProps;
    ///
    /// let props = SelfHostedProps::new()
    ///     .domain("https://valohai.example.com")
    ///     .certificate_arn("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012")
    ///     .environment_name("Acme");
    /// ```
    pub struct SelfHostedProps => SelfHostedSettings in self_hosted_props {
        required {
            /// The address that people open in their browsers: the scheme and the name, such as `https://valohai.example.com`.
            domain: String as Domain,
        }
        optional {
            /// What the installation is called on its pages.
            environment_name: String = "Valohai",
            /// The organization that is made in the application, unless it is there; the empty text makes none. Default:
            /// `environment_name`.
            organization: String,
            /// Whether the stack was made by Valohai's Python template, and is taken over as it stands: with that template's paths of
            /// constructs, logical ids and names.
            python_template: bool = false,

            // --- Names ---

            /// What all names begin with; the empty text gives exactly the names that Valohai documents, such as `valohai-role-master`.
            /// Default: AWS makes names, and tags `Name` tell what is what, so that any number of installations fit into an account.
            name_prefix: String,
            /// The name of the new bucket. Default: AWS makes one.
            bucket_name: String,

            // --- Network ---

            /// A VPC that there is. Default: a new one.
            existing_vpc: ExistingVpc,
            /// The address range of a new VPC, `/16` to `/24`. Default: `10.0.0.0/16`.
            vpc_cidr: String,
            /// The availability zones of a new VPC, by number or by name, two at least. Default: two.
            zones: Zones,
            /// How many NAT gateways a new VPC has. Default: one, or none where instance and workers are public.
            nat_gateways: i64,
            /// The subnets of the load balancer, each in another zone, and two at least. Default: a public one of each zone, or a
            /// private one for an internal load balancer.
            lb_subnet_ids: Vec<String> = Vec::new(),
            /// The subnet of the application's instance. Default: the first private one, or public one for `public_instance`.
            roi_subnet_id: String,
            /// The subnets of the database, in two zones at least. Default: the private ones.
            db_subnet_ids: Vec<String> = Vec::new(),
            /// The subnets of the cache. Default: the private ones.
            cache_subnet_ids: Vec<String> = Vec::new(),
            /// The subnets of workers. Default: the private ones, or the public ones for `public_workers`.
            worker_subnet_ids: Vec<String> = Vec::new(),
            /// Whether workers are in public subnets, and get public addresses.
            public_workers: bool = false,
            /// Whether the application's instance is in a public subnet, and gets a public address. Nobody reaches it there but the
            /// load balancer, workers, and whom `ssh_from` names.
            public_instance: bool = false,

            // --- Load balancer ---

            /// Whether the load balancer is reached from within the network alone.
            internal_load_balancer: bool = false,
            /// The addresses from which the load balancer is reached. Default: any, or those of private networks for an internal one.
            lb_allowed_from: Vec<String> = Vec::new(),
            /// The ARN of the certificate for the domain, in the stack's region.
            certificate_arn: String,
            /// Whether the load balancer speaks HTTPS. Default: if there is a certificate.
            https: bool,
            /// The id of the hosted zone of the domain in Route 53, in which the stack keeps the record that leads to the load balancer,
            /// and, without `certificate_arn`, the proof for a new certificate.
            hosted_zone_id: String,
            /// The security policy by which browsers and load balancer agree on TLS, such as `ELBSecurityPolicy-TLS13-1-3-2021-06`.
            /// Default: TLS 1.2 and 1.3, with post-quantum key exchange.
            lb_tls_policy: String,
            /// How long a connection may be silent, up to 4000 seconds.
            lb_idle_timeout: Duration = Duration::from_secs(60),
            /// Whether all requests are logged in a bucket of the stack, and kept there for `log_retention_days`.
            lb_access_logs: bool = false,
            /// A bucket that there is, which gets the log of all requests instead. An output tells what its policy has to allow.
            lb_access_log_bucket: String,
            /// Whether the load balancer is kept from being deleted.
            lb_deletion_protection: bool = false,

            // --- The application's instance ---

            /// The type of the instance, Intel or AMD.
            instance_type: String = "m5a.xlarge",
            /// Its disk, in GiB.
            disk_size: i64 = 32,
            /// Its machine image, with Valohai's programs on it. Default: the newest that Valohai shares with the account.
            image: ImageSource = images::master(),
            /// How long CloudFormation waits for it to say that it is ready: 5 minutes to 12 hours.
            boot_timeout: Duration = Duration::from_secs(45 * 60),
            /// The ARN of a secret with a JSON object of further settings of the application, such as those of its mail or of
            /// single sign-on. The secret needs the tag `valohai` with the value `1`.
            configuration_secret: String,
            /// Whether Session Manager opens shells on it, and on workers.
            session_manager: bool = true,
            /// The addresses from which it can be reached by SSH: none, unless told otherwise.
            ssh_from: Vec<String> = Vec::new(),
            /// The addresses from which workers can be reached by SSH: none, unless told otherwise.
            worker_ssh_from: Vec<String> = Vec::new(),
            /// The public half of a key pair of your own. Default: AWS makes one.
            public_key: String,
            /// The name of a key pair that there is.
            existing_key_pair: String,

            // --- Database ---

            /// The kind of database.
            database: DatabaseKind = DatabaseKind::Postgres,
            /// The version of PostgreSQL, such as `17.9`. Default: one that was tried with Valohai.
            database_version: String,
            /// Whether `database_version` may become that of a later major version, which cannot be taken back; not for Aurora, which
            /// is not asked. With `python_template` a major version other than the template's is refused without it.
            database_major_upgrade: bool = false,
            /// The type of its instances; not for Aurora Serverless. Default: `m5.xlarge`.
            database_instance_type: String,
            /// Its storage, in GiB; not for Aurora. Default: 20, or what `database_snapshot` takes.
            database_storage: i64,
            /// The size that its storage may grow to, in GiB; not for Aurora. Default: it does not grow.
            database_max_storage: i64,
            /// Whether another zone has a copy that takes over.
            database_multi_az: bool = true,
            /// The smallest capacity of Aurora Serverless, in units of 2 GiB: 0 to 256 in halves; with 0 it pauses while nobody is
            /// connected. Default: 0.5.
            database_min_capacity: f64,
            /// The largest capacity of Aurora Serverless, in units of 2 GiB: 1 to 256 in halves. Default: 8.
            database_max_capacity: f64,
            /// For how many days backups are kept, 1 to 35.
            database_backup_days: i64 = 7,
            /// The snapshot that its data comes from, by its name or ARN: one of an instance, or for Aurora one of a cluster by its
            /// name, or of either by its ARN. It gets a new database, with the password in the secret; without it there is
            /// another new one, so that it has to stay. Default: it begins empty.
            database_snapshot: String,
            /// Whether it is kept from being deleted, by CloudFormation too.
            database_deletion_protection: bool = true,
            /// What becomes of it when the stack is deleted.
            database_removal: Removal = Removal::Snapshot,

            /// When backups of the database and snapshots of the queue are made, in UTC: an hour at least.
            backup_window: String = "03:00-06:00",
            /// When both are maintained, in UTC: an hour to a day, once a week.
            maintenance_window: String = "Mon:00:00-Mon:03:00",

            // --- Queue ---

            /// The software of the queue.
            cache: CacheSoftware = CacheSoftware::Valkey,
            /// Its version, such as `8.2`. Default: one that was tried.
            cache_version: String,
            /// The type of its nodes, such as `m5.xlarge`.
            cache_node_type: String = "m5.xlarge",
            /// How many copies it has in other zones.
            cache_replicas: i64 = 1,
            /// Whether connections to it are encrypted, and want a password. To change it later, make a snapshot, and name that in
            /// `cache_snapshot`.
            cache_tls: bool = true,
            /// For how many days snapshots are kept: 0 is none.
            cache_snapshot_days: i64 = 5,
            /// The snapshot that its data comes from, by its name. It gets a new cache; without it there is another new one.
            /// Default: it begins empty.
            cache_snapshot: String,
            /// Makes a new cache with all of the above beside that of a stack with `python_template`, which goes once the application
            /// uses the new one: jobs that wait in it are lost. Such a cache is one node without encryption, and stays it.
            replace_cache: bool = false,
            /// What becomes of it when the stack is deleted.
            cache_removal: Removal = Removal::Snapshot,

            // --- Data ---

            /// The name of a bucket that there is.
            existing_bucket: String,
            /// What becomes of a new bucket when the stack is deleted: there are no snapshots of buckets.
            bucket_removal: Removal = Removal::Retain,
            /// The ARN of a KMS key that encrypts everything. Default: AWS's own keys.
            encryption_key: String,

            // --- Logs and alarms ---

            /// For how many days logs of the database and of the queue are kept in CloudWatch.
            log_retention_days: i64 = 90,
            /// Who is told by mail when something is wrong. Each has to confirm a first mail.
            alarm_emails: Vec<String> = Vec::new(),
            /// The ARN of an SNS topic in the same region that is told, too, or instead.
            alarm_topic: String,

            // --- Workers ---

            /// Auto Scaling groups of workers, one for each type of instance.
            worker_groups: Vec<WorkerGroup> = Vec::new(),
            /// The machine image of workers. Default: the newest that Valohai shares with the account.
            worker_image: ImageSource = images::workers(),
            /// What the names of the queues begin with that workers take jobs from.
            worker_queue_prefix: String = "",
            /// Other accounts in which workers run.
            worker_accounts: Vec<WorkerAccount> = Vec::new(),
            /// Lets the application also manage launch templates, groups and instances that have no tag `valohai`.
            allow_untagged_workers: bool = false,
            /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
            permissions_boundary: String,
        }
    }
}
