//! Hosted zones.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::route53::hosted_zone::{HostedZoneConfig, HostedZoneFeatures, QueryLoggingConfig, VPC};
use purlin_cfn::route53::{CfnHostedZone, CfnHostedZoneProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Lookup, Scope, Value, props, text};

use super::record_set::{RecordSet, RecordSetProps};
use super::record_target::{CaaTag, RecordTarget};
use super::{delegation, domain_name};
use crate::ec2::Vpc;
use crate::handle::handle;
use crate::iam::{Grant, Grantable};

props! {
    /// The settings of a [`HostedZone`].
    pub struct HostedZoneProps => HostedZoneSettings in hosted_zone_props {
        required {
            /// The name of the domain, such as `example.com`.
            zone_name: Value<String> as ZoneName,
        }
        optional {
            /// The networks that see it. Default: it is public.
            vpcs: Vec<ZoneVpc> = Vec::new(),
            /// What it is for.
            comment: Value<String>,
            /// The ARN of the log group that gets a line for each question. It is in `us-east-1`, its name begins with
            /// `/aws/route53/`, and its policy lets Route 53 write. For public zones.
            query_logs_log_group_arn: Value<String>,
            /// Whether only Amazon may issue certificates for the domain. Default: anyone may.
            caa_amazon: bool = false,
            /// Whether its records can be changed soon after `us-east-1` has failed. For public zones.
            accelerated_recovery_enabled: bool,
            /// Whether the name gets a dot at its end, as CloudFormation keeps it. Default: yes.
            add_trailing_dot: bool = true,
        }
    }
}

props! {
    /// What is to be known of a hosted zone that exists.
    pub struct HostedZoneAttributesProps => HostedZoneAttributes in hosted_zone_attributes_props {
        required {
            /// Its id, such as `Z0123456789ABCDEFGHIJ`.
            hosted_zone_id: Value<String> as HostedZoneId,
            /// The name of the domain.
            zone_name: Value<String> as NameOfZone,
        }
        optional {}
    }
}

/// How a hosted zone is looked up.
///
/// ```
/// use purlin_aws::route53::HostedZoneQuery;
///
/// let internal = HostedZoneQuery::new("internal.example.com").private_zone(true).vpc_id("vpc-0123456789abcdef0");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct HostedZoneQuery {
    domain_name: String,
    private_zone: Option<bool>,
    vpc_id: Option<String>,
}

impl HostedZoneQuery {
    /// The public zone of this name.
    pub fn new(domain_name: impl Into<String>) -> Self {
        HostedZoneQuery { domain_name: domain_name.into(), private_zone: None, vpc_id: None }
    }

    /// Whether a private zone is meant. Default: a public one.
    pub fn private_zone(mut self, private: bool) -> Self {
        self.private_zone = Some(private);
        self
    }

    /// A network that sees it, where several zones have the name.
    pub fn vpc_id(mut self, vpc_id: impl Into<String>) -> Self {
        self.vpc_id = Some(vpc_id.into());
        self
    }
}

impl From<&str> for HostedZoneQuery {
    fn from(domain_name: &str) -> Self {
        HostedZoneQuery::new(domain_name)
    }
}

/// A network that sees a private zone.
///
/// ```
/// use purlin_aws::route53::{HostedZone, HostedZoneProps, ZoneVpc};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = HostedZoneProps::new().zone_name("internal.example.com");
/// let zone = HostedZone::new(&stack, "Internal", props.vpcs([ZoneVpc::new("vpc-0123456789abcdef0")]));
/// zone.add_vpc(ZoneVpc::new("vpc-0fedcba9876543210").region("eu-north-1"));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ZoneVpc {
    id: Value<String>,
    region: Option<Value<String>>,
}

impl ZoneVpc {
    /// A network of the stack's region.
    pub fn new(vpc_id: impl IntoValue<String>) -> Self {
        ZoneVpc { id: vpc_id.into_value(), region: None }
    }

    /// The region that it is in.
    pub fn region(mut self, region: impl IntoValue<String>) -> Self {
        self.region = Some(region.into_value());
        self
    }
}

impl From<&Vpc> for ZoneVpc {
    fn from(vpc: &Vpc) -> Self {
        ZoneVpc::new(vpc.id()).region(vpc.region())
    }
}

