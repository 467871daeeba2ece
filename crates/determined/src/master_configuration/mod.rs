//! What the master reads when it starts: `master.yaml`, as a typed structure.
//!
//! See [the reference](https://docs.determined.ai/latest/reference/deploy/master-config-reference.html).

mod late;
mod resource_pools;

use std::time::Duration;

use purlin_aws::secretsmanager::Secret;
use purlin_core::{Val, Value};
use purlin_product::boot_script::fill;
use serde::Serialize;
use serde_json::Map;
use sha2::{Digest, Sha256};

pub(crate) use late::Late;
use resource_pools::ResourcePoolConfiguration;

use crate::agent_startup::agent_startup;
use crate::choices::Scheduler;
use crate::parts::Parts;
use crate::plan::Plan;

/// Where the master's container finds the certificates of AWS's databases.
const DATABASE_CERTIFICATES: &str = "/etc/determined/rds.pem";
/// Where it finds its own, with the key.
const CERTIFICATE: &str = "/etc/determined/master.crt";
const PRIVATE_KEY: &str = "/etc/determined/master.key";
/// Where tasks find the files that they have in common.
const SHARED_FILES: &str = "/run/determined/workdir/shared_fs";
/// The key under which the boot script finds what it adds to the providers of all pools.
const COMMON_PROVIDER: &str = "$provider";
/// Without a region, tasks would look for checkpoints at the address of S3 that knows nobody of GovCloud or China.
const TASK_REGION: &str = "AWS_DEFAULT_REGION=__REGION__";
/// As agents compare it with the domain of an image.
const DOCKER_HUB: &str = "docker.io";

/// The whole configuration.
#[derive(Serialize)]
struct MasterConfiguration<'a> {
    cluster_name: &'a str,
    checkpoint_storage: CheckpointStorage,
    db: Database<'a>,
    enable_cors: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    notebook_timeout: Option<u64>,
    tensorboard_timeout: u64,
    telemetry: Telemetry,
    security: Security,
    resource_manager: ResourceManager<'a>,
    resource_pools: Vec<ResourcePoolConfiguration<'a>>,
    task_container_defaults: TaskContainerDefaults<'a>,
}

#[derive(Serialize)]
struct CheckpointStorage {
    r#type: &'static str,
    bucket: &'static str,
    save_experiment_best: i64,
    save_trial_best: i64,
    save_trial_latest: i64,
}

#[derive(Serialize)]
struct Database<'a> {
    user: Late,
    password: Late,
    host: &'static str,
    port: &'static str,
    name: &'a str,
    ssl_mode: &'static str,
    ssl_root_cert: &'static str,
}

#[derive(Serialize)]
struct Telemetry {
    enabled: bool,
}

#[derive(Serialize)]
struct Security {
    initial_user_password: Late,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<Tls>,
}

#[derive(Serialize)]
struct Tls {
    cert: &'static str,
    key: &'static str,
}

#[derive(Serialize)]
struct ResourceManager<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_aux_resource_pool: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_compute_resource_pool: Option<&'a str>,
    scheduler: SchedulerConfiguration,
}

#[derive(Serialize)]
struct SchedulerConfiguration {
    r#type: Scheduler,
    #[serde(skip_serializing_if = "Option::is_none")]
    preemption: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_priority: Option<i64>,
}

#[derive(Serialize)]
struct TaskContainerDefaults<'a> {
    environment_variables: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<EnvironmentImages<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bind_mounts: Vec<BindMount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry_auth: Option<RegistryAuthentication>,
}

#[derive(Serialize)]
struct EnvironmentImages<'a> {
    cpu: &'a str,
    cuda: &'a str,
}

#[derive(Serialize)]
struct BindMount {
    host_path: &'static str,
    container_path: &'static str,
}

#[derive(Serialize)]
struct RegistryAuthentication {
    username: Late,
    password: Late,
    serveraddress: String,
}

/// The configuration as JSON, before the deployment fills it in.
pub(crate) struct MasterDocument {
    json: String,
    /// What the deployment makes, by its place in it. None of it has anything in it that JSON would quote.
    places: Vec<(String, Value<String>)>,
}

impl MasterDocument {
    /// How long it is before it is filled in, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.json.len()
    }

    /// What the deployment makes of it.
    pub(crate) fn text(&self) -> Value<String> {
        let places: Vec<(&str, Value<String>)> =
            self.places.iter().map(|(place, value)| (place.as_str(), value.clone())).collect();
        // `fill` takes scripts, whose first line every script gets.
        fill(&format!("\n{}", self.json), &places)
    }

    /// A text that is another one where the configuration is.
    pub(crate) fn version(&self) -> Value<String> {
        let hash: String = Sha256::digest(&self.json).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let values = self.places.iter().flat_map(|(_, value)| [Val::text(" "), value.clone().into_val()]);
        Value::from_val(Val::join("", [Val::text(hash)].into_iter().chain(values)))
    }
}

