//! Launch templates: how instances are to be made, for whoever makes them.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{CfnLaunchTemplate, CfnLaunchTemplateProps};
use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Text, Val, Value, fn_base64, props};

use super::block_device::{self, BlockDevice, Takes};
use super::connections::{Connectable, Connections};
use super::instance_options::{CpuCredits, InstanceInitiatedShutdownBehavior, Metadata, set_entries, with_entry};
use super::instance_type::InstanceType;
use super::key_pair::KeyPair;
use super::launch_template_options::{CpuOptions, SpotOptions};
use super::machine_image::{MachineImage, OperatingSystem};
use super::security_group::SecurityGroup;
use super::user_data::UserData;
use crate::handle::handle;
use crate::iam::{Grantable, InstanceProfile, Principal, Role};

const RESOURCE_TYPE: &str = "AWS::EC2::LaunchTemplate";
const DATA: &str = "LaunchTemplateData";
const LONGEST_DESCRIPTION: usize = 255;
/// What stands for the version that whoever keeps a template has made its default.
const DEFAULT_VERSION: &str = "$Default";

props! {
    /// The settings of a [`LaunchTemplate`].
    pub struct LaunchTemplateProps => LaunchTemplateSettings in launch_template_props {
        optional {
            /// Its name. Default: CloudFormation makes one.
            launch_template_name: Value<String>,
            /// What is new in this version, 255 characters at most.
            version_description: Value<String>,
            /// The type of the instances. Default: whoever launches them says.
            instance_type: InstanceType,
            /// What their disks begin with. Default: whoever launches them says.
            machine_image: MachineImage,
            /// What they do when they boot. Default: an empty script, where there is an image.
            user_data: UserData,
            /// Their disks. The image's root disk is encrypted, unless another one stands here under its name.
            block_devices: Vec<BlockDevice> = Vec::new(),
            /// What instances with credits for their processor do without any.
            cpu_credits: CpuCredits,
            /// How their processors are used.
            cpu_options: CpuOptions,
            /// Asks for spot instances. Default: instances on demand.
            spot_options: SpotOptions,
            /// The key that opens them. Default: none.
            key_pair: KeyPair,
            /// Their role, by way of a new instance profile. Default: none.
            role: Role,
            /// Their instance profile, in place of a role.
            instance_profile: InstanceProfile,
            /// Their security group; more can be added. Default: that of the VPC they end up in.
            security_group: SecurityGroup,
            /// Whether they get public addresses. Default: as the subnet says.
            associate_public_ip_address: bool,
            /// The placement group that they are launched into, by its name.
            placement_group_name: Value<String>,
            /// Whether they are protected from being terminated.
            disable_api_termination: bool,
            /// Whether they have a connection of their own to EBS. Default: as the type has it.
            ebs_optimized: bool,
            /// Whether they can have enclaves.
            nitro_enclave_enabled: bool,
            /// Whether they can hibernate.
            hibernation_configured: bool,
            /// What becomes of one that is shut down from inside.
            instance_initiated_shutdown_behavior: InstanceInitiatedShutdownBehavior,
            /// Whether metrics are taken every minute, for a price, instead of every five.
            detailed_monitoring: bool,
            /// Whether they have the metadata service. Default: yes.
            http_endpoint: bool,
            /// Whether it answers over IPv6, too.
            http_protocol_ipv6: bool,
            /// How many hops its answers travel: 1 keeps them in the instance, containers need 2. Default: as the image or the
            /// account says.
            http_put_response_hop_limit: i64,
            /// Whether it answers without a token, in its first version, which lets whoever can make the instance send a
            /// request have its credentials.
            allow_imdsv1: bool = false,
            /// Whether it tells the tags of the instance.
            instance_metadata_tags: bool,
        }
    }
}

/// How instances are to be made, kept in versions: for Auto Scaling groups, fleets, and programs that launch instances.
///
/// Only the second version of the metadata service answers, and root disks are encrypted gp3 where it is known which device
/// they are. Tags of the construct reach the template, the instances and their disks.
///
/// ```
/// use purlin_aws::ec2::{LaunchTemplate, LaunchTemplateProps, MachineImage, UserData};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let script = UserData::linux();
/// script.add_commands(["systemctl enable --now peon"]);
/// let props = LaunchTemplateProps::new()
///     .instance_type("t3.micro")
///     .machine_image(MachineImage::latest_amazon_linux_2023())
///     .user_data(&script);
/// let workers = LaunchTemplate::new(&stack, "Workers", props);
/// let existing = LaunchTemplate::from_id(&stack, "Existing", "lt-0123456789abcdef0", None);
/// # app.synth().unwrap();
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html).
#[derive(Clone)]
pub struct LaunchTemplate {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    source: Source,
    connections: Connections,
    /// Where somebody asked for its connections first.
    connected: Cell<Option<&'static Location<'static>>>,
}

