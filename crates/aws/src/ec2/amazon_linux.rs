//! Amazon Linux, by the public parameters that hold its newest images.

use purlin_core::Text;

use super::instance_type::Architecture;

const PARAMETERS: &str = "/aws/service/ami-amazon-linux-latest";
/// The kernels that images have unless another one is asked for; they are aws-cdk-lib's, too.
const KERNEL_OF_2023: &str = "6.1";
const KERNEL_OF_2: &str = "5.10";

/// The newest image of Amazon Linux, with a kernel, for a processor.
///
/// ```
/// use purlin_aws::ec2::{AmazonLinux, Architecture, MachineImage};
///
/// let image = MachineImage::from(AmazonLinux::v2023().architecture(Architecture::Arm64).minimal());
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/linux/al2023/ug/ec2.html).
#[derive(Clone, Debug)]
#[must_use]
pub struct AmazonLinux {
    generation: Generation,
    architecture: Architecture,
    minimal: bool,
    kernel: Option<Text>,
}

#[derive(Clone, Debug)]
enum Generation {
    V2 { storage: Text },
    V2023,
}

impl AmazonLinux {
    /// Amazon Linux 2023, with kernel 6.1.
    pub fn v2023() -> Self {
        Self::of(Generation::V2023, KERNEL_OF_2023)
    }

    /// Amazon Linux 2, with kernel 5.10, on gp2 storage. Amazon has maintained it until June 2026.
    pub fn v2() -> Self {
        Self::of(Generation::V2 { storage: "gp2".into() }, KERNEL_OF_2)
    }

    fn of(generation: Generation, kernel: &'static str) -> Self {
        AmazonLinux { generation, architecture: Architecture::X86_64, minimal: false, kernel: Some(kernel.into()) }
    }

    /// The processor. Default: Intel and AMD.
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// The edition with fewer packages. It has neither the AWS command line nor the agent of Systems Manager.
    pub fn minimal(mut self) -> Self {
        self.minimal = true;
        self
    }

    /// Another kernel, such as `6.12`.
    pub fn kernel(mut self, version: impl Into<Text>) -> Self {
        self.kernel = Some(version.into());
        self
    }

    /// The kernel that Amazon takes for the default.
    pub fn default_kernel(mut self) -> Self {
        self.kernel = None;
        self
    }

    /// What kind of storage images of Amazon Linux 2 have: `gp2`, or `ebs` for magnetic disks.
    pub fn storage(mut self, kind: impl Into<Text>) -> Self {
        if let Generation::V2 { storage } = &mut self.generation {
            *storage = kind.into();
        }
        self
    }

    /// The public parameter that holds the id of the newest such image.
    pub fn parameter_name(&self) -> String {
        let edition = if self.minimal { "-minimal" } else { "" };
        let architecture = self.architecture.name();
        match &self.generation {
            Generation::V2023 => {
                let kernel = self.kernel.as_deref().unwrap_or("default");
                format!("{PARAMETERS}/al2023-ami{edition}-kernel-{kernel}-{architecture}")
            }
            Generation::V2 { storage } => {
                let kernel = self.kernel.as_ref().map(|version| format!("-kernel-{version}")).unwrap_or_default();
                format!("{PARAMETERS}/amzn2-ami{edition}{kernel}-hvm-{architecture}-{storage}")
            }
        }
    }
}
