//! VPCs that exist, found by the toolkit.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::Location;

use purlin_core::{Complete, Construct, Finding, Lookup, MissingValue, Scope, Value, props};
use serde_json::{Map, Value as JsonValue, json};

use super::internet_connectivity::Group;
use super::subnet::{Subnet, SubnetAttributesProps};
use super::subnet_configuration::SubnetType;
use super::subnet_selection::SubnetsByType;
use super::vpc::{Inner, Vpc};

/// How many subnets of each type stand for those that there will be, each in a zone of its own.
const SUBNETS_UNTIL_FOUND: usize = 2;

props! {
    /// Which VPC is looked up. What is not set does not matter, and exactly one VPC must fit.
    pub struct VpcLookupProps => VpcLookup in vpc_lookup_props {
        optional {
            /// Its id.
            vpc_id: String,
            /// Its tag `Name`.
            vpc_name: String,
            /// Its tags.
            tags: BTreeMap<String, String> = BTreeMap::new(),
            /// Whether it is the region's default VPC.
            is_default: bool,
            /// The account that owns it, if another one shares it.
            owner_account_id: String,
            /// The region that it is in. Default: the stack's.
            region: String,
            /// The tag that has the names of groups of subnets. Default: `aws-cdk:subnet-name`.
            subnet_group_name_tag: String,
            /// Whether its virtual private gateway is looked up, too. Default: the toolkit decides.
            return_vpn_gateways: bool,
        }
    }
}

impl Vpc {
    /// A VPC that exists, looked up in the stack's account and region, which have to be known.
    ///
    /// The toolkit keeps what it found in `cdk.context.json`; nothing is deployed as long as it has not found it. What a
    /// subnet is for, the toolkit knows from its tag `aws-cdk:subnet-type`, or else from its routes.
    ///
    /// ```
    /// use purlin_aws::ec2::{Vpc, VpcLookupProps};
    /// use purlin_core::{App, Environment, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let env = Environment::new("111111111111", "eu-west-1");
    /// let stack = Stack::new(&app, "Workers", StackProps::new().environment(env));
    /// let vpc = Vpc::from_lookup(&stack, "Vpc", VpcLookupProps::new().is_default(true));
    /// assert!(vpc.is_pending_lookup());
    /// ```
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, props: impl Complete<VpcLookup>) -> Self {
        let request = props.complete();
        let parent = scope.scope();
        let answer = parent.lookup("vpc-provider", query(&request));
        let scope = Scope::new(parent, id);
        let region = request.region.map_or_else(|| scope.region(), Value::from);
        let inner = match &answer {
            Lookup::Missing(missing) => pending(scope, missing, region),
            Lookup::Found(answer) => found(scope, answer, region),
        };
        Vpc::of(inner)
    }

    /// The VPC as an earlier lookup has found it, where the context has the answer; the toolkit is not asked for it.
    ///
    /// ```
    /// use purlin_aws::ec2::{Vpc, VpcLookupProps};
    /// use purlin_core::{App, Environment, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let env = Environment::new("111111111111", "eu-west-1");
    /// let stack = Stack::new(&app, "Workers", StackProps::new().environment(env));
    /// assert!(Vpc::from_known_lookup(&stack, "Vpc", VpcLookupProps::new().is_default(true)).is_none());
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_known_lookup(scope: &impl Construct, id: &str, props: impl Complete<VpcLookup>) -> Option<Self> {
        let request = props.complete();
        let parent = scope.scope();
        let answer = parent.known_lookup("vpc-provider", query(&request))?;
        let scope = Scope::new(parent, id);
        let region = request.region.map_or_else(|| scope.region(), Value::from);
        Some(Vpc::of(found(scope, &answer, region)))
    }

    /// The VPC that the answer to another lookup will tell of, as long as there is none.
    #[cfg(feature = "elasticloadbalancingv2")]
    #[track_caller]
    pub(crate) fn pending_lookup(scope: &impl Construct, id: &str, missing: &MissingValue) -> Self {
        let scope = Scope::new(scope, id);
        let region = scope.region();
        Vpc::of(pending(scope, missing, region))
    }
}

