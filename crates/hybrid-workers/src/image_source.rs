//! Where machine images come from.

use purlin_aws::ec2::{ImageLookup, MachineImage};
use purlin_core::{Construct, Parameter, ParameterProps, ParameterType, Scope};

use crate::outputs::logical_id;

/// Where Canonical publishes the id of its newest Ubuntu 24.04 LTS image for amd64, in every region.
pub const DEFAULT_QUEUE_IMAGE: &str =
    "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

/// The account by which Valohai shares the images of workers.
const IMAGES_OF_VALOHAI: &str = "635691382966";
const WORKER_IMAGES: &str = "valohai-peon-*";

/// Where these images have their root disk: all of Ubuntu's do.
pub(crate) const ROOT_DEVICE: &str = "/dev/sda1";

/// Where a machine image comes from: an Ubuntu for amd64, or one made of it.
///
/// ```
/// use purlin_hybrid_workers::ImageSource;
///
/// assert_eq!(ImageSource::from("ami-0123456789abcdef0"), ImageSource::Id("ami-0123456789abcdef0".to_owned()));
/// assert_eq!(ImageSource::from("/my/image"), ImageSource::Parameter("/my/image".to_owned()));
/// let newest = ImageSource::Lookup { owner: "099720109477".to_owned(), name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*".to_owned() };
/// # let _ = newest;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// An image by its id, such as that of a backup. Another id replaces the queue, which begins with what the image holds.
    Id(String),
    /// The public or own parameter of Systems Manager that holds the id. It is read when the queue is made; whatever it
    /// holds later, the queue stays. Groups of workers take what it holds at each deployment, for workers launched after it.
    Parameter(String),
    /// The newest image of an owner whose name matches, looked up by the toolkit, which needs the stack's account and region.
    /// It stays the same until `cdk context --reset` removes it from `cdk.context.json`; then the queue is replaced, and
    /// begins empty, if there is a newer one.
    Lookup {
        /// The account that owns it, or one of `amazon`, `aws-marketplace` and `self`.
        owner: String,
        /// Its name; `*` and `?` stand for any characters, or any one.
        name: String,
    },
}

impl ImageSource {
    /// The newest image of workers that Valohai shares with the account, looked up by the toolkit.
    pub fn workers() -> Self {
        ImageSource::Lookup { owner: IMAGES_OF_VALOHAI.to_owned(), name: WORKER_IMAGES.to_owned() }
    }

    pub(crate) fn machine_image(&self) -> MachineImage {
        match self {
            ImageSource::Id(id) => MachineImage::from_id(id).root_device(ROOT_DEVICE),
            ImageSource::Parameter(name) => MachineImage::from_ssm_parameter(name).root_device(ROOT_DEVICE),
            ImageSource::Lookup { owner, name } => {
                MachineImage::from(ImageLookup::new(name).owners([owner])).root_device(ROOT_DEVICE)
            }
        }
    }
}

impl ImageSource {
    /// The image of the queue. A parameter of Systems Manager is read through a parameter of the stack, which names it.
    pub(crate) fn of_queue(&self, scope: &Scope) -> MachineImage {
        let ImageSource::Parameter(name) = self else { return self.machine_image() };
        // The toolkit deploys anew whenever such a parameter could have changed, unless the description ends like this. The
        // queue does not care.
        let description = "The parameter of Systems Manager that holds the machine image of a new queue. One that there is stays. [cdk:skip]";
        let props =
            ParameterProps::new().kind(ParameterType::SSM_IMAGE_ID).default(name.as_str()).description(description);
        let parameter = Parameter::new(scope, "QueueImage", props);
        parameter.scope().override_logical_id(logical_id(scope, "QueueImage"));
        MachineImage::from_id(parameter.value::<String>()).root_device(ROOT_DEVICE)
    }

    /// Whether it is another image at another time, without anybody's doing.
    pub(crate) fn moves(&self) -> bool {
        matches!(self, ImageSource::Parameter(_))
    }
}

impl Default for ImageSource {
    /// The newest of Ubuntu 24.04 LTS, by Canonical's parameter.
    fn default() -> Self {
        ImageSource::Parameter(DEFAULT_QUEUE_IMAGE.to_owned())
    }
}

impl From<&str> for ImageSource {
    /// What begins with `ami-` is an id, everything else the name of a parameter.
    fn from(text: &str) -> Self {
        match text.starts_with("ami-") {
            true => ImageSource::Id(text.to_owned()),
            false => ImageSource::Parameter(text.to_owned()),
        }
    }
}

impl From<String> for ImageSource {
    fn from(text: String) -> Self {
        ImageSource::from(text.as_str())
    }
}
