//! Ubuntu, by the public parameters of Canonical's that hold its newest images.

use purlin_core::Text;

use super::instance_type::Architecture;

/// The first release whose images are on gp3 storage.
const FIRST_ON_GP3: &str = "23.10";

/// The newest image of a release of Ubuntu Server.
///
/// ```
/// use purlin_aws::ec2::{Architecture, MachineImage, Ubuntu};
///
/// let image = MachineImage::from(Ubuntu::new("24.04").architecture(Architecture::Arm64));
/// ```
///
/// See [Canonical's documentation](https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/).
#[derive(Clone, Debug)]
#[must_use]
pub struct Ubuntu {
    release: Text,
    architecture: Architecture,
}

impl Ubuntu {
    /// A release, such as `24.04`, for Intel and AMD.
    pub fn new(release: impl Into<Text>) -> Self {
        Ubuntu { release: release.into(), architecture: Architecture::X86_64 }
    }

    /// The processor.
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// The public parameter that holds the id of the newest such image.
    pub fn parameter_name(&self) -> String {
        let Ubuntu { release, architecture } = self;
        let architecture = match architecture {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "amd64",
        };
        let storage = if &**release < FIRST_ON_GP3 { "ebs-gp2" } else { "ebs-gp3" };
        format!("/aws/service/canonical/ubuntu/server/{release}/stable/current/{architecture}/hvm/{storage}/ami-id")
    }
}
