//! What an imported installation keeps, since changing it would replace a resource.

use purlin_aws::ec2::SecurityGroup;
use purlin_aws::secretsmanager::Secret;
use purlin_core::Value;

use crate::names::{self, Names};
use crate::props::HybridWorkersSettings;
use crate::security_groups::SecurityGroups;

pub(crate) fn keep_descriptions(groups: &SecurityGroups, settings: &HybridWorkersSettings) {
    let keep = |group: &SecurityGroup, description: &Option<String>| {
        if let (Some(group), Some(description)) = (group.cfn(), description) {
            group.resource().set_property("GroupDescription", description.as_str());
        }
    };
    keep(&groups.workers, &settings.worker_security_group_description);
    keep(&groups.queue, &settings.queue_security_group_description);
}

/// The secret's name, which it is given as well.
pub(crate) fn keep_name(secret: &Secret, settings: &HybridWorkersSettings, names: &Names) -> Value<String> {
    let Some(name) = &settings.secret_name else { return names.of(names::SECRET) };
    if let Some(secret) = secret.cfn() {
        secret.resource().set_property("Name", name.as_str());
    }
    Value::from(name.as_str())
}
