//! Records.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::route53::record_set::AliasTarget as CfnAliasTarget;
use purlin_cfn::route53::{CfnRecordSet, CfnRecordSetProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value, props};

use super::domain_name::fully_qualified;
use super::hosted_zone::HostedZone;
use super::record_target::{RecordData, RecordTarget};
use super::routing::{Failover, RoutingPolicy};
use crate::handle::handle;

const USUAL_TTL: Duration = Duration::from_secs(30 * 60);
const LONGEST_TTL: u64 = 2_147_483_647;

props! {
    /// The settings of a [`RecordSet`].
    pub struct RecordSetProps => RecordSetSettings in record_set_props {
        required {
            /// The zone that it is in.
            zone: HostedZone as Zone,
            /// What it says.
            target: RecordTarget as Target,
        }
        optional {
            /// Its name: what stands before the zone's name, or all of it. Default: the zone's name.
            record_name: Value<String>,
            /// How long those who asked keep the answer. Default: 30 minutes. An alias has none of its own.
            ttl: Duration,
            /// What it is for.
            comment: Value<String>,
            /// When it is answered, where others have the same name and type. Default: it is the only one.
            routing: RoutingPolicy,
            /// What tells it from the others of its name, up to 128 characters. Default: made of the policy and its place in
            /// the program.
            set_identifier: String,
            /// The id of a health check: it is not answered while that fails.
            health_check_id: Value<String>,
        }
    }
}

/// A record: what a name in a zone stands for.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::route53::{HostedZone, HostedZoneProps, RecordSet, RecordSetProps, RecordTarget};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("example.com"));
/// let in_zone = RecordSetProps::new().zone(&zone);
///
/// let mail = RecordTarget::mx([(10, "mail.example.net"), (20, "backup.example.net")]);
/// RecordSet::new(&stack, "Mail", in_zone.clone().target(mail).ttl(Duration::from_secs(3600)));
/// RecordSet::new(&stack, "Blog", in_zone.record_name("blog").target(RecordTarget::cname("www.example.com")));
/// # app.synth().unwrap();
/// ```
///
/// [Records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrsets-working-with.html)
#[derive(Clone)]
pub struct RecordSet {
    scope: Scope,
    cfn: CfnRecordSet,
}

handle!(RecordSet, scope);

impl RecordSet {
    /// A record.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<RecordSetSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, Location::caller());
        let zone_name = settings.zone.name();
        let name = fully_qualified(settings.record_name.as_ref().unwrap_or(&zone_name), &zone_name);
        let props = CfnRecordSetProps::new()
            .comment(settings.comment)
            .health_check_id(settings.health_check_id)
            .hosted_zone_id(settings.zone.id())
            .name(name)
            .type_(settings.target.record_type);
        let props = match settings.target.data {
            RecordData::Values(values) => {
                let ttl = settings.ttl.or(settings.target.usual_ttl).unwrap_or(USUAL_TTL);
                props.resource_records(values).ttl(ttl.as_secs().to_string())
            }
            RecordData::Alias(alias) => props.alias_target(
                CfnAliasTarget::new()
                    .dns_name(alias.dns_name)
                    .evaluate_target_health(alias.evaluate_target_health)
                    .hosted_zone_id(alias.hosted_zone_id),
            ),
        };
        let routing = settings.routing.as_ref();
        let identifier = settings.set_identifier.or_else(|| Some(routing?.set_identifier(&scope)));
        let props = props.set_identifier(identifier);
        let props = match settings.routing {
            None => props,
            Some(RoutingPolicy::Weighted(weight)) => props.weight(weight),
            Some(RoutingPolicy::Latency(region)) => props.region(region),
            Some(RoutingPolicy::GeoLocation(place)) => props.geo_location(place.render()),
            Some(RoutingPolicy::MultiValueAnswer) => props.multi_value_answer(true),
            Some(RoutingPolicy::Failover(role)) => props.with_raw("Failover", role.as_str()),
        };
        let cfn = CfnRecordSet::new(&scope, "Resource", props);
        RecordSet { scope, cfn }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnRecordSet {
        &self.cfn
    }

    /// Its whole name, known once it was made.
    pub fn domain_name(&self) -> Value<String> {
        self.cfn.get_ref()
    }
}

fn check(scope: &Scope, settings: &RecordSetSettings, at: &'static Location<'static>) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    let alias = match &settings.target.data {
        RecordData::Alias(alias) => Some(alias),
        RecordData::Values(_) => None,
    };
    if settings.ttl.is_some() && alias.is_some() {
        let finding = Finding::warning("ttl-of-alias", "an alias is kept as long as what it stands for").at(at);
        scope.report(finding.help("leave `ttl` out"));
    }
    if settings.ttl.is_some_and(|ttl| ttl.as_secs() > LONGEST_TTL || ttl.subsec_nanos() > 0) {
        report("bad-ttl", "a record cannot be kept that long", "use whole seconds, up to 2,147,483,647");
    }
    if let RecordData::Values(values) = &settings.target.data
        && values.elements().is_some_and(|values| values.is_empty())
    {
        report("empty-record", "a record has no values", "give it at least one");
    }
    let set_identifier = settings.set_identifier.as_ref();
    if set_identifier.is_some_and(|identifier| !(1..=128).contains(&identifier.chars().count())) {
        report("bad-set-identifier", "the set identifier of a record is empty or too long", "use up to 128 characters");
    }
    match &settings.routing {
        None if set_identifier.is_some() => report(
            "set-identifier-without-routing",
            "a record that is the only one of its name has a set identifier",
            "say with `routing` when it is answered, or leave the set identifier out",
        ),
        Some(RoutingPolicy::Weighted(weight)) if !(0..=255).contains(weight) => {
            report("bad-weight", &format!("a record cannot have the weight {weight}"), "use 0 to 255");
        }
        Some(RoutingPolicy::MultiValueAnswer) if alias.is_some() => report(
            "multi-value-alias",
            "an alias cannot be one of several values",
            "choose another `routing`, or values in place of the alias",
        ),
        Some(RoutingPolicy::Failover(role)) => match alias {
            Some(alias) if alias.evaluate_target_health != Some(true) => report(
                "failover-without-health",
                "whether the alias of a failover record is healthy is not looked at",
                "call `evaluate_target_health(true)` on the alias target",
            ),
            None if *role == Failover::Primary && settings.health_check_id.is_none() => report(
                "failover-without-health",
                "the primary record of a failover has no health check",
                "set `health_check_id`",
            ),
            _ => {}
        },
        _ => {}
    }
}
