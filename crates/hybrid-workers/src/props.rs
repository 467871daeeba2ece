//! What can be chosen about an installation.

/// Where Canonical publishes the id of its newest Ubuntu 24.04 LTS image for amd64, in every region.
pub const DEFAULT_QUEUE_IMAGE: &str =
    "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

/// The availability zones that get a subnet each.
///
/// ```
/// use purlin_hybrid_workers::Zones;
///
/// assert_eq!(Zones::from(2), Zones::Count(2));
/// assert_eq!(Zones::from(["eu-west-1a", "eu-west-1c"]).len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zones {
    /// The first so many of whichever region the stack is deployed to.
    Count(i64),
    /// These, by name. The queue is in the first.
    Named(Vec<String>),
}

impl Zones {
    /// How many they are.
    pub fn len(&self) -> usize {
        match self {
            Zones::Count(count) => usize::try_from(*count).unwrap_or_default(),
            Zones::Named(names) => names.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<i64> for Zones {
    fn from(count: i64) -> Self {
        Zones::Count(count)
    }
}

impl From<Vec<String>> for Zones {
    fn from(names: Vec<String>) -> Self {
        Zones::Named(names)
    }
}

impl<const N: usize> From<[&str; N]> for Zones {
    fn from(names: [&str; N]) -> Self {
        Zones::Named(names.map(str::to_owned).to_vec())
    }
}

/// The machine image that the queue boots from: an Ubuntu LTS for amd64, on which the queue's setup script runs.
///
/// ```
/// use purlin_hybrid_workers::QueueImage;
///
/// assert_eq!(QueueImage::from("ami-0123456789abcdef0"), QueueImage::Id("ami-0123456789abcdef0".to_owned()));
/// assert_eq!(QueueImage::from("/my/image"), QueueImage::Parameter("/my/image".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueImage {
    /// An image by its id.
    Id(String),
    /// The public or own parameter of Systems Manager that holds the id. It is read at every deployment, and when it has
    /// changed, the deployment replaces the queue, with what was in it.
    Parameter(String),
}

impl From<&str> for QueueImage {
    /// What begins with `ami-` is an id, everything else the name of a parameter.
    fn from(text: &str) -> Self {
        match text.starts_with("ami-") {
            true => QueueImage::Id(text.to_owned()),
            false => QueueImage::Parameter(text.to_owned()),
        }
    }
}

impl From<String> for QueueImage {
    fn from(text: String) -> Self {
        QueueImage::from(text.as_str())
    }
}

purlin_core::props! {
    /// The settings of [`HybridWorkers`](crate::HybridWorkers).
    ///
    /// ```
    /// use purlin_hybrid_workers::HybridWorkersProps;
    ///
    /// let props = HybridWorkersProps::new()
    ///     .queue_address("example.vqueue.net")
    ///     .assume_user("arn:aws:iam::905675611115:user/example")
    ///     .zones(2);
    /// ```
    pub struct HybridWorkersProps => HybridWorkersSettings in hybrid_workers_props {
        required {
            /// The domain name that Valohai assigned to the queue. Its certificate is for this name.
            queue_address: String as QueueAddress,
            /// The ARN of the user, or role, as which Valohai assumes the master role.
            assume_user: String as AssumeUser,
        }
        optional {
            /// The external id that Valohai has to give when it assumes the master role; agree upon it with Valohai.
            external_id: String,
            /// What all names begin with, so that several installations fit into one account: `test-` makes
            /// `test-ValohaiMaster`. At most 20 lower-case letters, digits and hyphens.
            name_prefix: String = "",
            /// What follows upon `valohai-data-` in the bucket's name: the account's id, unless told otherwise.
            company: String,
            /// The address range of the VPC, `/16` to `/28`, private or public. Each subnet gets a sixteenth, but never
            /// less than a `/28`.
            vpc_cidr: String = "10.0.0.0/16",
            /// The availability zones that get a subnet each, by number or by name. Every region has at least three, but
            /// some accounts see two only in the oldest ones.
            zones: Zones = Zones::Count(3),
            /// The addresses from which the Valohai app reaches the queue: a `/16` at most.
            app_address: String = "34.248.245.191/32",
            /// Where browsers come from that upload to the bucket.
            app_origin: String = "https://app.valohai.com",
            /// The addresses from which the queue can be reached by SSH: none, unless told otherwise.
            queue_ssh_from: Vec<String> = Vec::new(),
            /// The addresses from which workers can be reached by SSH: none, unless told otherwise.
            worker_ssh_from: Vec<String> = Vec::new(),
            /// The public half of a key of your own, as OpenSSH writes it. Without it AWS makes the key pair, and keeps the
            /// private half in the parameter `/ec2/keypair/<id>` of Systems Manager.
            public_key: String,
            /// The queue's instance type; the queue's software is for amd64 alone.
            queue_instance_type: String = "t3.medium",
            /// The queue's disk, in GiB.
            queue_disk_size: i64 = 16,
            /// The queue's machine image: the newest of Ubuntu 24.04 LTS.
            queue_image: QueueImage = QueueImage::Parameter(DEFAULT_QUEUE_IMAGE.to_owned()),
            /// The revision of github.com/valohai/worker-queue that sets up the queue: a commit, a tag or a branch. The
            /// default follows Valohai's newest.
            queue_setup_revision: String = "main",
            /// Lets Valohai also manage launch templates, Auto Scaling groups and instances that have no tag `valohai`
            /// at all. Only for when Valohai is denied what it needs: it covers what others own in the account.
            allow_untagged_workers: bool = false,
        }
    }
}
