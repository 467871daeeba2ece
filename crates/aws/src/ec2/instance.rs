//! Instances.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::ec2::CfnInstance;
use purlin_cfn::iam::{CfnInstanceProfile, CfnInstanceProfileProps};
use purlin_core::{Complete, Construct, Finding, Scope, Tags, Val, Value, fn_base64};

use super::connections::{Connectable, Connections};
use super::creation_signal::CreationSignal;
use super::instance_options::with_entry;
use super::instance_settings::{InstanceSettings, cfn_props, check};
use super::machine_image::OperatingSystem;
use super::security_group::{SecurityGroup, SecurityGroupProps};
use super::subnet::Subnet;
use super::subnet_selection::SelectedSubnets;
use super::user_data::UserData;
use crate::handle::handle;
use crate::iam::{Grantable, ManagedPolicy, PolicyStatement, Principal, Role, RoleProps};

/// What lets Systems Manager reach an instance, and people open sessions on it.
const SESSIONS: &str = "AmazonSSMManagedInstanceCore";

/// What a network interface has at most; accounts begin with a quota of five.
const MOST_GROUPS: usize = 16;

/// One machine, with a role and a security group of its own.
///
/// Only the second version of the metadata service answers, and the root disk is encrypted gp3 where it is known which device
/// it is. The instance waits for its role and the role's policies, and for whatever its script reads.
///
/// ```
/// use purlin_aws::ec2::{Connectable, Instance, InstanceProps, MachineImage, Port, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let props = InstanceProps::new()
///     .vpc(&vpc)
///     .instance_type("t4g.small")
///     .machine_image(MachineImage::latest_amazon_linux_2023())
///     .ssm_session_permissions(true);
/// let server = Instance::new(&stack, "Server", props);
/// server.connections().allow_from_any_ipv4(Port::HTTPS);
/// server.user_data().add_commands(["dnf install -y nginx", "systemctl enable --now nginx"]);
/// # app.synth().unwrap();
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Instances.html).
#[derive(Clone)]
pub struct Instance {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: CfnInstance,
    role: Option<Role>,
    user_data: UserData,
    operating_system: OperatingSystem,
    connections: Connections,
    groups: RefCell<Vec<SecurityGroup>>,
    has_interface: bool,
    signal: Cell<CreationSignal>,
}

handle!(Instance, inner.scope);

impl Instance {
    /// An instance.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<InstanceSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings);
        let group = settings.security_group.clone().unwrap_or_else(|| new_group(&scope, &settings));
        Tags::of(&scope).add("Name", settings.instance_name.clone().unwrap_or_else(|| scope.path()));
        let (role, profile) = profile(&scope, &settings);
        if let Some(role) = role.as_ref().filter(|_| settings.ssm_session_permissions) {
            role.add_managed_policy(&ManagedPolicy::from_aws_managed_policy_name(SESSIONS));
        }
        let image = settings.machine_image.resolve(&scope);
        if let Some(key) = &settings.key_pair {
            key.check_fits(&scope, image.operating_system);
        }
        let selected = settings.vpc.select_subnets(&settings.vpc_subnets);
        let subnet = subnet(&scope, &settings, &selected);
        let cfn = CfnInstance::new(&scope, "Resource", cfn_props(&scope, &settings, &image, subnet, profile));
        if let Some(role) = &role {
            cfn.resource().add_dependency(role);
        }
        if settings.associate_public_ip_address == Some(true) {
            selected.internet_connectivity().precedes(&cfn);
        }
        let user_data = settings.user_data.clone().unwrap_or_else(|| settings.machine_image.user_data());
        user_data.attach(cfn.scope(), role.as_ref().map(Grantable::grant_principal));
        if settings.user_data_causes_replacement {
            cfn.resource().append_hash_to_logical_id("UserData");
        }
        let instance = Instance {
            inner: Rc::new(Inner {
                role,
                user_data,
                operating_system: image.operating_system,
                connections: Connections::new([group.clone()]),
                groups: RefCell::new(vec![group]),
                has_interface: settings.associate_public_ip_address.is_some(),
                signal: Cell::new(CreationSignal::within(settings.resource_signal_timeout)),
                cfn,
                scope,
            }),
        };
        instance.inner.signal.get().write(&instance.inner.scope, instance.inner.cfn.resource());
        instance.finish_later();
        instance
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnInstance {
        &self.inner.cfn
    }