enum Source {
    Made(Box<Made>),
    ById { id: Value<String>, version: Value<String> },
    ByName { name: Value<String>, version: Value<String> },
}

struct Made {
    cfn: CfnLaunchTemplate,
    role: Option<Role>,
    user_data: Option<UserData>,
    instance_type: Option<InstanceType>,
    image_id: Option<Value<String>>,
    operating_system: Option<OperatingSystem>,
    has_spot_options: bool,
    has_interfaces: bool,
}

handle!(LaunchTemplate, inner.scope);

impl LaunchTemplate {
    /// A launch template.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<LaunchTemplateSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings);
        let (role, profile_arn) = profile(&scope, &settings);
        let image = settings.machine_image.as_ref().map(|image| image.resolve(&scope));
        if let (Some(key), Some(image)) = (&settings.key_pair, &image) {
            key.check_fits(&scope, image.operating_system);
        }
        let root_device = image.as_ref().and_then(|image| image.root_device.clone());
        let user_data = settings.user_data.clone().or_else(|| Some(settings.machine_image.as_ref()?.user_data()));
        let image_id = image.as_ref().map(|image| image.id.clone());
        let data = data(&scope, &settings, image_id.clone(), root_device, profile_arn);
        let cfn_props = CfnLaunchTemplateProps::new()
            .launch_template_name(settings.launch_template_name.clone())
            .version_description(settings.version_description.clone())
            .launch_template_data(Value::from_val(data));
        let cfn = CfnLaunchTemplate::new(&scope, "Resource", cfn_props);
        if let Some(role) = &role {
            cfn.resource().add_dependency(role);
        }
        if let Some(user_data) = &user_data {
            user_data.attach(cfn.scope(), role.as_ref().map(Grantable::grant_principal));
        }
        Tags::of(&scope).add("Name", scope.path());
        let template = LaunchTemplate {
            inner: Rc::new(Inner {
                source: Source::Made(Box::new(Made {
                    cfn,
                    role,
                    user_data,
                    image_id,
                    operating_system: image.map(|image| image.operating_system),
                    has_spot_options: settings.spot_options.is_some(),
                    has_interfaces: settings.associate_public_ip_address.is_some(),
                    instance_type: settings.instance_type,
                })),
                connections: Connections::new(settings.security_group),
                connected: Cell::new(None),
                scope,
            }),
        };
        template.finish_later();
        template
    }

    /// A launch template that exists, by its id, such as `lt-0123456789abcdef0`. The version is its default one, unless
    /// it is given.
    #[track_caller]
    pub fn from_id(
        scope: &impl Construct,
        id: &str,
        template_id: impl IntoValue<String>,
        version: Option<&str>,
    ) -> Self {
        let source = Source::ById { id: template_id.into_value(), version: version.unwrap_or(DEFAULT_VERSION).into() };
        Self::imported(Scope::new(scope, id), source)
    }

    /// A launch template that exists, by its name. The version is its default one, unless it is given.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>, version: Option<&str>) -> Self {
        let source = Source::ByName { name: name.into_value(), version: version.unwrap_or(DEFAULT_VERSION).into() };
        Self::imported(Scope::new(scope, id), source)
    }

    fn imported(scope: Scope, source: Source) -> Self {
        LaunchTemplate {
            inner: Rc::new(Inner { scope, source, connections: Connections::new([]), connected: Cell::new(None) }),
        }
    }

    /// The generated resource; none when it was imported.
    pub fn cfn(&self) -> Option<&CfnLaunchTemplate> {
        self.made().map(|made| &made.cfn)
    }

    /// Its id; none when it was imported by its name.
    pub fn id(&self) -> Option<Value<String>> {
        match &self.inner.source {
            Source::Made(made) => Some(made.cfn.get_ref()),
            Source::ById { id, .. } => Some(id.clone()),
            Source::ByName { .. } => None,
        }
    }

    /// Its name, where it was imported by that.
    pub fn name(&self) -> Option<Value<String>> {
        match &self.inner.source {
            Source::ByName { name, .. } => Some(name.clone()),
            Source::Made(_) | Source::ById { .. } => None,
        }
    }

    /// The version that whoever uses it here gets: the latest one of one made here, and the given or default one of one
    /// that was imported.
    pub fn version_number(&self) -> Value<String> {
        match &self.inner.source {
            Source::Made(made) => made.cfn.attr_latest_version_number(),
            Source::ById { version, .. } | Source::ByName { version, .. } => version.clone(),
        }
    }

    /// The latest version's number; none when it was imported.
    pub fn latest_version_number(&self) -> Option<Value<String>> {
        self.cfn().map(CfnLaunchTemplate::attr_latest_version_number)
    }

    /// The default version's number; none when it was imported.
    pub fn default_version_number(&self) -> Option<Value<String>> {
        self.cfn().map(CfnLaunchTemplate::attr_default_version_number)
    }

    /// The role of the instances; none when there is none, or it is not known.
    pub fn role(&self) -> Option<&Role> {
        self.made()?.role.as_ref()
    }

    /// What the instances do when they boot: more can be added.
    pub fn user_data(&self) -> Option<&UserData> {
        self.made()?.user_data.as_ref()
    }

    /// The type of the instances, where the template says.
    pub fn instance_type(&self) -> Option<&InstanceType> {
        self.made()?.instance_type.as_ref()
    }

    /// The machine image, where the template says.
    pub fn image_id(&self) -> Option<Value<String>> {
        self.made()?.image_id.clone()
    }

    /// What kind of system the image holds, where the template has one.
    pub fn operating_system(&self) -> Option<OperatingSystem> {
        self.made()?.operating_system
    }

    /// Whether it asks for spot instances.
    pub fn has_spot_options(&self) -> bool {
        self.made().is_some_and(|made| made.has_spot_options)
    }

    /// Adds a security group.
    #[track_caller]
    pub fn add_security_group(&self, group: impl Into<SecurityGroup>) {
        if self.made().is_none() {
            let finding = Finding::error("imported-template", "an imported launch template cannot be changed");
            return self.inner.scope.report(finding.at(Location::caller()).help("change it where it is kept"));
        }
        self.inner.connections.add_security_group(group);
    }

    fn made(&self) -> Option<&Made> {
        match &self.inner.source {
            Source::Made(made) => Some(made),
            Source::ById { .. } | Source::ByName { .. } => None,
        }
    }

    /// Writes what grows, once it has grown.
    fn finish_later(&self) {
        let template = self.clone();
        self.inner.scope.when_settled(move |_| {
            let Some(made) = template.made() else { return };
            let resource = made.cfn.resource();
            if let Some(user_data) = &made.user_data {
                let text = fn_base64(user_data.render(resource));
                set_entries(resource, DATA, vec![("UserData", text.into_val())]);
            }
            template.write_groups(made);
        });
        let template = self.clone();
        Tags::of(&self.inner.scope).when_settled(RESOURCE_TYPE, move |_, tags| {
            let Some(made) = template.made().filter(|_| !tags.is_empty()) else { return };
            let resource = made.cfn.resource();
            let launched = vec![tag_specification("instance", tags), tag_specification("volume", tags)];
            set_entries(resource, DATA, vec![("TagSpecifications", Val::List(launched))]);
            resource.set_property("TagSpecifications", Val::List(vec![tag_specification("launch-template", tags)]));
        });
    }

    fn write_groups(&self, made: &Made) {
        let groups = self.inner.connections.security_groups();
        if groups.is_empty() {
            if let Some(location) = self.inner.connected.get() {
                let finding =
                    Finding::error("no-security-group", "the launch template has no security group to write rules to");
                self.inner.scope.report(finding.at(location).help("give it a `security_group`"));
            }
            return;
        }
        let ids = Val::List(groups.iter().map(|group| group.id().into_val()).collect());
        let resource = made.cfn.resource();
        if !made.has_interfaces {
            return set_entries(resource, DATA, vec![("SecurityGroupIds", ids)]);
        }
        let data = resource.property(DATA);
        if let Some(Val::List(interfaces)) = data.as_ref().and_then(|data| data.get("NetworkInterfaces")) {
            let interfaces = with_entry(interfaces.clone(), "Groups", ids);
            set_entries(resource, DATA, vec![("NetworkInterfaces", interfaces)]);
        }
    }
}

