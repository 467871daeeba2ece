//! Security groups.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{CfnSecurityGroup, CfnSecurityGroupProps};
use purlin_core::{Complete, Construct, Expr, Finding, IntoValue, Lookup, Scope, Stack, Val, Value, props};

use super::connections::{Connectable, Connections};
use super::peer::{Kind, Peer};
use super::port::Port;
use super::security_group_rule::{DESCRIPTION_HELP, Direction, Origin, Rule, is_description};
use crate::handle::handle;

/// The VPC of a security group and its like: the construct, or an id.
#[derive(Clone, Debug)]
pub struct VpcId(pub(super) Value<String>);

impl<T: IntoValue<String>> From<T> for VpcId {
    fn from(id: T) -> Self {
        VpcId(id.into_value())
    }
}

props! {
    /// The settings of a [`SecurityGroup`].
    pub struct SecurityGroupProps => SecurityGroupSettings in security_group_props {
        required {
            /// The VPC that it is in.
            vpc: VpcId as Vpc,
        }
        optional {
            /// Its name, unique in the VPC. Default: CloudFormation makes one. With a name of its own it cannot be replaced.
            security_group_name: Value<String>,
            /// What it is for; cannot be changed without replacing it. Default: its path in the construct tree.
            description: Value<String>,
            /// Whether all IPv4 traffic may leave. Without it, only what rules allow may.
            allow_all_outbound: bool = true,
            /// Whether all IPv6 traffic may leave.
            allow_all_ipv6_outbound: bool = false,
            /// Whether each rule is a resource of its own, also those that could be part of the group.
            disable_inline_rules: bool = false,
        }
    }
}

props! {
    /// What is to be known of a security group that exists.
    pub struct SecurityGroupAttributesProps => SecurityGroupAttributes in security_group_attributes_props {
        required {
            /// Its id, such as `sg-0123456789abcdef0`.
            id: Value<String> as Id,
        }
        optional {
            /// Whether rules are added to it. Without it they are taken to be there.
            mutable: bool = true,
            /// Whether all traffic may leave it already, so that no egress rules are needed.
            allow_all_outbound: bool = true,
        }
    }
}

/// A security group: rules of which traffic may reach what stands behind it, and leave it.
///
/// ```
/// use purlin_aws::ec2::{Peer, Port, SecurityGroup, SecurityGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = SecurityGroupProps::new().vpc("vpc-12345678").description("The master").allow_all_outbound(false);
/// let group = SecurityGroup::new(&stack, "Master", props);
/// group.add_ingress_rule(&Peer::ipv4("203.0.113.0/24"), Port::HTTPS);
/// group.add_egress_rule(&Peer::any_ipv4(), Port::HTTPS);
/// # app.synth().unwrap();
/// ```
///
/// [Security groups](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html)
#[derive(Clone)]
pub struct SecurityGroup {
    inner: Rc<Inner>,
}

handle!(SecurityGroup, inner.scope);

struct Inner {
    scope: Scope,
    id: Value<String>,
    source: Source,
    /// How many peers with ids that are not known yet have rules of their own.
    indirect_peers: Cell<usize>,
}

enum Source {
    Made(Made),
    Imported { mutable: bool, allow_all_outbound: bool },
}

struct Made {
    cfn: CfnSecurityGroup,
    allow_all_outbound: bool,
    allow_all_ipv6_outbound: bool,
    disable_inline_rules: bool,
    ingress: RefCell<Vec<Rule>>,
    egress: RefCell<Vec<Rule>>,
    /// Whether a rule lets IPv4 traffic out, so that the rule is not needed that stands for none.
    lets_out: Cell<bool>,
    /// Whether its rules wait to be written.
    waits: Cell<bool>,
}

