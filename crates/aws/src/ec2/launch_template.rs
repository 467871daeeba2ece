//! Launch templates: how instances are to be made, for whoever makes them.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{CfnLaunchTemplate, CfnLaunchTemplateProps};
use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Text, Val, Value, fn_base64};

use super::connections::{Connectable, Connections};
use super::instance_options::{set_entries, with_entry};
use super::instance_type::InstanceType;
use super::launch_template_settings::{LaunchTemplateSettings, check, data};
use super::machine_image::OperatingSystem;
use super::security_group::SecurityGroup;
use super::user_data::UserData;
use crate::handle::handle;
use crate::iam::{Grantable, Principal, Role};

const RESOURCE_TYPE: &str = "AWS::EC2::LaunchTemplate";
const DATA: &str = "LaunchTemplateData";
/// What stands for the version that whoever keeps a template has made its default.
const DEFAULT_VERSION: &str = "$Default";

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

fn tag_specification(resource_type: &'static str, tags: &[(Text, Value<String>)]) -> Val {
    let tag = |(key, value): &(Text, Value<String>)| {
        Val::structure([("Key", Val::Text(key.clone())), ("Value", value.clone().into_val())])
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