/// The configuration of the master. What is not known before it boots stands there as [`Late`], and what the providers of all pools
/// have in common stands once, under [`COMMON_PROVIDER`].
pub(crate) fn master_configuration(plan: &Plan, parts: &Parts<'_>) -> MasterDocument {
    let settings = &plan.settings;
    let of_stack = plan.scope.stack().map(|stack| stack.stack_name()).unwrap_or_default();
    let startup = agent_startup(plan, parts);
    let tls = settings.tls_secret.is_some().then_some(Tls { cert: CERTIFICATE, key: PRIVATE_KEY });
    let is_priority = settings.scheduler == Scheduler::Priority;
    let configuration = MasterConfiguration {
        cluster_name: settings.cluster_name.as_deref().unwrap_or(&of_stack),
        checkpoint_storage: CheckpointStorage {
            r#type: "s3",
            bucket: "__BUCKET__",
            save_experiment_best: settings.save_experiment_best,
            save_trial_best: settings.save_trial_best,
            save_trial_latest: settings.save_trial_latest,
        },
        db: Database {
            user: Late::field("__DATABASE_SECRET__", "username"),
            password: Late::field("__DATABASE_SECRET__", "password"),
            host: "__DATABASE_HOST__",
            port: "__DATABASE_PORT__",
            name: &settings.database_name,
            ssl_mode: "verify-full",
            ssl_root_cert: DATABASE_CERTIFICATES,
        },
        enable_cors: settings.enable_cors,
        notebook_timeout: settings.notebook_timeout.as_ref().map(Duration::as_secs),
        tensorboard_timeout: settings.tensorboard_timeout.as_secs(),
        telemetry: Telemetry { enabled: settings.telemetry },
        security: Security { initial_user_password: Late::text("__INITIAL_PASSWORD_SECRET__"), tls },
        resource_manager: ResourceManager {
            r#type: "agent",
            default_aux_resource_pool: plan.default_aux_pool(),
            default_compute_resource_pool: plan.default_compute_pool(),
            scheduler: SchedulerConfiguration {
                r#type: settings.scheduler,
                preemption: is_priority.then_some(settings.preemption),
                default_priority: is_priority.then_some(settings.default_priority),
            },
        },
        resource_pools: resource_pools::configurations(plan, &startup.script),
        task_container_defaults: task_container_defaults(plan, parts),
    };
    let mut document = serde_json::to_value(&configuration).unwrap_or_default();
    share_providers(&mut document);
    let mut places = places(plan, parts);
    places.extend(startup.places);
    // Two braces are in texts alone, where Systems Manager and CloudFormation would take them for references of theirs.
    MasterDocument { json: document.to_string().replace("{{", r"{\u007b"), places }
}

/// Moves what the providers of all pools have in common to one place: parameters of Systems Manager have 8 KiB.
fn share_providers(document: &mut serde_json::Value) {
    let Some(pools) = document.get_mut("resource_pools").and_then(|pools| pools.as_array_mut()) else { return };
    let mut providers: Vec<&mut Map<String, serde_json::Value>> =
        pools.iter_mut().filter_map(|pool| pool.get_mut("provider")?.as_object_mut()).collect();
    let Some((first, others)) = providers.split_first() else { return };
    let is_common =
        |(key, value): &(&String, &serde_json::Value)| others.iter().all(|other| other.get(*key) == Some(value));
    let common: Map<String, serde_json::Value> =
        first.iter().filter(is_common).map(|(key, value)| (key.clone(), value.clone())).collect();
    for provider in &mut providers {
        provider.retain(|key, _| !common.contains_key(key));
    }
    if let Some(document) = document.as_object_mut() {
        document.insert(COMMON_PROVIDER.to_owned(), common.into());
    }
}

fn task_container_defaults<'a>(plan: &'a Plan, parts: &Parts<'_>) -> TaskContainerDefaults<'a> {
    let settings = &plan.settings;
    let images = settings.cpu_environment_image.as_deref().zip(settings.gpu_environment_image.as_deref());
    let image = images.map(|(cpu, cuda)| EnvironmentImages { cpu, cuda });
    let mount = parts.shared_files.map(|files| BindMount { host_path: files.host_path, container_path: SHARED_FILES });
    let registry_auth = settings.docker_secret.is_some().then(|| RegistryAuthentication {
        username: Late::field("__DOCKER_SECRET__", "username"),
        password: Late::field("__DOCKER_SECRET__", "password"),
        serveraddress: settings.docker_registry.clone().unwrap_or_else(|| DOCKER_HUB.to_owned()),
    });
    TaskContainerDefaults {
        environment_variables: [TASK_REGION],
        image,
        bind_mounts: mount.into_iter().collect(),
        registry_auth,
    }
}

/// What the deployment makes, by its place.
fn places(plan: &Plan, parts: &Parts<'_>) -> Vec<(String, Value<String>)> {
    let docker = parts.secrets.docker.as_ref().map_or_else(|| Value::from(""), Secret::arn);
    let of_all = [
        ("__REGION__", plan.scope.region()),
        ("__BUCKET__", parts.bucket.name()),
        ("__DATABASE_SECRET__", parts.secrets.database.arn()),
        ("__DATABASE_HOST__", parts.database.address.clone()),
        ("__DATABASE_PORT__", parts.database.port.clone().cast()),
        ("__INITIAL_PASSWORD_SECRET__", parts.secrets.initial_password.arn()),
        ("__DOCKER_SECRET__", docker),
        ("__AGENT_PROFILE__", parts.roles.agent_profile.arn()),
        ("__AGENT_SECURITY_GROUP__", parts.groups.agents.id()),
        ("__KEY_PAIR__", parts.key_pair.name()),
        ("__LOG_GROUP__", parts.log_group.name()),
    ];
    let of_all = of_all.into_iter().map(|(place, value)| (place.to_owned(), value));
    let pools = plan.settings.resource_pools.iter().enumerate();
    of_all.chain(pools.flat_map(|(index, pool)| resource_pools::places(plan, parts, index, pool))).collect()
}