    /// Its id, such as `i-0123456789abcdef0`.
    pub fn id(&self) -> Value<String> {
        self.inner.cfn.get_ref()
    }

    /// The availability zone that it is in.
    pub fn availability_zone(&self) -> Value<String> {
        self.inner.cfn.attr_availability_zone()
    }

    /// Its private address.
    pub fn private_ip(&self) -> Value<String> {
        self.inner.cfn.attr_private_ip()
    }

    /// Its name within the VPC.
    pub fn private_dns_name(&self) -> Value<String> {
        self.inner.cfn.attr_private_dns_name()
    }

    /// Its public address, where it has one.
    pub fn public_ip(&self) -> Value<String> {
        self.inner.cfn.attr_public_ip()
    }

    /// Its public name, where it has one.
    pub fn public_dns_name(&self) -> Value<String> {
        self.inner.cfn.attr_public_dns_name()
    }

    /// Its role; none when its instance profile was imported.
    pub fn role(&self) -> Option<&Role> {
        self.inner.role.as_ref()
    }

    /// What it does when it boots: more can be added.
    pub fn user_data(&self) -> &UserData {
        &self.inner.user_data
    }

    /// What kind of system it has.
    pub fn operating_system(&self) -> OperatingSystem {
        self.inner.operating_system
    }

    /// Adds a security group. Rules of its [connections](Connectable) are not written to it.
    pub fn add_security_group(&self, group: impl Into<SecurityGroup>) {
        let group = group.into();
        let mut groups = self.inner.groups.borrow_mut();
        if !groups.iter().any(|other| other.scope() == group.scope()) {
            groups.push(group);
        }
    }

    /// Allows its role something.
    #[track_caller]
    pub fn add_to_role_policy(&self, statement: PolicyStatement) {
        match &self.inner.role {
            Some(role) => role.add_to_policy(statement),
            None => {
                let message = "the role of an imported instance profile is not known, and cannot be allowed more";
                let finding = Finding::error("no-role", message).at(Location::caller());
                self.inner.scope.report(finding.help("give the instance a `role` instead of a profile"));
            }
        }
    }

    /// Makes CloudFormation wait until its script has ended, and fail when it ends with an error or takes longer. Each call
    /// adds a signal, and its time. It takes the `cfn-signal` of Amazon's own images; with any other image, add
    /// [`signal_on_exit_with_aws_cli`](UserData::signal_on_exit_with_aws_cli) to the script, and
    /// [`wait_for_signals`](Instance::wait_for_signals).
    ///
    /// ```
    /// # use purlin_aws::ec2::{Instance, InstanceProps, MachineImage, Vpc, VpcProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    /// # let props = InstanceProps::new().vpc(&vpc).instance_type("t3.micro");
    /// # let server = Instance::new(&stack, "Server", props.machine_image(MachineImage::latest_amazon_linux_2023()));
    /// use std::time::Duration;
    ///
    /// server.signal_when_ready(Duration::from_secs(15 * 60));
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn signal_when_ready(&self, timeout: Duration) {
        self.inner.user_data.signal_on_exit(self);
        self.wait_for_signals(1, timeout);
    }

    /// Makes CloudFormation wait for so many more signals, and so much longer.
    #[track_caller]
    pub fn wait_for_signals(&self, count: i64, timeout: Duration) {
        let signal = self.inner.signal.get().and(count, timeout);
        self.inner.signal.set(signal);
        signal.write(&self.inner.scope, self.inner.cfn.resource());
    }

