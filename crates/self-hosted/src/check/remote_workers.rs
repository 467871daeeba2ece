//! Workers in another account than the installation: what can be wrong with their settings.

use purlin_core::{Environment, Finding};
use purlin_product::words::{account_of, is_account, is_arn_of, is_domain_name, is_id, is_principal};
use purlin_product::{ExistingVpc, Problems, checks};

use crate::remote_workers::RemoteWorkersSettings;

/// Long enough for anyone, and every name stays one that AWS takes.
const LONGEST_PREFIX: usize = 20;

pub(crate) fn problems(settings: &RemoteWorkersSettings, environment: &Environment) -> Problems {
    let mut found = Problems::default();
    master(settings, environment, &mut found);
    network(settings, &mut found);
    queue(settings, environment, &mut found);
    if let Some(prefix) = &settings.name_prefix {
        checks::name_prefix("name_prefix", prefix, LONGEST_PREFIX, &mut found);
    }
    let RemoteWorkersSettings { worker_groups, worker_image, worker_queue_prefix, .. } = settings;
    let groups = purlin_valohai::checks::worker_groups;
    groups(worker_groups, worker_image, worker_queue_prefix, environment, &mut found);
    checks::ssh("worker_ssh_from", &settings.worker_ssh_from, &mut found);
    if let Some(name) = &settings.existing_key_pair {
        checks::key_pair("existing_key_pair", name, &mut found);
    }
    if let Some(key) = &settings.encryption_key {
        checks::encryption_key("encryption_key", key, environment, &mut found);
    }
    if let Some(policy) = &settings.permissions_boundary {
        checks::permissions_boundary("permissions_boundary", policy, environment, &mut found);
    }
    found
}

fn master(settings: &RemoteWorkersSettings, environment: &Environment, found: &mut Problems) {
    let master = settings.master_role_arn.as_str();
    let is_role = is_principal(master) && master.contains(":role/");
    let message = format!("`{master}` is not the ARN of a role");
    let help = "write what the installation's stack tells as `MasterRoleArn`";
    found.check(is_role, "master_role_arn", "bad-master-role", message, help);
    if is_role && environment.account.as_deref() == account_of(master) {
        let message = "the application is in the same account".to_owned();
        let help = "leave these out: the installation's own stack has roles and groups for workers of its account";
        found.push("master_role_arn", None, "worker-account-is-own", message, help);
    }
    checks::role_name("role_name", &settings.role_name, found);
    let message = "the role has a path, which a new one cannot get here".to_owned();
    found.check(!settings.role_name.contains('/'), "role_name", "role-with-path", message, "write the name alone");
    if let Some(id) = &settings.external_id {
        checks::external_id("external_id", id, found);
    }
}

fn network(settings: &RemoteWorkersSettings, found: &mut Problems) {
    if let ExistingVpc::Id(id) = &settings.vpc {
        let message = format!("`{id}` is not the id of a VPC");
        found.check(is_id(id, "vpc-"), "vpc", "bad-vpc", message, "write it like `vpc-0123456789abcdef0`");
    }
    for (item, id) in settings.worker_subnet_ids.iter().enumerate() {
        if !is_id(id, "subnet-") {
            let message = format!("`{id}` is not the id of a subnet");
            let help = "write it like `subnet-0123456789abcdef0`";
            found.push("worker_subnet_ids", Some(item), "bad-subnet", message, help);
        } else if settings.worker_subnet_ids.iter().take(item).any(|other| other == id) {
            let message = format!("the subnet `{id}` is there twice");
            found.push("worker_subnet_ids", Some(item), "subnet-twice", message, "leave out one of the two");
        }
    }
}

fn queue(settings: &RemoteWorkersSettings, environment: &Environment, found: &mut Problems) {
    let has_groups = !settings.worker_groups.is_empty();
    let message = "groups of workers have to know where the queue is".to_owned();
    let help = "write what the installation's stack tells as `QueueAddress`";
    let good = !has_groups || settings.queue_address.is_some();
    found.check(good, "queue_address", "workers-without-queue", message, help);
    if let Some(address) = &settings.queue_address {
        let message = format!("`{address}` cannot be the address of the queue");
        let is_address = is_domain_name(address);
        found.check(is_address, "queue_address", "bad-queue-address", message, help);
    }
    let of_groups = [
        ("queue_address", settings.queue_address.is_some()),
        ("queue_secret", settings.queue_secret.is_some()),
        ("encryption_key", settings.encryption_key.is_some()),
    ];
    for (setting, is_set) in of_groups {
        let message = format!("`{setting}` is for groups of workers, and there are none");
        let help = "name `worker_groups`, or leave it out: what Valohai launches by itself is Valohai's to say";
        found.check(has_groups || !is_set, setting, "setting-without-groups", message, help);
    }
    if let Some(secret) = &settings.queue_secret {
        // Behind the name, Secrets Manager puts a hyphen and six characters, without which a policy would be about no secret.
        let is_complete = secret.rsplit_once('-').is_some_and(|(_, suffix)| suffix.len() == 6);
        let is_secret = is_arn_of(secret, "secretsmanager", "secret:") && account_of(secret).is_some_and(is_account);
        let is_secret = is_secret && is_complete;
        let message = format!("`{secret}` is not the ARN of a secret");
        let help = "write what the installation's stack tells as `QueueSecretArn`, or the whole ARN of a copy here";
        found.check(is_secret, "queue_secret", "bad-queue-secret", message, help);
    }
    if let Some(key) = &settings.queue_secret_key {
        checks::encryption_key("queue_secret_key", key, environment, found);
        let message = "`queue_secret_key` encrypts `queue_secret`, and there is none".to_owned();
        let good = settings.queue_secret.is_some();
        found.check(good, "queue_secret_key", "key-without-secret", message, "leave it out, or name the secret");
    }
}

/// A VPC without subnets for workers.
pub(crate) fn no_subnets(are_public: bool) -> Finding {
    let kind = if are_public { "public" } else { "private" };
    Finding::error("no-subnet", format!("the VPC has no {kind} subnets for workers"))
        .help("name the subnets as `worker_subnet_ids`, or choose the other kind by `public_workers`")
}
