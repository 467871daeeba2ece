//! Load balancers that exist.

use std::cell::RefCell;
use std::panic::Location;

use purlin_core::{Complete, Construct, Finding, Lookup, Scope, Value, props};
use serde_json::{Value as Json, json};

use crate::ec2::{Connections, SecurityGroup, SecurityGroupAttributesProps, Vpc, VpcLookupProps};

use super::arn::full_name_of_load_balancer;
use super::load_balancer::{ApplicationLoadBalancer, Inner};
use super::protocol::IpAddressType;

props! {
    /// What is to be known of a load balancer that exists.
    pub struct ApplicationLoadBalancerAttributesProps => ApplicationLoadBalancerAttributes in application_load_balancer_attributes_props {
        required {
            /// Its ARN.
            arn: Value<String> as Arn,
            /// The id of its security group.
            security_group_id: Value<String> as SecurityGroupId,
        }
        optional {
            /// Whether its security group lets all traffic out, so that no rules towards targets are added to it.
            security_group_allows_all_outbound: bool = true,
            /// The name under which DNS knows it.
            load_balancer_dns_name: Value<String>,
            /// The hosted zone of its DNS name.
            load_balancer_canonical_hosted_zone_id: Value<String>,
            /// The network that it is in, which targets that are added to its listeners are taken to be in.
            vpc: Vpc,
        }
    }
}

props! {
    /// By what a load balancer that exists is found: its ARN, or its tags.
    pub struct ApplicationLoadBalancerLookupProps => ApplicationLoadBalancerLookup in application_load_balancer_lookup_props {
        optional {
            /// Its ARN.
            load_balancer_arn: String,
            /// Tags that it has, all of them.
            load_balancer_tags: Vec<(String, String)> = Vec::new(),
        }
    }
}

impl ApplicationLoadBalancer {
    /// A load balancer that exists. Its listeners are open to no one unless they say so.
    ///
    /// ```
    /// use purlin_aws::elasticloadbalancingv2::{ApplicationLoadBalancer, ApplicationLoadBalancerAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/50dc6c495c0c9188";
    /// let props = ApplicationLoadBalancerAttributesProps::new().arn(arn).security_group_id("sg-0123456789abcdef0");
    /// let balancer = ApplicationLoadBalancer::from_attributes(&stack, "Front", props);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        props: impl Complete<ApplicationLoadBalancerAttributes>,
    ) -> Self {
        let attributes = props.complete();
        let scope = Scope::new(scope, id);
        let group = SecurityGroupAttributesProps::new()
            .id(attributes.security_group_id)
            .allow_all_outbound(attributes.security_group_allows_all_outbound);
        let group = SecurityGroup::from_attributes(&scope, "SecurityGroup", group);
        Self::of(Inner {
            full_name: full_name_of_load_balancer(&attributes.arn),
            arn: attributes.arn,
            dns_name: attributes.load_balancer_dns_name,
            hosted_zone_id: attributes.load_balancer_canonical_hosted_zone_id,
            vpc: attributes.vpc,
            connections: Connections::new([group]),
            has_ipv6: false,
            made: None,
            ports: RefCell::default(),
            scope,
        })
    }

    /// A load balancer that exists, which the toolkit looks up by its ARN or tags. The stack's account and region must be
    /// known.
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, props: impl Complete<ApplicationLoadBalancerLookup>) -> Self {
        let ApplicationLoadBalancerLookup { load_balancer_arn, load_balancer_tags } = props.complete();
        let scope = Scope::new(scope, id);
        if load_balancer_arn.is_none() && load_balancer_tags.is_empty() {
            let finding =
                Finding::error("empty-lookup", "a load balancer is looked up by nothing").at(Location::caller());
            scope.report(finding.help("set `load_balancer_arn` or `load_balancer_tags`"));
        }
        let tags: Vec<Json> =
            load_balancer_tags.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        let mut query = vec![("loadBalancerType", json!("application"))];
        query.extend(load_balancer_arn.map(|arn| ("loadBalancerArn", json!(arn))));
        if !tags.is_empty() {
            query.push(("loadBalancerTags", Json::Array(tags)));
        }
        match scope.lookup("load-balancer", query) {
            Lookup::Found(found) => Self::found(scope, &found),
            Lookup::Missing(missing) => Self::of(Inner {
                full_name: missing.value(),
                arn: missing.value(),
                dns_name: Some(missing.value()),
                hosted_zone_id: Some(missing.value()),
                vpc: Some(Vpc::pending_lookup(&scope, "Vpc", &missing)),
                connections: Connections::new([]),
                has_ipv6: false,
                made: None,
                ports: RefCell::default(),
                scope,
            }),
        }
    }

    #[track_caller]
    fn found(scope: Scope, found: &Json) -> Self {
        let text = |key: &str| Value::from(found[key].as_str().unwrap_or_default());
        let vpc = found["vpcId"].as_str().map(|vpc| Vpc::from_lookup(&scope, "Vpc", VpcLookupProps::new().vpc_id(vpc)));
        let mut groups = Vec::new();
        for group in found["securityGroupIds"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            groups.push(SecurityGroup::from_lookup_by_id(&scope, &format!("SecurityGroup-{group}"), group));
        }
        let addresses = found["ipAddressType"].as_str().unwrap_or_default().to_owned();
        let arn = text("loadBalancerArn");
        Self::of(Inner {
            full_name: full_name_of_load_balancer(&arn),
            arn,
            dns_name: Some(text("loadBalancerDnsName")),
            hosted_zone_id: Some(text("loadBalancerCanonicalHostedZoneId")),
            vpc,
            connections: Connections::new(groups),
            has_ipv6: IpAddressType::new(addresses).has_ipv6(),
            made: None,
            ports: RefCell::default(),
            scope,
        })
    }
}