    /// Writes what grows, once it has grown.
    fn finish_later(&self) {
        let instance = self.clone();
        self.inner.scope.when_settled(move |_| {
            let Inner { cfn, user_data, groups, .. } = &*instance.inner;
            let resource = cfn.resource();
            resource.set_property("UserData", fn_base64(user_data.render(resource)));
            let count = groups.borrow().len();
            if count > MOST_GROUPS {
                let message = format!("the instance has {count} security groups, and EC2 takes {MOST_GROUPS} at most");
                let finding = Finding::error("too-many-security-groups", message);
                instance.inner.scope.report(finding.help("put rules together in fewer groups"));
            }
            let ids = Val::List(groups.borrow().iter().map(|group| group.id().into_val()).collect());
            if !instance.inner.has_interface {
                return resource.set_property("SecurityGroupIds", ids);
            }
            if let Some(Val::List(interfaces)) = resource.property("NetworkInterfaces") {
                resource.set_property("NetworkInterfaces", with_entry(interfaces, "GroupSet", ids));
            }
        });
    }
}

impl Connectable for Instance {
    /// Its connections: rules are written to its first security group.
    fn connections(&self) -> Connections {
        self.inner.connections.clone()
    }
}

impl Grantable for Instance {
    /// Its role.
    fn grant_principal(&self) -> Principal {
        self.role().map_or_else(Principal::unknown, Grantable::grant_principal)
    }
}

#[track_caller]
fn new_group(scope: &Scope, settings: &InstanceSettings) -> SecurityGroup {
    let props = SecurityGroupProps::new()
        .vpc(&settings.vpc)
        .allow_all_outbound(settings.allow_all_outbound)
        .allow_all_ipv6_outbound(settings.allow_all_ipv6_outbound);
    SecurityGroup::new(scope, "InstanceSecurityGroup", props)
}

/// The role, and the name of the profile that gives it to the instance.
#[track_caller]
fn profile(scope: &Scope, settings: &InstanceSettings) -> (Option<Role>, Value<String>) {
    if let Some(profile) = &settings.instance_profile {
        return (profile.role().cloned(), profile.name());
    }
    let role = settings.role.clone().unwrap_or_else(|| {
        let props = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        Role::new(scope, "InstanceRole", props)
    });
    let profile =
        CfnInstanceProfile::new(scope, "InstanceProfile", CfnInstanceProfileProps::new().roles([role.name()]));
    (Some(role), profile.get_ref())
}

/// The first of the subnets, or the one in the zone.
#[track_caller]
fn subnet<'a>(scope: &Scope, settings: &InstanceSettings, selected: &'a SelectedSubnets) -> Option<&'a Subnet> {
    if settings.associate_public_ip_address == Some(true) && !selected.may_be_public() {
        let finding = Finding::error("private-subnet", "an instance in a private subnet can have no public address");
        scope.report(finding.at(Location::caller()).help("select public subnets with `vpc_subnets`"));
    }
    // Whatever the lookup will find, it says which zones the subnets are in.
    let in_zone = |subnet: &&Subnet| match &settings.availability_zone {
        Some(zone) => selected.is_pending_lookup() || subnet.known_availability_zone() == Some(zone),
        None => true,
    };
    let mut fitting = selected.subnets().iter().filter(in_zone);
    let first = fitting.next();
    if selected.is_pending_lookup() {
        return first;
    }
    let problem = match (first, fitting.next(), &settings.availability_zone) {
        (None, _, None) => Some("no subnet of the VPC is selected"),
        (None, _, Some(_)) => Some("none of the selected subnets is in the availability zone"),
        (Some(_), Some(_), Some(_)) => Some("several of the selected subnets are in the availability zone"),
        (Some(_), _, _) => None,
    };
    if let Some(problem) = problem {
        let finding = Finding::error("no-subnet", problem).at(Location::caller());
        scope.report(finding.help("select other subnets with `vpc_subnets`, or another `availability_zone`"));
    }
    first
}
