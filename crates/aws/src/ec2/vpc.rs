//! VPCs.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::{CfnInternetGateway, CfnNatGateway, CfnVPC};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props, text};

use crate::handle::handle;

use super::internet_connectivity::{Group, InternetConnectivity};
use super::ip_addresses::{IpAddresses, IpProtocol};
use super::nat::NatProvider;
use super::security_group::VpcId;
use super::subnet::Subnet;
use super::subnet_configuration::SubnetConfiguration;
use super::subnet_selection::{SelectedSubnets, SubnetSelection, SubnetsByType};
use super::vpc_builder;

props! {
    /// The settings of a [`Vpc`].
    pub struct VpcProps => VpcSettings in vpc_props {
        optional {
            /// Where its IPv4 addresses are from: a range, or a pool that hands one out. Default: `10.0.0.0/16`.
            ip_addresses: IpAddresses = IpAddresses::cidr("10.0.0.0/16"),
            /// Whether it has IPv6 addresses too. Default: it does not.
            ip_protocol: IpProtocol = IpProtocol::Ipv4Only,
            /// How many availability zones it extends over at most. Default: 3. Where the account or the region is not
            /// known, there are two.
            max_azs: i64,
            /// The names of the zones that it extends over, instead of the first ones.
            availability_zones: Value<Vec<String>>,
            /// For how many more zones addresses are kept free, so that these can be added without moving subnets.
            reserved_azs: i64 = 0,
            /// Its groups of subnets, each with a subnet in every zone. Default: a public and a private one, or a public and
            /// an isolated one where there are no NAT gateways.
            subnet_configuration: Vec<SubnetConfiguration>,
            /// How many NAT gateways it has. Default: one in each zone if it has private subnets. Each costs by the hour.
            nat_gateways: i64,
            /// How its private subnets reach the internet. Default: by NAT gateways in its public subnets.
            nat_gateway_provider: NatProvider,
            /// The public subnets that NAT gateways are put into. Default: the first ones.
            nat_gateway_subnets: SubnetSelection,
            /// Whether it has an internet gateway, where any of its subnets needs one.
            create_internet_gateway: bool = true,
            /// Whether names are resolved in it.
            enable_dns_support: bool = true,
            /// Whether instances with public addresses get names. Default: yes, if names are resolved.
            enable_dns_hostnames: bool,
            /// Whether instances share their hosts with other customers. Default: they do.
            default_instance_tenancy: DefaultInstanceTenancy = DefaultInstanceTenancy::Default,
            /// Whether a function takes all rules away of the security group that AWS makes with it. Default: no. Nothing here
            /// uses that group, and the function needs rights in the account.
            restrict_default_security_group: bool = false,
            /// Its tag `Name`. Default: the construct's path.
            vpc_name: String,
        }
    }
}

/// On which hosts the instances of a VPC run, unless they say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultInstanceTenancy {
    /// On hosts that other customers use, too.
    Default,
    /// On hosts of their own, at a higher price.
    Dedicated,
}

/// A network of one's own, spread over availability zones.
///
/// ```
/// use purlin_aws::ec2::{SubnetSelection, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().max_azs(2).nat_gateways(1));
/// assert_eq!(vpc.public_subnets().len(), 2);
/// let private = vpc.select_subnets(&SubnetSelection::new());
/// assert!(!private.has_public());
/// # app.synth().unwrap();
/// ```
///
/// [VPCs](https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html)
#[derive(Clone)]
pub struct Vpc {
    inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) scope: Scope,
    pub(super) id: Value<String>,
    /// The region and the account in its ARN.
    pub(super) region: Value<String>,
    pub(super) account: Value<String>,
    pub(super) cidr_block: Option<Value<String>>,
    pub(super) availability_zones: Vec<Value<String>>,
    pub(super) subnets: SubnetsByType,
    pub(super) connectivity: Group,
    pub(super) vpn_gateway_id: RefCell<Option<Value<String>>>,
    pub(super) made: Option<Made>,
}

/// The resources of a VPC that is not imported.
pub(super) struct Made {
    pub(super) cfn: CfnVPC,
    pub(super) internet_gateway: Option<CfnInternetGateway>,
    pub(super) nat_gateways: Vec<CfnNatGateway>,
}

handle!(Vpc, inner.scope);

