//! Connections: who may talk to whom over the network.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use super::peer::Peer;
use super::port::Port;
use super::security_group::SecurityGroup;
use super::security_group_rule::{Direction, Origin, Rule};

/// Whatever has connections: what stands behind security groups, and peers.
pub trait Connectable {
    /// Its connections.
    fn connections(&self) -> Connections;
}

impl<C: Connectable> Connectable for &C {
    fn connections(&self) -> Connections {
        (*self).connections()
    }
}

impl Connectable for Connections {
    fn connections(&self) -> Connections {
        self.clone()
    }
}

/// Who may talk to a construct, and whom it may talk to: rules of its security groups.
///
/// A rule between two security groups stands in the stack of the construct whose connections it was said of, and so does
/// its counterpart. Where the two are in different stacks, say it of the one that is made later, mostly the client:
/// `client.connections().allow_to_default_port(&database)`. Said of the database, it would make the database's stack wait
/// for the client's, and where that waits for the database already, the circle is an error.
///
/// ```
/// use purlin_aws::ec2::{Connectable, Peer, Port, SecurityGroup, SecurityGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let web = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new().vpc("vpc-12345678"));
/// let database = SecurityGroup::new(&stack, "Database", SecurityGroupProps::new().vpc("vpc-12345678"));
/// web.connections().allow_from_any_ipv4(Port::HTTPS);
/// database.connections().allow_from(&web, Port::POSTGRES);
/// # app.synth().unwrap();
/// ```
#[derive(Clone)]
pub struct Connections {
    inner: Rc<Inner>,
}

struct Inner {
    groups: Grows<SecurityGroup>,
    /// What rules of others name: the groups, and peers.
    peers: Grows<Peer>,
    default_port: Option<Port>,
}

impl Connections {
    /// The connections of what stands behind security groups. Those added later get the rules, too.
    pub fn new(groups: impl IntoIterator<Item = SecurityGroup>) -> Self {
        Connections::with(groups, None)
    }

    /// The connections of what stands behind security groups and listens at one port.
    pub fn with_default_port(groups: impl IntoIterator<Item = SecurityGroup>, port: Port) -> Self {
        Connections::with(groups, Some(port))
    }

    fn with(groups: impl IntoIterator<Item = SecurityGroup>, default_port: Option<Port>) -> Self {
        let inner = Inner { groups: Grows::default(), peers: Grows::default(), default_port };
        let connections = Connections { inner: Rc::new(inner) };
        groups.into_iter().for_each(|group| connections.add_security_group(group));
        connections
    }

    pub(super) fn to_peer(peer: Peer) -> Self {
        let connections = Connections::new([]);
        connections.inner.peers.push(peer);
        connections
    }

    /// The security groups.
    pub fn security_groups(&self) -> Vec<SecurityGroup> {
        self.inner.groups.elements()
    }

    /// The port that it listens at, if there is one.
    pub fn default_port(&self) -> Option<&Port> {
        self.inner.default_port.as_ref()
    }

    /// Adds a security group: all rules so far, and all to come, hold for it as well.
    pub fn add_security_group(&self, group: impl Into<SecurityGroup>) {
        let group = group.into();
        self.inner.groups.push(group.clone());
        self.inner.peers.push(Peer::group(group));
    }

    /// Lets another one connect here.
    #[track_caller]
    pub fn allow_from(&self, other: &impl Connectable, port: impl Into<Port>) {
        self.allow(Direction::Ingress, &other.connections(), port.into(), None);
    }

    /// Lets another one connect here, with a description of the rule.
    #[track_caller]
    pub fn allow_from_described(&self, other: &impl Connectable, port: impl Into<Port>, description: &str) {
        self.allow(Direction::Ingress, &other.connections(), port.into(), Some(description));
    }

    /// Lets this one connect to another one.
    #[track_caller]
    pub fn allow_to(&self, other: &impl Connectable, port: impl Into<Port>) {
        self.allow(Direction::Egress, &other.connections(), port.into(), None);
    }

    /// Lets this one connect to another one, with a description of the rule.
    #[track_caller]
    pub fn allow_to_described(&self, other: &impl Connectable, port: impl Into<Port>, description: &str) {
        self.allow(Direction::Egress, &other.connections(), port.into(), Some(description));
    }