impl From<Vpc> for ZoneVpc {
    fn from(vpc: Vpc) -> Self {
        (&vpc).into()
    }
}

/// A hosted zone: a domain, seen by everyone or by some networks only.
///
/// ```
/// use purlin_aws::route53::{HostedZone, HostedZoneProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("example.com"));
/// let servers = zone.name_servers();
/// # app.synth().unwrap();
/// ```
///
/// [Hosted zones](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html)
#[doc(alias = "PublicHostedZone")]
#[doc(alias = "PrivateHostedZone")]
#[derive(Clone)]
pub struct HostedZone {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    name: Option<Value<String>>,
    made: Option<Made>,
}

struct Made {
    cfn: CfnHostedZone,
    vpcs: RefCell<Vec<ZoneVpc>>,
    /// Whether it was made for networks from the start.
    is_private: bool,
}

handle!(HostedZone, inner.scope);

impl HostedZone {
    /// A hosted zone.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<HostedZoneSettings>) -> Self {
        let settings = props.complete();
        let at = Location::caller();
        let scope = Scope::new(scope, id);
        domain_name::check(&scope, &settings.zone_name, at);
        let has_dot = settings.zone_name.literal().is_some_and(|name| name.ends_with('.'));
        let name = match settings.add_trailing_dot && !has_dot {
            true => settings.zone_name.clone() + ".",
            false => settings.zone_name.clone(),
        };
        let is_private = !settings.vpcs.is_empty();
        let public_only =
            settings.query_logs_log_group_arn.is_some() || settings.accelerated_recovery_enabled.is_some();
        if is_private && (public_only || settings.caa_amazon) {
            let message = "a private zone has settings that only public ones can have";
            let help = "leave out `vpcs`, or the log of questions, accelerated recovery and `caa_amazon`";
            scope.report(Finding::error("private-zone-setting", message).at(at).help(help));
        }
        let logging = settings.query_logs_log_group_arn;
        let recovery = settings.accelerated_recovery_enabled;
        let cfn_props = CfnHostedZoneProps::new()
            .hosted_zone_config(settings.comment.map(|comment| HostedZoneConfig::new().comment(comment)))
            .hosted_zone_features(recovery.map(|on| HostedZoneFeatures::new().enable_accelerated_recovery(on)))
            .name(name)
            .query_logging_config(logging.map(|arn| QueryLoggingConfig::new().cloud_watch_logs_log_group_arn(arn)));
        let cfn = CfnHostedZone::new(&scope, "Resource", cfn_props);
        let id = cfn.get_ref();
        let made = Some(Made { cfn, vpcs: RefCell::default(), is_private });
        let zone = HostedZone { inner: Rc::new(Inner { scope, id, name: Some(settings.zone_name), made }) };
        for vpc in settings.vpcs {
            zone.add_vpc(vpc);
        }
        if settings.caa_amazon {
            let target = RecordTarget::caa([(0, CaaTag::ISSUE, "amazon.com")]);
            RecordSet::new(&zone, "CaaAmazon", RecordSetProps::new().zone(&zone).target(target));
        }
        zone
    }

    /// A hosted zone that exists, by its id. Records in it want its name as well: see
    /// [`from_attributes`](HostedZone::from_attributes).
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, hosted_zone_id: impl IntoValue<String>) -> Self {
        HostedZone::imported(Scope::new(scope, id), hosted_zone_id.into_value(), None)
    }

    /// A hosted zone that exists.
    ///
    /// ```
    /// use purlin_aws::route53::{HostedZone, HostedZoneAttributesProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let attributes = HostedZoneAttributesProps::new().hosted_zone_id("Z0123456789ABCDEFGHIJ").zone_name("example.com");
    /// let zone = HostedZone::from_attributes(&stack, "Zone", attributes);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<HostedZoneAttributes>) -> Self {
        let HostedZoneAttributes { hosted_zone_id, zone_name } = props.complete();
        let scope = Scope::new(scope, id);
        domain_name::check(&scope, &zone_name, Location::caller());
        HostedZone::imported(scope, hosted_zone_id, Some(zone_name))
    }

    /// A hosted zone that exists, found by its name while the app is synthesised. The stack needs an account and a region.
    /// The answer is kept in `cdk.context.json`.
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, query: impl Into<HostedZoneQuery>) -> Self {
        let query = query.into();
        let scope = Scope::new(scope, id);
        let mut asked: Vec<(&str, serde_json::Value)> = vec![("domainName", query.domain_name.as_str().into())];
        asked.extend(query.private_zone.map(|private| ("privateZone", private.into())));
        asked.extend(query.vpc_id.map(|vpc| ("vpcId", vpc.into())));
        let (hosted_zone_id, zone_name) = match scope.lookup("hosted-zone", asked) {
            Lookup::Found(found) => {
                let part = |name| found.get(name).and_then(|part| part.as_str()).unwrap_or_default();
                let (id, name) = (part("Id"), part("Name"));
                (id.replace("/hostedzone/", "").into(), name.strip_suffix('.').unwrap_or(name).into())
            }
            Lookup::Missing(missing) => (missing.value(), query.domain_name.into()),
        };
        HostedZone::imported(scope, hosted_zone_id, Some(zone_name))
    }

    fn imported(scope: Scope, id: Value<String>, name: Option<Value<String>>) -> Self {
        HostedZone { inner: Rc::new(Inner { scope, id, name, made: None }) }
    }

    /// The generated resource; none of an imported zone.
    pub fn cfn(&self) -> Option<&CfnHostedZone> {
        self.inner.made.as_ref().map(|made| &made.cfn)
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        text!["arn:", self.scope().partition(), ":route53:::hostedzone/", self.id()]
    }

    /// The name of the domain. That of a zone imported by its id is not known: asking for it is a mistake.
    #[track_caller]
    pub fn name(&self) -> Value<String> {
        let at = Location::caller();
        self.inner.name.clone().unwrap_or_else(|| {
            let message = "the name of a zone that was imported by its id is not known";
            let finding = Finding::error("zone-without-name", message).at(at);
            self.scope().report(finding.help("import it with `from_attributes` or `from_lookup`"));
            "".into()
        })
    }

    /// The servers that answer for it, which the registrar of the domain is told; none of an imported zone. A private zone
    /// has none either.
    pub fn name_servers(&self) -> Option<Value<Vec<String>>> {
        self.cfn().map(CfnHostedZone::attr_name_servers)
    }

    /// Lets another network see it. A zone that was made public cannot become private.
    #[track_caller]
    pub fn add_vpc(&self, vpc: impl Into<ZoneVpc>) {
        let at = Location::caller();
        let Some(made) = self.inner.made.as_ref().filter(|made| made.is_private) else {
            let finding =
                Finding::error("vpc-of-public-zone", "a network is added to a zone that is not private").at(at);
            return self.scope().report(finding.help("name the first network in the zone's `vpcs`"));
        };
        let mut vpcs = made.vpcs.borrow_mut();
        vpcs.push(vpc.into());
        let own = self.scope().region();
        let all = vpcs.iter().map(|vpc| VPC::new().vpc_id(&vpc.id).vpc_region(vpc.region.as_ref().unwrap_or(&own)));
        made.cfn.update(CfnHostedZoneProps::new().vpcs(all.collect::<Vec<_>>()));
    }

    /// Delegates a part of the domain to another zone of this program: answers for it then come from there.
    ///
    /// ```
    /// use purlin_aws::route53::{HostedZone, HostedZoneProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("example.com"));
    /// let team = HostedZone::new(&stack, "Team", HostedZoneProps::new().zone_name("team.example.com"));
    /// zone.add_delegation(&team);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn add_delegation(&self, delegate: &HostedZone) -> RecordSet {
        delegation::add(self, delegate)
    }

    /// Lets a principal, mostly of another account, delegate these parts of the domain to zones of its own, and nothing
    /// else. No names mean any part.
    #[track_caller]
    pub fn grant_delegation<N: Into<String>>(
        &self,
        grantee: &impl Grantable,
        delegated_zone_names: impl IntoIterator<Item = N>,
    ) -> Grant {
        let names: Vec<String> = delegated_zone_names.into_iter().map(N::into).collect();
        delegation::grant(self, grantee, &names)
    }

    /// The name of the domain, where it is known.
    pub(super) fn known_name(&self) -> Option<&Value<String>> {
        self.inner.name.as_ref()
    }
}