impl Connectable for LaunchTemplate {
    /// The connections of the instances. Rules need a security group.
    #[track_caller]
    fn connections(&self) -> Connections {
        if self.inner.connected.get().is_none() {
            self.inner.connected.set(Some(Location::caller()));
        }
        self.inner.connections.clone()
    }
}

impl Grantable for LaunchTemplate {
    /// The role of the instances.
    fn grant_principal(&self) -> Principal {
        self.role().map_or_else(Principal::unknown, Grantable::grant_principal)
    }
}

fn tag_specification(resource_type: &'static str, tags: &[(Text, Text)]) -> Val {
    let tag = |(key, value): &(Text, Text)| {
        Val::structure([("Key", Val::Text(key.clone())), ("Value", Val::Text(value.clone()))])
    };
    Val::structure([("ResourceType", Val::text(resource_type)), ("Tags", Val::List(tags.iter().map(tag).collect()))])
}

/// The role of the instances, and the profile that gives it to them.
#[track_caller]
fn profile(scope: &Scope, settings: &LaunchTemplateSettings) -> (Option<Role>, Option<Value<String>>) {
    match (&settings.instance_profile, &settings.role) {
        (Some(profile), _) => (profile.role().cloned(), Some(profile.arn())),
        (None, Some(role)) => {
            let props = CfnInstanceProfileProps::new().roles([role.name()]);
            let profile = CfnInstanceProfile::new(scope, "Profile", props);
            (Some(role.clone()), Some(profile.attr_arn()))
        }
        (None, None) => (None, None),
    }
}