    /// Lets all of the internet connect here, over IPv4. Ports of administration and databases must say
    /// [`open_to_the_world`](Port::open_to_the_world).
    #[track_caller]
    pub fn allow_from_any_ipv4(&self, port: impl Into<Port>) {
        self.allow_from(&Peer::any_ipv4(), port);
    }

    /// Lets this one connect to all of the internet, over IPv4.
    #[track_caller]
    pub fn allow_to_any_ipv4(&self, port: impl Into<Port>) {
        self.allow_to(&Peer::any_ipv4(), port);
    }

    /// Lets what stands behind the same security groups connect to each other.
    #[track_caller]
    pub fn allow_internally(&self, port: impl Into<Port>) {
        let (port, location, own) = (port.into(), Location::caller(), self.clone());
        self.inner.groups.for_each_and_later(move |group| {
            let (port, group) = (port.clone(), group.clone());
            own.inner.peers.for_each_and_later(move |peer| {
                for direction in [Direction::Ingress, Direction::Egress] {
                    let rule = Rule {
                        direction,
                        peer: peer.clone(),
                        port: port.clone(),
                        description: None,
                        origin: Origin::Connections,
                    };
                    group.add_rule(rule, location);
                }
            });
        });
    }

    /// Lets another one connect to the port that this one listens at.
    #[track_caller]
    pub fn allow_default_port_from(&self, other: &impl Connectable) {
        if let Some(port) = self.own_port() {
            self.allow_from(other, port);
        }
    }

    /// Lets all of the internet connect to the port that this one listens at.
    #[track_caller]
    pub fn allow_default_port_from_any_ipv4(&self) {
        if let Some(port) = self.own_port() {
            self.allow_from_any_ipv4(port);
        }
    }

    /// Lets what stands behind the same security groups connect to the port that it listens at.
    #[track_caller]
    pub fn allow_default_port_internally(&self) {
        if let Some(port) = self.own_port() {
            self.allow_internally(port);
        }
    }

    /// Lets this one connect to the port that another one listens at.
    #[track_caller]
    pub fn allow_to_default_port(&self, other: &impl Connectable) {
        let other = other.connections();
        if let Some(port) = other.own_port() {
            self.allow_to(&other, port);
        }
    }

    /// The default port; a finding when there is none.
    #[track_caller]
    fn own_port(&self) -> Option<Port> {
        let port = self.inner.default_port.clone();
        if port.is_none()
            && let Some(group) = self.inner.groups.elements().first()
        {
            group.report_no_default_port(Location::caller());
        }
        port
    }

    #[track_caller]
    fn allow(&self, direction: Direction, other: &Connections, port: Port, description: Option<&str>) {
        let location = Location::caller();
        add_rules(self, other, direction, &port, description, Origin::Connections, location);
        add_rules(other, self, direction.reversed(), &port, description, Origin::Counterpart, location);
    }
}

/// Adds a rule to every group of one side, about every peer of the other.
fn add_rules(
    own: &Connections,
    other: &Connections,
    direction: Direction,
    port: &Port,
    description: Option<&str>,
    origin: Origin,
    location: &'static Location<'static>,
) {
    let (port, description, other) = (port.clone(), description.map(str::to_owned), other.clone());
    own.inner.groups.for_each_and_later(move |group| {
        let (group, port, description) = (group.clone(), port.clone(), description.clone());
        other.inner.peers.for_each_and_later(move |peer| {
            let (peer, port, description) = (peer.clone(), port.clone(), description.clone());
            group.add_rule(Rule { direction, peer, port, description, origin }, location);
        });
    });
}

/// A list that others follow as it grows.
struct Grows<T> {
    elements: RefCell<Vec<T>>,
    followers: RefCell<Vec<Follower<T>>>,
}

type Follower<T> = Rc<dyn Fn(&T)>;

impl<T> Default for Grows<T> {
    fn default() -> Self {
        Grows { elements: RefCell::default(), followers: RefCell::default() }
    }
}

impl<T: Clone> Grows<T> {
    fn push(&self, element: T) {
        self.elements.borrow_mut().push(element.clone());
        let followers = self.followers.borrow().clone();
        followers.iter().for_each(|follow| follow(&element));
    }

    fn elements(&self) -> Vec<T> {
        self.elements.borrow().clone()
    }

    fn for_each_and_later(&self, follow: impl Fn(&T) + 'static) {
        self.elements().iter().for_each(&follow);
        self.followers.borrow_mut().push(Rc::new(follow));
    }
}
