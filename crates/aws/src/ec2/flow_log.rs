//! Flow logs: who talked to whom.

use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::ec2::flow_log::ResourceType;
use purlin_cfn::ec2::{CfnFlowLog, CfnFlowLogProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, props};

use crate::handle::handle;
use crate::iam::Role;
use crate::logs::LogGroup;
use crate::s3::Bucket;

use super::FlowLogTrafficType;
use super::flow_log_destination::{Bound, FlowLogDestination};
use super::flow_log_format::LogFormat;
use super::subnet::Subnet;
use super::vpc::Vpc;

const ONE_MINUTE: Duration = Duration::from_secs(60);
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// Of what the traffic is logged.
#[derive(Clone, Debug)]
pub struct FlowLogResourceType {
    kind: ResourceType,
    id: Value<String>,
}

impl FlowLogResourceType {
    /// All network interfaces of a VPC.
    pub fn from_vpc(vpc: &Vpc) -> Self {
        FlowLogResourceType { kind: ResourceType::VPC, id: vpc.id() }
    }

    /// All network interfaces in a subnet.
    pub fn from_subnet(subnet: &Subnet) -> Self {
        FlowLogResourceType { kind: ResourceType::SUBNET, id: subnet.id() }
    }

    /// One network interface.
    pub fn from_network_interface_id(id: impl IntoValue<String>) -> Self {
        FlowLogResourceType { kind: ResourceType::NETWORK_INTERFACE, id: id.into_value() }
    }

    /// A transit gateway.
    pub fn from_transit_gateway_id(id: impl IntoValue<String>) -> Self {
        FlowLogResourceType { kind: ResourceType::TRANSIT_GATEWAY, id: id.into_value() }
    }

    /// One attachment of a transit gateway.
    pub fn from_transit_gateway_attachment_id(id: impl IntoValue<String>) -> Self {
        FlowLogResourceType { kind: ResourceType::TRANSIT_GATEWAY_ATTACHMENT, id: id.into_value() }
    }

    fn is_of_transit_gateway(&self) -> bool {
        [ResourceType::TRANSIT_GATEWAY, ResourceType::TRANSIT_GATEWAY_ATTACHMENT].contains(&self.kind)
    }
}

props! {
    /// The settings of a [`FlowLog`].
    pub struct FlowLogProps => FlowLogSettings in flow_log_props {
        required {
            /// Of what the traffic is logged.
            resource_type: FlowLogResourceType as FlowLogOf,
        }
        optional {
            /// Where the log goes. Default: to a new log group.
            destination: FlowLogDestination,
            /// Which traffic is logged. Default: all. Not for transit gateways.
            traffic_type: FlowLogTrafficType,
            /// How long traffic is put together in one record: a minute, or ten. Default: ten minutes, or one minute for
            /// transit gateways.
            max_aggregation_interval: Duration,
            /// The fields of a record. Default: those of [`LogFormat::ALL_DEFAULT_FIELDS`].
            log_format: Vec<LogFormat>,
            /// Its tag `Name`. Default: the construct's path.
            flow_log_name: String,
        }
    }
}

/// A flow log: records of the traffic of a network, without what was said.
///
/// ```
/// use purlin_aws::ec2::{FlowLog, FlowLogProps, FlowLogResourceType, FlowLogTrafficType, Vpc, VpcProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// vpc.add_flow_log("FlowLog");
/// // Or only what is refused:
/// let props = FlowLogProps::new().resource_type(FlowLogResourceType::from_vpc(&vpc));
/// FlowLog::new(&vpc, "Refused", props.traffic_type(FlowLogTrafficType::REJECT));
/// # app.synth().unwrap();
/// ```
///
/// [Flow logs](https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html)
#[derive(Clone)]
pub struct FlowLog {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    id: Value<String>,
    cfn: Option<CfnFlowLog>,
    log_group: Option<LogGroup>,
    bucket: Option<Bucket>,
    role: Option<Role>,
}

handle!(FlowLog, inner.scope);

impl FlowLog {
    /// A flow log.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<FlowLogSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, Location::caller());
        let of_transit_gateway = settings.resource_type.is_of_transit_gateway();
        let traffic = settings.traffic_type.unwrap_or(FlowLogTrafficType::ALL);
        let interval = settings.max_aggregation_interval.map(crate::durations::seconds);
        let format =
            settings.log_format.map(|fields| fields.iter().map(LogFormat::as_str).collect::<Vec<_>>().join(" "));
        let props = CfnFlowLogProps::new()
            .resource_type(settings.resource_type.kind)
            .resource_id(settings.resource_type.id)
            .traffic_type((!of_transit_gateway).then_some(traffic))
            .max_aggregation_interval(interval)
            .log_format(format);
        let destination = settings.destination.unwrap_or_else(|| FlowLogDestination::to_cloud_watch_logs().into());
        let Bound { props, log_group, bucket, role, after } = destination.bind(&scope, props);
        Tags::of(&scope).add("Name", settings.flow_log_name.unwrap_or_else(|| scope.path()));
        let cfn = CfnFlowLog::new(&scope, "FlowLog", props);
        if let Some(after) = after {
            cfn.resource().add_dependency(&after);
        }
        FlowLog { inner: Rc::new(Inner { scope, id: cfn.get_ref(), cfn: Some(cfn), log_group, bucket, role }) }
    }

    /// A flow log that exists.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, flow_log_id: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        let id = flow_log_id.into_value();
        FlowLog { inner: Rc::new(Inner { scope, id, cfn: None, log_group: None, bucket: None, role: None }) }
    }

    /// Its id.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The log group that it goes to, if it goes to one.
    pub fn log_group(&self) -> Option<&LogGroup> {
        self.inner.log_group.as_ref()
    }

    /// The bucket that it goes to, if it goes to one.
    pub fn bucket(&self) -> Option<&Bucket> {
        self.inner.bucket.as_ref()
    }

    /// The role that it is written with, if it goes to a log group.
    pub fn role(&self) -> Option<&Role> {
        self.inner.role.as_ref()
    }

    /// The generated resource; none for a flow log that was imported.
    pub fn cfn(&self) -> Option<&CfnFlowLog> {
        self.inner.cfn.as_ref()
    }
}

fn check(scope: &Scope, settings: &FlowLogSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    let of_transit_gateway = settings.resource_type.is_of_transit_gateway();
    if of_transit_gateway && settings.traffic_type.is_some() {
        report(
            "traffic-type-of-transit-gateway",
            "the flow log of a transit gateway has a `traffic_type`".to_owned(),
            "leave it out: all traffic of a transit gateway is logged",
        );
    }
    let Some(interval) = settings.max_aggregation_interval else { return };
    if of_transit_gateway && interval != ONE_MINUTE {
        report(
            "bad-aggregation-interval",
            format!("a flow log of a transit gateway cannot put together what happens in {interval:?}"),
            "set `max_aggregation_interval` to 60 seconds, or leave it out",
        );
    } else if ![ONE_MINUTE, TEN_MINUTES].contains(&interval) {
        report(
            "bad-aggregation-interval",
            format!("a flow log cannot put together what happens in {interval:?}"),
            "set `max_aggregation_interval` to 60 or 600 seconds",
        );
    }
}

impl Vpc {
    /// Logs all of its traffic to a new log group. Settings can be given to [`FlowLog::new`].
    #[track_caller]
    pub fn add_flow_log(&self, id: &str) -> FlowLog {
        FlowLog::new(self, id, FlowLogProps::new().resource_type(FlowLogResourceType::from_vpc(self)))
    }
}