/// What the template says of instances, apart from what grows.
fn data(
    scope: &Scope,
    settings: &LaunchTemplateSettings,
    image_id: Option<Value<String>>,
    root_device: Option<Text>,
    profile_arn: Option<Value<String>>,
) -> Val {
    let devices = block_device::with_encrypted_root(settings.block_devices.clone(), root_device);
    let devices: Option<Value<Vec<String>>> =
        (!devices.is_empty()).then(|| block_device::mappings(scope, &devices, Takes::LaunchTemplate));
    let text = |value: &Option<Value<String>>| value.clone().map(Value::into_val);
    let structure = |name: &'static str, value: Val| Val::structure([(name, value)]);
    let enabled = |name: &'static str, value: Option<bool>| value.map(|value| structure(name, Val::Bool(value)));
    let interfaces = settings.associate_public_ip_address.map(|associate| {
        let interface = [("AssociatePublicIpAddress", Val::Bool(associate)), ("DeviceIndex", Val::Integer(0))];
        Val::List(vec![Val::structure(interface)])
    });
    let shutdown = settings.instance_initiated_shutdown_behavior.as_ref();
    let entries = [
        ("BlockDeviceMappings", devices.map(Value::into_val)),
        ("CpuOptions", settings.cpu_options.as_ref().map(CpuOptions::property)),
        (
            "CreditSpecification",
            settings.cpu_credits.as_ref().map(|credits| structure("CpuCredits", credits.into_value().into_val())),
        ),
        ("DisableApiTermination", settings.disable_api_termination.map(Val::Bool)),
        ("EbsOptimized", settings.ebs_optimized.map(Val::Bool)),
        ("EnclaveOptions", enabled("Enabled", settings.nitro_enclave_enabled)),
        ("HibernationOptions", enabled("Configured", settings.hibernation_configured)),
        ("IamInstanceProfile", profile_arn.map(|arn| structure("Arn", arn.into_val()))),
        ("ImageId", image_id.map(Value::into_val)),
        ("InstanceInitiatedShutdownBehavior", shutdown.map(|behavior| behavior.into_value().into_val())),
        ("InstanceMarketOptions", settings.spot_options.as_ref().map(SpotOptions::market_options)),
        ("InstanceType", settings.instance_type.as_ref().map(|kind| kind.name().into_val())),
        ("KeyName", settings.key_pair.as_ref().map(|key| key.name().into_val())),
        ("MetadataOptions", Some(metadata(settings).options())),
        ("Monitoring", enabled("Enabled", settings.detailed_monitoring)),
        ("NetworkInterfaces", interfaces),
        ("Placement", text(&settings.placement_group_name).map(|name| structure("GroupName", name))),
    ];
    Val::structure(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

fn metadata(settings: &LaunchTemplateSettings) -> Metadata {
    Metadata {
        endpoint: settings.http_endpoint,
        ipv6: settings.http_protocol_ipv6,
        hop_limit: settings.http_put_response_hop_limit,
        allow_imdsv1: settings.allow_imdsv1,
        tags: settings.instance_metadata_tags,
    }
}

#[track_caller]
fn check(scope: &Scope, settings: &LaunchTemplateSettings) {
    let location = Location::caller();
    let report = |finding: Finding| scope.report(finding.at(location));
    if settings.instance_profile.is_some() && settings.role.is_some() {
        let finding = Finding::error("profile-and-role", "instances get their role from the profile or directly");
        report(finding.help("leave out either of `instance_profile` and `role`"));
    }
    metadata(settings).mistake().into_iter().for_each(report);
    if let Some(name) = settings.instance_type.as_ref().and_then(InstanceType::malformed) {
        report(bad_instance_type(name));
    }
    let description = settings.version_description.as_ref().and_then(Value::<String>::literal);
    if let Some(length) = description.map(|text| text.chars().count()).filter(|&length| length > LONGEST_DESCRIPTION) {
        let message = format!("the description of the version has {length} characters");
        report(Finding::error("long-description", message).help("255 are the most"));
    }
}

pub(super) fn bad_instance_type(name: &str) -> Finding {
    Finding::error("bad-instance-type", format!("`{name}` is not a type of instances"))
        .help("types are written like `t3.micro`")
}
