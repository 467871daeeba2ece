//! Who is told when something is wrong with the queue.

use purlin_aws::ec2::InstanceType;
use purlin_aws::kms::Key;
use purlin_core::{Scope, Value};
use purlin_product::alarms::{Alarms, Told};
use purlin_product::watched::Watched;

use crate::HybridWorkers;
use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::watched::{BACKUPS, NAT_GATEWAYS, QUEUE};

/// Alarms, if there is anybody to be told of them. `vault` is where backups of the queue are, if there are any.
pub(crate) fn alarms(
    workers: &HybridWorkers,
    settings: &HybridWorkersSettings,
    names: &Names,
    key: Option<&Key>,
    vault: Option<Value<String>>,
) {
    let told = Told {
        emails: &settings.alarm_emails,
        topic: settings.alarm_topic.as_deref(),
        topic_name: Some(names.of(names::ALARMS)),
        display_name: "Valohai queue",
        encryption_key: key,
    };
    if told.is_nobody() {
        return;
    }
    let alarms = Alarms::new(Scope::new(workers, "Alarms"), &told);
    let add = |watched: &Watched, number: Option<i64>, dimension: &'static str, id: Value<String>| {
        let name = match number {
            Some(number) => format!("{}-{number}", watched.name),
            None => watched.name.to_owned(),
        };
        alarms.add(watched, number, Some(names.of(name)), &[(dimension, id)]);
    };
    let is_burstable = InstanceType::new(settings.queue_instance_type.as_str()).is_burstable();
    for watched in QUEUE.iter().filter(|watched| !watched.has_credits || is_burstable == Some(true)) {
        add(watched, None, "InstanceId", workers.queue().id());
    }
    for (number, gateway) in (1..).zip(workers.vpc().nat_gateways()) {
        for watched in NAT_GATEWAYS {
            add(watched, Some(number), "NatGatewayId", gateway.get_ref());
        }
    }
    if let Some(vault) = vault {
        add(&BACKUPS, None, "BackupVaultName", vault);
    }
}
