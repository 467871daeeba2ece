//! Who is told when something is wrong.

use purlin_aws::ec2::Instance;
use purlin_core::{Scope, Value};
use purlin_product::alarms::{Alarms, Told};
use purlin_product::postgres::{self, Database};
use purlin_product::watched::{Watched, of_type};

use crate::database::choices;
use crate::network::Network;
use crate::plan::Plan;
use crate::watched::{MASTER, NAT_GATEWAYS};

/// Alarms, if there is anybody to be told of them. AWS makes their names.
#[track_caller]
pub(crate) fn alarms(plan: &Plan, network: &Network, master: &Instance, database: &Database) {
    let settings = &plan.settings;
    let told = Told {
        emails: &settings.alarm_emails,
        topic: settings.alarm_topic.as_deref(),
        topic_name: None,
        display_name: "Determined",
        encryption_key: plan.key.as_ref(),
    };
    if told.is_nobody() {
        return;
    }
    let alarms = Alarms::new(Scope::new(&plan.scope, "Alarms"), &told);
    let add = |watched: &Watched, number: Option<i64>, dimension: (&'static str, Value<String>)| {
        alarms.add(watched, number, None, &[dimension]);
    };
    for watched in of_type(MASTER, &settings.instance_type) {
        add(watched, None, ("InstanceId", master.id()));
    }
    for watched in postgres::watched(&choices(settings)) {
        add(&watched, None, database.dimension.clone());
    }
    for (number, gateway) in (1..).zip(network.vpc.nat_gateways()) {
        for watched in NAT_GATEWAYS {
            add(watched, Some(number), ("NatGatewayId", gateway.get_ref()));
        }
    }
}
