//! What agents do before Determined starts on them: sign in where images come from, and mount the files that all tasks have in
//! common.

use purlin_core::{Value, pseudo_parameter};
use purlin_product::boot_script::compact;

use crate::parts::Parts;
use crate::plan::Plan;

const BEGINNING: &str = include_str!("agent_startup.sh");
const DOCKER_LOGIN: &str = include_str!("agent_docker_login.sh");
const FILE_SYSTEM: &str = include_str!("agent_file_system.sh");

/// The script, which is nothing where there is nothing to do, and what the deployment puts in its places, beside the region, which
/// stands elsewhere in the configuration as well. The place of what signs calls of AWS is filled when the master boots, whose own
/// script has it already.
pub(crate) struct AgentStartup {
    pub(crate) script: String,
    pub(crate) places: Vec<(String, Value<String>)>,
}

pub(crate) fn agent_startup(plan: &Plan, parts: &Parts<'_>) -> AgentStartup {
    let mut places = vec![("__DOMAIN__", pseudo_parameter::url_suffix())];
    let mut steps = String::new();
    if parts.secrets.docker.is_some() {
        steps += DOCKER_LOGIN;
        let registry = plan.settings.docker_registry.as_deref().unwrap_or_default();
        places.push(("__DOCKER_REGISTRY__", Value::from(registry)));
    }
    if let Some(files) = parts.shared_files {
        steps += FILE_SYSTEM;
        places.extend([
            ("__MOUNT_TYPE__", Value::from(files.mount_type)),
            ("__MOUNT_SOURCE__", files.source.clone()),
            ("__MOUNT_PLACE__", Value::from(files.host_path)),
            ("__MOUNT_OPTIONS__", Value::from(files.options)),
        ]);
    }
    if steps.is_empty() {
        return AgentStartup { script: steps, places: Vec::new() };
    }
    let places = places.into_iter().map(|(place, value)| (place.to_owned(), value)).collect();
    AgentStartup { script: compact(&format!("{BEGINNING}{steps}"), 2), places }
}
