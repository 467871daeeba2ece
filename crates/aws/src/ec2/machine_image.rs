//! Machine images: what the disk of a new instance begins with.

use std::panic::Location;

use purlin_core::{Construct, Finding, IntoValue, Lookup, Mapping, Scope, Text, Value, pseudo_parameter, text};

use super::amazon_linux::AmazonLinux;
use super::image_lookup::ImageLookup;
use super::ubuntu::Ubuntu;
use super::user_data::UserData;
use crate::ssm::{ParameterValueType, StringParameter};

/// What kind of system an image holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperatingSystem {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

/// A machine image, however its id is found.
///
/// ```
/// use purlin_aws::ec2::{AmazonLinux, Architecture, ImageLookup, MachineImage};
///
/// let newest = MachineImage::latest_amazon_linux_2023();
/// let graviton = MachineImage::from(AmazonLinux::v2023().architecture(Architecture::Arm64));
/// let ubuntu = MachineImage::latest_ubuntu("24.04");
/// let own = MachineImage::from(ImageLookup::new("valohai-peon-*").owners(["635691382966"])); // remembered in the context
/// let known = MachineImage::from_id("ami-0123456789abcdef0");
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIs.html).
#[derive(Clone, Debug)]
pub struct MachineImage {
    source: Source,
    operating_system: OperatingSystem,
    root_device: Option<Text>,
}

#[derive(Clone, Debug)]
enum Source {
    Id(Value<String>),
    Regions(Vec<(Text, Text)>),
    Parameter(String),
    ParameterInContext(String),
    Lookup(ImageLookup),
}

/// An image as a template names it.
#[derive(Clone, Debug)]
pub struct ResolvedImage {
    /// Its id, or what yields it.
    pub id: Value<String>,
    /// What kind of system it holds.
    pub operating_system: OperatingSystem,
    /// The device that its root disk is, such as `/dev/xvda`, where that is known.
    pub root_device: Option<Text>,
}

impl MachineImage {
    fn new(source: Source) -> Self {
        MachineImage { source, operating_system: OperatingSystem::Linux, root_device: None }
    }

    /// The image with this id, such as `ami-0123456789abcdef0`. Each region has images of its own.
    pub fn from_id(id: impl IntoValue<String>) -> Self {
        Self::new(Source::Id(id.into_value()))
    }

    /// One image for each region that the stack may be in.
    ///
    /// A stack of a known region has its id in the template; any other chooses during deployment.
    pub fn by_region<R: Into<Text>, I: Into<Text>>(images: impl IntoIterator<Item = (R, I)>) -> Self {
        Self::new(Source::Regions(images.into_iter().map(|(region, id)| (region.into(), id.into())).collect()))
    }

    /// The image whose id a parameter of Systems Manager holds when the stack is deployed. A deployment after the parameter
    /// has changed replaces instances, unless [`cached_in_context`](MachineImage::cached_in_context) remembers the id.
    pub fn from_ssm_parameter(name: impl Into<String>) -> Self {
        Self::new(Source::Parameter(name.into()))
    }

    /// The image whose id a parameter of Systems Manager holds when an instance is launched, for launch templates.
    /// `version` is one of the parameter's, the newest unless it is given.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html).
    pub fn resolve_ssm_parameter_at_launch(name: impl IntoValue<String>, version: Option<&str>) -> Self {
        let version = version.map(|version| format!(":{version}")).unwrap_or_default();
        Self::from_id(text!["resolve:ssm:", name, version])
    }

    /// The newest Amazon Linux 2023 for Intel and AMD; [`AmazonLinux`] has what else there is.
    pub fn latest_amazon_linux_2023() -> Self {
        AmazonLinux::v2023().into()
    }

    /// The newest Amazon Linux 2 for Intel and AMD; [`AmazonLinux`] has what else there is.
    pub fn latest_amazon_linux_2() -> Self {
        AmazonLinux::v2().into()
    }

    /// The newest image of a release of Ubuntu, such as `24.04`, for Intel and AMD; [`Ubuntu`] has those for Arm.
    pub fn latest_ubuntu(release: impl Into<Text>) -> Self {
        Ubuntu::new(release).into()
    }

    /// Remembers the id in `cdk.context.json` instead of reading the parameter in every deployment, so that instances are
    /// only replaced when the entry is removed there (`cdk context --reset`). The stack's account and region have to be
    /// known. Of use for images from parameters; lookups are remembered anyway.
    pub fn cached_in_context(mut self) -> Self {
        if let Source::Parameter(name) = self.source {
            self.source = Source::ParameterInContext(name);
        }
        self
    }