impl SecurityGroup {
    /// A security group.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SecurityGroupSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let description = settings.description.unwrap_or_else(|| scope.path().into());
        check(&scope, settings.security_group_name.as_ref(), &description, Location::caller());
        let cfn_props = CfnSecurityGroupProps::new()
            .group_name(settings.security_group_name)
            .group_description(description)
            .vpc_id(settings.vpc.0);
        let cfn = CfnSecurityGroup::new(&scope, "Resource", cfn_props);
        let made = Made {
            allow_all_outbound: settings.allow_all_outbound,
            allow_all_ipv6_outbound: settings.allow_all_ipv6_outbound,
            disable_inline_rules: settings.disable_inline_rules,
            ingress: RefCell::default(),
            egress: RefCell::default(),
            lets_out: Cell::new(settings.allow_all_outbound),
            waits: Cell::new(false),
            cfn,
        };
        let id = made.cfn.attr_group_id();
        let group = SecurityGroup {
            inner: Rc::new(Inner { scope, id, source: Source::Made(made), indirect_peers: Cell::new(0) }),
        };
        group.add_default_egress_rules();
        group
    }

    /// A security group that exists, by its id. Rules are added to it.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, security_group_id: impl IntoValue<String>) -> Self {
        Self::from_attributes(scope, id, SecurityGroupAttributesProps::new().id(security_group_id.into_value()))
    }

    /// A security group that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<SecurityGroupAttributes>) -> Self {
        let SecurityGroupAttributes { id: group, mutable, allow_all_outbound } = props.complete();
        let scope = Scope::new(scope, id);
        if let Some((message, help)) = Peer::security_group_id(&group).mistake() {
            scope.report(Finding::error("bad-security-group-id", message).at(Location::caller()).help(help));
        }
        let source = Source::Imported { mutable, allow_all_outbound };
        SecurityGroup { inner: Rc::new(Inner { scope, id: group, source, indirect_peers: Cell::new(0) }) }
    }

    /// A security group that exists, looked up by its name, in a VPC or whichever has it.
    #[track_caller]
    pub fn from_lookup_by_name(scope: &impl Construct, id: &str, name: &str, vpc: impl Into<VpcId>) -> Self {
        let vpc: VpcId = vpc.into();
        let mut query = vec![("securityGroupName", name.to_owned())];
        match vpc.0.literal() {
            Some(vpc) => query.push(("vpcId", vpc.to_owned())),
            // The group is looked up once the VPC has been found.
            None if is_pending_lookup(&vpc.0) => return Self::from_id(scope, id, vpc.0),
            None => {
                let message = "the VPC of a security group that is looked up must be known";
                let finding = Finding::error("unknown-in-lookup", message).at(Location::caller());
                scope.scope().report(finding.help("give an id, or look the VPC up as well"));
            }
        }
        Self::from_lookup(scope, id, query)
    }

    /// A security group that exists, looked up by its id, to know whether all traffic may leave it.
    #[track_caller]
    pub fn from_lookup_by_id(scope: &impl Construct, id: &str, security_group_id: &str) -> Self {
        Self::from_lookup(scope, id, vec![("securityGroupId", security_group_id.to_owned())])
    }

    #[track_caller]
    fn from_lookup(scope: &impl Construct, id: &str, query: Vec<(&'static str, String)>) -> Self {
        let (group, allow_all_outbound) = match scope.scope().lookup("security-group", query) {
            Lookup::Found(found) => {
                let id = found["securityGroupId"].as_str().unwrap_or_default().into();
                (id, found["allowAllOutbound"].as_bool().unwrap_or(true))
            }
            Lookup::Missing(missing) => (missing.value(), true),
        };
        let props = SecurityGroupAttributesProps::new().id(group).allow_all_outbound(allow_all_outbound);
        Self::from_attributes(scope, id, props)
    }

    /// The generated resource; none when the group was imported.
    pub fn cfn(&self) -> Option<&CfnSecurityGroup> {
        match &self.inner.source {
            Source::Made(made) => Some(&made.cfn),
            Source::Imported { .. } => None,
        }
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// Whether all IPv4 traffic may leave it.
    pub fn allow_all_outbound(&self) -> bool {
        match &self.inner.source {
            Source::Made(made) => made.allow_all_outbound,
            Source::Imported { allow_all_outbound, .. } => *allow_all_outbound,
        }
    }

    /// Lets a peer's traffic in.
    #[track_caller]
    pub fn add_ingress_rule(&self, peer: &Peer, port: impl Into<Port>) {
        self.add_plain_rule(Direction::Ingress, peer, port.into(), None);
    }

    /// Lets a peer's traffic in, with a description of the rule.
    #[track_caller]
    pub fn add_ingress_rule_described(&self, peer: &Peer, port: impl Into<Port>, description: &str) {
        self.add_plain_rule(Direction::Ingress, peer, port.into(), Some(description));
    }

    /// Lets traffic to a peer out. Has no effect where all traffic may leave.
    #[track_caller]
    pub fn add_egress_rule(&self, peer: &Peer, port: impl Into<Port>) {
        self.add_plain_rule(Direction::Egress, peer, port.into(), None);
    }

    /// Lets traffic to a peer out, with a description of the rule.
    #[track_caller]
    pub fn add_egress_rule_described(&self, peer: &Peer, port: impl Into<Port>, description: &str) {
        self.add_plain_rule(Direction::Egress, peer, port.into(), Some(description));
    }

    #[track_caller]
    fn add_plain_rule(&self, direction: Direction, peer: &Peer, port: Port, description: Option<&str>) {
        let description = description.map(str::to_owned);
        self.add_rule(
            Rule { direction, peer: peer.clone(), port, description, origin: Origin::Group },
            Location::caller(),
        );
    }

    /// Adds a rule, as part of the group where it can be.
    pub(super) fn add_rule(&self, rule: Rule, location: &'static Location<'static>) {
        rule.mistakes(location).into_iter().for_each(|finding| self.inner.scope.report(finding));
        match &self.inner.source {
            Source::Imported { mutable: false, .. } => {}
            Source::Imported { allow_all_outbound: true, .. } if rule.direction == Direction::Egress => {}
            Source::Imported { .. } => self.add_separate_rule(&rule, location),
            Source::Made(made) => {
                if rule.direction == Direction::Egress && self.leaves_anyway(made, &rule, location) {
                    return;
                }
                if made.disable_inline_rules || !rule.is_inline() {
                    return self.add_separate_rule(&rule, location);
                }
                let is_egress = rule.direction == Direction::Egress;
                if is_egress && (rule.says(&Rule::all_outbound()) || rule.says(&Rule::all_ipv6_outbound())) {
                    let finding = Finding::error("all-outbound", "an egress rule lets all traffic out").at(location);
                    self.inner.scope.report(finding.help("set `allow_all_outbound(true)` on the group instead"));
                }
                self.add_inline_rule(made, rule);
            }
        }
    }

    /// Whether a rule about leaving traffic has no effect, since all of it may leave.
    fn leaves_anyway(&self, made: &Made, rule: &Rule, location: &'static Location<'static>) -> bool {
        let ipv6 = matches!(rule.peer.kind, Kind::Ipv6(_));
        let (leaves, setting) = match ipv6 {
            true => (made.allow_all_ipv6_outbound, "allow_all_ipv6_outbound"),
            false => (made.allow_all_outbound, "allow_all_outbound"),
        };
        let told_elsewhere = match rule.origin {
            Origin::Group => false,
            // Between two groups, the other side's rule is what counts.
            Origin::Connections => matches!(rule.peer.kind, Kind::Group(_)),
            Origin::Counterpart => true,
        };
        if leaves && !told_elsewhere {
            let message = format!("an egress rule has no effect, since `{setting}` is set");
            let finding = Finding::warning("egress-rule-ignored", message).at(location);
            self.inner.scope.report(finding.help(format!("call `{setting}(false)` on the group, or remove the rule")));
        }
        if !leaves && !ipv6 {
            made.lets_out.set(true);
            made.egress.borrow_mut().retain(|rule| !rule.says(&Rule::no_outbound()));
        }
        leaves
    }

    #[track_caller]
    fn add_default_egress_rules(&self) {
        let location = Location::caller();
        let Source::Made(made) = &self.inner.source else { return };
        let first = if made.allow_all_outbound { Rule::all_outbound() } else { Rule::no_outbound() };
        let second = made.allow_all_ipv6_outbound.then(Rule::all_ipv6_outbound);
        for rule in [first].into_iter().chain(second) {
            match made.disable_inline_rules {
                true if !made.allow_all_outbound && rule.says(&Rule::no_outbound()) => {
                    self.add_no_outbound_later(location)
                }
                true => self.add_separate_rule(&rule, location),
                false => self.add_inline_rule(made, rule),
            }
        }
    }

    /// A resource cannot be taken back: the rule that stands for no traffic waits until all others are known.
    fn add_no_outbound_later(&self, location: &'static Location<'static>) {
        let group = self.clone();
        self.inner.scope.when_settled(move |_| {
            if let Source::Made(made) = &group.inner.source
                && !made.lets_out.get()
            {
                group.add_separate_rule(&Rule::no_outbound(), location);
            }
        });
    }

    fn add_inline_rule(&self, made: &Made, rule: Rule) {
        let rules = match rule.direction {
            Direction::Ingress => &made.ingress,
            Direction::Egress => &made.egress,
        };
        if !rules.borrow().iter().any(|old| old.says(&rule)) {
            rules.borrow_mut().push(rule);
        }
        if !made.waits.replace(true) {
            let group = self.clone();
            self.inner.scope.when_settled(move |_| group.write_rules());
        }
    }

    fn write_rules(&self) {
        let Source::Made(made) = &self.inner.source else { return };
        made.waits.set(false);
        for (property, rules) in [("SecurityGroupIngress", &made.ingress), ("SecurityGroupEgress", &made.egress)] {
            let rules: Vec<Val> = rules.borrow().iter().map(Rule::to_val).collect();
            if !rules.is_empty() {
                made.cfn.resource().set_property(property, Val::List(rules));
            }
        }
    }

    /// Adds a rule as a resource of its own, unless it is there already. The counterpart of a rule in another stack joins
    /// that rule there.
    fn add_separate_rule(&self, rule: &Rule, location: &'static Location<'static>) {
        let own = &self.inner.scope;
        let (scope, id) = match &rule.peer.kind {
            Kind::Group(peer)
                if rule.origin == Origin::Counterpart
                    && own.stack().map(scope_of) != peer.scope().stack().map(scope_of) =>
            {
                let word = rule.direction.reversed().word();
                (peer.scope().clone(), format!("{}:{} {word}", own.unique_id(), rule.port))
            }
            _ => {
                let id = format!("{} {}:{}", rule.direction.word(), self.peer_in_id(&rule.peer), rule.port);
                (own.clone(), id.replacen('/', "_", 1))
            }
        };
        if let Some(id) = free_id(&scope, id, rule) {
            rule.add_separately(&scope, &id, self, location);
        }
    }

    fn peer_in_id(&self, peer: &Peer) -> String {
        if let Some(id) = peer.unique_id().literal() {
            return id.to_owned();
        }
        let number = self.inner.indirect_peers.get() + 1;
        self.inner.indirect_peers.set(number);
        if number == 1 { "{IndirectPeer}".to_owned() } else { format!("'{{IndirectPeer{number}}}'") }
    }

    pub(super) fn report_no_default_port(&self, location: &'static Location<'static>) {
        let finding = Finding::error("no-default-port", "these connections have no default port").at(location);
        self.inner.scope.report(finding.help("name the port: `allow_from(&other, Port::tcp(…))`"));
    }
}

/// The id of a rule's resource; none where there is one that says the same. Ports that are only known during deployment look
/// alike in ids.
fn free_id(scope: &Scope, id: String, rule: &Rule) -> Option<String> {
    let mut candidate = id.clone();
    for number in 2_u64.. {
        let Some(taken) = scope.child(&candidate.replace('/', "--")) else { return Some(candidate) };
        if taken.resource().is_none_or(|old| rule.is_about_same_ports(&old)) {
            return None;
        }
        candidate = format!("{id}#{number}");
    }
    None
}

fn is_pending_lookup(vpc_id: &Value<String>) -> bool {
    matches!(vpc_id.as_val(), Val::Expr(expr) if matches!(**expr, Expr::MissingContext(_)))
}

fn scope_of(stack: Stack) -> Scope {
    stack.scope().clone()
}

fn check(
    scope: &Scope,
    name: Option<&Value<String>>,
    description: &Value<String>,
    location: &'static Location<'static>,
) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(name) = name.and_then(|name| name.literal())
        && (name.starts_with("sg-") || name.is_empty() || !is_description(name))
    {
        let message = format!("`{name}` cannot be the name of a security group");
        report(
            "bad-security-group-name",
            message,
            "begin it with anything but `sg-`, and use up to 255 letters and digits",
        );
    }
    if let Some(description) = description.literal()
        && (description.is_empty() || !is_description(description))
    {
        let message = format!("`{description}` cannot describe a security group");
        report("bad-security-group-description", message, DESCRIPTION_HELP);
    }
}

impl Connectable for SecurityGroup {
    fn connections(&self) -> Connections {
        Connections::new([self.clone()])
    }
}
