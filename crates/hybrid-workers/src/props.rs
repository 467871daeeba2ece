//! What can be chosen about an installation.

use std::time::Duration;

use purlin_product::ExistingVpc;
use purlin_product::ImageSource;
use purlin_valohai::{WorkerGroup, images};

use purlin_product::Zones;

/// Valohai's own account.
pub(crate) const VALOHAI_ACCOUNT: &str = "905675611115";

purlin_core::props! {
    /// The settings of [`HybridWorkers`](crate::HybridWorkers). Each has a key of the same name in `config.yaml`.
    ///
    /// ```
    /// use purlin_hybrid_workers::HybridWorkersProps;
    ///
    /// let props = HybridWorkersProps::new()
    ///     .queue_address("example.vqueue.net")
    ///     .assume_user("arn:aws:iam::905675611115:user/example")
    ///     .zones(2)
    ///     .private_workers(true);
    /// ```
    pub struct HybridWorkersProps => HybridWorkersSettings in hybrid_workers_props {
        required {
            /// The domain name that Valohai assigned to the queue. Its certificate is for this name.
            queue_address: String as QueueAddress,
        }
        optional {
            // --- Valohai ---

            /// The ARN of the user, or role, as which Valohai assumes the master role. Default: anyone whom Valohai's
            /// account lets, which is wider; ask Valohai for the user.
            assume_user: String,
            /// The account of Valohai. Default: `905675611115`.
            valohai_account: String = VALOHAI_ACCOUNT,
            /// The external id that Valohai has to give when it assumes the master role; agree upon it with Valohai.
            external_id: String,
            /// The addresses from which the Valohai app reaches the queue: a `/16` at most.
            app_address: String = "34.248.245.191/32",
            /// Where browsers come from that upload to the bucket.
            app_origin: String = "https://app.valohai.com",
            /// Lets Valohai also manage launch templates, Auto Scaling groups and instances that have no tag `valohai`
            /// at all. Only for when Valohai is denied what it needs: it covers what others own in the account.
            allow_untagged_workers: bool = false,

            // --- Names ---

            /// What all names begin with, so that several installations fit into one account: `test-` makes
            /// `test-ValohaiMaster`. At most 20 lower-case letters, digits and hyphens.
            name_prefix: String = "",
            /// What follows upon `valohai-data-` in the bucket's name. Default: the account's id.
            company: String,

            // --- Network ---

            /// The address range of a new VPC, `/16` to `/28`, private or public. Each subnet of workers gets a sixteenth,
            /// but never less than a `/28`, or a `/27` with `vpc_endpoints`. Default: `10.0.0.0/16`.
            vpc_cidr: String,
            /// The availability zones of a new VPC that get a subnet each, by number or by name. Every region has at least
            /// three, but some accounts see two only in the oldest ones. Default: three.
            zones: Zones,
            /// A VPC that there is, instead of a new one.
            existing_vpc: ExistingVpc,
            /// The public subnet of an existing VPC that the queue gets, by its id. Default: its first public one.
            queue_subnet: String,
            /// The subnets of an existing VPC that workers get, by their ids. Default: all public ones; for private workers
            /// all that are behind NAT gateways, or all isolated ones where there are none.
            worker_subnets: Vec<String> = Vec::new(),
            /// Whether workers have no public addresses, and are in subnets that nothing reaches from outside.
            private_workers: bool = false,
            /// How many NAT gateways the private workers of a new VPC reach the internet by: one is the cheapest, one in each
            /// zone the safest. Default: one, or none where there are `vpc_endpoints`.
            nat_gateways: i64,
            /// Whether private workers reach AWS's services by endpoints within the VPC. Without NAT gateways they then reach
            /// nothing else, so that all their images have to be in ECR. An existing VPC is looked up for it, and must not
            /// have endpoints of these services already.
            vpc_endpoints: bool = false,
            /// Whether Session Manager opens shells on the queue and on workers, which needs neither keys nor open ports.
            session_manager: bool = true,
            /// The addresses from which the queue can be reached by SSH: none, unless told otherwise.
            queue_ssh_from: Vec<String> = Vec::new(),
            /// The addresses from which workers can be reached by SSH: none, unless told otherwise.
            worker_ssh_from: Vec<String> = Vec::new(),
            /// The public half of a key of your own, as OpenSSH writes it. Without it AWS makes the key pair, and keeps the
            /// private half in the parameter `/ec2/keypair/<id>` of Systems Manager.
            public_key: String,

            // --- What is there already ---

            /// The name of a key pair that there is.
            existing_key_pair: String,
            /// The name of a bucket that there is, in the same account and region. Its CORS rules and policy are left as they
            /// are.
            existing_bucket: String,
            /// The ARN of a KMS key that encrypts the bucket, the secret, the queue's disk and its backups, and the disks of
            /// `worker_groups`. Its policy has to let them, as the crate's documentation says. Default: AWS's own keys.
            encryption_key: String,
            /// The name of a role that there is for Valohai to assume, with its path before it where it has one:
            /// `team/Master`. It is left as it is.
            existing_master_role: String,
            /// The name of a role that there is for workers, with its path before it where it has one. Its instance profile
            /// has the same name and path. It is left as it is: for `worker_groups` it has to be allowed to read the password.
            existing_worker_role: String,
            /// The name of a role that there is for the queue, with its path before it where it has one. Its instance profile
            /// has the same name and path. It is allowed to read the password, and to tell CloudFormation that the queue is
            /// ready.
            existing_queue_role: String,
            /// The name of a role that there is for large uploads, with its path before it where it has one. The master role
            /// is allowed to assume it, which it has to allow as well; otherwise it is left as it is.
            existing_multipart_role: String,
            /// The policy that bounds what all roles can ever be allowed: its ARN, or the name of one in the account.
            permissions_boundary: String,

            // --- An installation that was made otherwise, and is imported ---

            /// Whether this is the template for `cdk import` alone, which takes an installation over that was made by hand or
            /// by Terraform: reduced to what must not change, and everything in it stays when the stack is deleted. The next
            /// deployment, without this, brings the rest.
            importing: bool = false,
            /// Whether everything stays in the account when the stack is deleted, or a deployment takes it out of the stack.
            retain: bool = false,
            /// The name of the secret with the password of Redis. Default: `ValohaiRedisSecret`.
            secret_name: String,
            /// The description of the workers' security group. Default: `for Valohai workers`.
            worker_security_group_description: String,
            /// The description of the queue's security group. Default: `for Valohai queue`.
            queue_security_group_description: String,

            // --- The queue ---

            /// The queue's instance type; the queue's software is for amd64 alone.
            queue_instance_type: String = "t3.medium",
            /// The queue's disk, in GiB.
            queue_disk_size: i64 = 16,
            /// The queue's machine image. Default: the newest of Ubuntu 24.04 LTS when the queue is made, which it then keeps.
            queue_image: ImageSource = ImageSource::default(),
            /// The revision of github.com/valohai/worker-queue that sets up the queue: a commit, a tag or a branch.
            queue_setup_revision: String = crate::queue::SETUP_REVISION,
            /// How long CloudFormation waits for the queue to say that it is ready: 5 minutes to 12 hours.
            queue_boot_timeout: Duration = Duration::from_secs(30 * 60),
            /// For how many days AWS Backup keeps the backups of the queue that it makes daily: 0 is no backups.
            queue_backup_days: i64 = 0,

            // --- Being told ---

            /// Who is told by mail when something is wrong with the queue. Each has to confirm a first mail.
            alarm_emails: Vec<String> = Vec::new(),
            /// The ARN of an SNS topic in the same region that is told, too, or instead. Its policy has to let CloudWatch publish.
            alarm_topic: String,

            // --- Groups of workers ---

            /// Auto Scaling groups of workers, one for each type of instance. Default: none; Valohai makes its own.
            worker_groups: Vec<WorkerGroup> = Vec::new(),
            /// The machine image of workers in `worker_groups`, with Valohai's programs on it. Default: the newest that Valohai shares with the account.
            worker_image: ImageSource = images::workers(),
            /// What the names of the queues begin with that workers of `worker_groups` take jobs from: Valohai gives it.
            worker_queue_prefix: String = "",
        }
    }
}