    /// Tells that it holds Windows.
    pub fn windows(mut self) -> Self {
        self.operating_system = OperatingSystem::Windows;
        self
    }

    /// Tells which device its root disk is, such as `/dev/xvda`: instances then encrypt that disk.
    pub fn root_device(mut self, device: impl Into<Text>) -> Self {
        self.root_device = Some(device.into());
        self
    }

    /// What kind of system it holds.
    pub fn operating_system(&self) -> OperatingSystem {
        self.operating_system
    }

    /// An empty script in the language of its system.
    pub(crate) fn user_data(&self) -> UserData {
        match self.operating_system {
            OperatingSystem::Linux => UserData::linux(),
            OperatingSystem::Windows => UserData::windows(),
        }
    }

    /// The image as templates name it. What that takes, such as a parameter, is made in `scope` and its stack.
    #[track_caller]
    pub fn resolve(&self, scope: &impl Construct) -> ResolvedImage {
        let scope = scope.scope();
        let id = match &self.source {
            Source::Id(id) => id.clone(),
            Source::Regions(images) => by_region(scope, images),
            Source::Parameter(name) => {
                StringParameter::value_for_typed_parameter(scope, name, ParameterValueType::IMAGE_ID)
            }
            Source::ParameterInContext(name) => {
                found(scope, scope.lookup("ssm", [("parameterName", name.as_str())]), Location::caller())
            }
            Source::Lookup(query) => {
                let windows = self.operating_system == OperatingSystem::Windows;
                found(scope, query.ask(scope, windows), Location::caller())
            }
        };
        if let Some(id) = id.literal().filter(|id| !is_image(id)) {
            let finding = Finding::error("bad-image-id", format!("`{id}` is not the id of a machine image"));
            scope.report(finding.at(Location::caller()).help("ids are written like `ami-0123456789abcdef0`"));
        }
        ResolvedImage { id, operating_system: self.operating_system, root_device: self.root_device.clone() }
    }
}

/// Templates of launches take parameters, too.
fn is_image(id: &str) -> bool {
    id.starts_with("ami-") || id.starts_with("resolve:ssm:")
}

#[track_caller]
fn by_region(scope: &Scope, images: &[(Text, Text)]) -> Value<String> {
    match scope.region().literal() {
        Some(known) => match images.iter().find(|(region, _)| region == known) {
            Some((_, id)) => id.clone().into_value(),
            None => {
                let message = format!("there is no machine image for the region {known}");
                let regions: Vec<&str> = images.iter().map(|(region, _)| &**region).collect();
                let help = format!("add one, or deploy to one of: {}", regions.join(", "));
                scope.report(Finding::error("no-image-for-region", message).at(Location::caller()).help(help));
                "ami-".into_value()
            }
        },
        None if images.is_empty() => {
            let finding = Finding::error("no-image-for-region", "there is no machine image for any region");
            scope.report(finding.at(Location::caller()).help("add the images of the regions that are deployed to"));
            "ami-".into_value()
        }
        None => {
            let mapping = Mapping::new(scope, "AmiMap");
            for (region, id) in images {
                mapping.set(region.clone(), "ami", id.to_string());
            }
            mapping.find(pseudo_parameter::region(), "ami")
        }
    }
}

#[track_caller]
fn found(scope: &Scope, answer: Lookup, location: &'static Location<'static>) -> Value<String> {
    match answer {
        Lookup::Missing(missing) => missing.value(),
        Lookup::Found(answer) => match answer.as_str() {
            Some(id) => id.into_value(),
            None => {
                let message = format!("the context holds `{answer}` where the id of a machine image should be");
                let help = "remove the entry from cdk.context.json, so that it is looked up again";
                scope.report(Finding::error("bad-context", message).at(location).help(help));
                "ami-".into_value()
            }
        },
    }
}

impl From<&MachineImage> for MachineImage {
    fn from(given: &MachineImage) -> Self {
        given.clone()
    }
}

impl From<AmazonLinux> for MachineImage {
    fn from(linux: AmazonLinux) -> Self {
        MachineImage::from_ssm_parameter(linux.parameter_name()).root_device("/dev/xvda")
    }
}

impl From<Ubuntu> for MachineImage {
    fn from(ubuntu: Ubuntu) -> Self {
        MachineImage::from_ssm_parameter(ubuntu.parameter_name()).root_device("/dev/sda1")
    }
}

impl From<ImageLookup> for MachineImage {
    fn from(query: ImageLookup) -> Self {
        let windows = query.is_windows();
        let image = MachineImage::new(Source::Lookup(query));
        if windows { image.windows() } else { image }
    }
}
