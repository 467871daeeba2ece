//! Where machine images come from.

use purlin_aws::ec2::{ImageLookup, MachineImage};
use purlin_core::{Construct, Parameter, ParameterProps, ParameterType, Scope};

use crate::outputs::logical_id;

/// Where Canonical publishes the id of its newest Ubuntu 24.04 LTS image for amd64, in every region.
pub const UBUNTU: &str = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

/// Where images of Ubuntu, and those made of it, have their root disk.
pub const ROOT_DEVICE: &str = "/dev/sda1";

/// Where a machine image comes from: an Ubuntu for amd64, or one made of it.
///
/// ```
/// use purlin_product::ImageSource;
///
/// assert_eq!(ImageSource::from("ami-0123456789abcdef0"), ImageSource::Id("ami-0123456789abcdef0".to_owned()));
/// assert_eq!(ImageSource::from("/my/image"), ImageSource::Parameter("/my/image".to_owned()));
/// let newest = ImageSource::Lookup { owner: "099720109477".to_owned(), name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*".to_owned() };
/// # let _ = newest;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// An image by its id, such as that of a backup. Another id replaces an instance, which begins with what the image holds.
    Id(String),
    /// The public or own parameter of Systems Manager that holds the id.
    Parameter(String),
    /// The newest image of an owner whose name matches, looked up by the toolkit, which needs the stack's account and region.
    /// It stays the same until `cdk context --reset` removes it from `cdk.context.json`.
    Lookup {
        /// The account that owns it, or one of `amazon`, `aws-marketplace` and `self`.
        owner: String,
        /// Its name; `*` and `?` stand for any characters, or any one.
        name: String,
    },
}

impl ImageSource {
    /// The image as instances take it.
    pub fn machine_image(&self) -> MachineImage {
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
    /// The same, where a parameter of Systems Manager is read through a parameter of the stack, which names it: it has this id
    /// and description.
    pub fn by_parameter(&self, scope: &Scope, id: &str, description: &str) -> MachineImage {
        let ImageSource::Parameter(name) = self else { return self.machine_image() };
        // The toolkit deploys anew whenever such a parameter could have changed, unless the description ends like this.
        let description = format!("{description} [cdk:skip]");
        let props =
            ParameterProps::new().kind(ParameterType::SSM_IMAGE_ID).default(name.as_str()).description(description);
        let parameter = Parameter::new(scope, id, props);
        parameter.scope().override_logical_id(logical_id(scope, id));
        MachineImage::from_id(parameter.value::<String>()).root_device(ROOT_DEVICE)
    }

    /// Whether it is another image at another time, without anybody's doing.
    pub fn moves(&self) -> bool {
        matches!(self, ImageSource::Parameter(_))
    }
}

impl Default for ImageSource {
    /// The newest of Ubuntu 24.04 LTS, by Canonical's parameter.
    fn default() -> Self {
        ImageSource::Parameter(UBUNTU.to_owned())
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