impl Vpc {
    /// A VPC with subnets, route tables and gateways.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<VpcSettings>) -> Self {
        Vpc { inner: Rc::new(vpc_builder::build(Scope::new(scope, id), &props.complete())) }
    }

    pub(super) fn of(inner: Inner) -> Self {
        Vpc { inner: Rc::new(inner) }
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The region that it is in.
    pub fn region(&self) -> Value<String> {
        self.inner.region.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        let Inner { scope, region, account, id, .. } = &*self.inner;
        text!["arn:", scope.partition(), ":ec2:", region, ":", account, ":vpc/", id]
    }

    /// Its range of IPv4 addresses. It is an error to ask for it where it was not given on import.
    #[track_caller]
    pub fn cidr_block(&self) -> Value<String> {
        let location = Location::caller();
        self.inner.cidr_block.clone().unwrap_or_else(|| {
            let finding = Finding::error("unknown-vpc-range", "the range of addresses of an imported VPC is not known");
            let help = "give it with `.cidr_block(…)` where the VPC is imported";
            self.inner.scope.report(finding.at(location).help(help));
            Value::from("")
        })
    }

    /// The zones that it extends over.
    pub fn availability_zones(&self) -> &[Value<String>] {
        &self.inner.availability_zones
    }

    /// Its public subnets.
    pub fn public_subnets(&self) -> &[Subnet] {
        &self.inner.subnets.public
    }

    /// Its private subnets, which reach the internet.
    pub fn private_subnets(&self) -> &[Subnet] {
        &self.inner.subnets.private
    }

    /// Its isolated subnets, which do not.
    pub fn isolated_subnets(&self) -> &[Subnet] {
        &self.inner.subnets.isolated
    }

    /// Selects subnets. It is an error when there are none such.
    #[track_caller]
    pub fn select_subnets(&self, selection: &SubnetSelection) -> SelectedSubnets {
        self.inner.subnets.select(&self.inner.scope, selection)
    }

    /// The internet gateway's id. None for a VPC without one, and for one that was imported.
    pub fn internet_gateway_id(&self) -> Option<Value<String>> {
        self.inner.made.as_ref()?.internet_gateway.as_ref().map(CfnInternetGateway::get_ref)
    }

    /// The internet gateway, which has to be there before anything reaches the internet. What starts in a subnet rather
    /// waits for the [connectivity of the subnet](SelectedSubnets::internet_connectivity).
    pub fn internet_connectivity(&self) -> InternetConnectivity {
        InternetConnectivity::of([&self.inner.connectivity])
    }

    /// Its NAT gateways. None are known of a VPC that was imported.
    pub fn nat_gateways(&self) -> &[CfnNatGateway] {
        self.inner.made.as_ref().map_or(&[], |made| &made.nat_gateways)
    }

    /// The security group that AWS makes with it. None for a VPC that was imported.
    pub fn default_security_group_id(&self) -> Option<Value<String>> {
        self.cfn().map(CfnVPC::attr_default_security_group)
    }

    /// The network access list that AWS makes with it. None for a VPC that was imported.
    pub fn default_network_acl_id(&self) -> Option<Value<String>> {
        self.cfn().map(CfnVPC::attr_default_network_acl)
    }

    /// Its ranges of IPv6 addresses. None for a VPC that was imported.
    pub fn ipv6_cidr_blocks(&self) -> Option<Value<Vec<String>>> {
        self.cfn().map(CfnVPC::attr_ipv6_cidr_blocks)
    }

    /// Its virtual private gateway, if it has one.
    pub fn vpn_gateway_id(&self) -> Option<Value<String>> {
        self.inner.vpn_gateway_id.borrow().clone()
    }

    pub(super) fn set_vpn_gateway_id(&self, id: Value<String>) {
        *self.inner.vpn_gateway_id.borrow_mut() = Some(id);
    }

    /// Whether it is still to be looked up: its subnets then only stand for those that there will be.
    pub fn is_pending_lookup(&self) -> bool {
        self.inner.subnets.pending_lookup
    }

    /// The generated resource; none for a VPC that was imported.
    pub fn cfn(&self) -> Option<&CfnVPC> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }
}

impl From<&Vpc> for VpcId {
    fn from(vpc: &Vpc) -> Self {
        vpc.id().into()
    }
}

impl From<Vpc> for VpcId {
    fn from(vpc: Vpc) -> Self {
        vpc.id().into()
    }
}