/// What the toolkit is asked, under aws-cdk-lib's names.
fn query(request: &VpcLookup) -> Map<String, JsonValue> {
    let mut filter: Map<String, JsonValue> =
        request.tags.iter().map(|(key, value)| (format!("tag:{key}"), value.clone().into())).collect();
    let default = request.is_default.map(|is_default| is_default.to_string());
    for (name, value) in [
        ("vpc-id", &request.vpc_id),
        ("tag:Name", &request.vpc_name),
        ("owner-id", &request.owner_account_id),
        ("isDefault", &default),
    ] {
        if let Some(value) = value {
            filter.insert(name.to_owned(), value.clone().into());
        }
    }
    let mut query =
        Map::from_iter([("filter".to_owned(), filter.into()), ("returnAsymmetricSubnets".to_owned(), json!(true))]);
    for (name, value) in [
        ("region", request.region.clone().map(JsonValue::from)),
        ("returnVpnGateways", request.return_vpn_gateways.map(JsonValue::from)),
        ("subnetGroupNameTag", request.subnet_group_name_tag.clone().map(JsonValue::from)),
    ] {
        if let Some(value) = value {
            query.insert(name.to_owned(), value);
        }
    }
    query
}

/// The VPC as the toolkit described it.
#[track_caller]
fn found(scope: Scope, answer: &JsonValue, region: Value<String>) -> Inner {
    let text = |name: &str| answer.get(name).and_then(JsonValue::as_str);
    let mut subnets = SubnetsByType::default();
    let groups = answer.get("subnetGroups").and_then(JsonValue::as_array);
    let mut whole = groups.is_some();
    for group in groups.into_iter().flatten() {
        match imported_group(&scope, group) {
            Some((subnet_type, group)) => subnets.of_mut(subnet_type).extend(group),
            None => whole = false,
        }
    }
    let id = text("vpcId");
    if id.is_none() || !whole {
        let finding =
            Finding::error("bad-lookup-answer", "the VPC in the context is not described as the toolkit does it");
        let help = "remove it with `cdk context --reset`, so that it is looked up again";
        scope.report(finding.at(Location::caller()).help(help));
    }
    let mut zones: Vec<Value<String>> = Vec::new();
    for zone in subnets.all().filter_map(Subnet::known_availability_zone) {
        if !zones.contains(zone) {
            zones.push(zone.clone());
        }
    }
    zones.sort_by(|left, right| left.literal().cmp(&right.literal()));
    Inner {
        id: id.unwrap_or_default().into(),
        region,
        account: text("ownerAccountId").map_or_else(|| scope.account(), Value::from),
        cidr_block: text("vpcCidrBlock").map(Value::from),
        availability_zones: zones,
        subnets,
        connectivity: Group::default(),
        vpn_gateway_id: RefCell::new(text("vpnGatewayId").map(Value::from)),
        made: None,
        scope,
    }
}

/// A group of subnets; `None` when it is not described as the toolkit does it.
#[track_caller]
fn imported_group(scope: &Scope, group: &JsonValue) -> Option<(SubnetType, Vec<Subnet>)> {
    let subnet_type = match group.get("type")?.as_str()? {
        "Public" => SubnetType::Public,
        "Private" => SubnetType::PrivateWithEgress,
        "Isolated" => SubnetType::PrivateIsolated,
        _ => return None,
    };
    let name = group.get("name")?.as_str()?;
    let mut subnets = Vec::new();
    for (index, subnet) in group.get("subnets")?.as_array()?.iter().enumerate() {
        let text = |name: &str| subnet.get(name).and_then(JsonValue::as_str);
        let mut props =
            SubnetAttributesProps::new().subnet_id(text("subnetId")?).availability_zone(text("availabilityZone")?);
        if let Some(route_table) = text("routeTableId") {
            props = props.route_table_id(route_table);
        }
        if let Some(range) = text("cidr") {
            props = props.ipv4_cidr_block(range);
        }
        subnets.push(Subnet::from_attributes(scope, &format!("{name}Subnet{}", index + 1), props));
    }
    Some((subnet_type, subnets))
}

/// What stands for the VPC until the toolkit has found it: subnets of every type, so that whatever is built on it is built.
#[track_caller]
fn pending(scope: Scope, missing: &MissingValue, region: Value<String>) -> Inner {
    let mut subnets = SubnetsByType { pending_lookup: true, ..SubnetsByType::default() };
    for subnet_type in [SubnetType::Public, SubnetType::PrivateWithEgress, SubnetType::PrivateIsolated] {
        for number in 1..=SUBNETS_UNTIL_FOUND {
            let props = SubnetAttributesProps::new()
                .subnet_id(missing.value())
                .availability_zone(missing.value())
                .route_table_id(missing.value())
                .ipv4_cidr_block(missing.value());
            let id = format!("{}Subnet{number}", subnet_type.name());
            subnets.of_mut(subnet_type).push(Subnet::from_attributes(&scope, &id, props));
        }
    }
    Inner {
        id: missing.value(),
        region,
        account: missing.value(),
        cidr_block: Some(missing.value()),
        availability_zones: vec![missing.value(); SUBNETS_UNTIL_FOUND],
        subnets,
        connectivity: Group::default(),
        vpn_gateway_id: RefCell::new(None),
        made: None,
        scope,
    }
}
