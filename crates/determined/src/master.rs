//! The instance that runs the master.

use purlin_aws::ec2::{
    BlockDevice, BlockDeviceVolume, Instance, InstanceProps, InstanceType, MultipartBody, MultipartUserData,
    SubnetSelection,
};
use purlin_aws::iam::PolicyStatement;
use purlin_aws::secretsmanager::Secret;
use purlin_aws::ssm::{ParameterTier, StringParameter, StringParameterProps};
use purlin_core::{Construct, Finding, Scope, Value, pseudo_parameter, text};
use purlin_product::boot_script::{AWS_CALLS, SIGNAL, STEPS, compact, fill};
use purlin_product::{ROOT_DEVICE, keep_first_image};

use crate::master_configuration::{MasterDocument, master_configuration};
use crate::parts::Parts;
use crate::plan::Plan;

const SCRIPT: &str = include_str!("master.sh");
const PROGRAM: &str = include_str!("master.py");

/// What makes cloud-init run the script at every boot, and not only at the first one: CloudFormation stops and starts the instance
/// where its user data changes.
const EVERY_BOOT: &str = "#cloud-config\ncloud_final_modules:\n- [scripts-user, always]\n";
const CLOUD_CONFIG: &str = "text/cloud-config; charset=\"us-ascii\"";
const SHELL_SCRIPT: &str = "text/x-shellscript; charset=\"us-ascii\"";

/// The master runs in a container, which the answers of the metadata service reach in a second hop.
const HOP_LIMIT: i64 = 2;

/// In bytes, before what the deployment makes is filled in: parameters of Systems Manager have 8,192.
const LONGEST_CONFIGURATION: usize = 7000;

/// The master, which is deleted before `clean_up` does its work.
#[track_caller]
pub(crate) fn master(plan: &Plan, parts: &Parts<'_>, clean_up: &Scope) -> Instance {
    let settings = &plan.settings;
    let mut disk = BlockDeviceVolume::ebs(settings.disk_size).delete_on_termination(true);
    if let Some(key) = &plan.key {
        disk = disk.encryption_key(key);
    }
    let user_data = MultipartUserData::new();
    let props = InstanceProps::new()
        .vpc(&parts.network.vpc)
        .vpc_subnets(SubnetSelection::of_subnets(&parts.network.master))
        .instance_type(InstanceType::new(settings.instance_type.as_str()))
        .machine_image(settings.image.machine_image())
        .security_group(&parts.groups.master)
        .role(&parts.roles.master)
        .key_pair(parts.key_pair)
        .block_devices([BlockDevice::new(ROOT_DEVICE, disk)])
        .http_put_response_hop_limit(HOP_LIMIT)
        .propagate_tags_to_volume_on_creation(true)
        .resource_signal_timeout(settings.boot_timeout)
        .user_data(&user_data);
    // The address that stays is only there when the master is, which downloads before that.
    let props = if settings.public_master { props.associate_public_ip_address(true) } else { props };
    let instance = Instance::new(&plan.scope, "Master", props);
    if settings.image.moves() {
        keep_first_image(&plan.scope, "MasterFirstImage", &instance);
    }
    let resource = instance.cfn().resource();
    // What it talks to; what it reads is named in the script. The role comes with its policies.
    resource.add_dependency(&parts.database.scope);
    resource.add_dependency(clean_up);
    user_data.add_part(MultipartBody::from_raw(CLOUD_CONFIG, EVERY_BOOT));
    user_data.add_part(MultipartBody::from_raw(SHELL_SCRIPT, script(plan, parts, resource.logical_id())));
    instance
}

/// What the instance does when it boots.
fn script(plan: &Plan, parts: &Parts<'_>, logical_id: Value<String>) -> Value<String> {
    let settings = &plan.settings;
    let arn = |secret: &Option<Secret>| secret.as_ref().map_or_else(|| Value::from(""), Secret::arn);
    let document = master_configuration(plan, parts);
    let configuration = configuration_parameter(plan, parts, &document);
    let time_limit = settings.boot_timeout.as_secs() * 4 / 5;
    let program = compact(PROGRAM, 4).replace(SIGNAL.0, &compact(SIGNAL.1, 4));
    let script = compact(SCRIPT, 2).replace("__PROGRAM__\n", &program);
    let filled = fill(
        &script,
        &[
            ("__PARTITION__", pseudo_parameter::partition()),
            ("__REGION__", plan.scope.region()),
            ("__DOMAIN__", pseudo_parameter::url_suffix()),
            ("__STACK__", pseudo_parameter::stack_id()),
            ("__LOGICAL_ID__", logical_id),
            ("__TIME_LIMIT__", Value::from(time_limit.to_string())),
            ("__LOG_GROUP__", parts.log_group.name()),
            ("__MASTER_IMAGE__", Value::from(plan.image(&settings.master_image_name))),
            ("__PORT__", Value::from(plan.port().to_string())),
            ("__DATABASE_HOST__", parts.database.address.clone()),
            ("__DATABASE_PORT__", parts.database.port.clone().cast()),
            ("__SESSION_MANAGER__", Value::from(settings.session_manager.to_string())),
            ("__TLS_SECRET__", arn(&parts.secrets.tls)),
            ("__DOCKER_SECRET__", arn(&parts.secrets.docker)),
            ("__DOCKER_REGISTRY__", Value::from(settings.docker_registry.as_deref().unwrap_or_default())),
            ("__CONFIGURATION_SECRET__", arn(&parts.secrets.configuration)),
            ("__CONFIGURATION__", configuration.name()),
            (AWS_CALLS.0, Value::from(compact(AWS_CALLS.1, 4))),
            (STEPS.0, Value::from(compact(STEPS.1, 2))),
        ],
    );
    // Other user data makes CloudFormation stop and start the instance, and so the master read what has changed.
    text!["#!/bin/bash\n# The configuration is ", document.version(), "\n", filled, "\n"]
}

/// Where the master reads its configuration when it boots: user data has room for the script alone.
fn configuration_parameter(plan: &Plan, parts: &Parts<'_>, document: &MasterDocument) -> StringParameter {
    let props = StringParameterProps::new()
        .description("The configuration of the master, without its secrets")
        .string_value(document.text())
        .tier(ParameterTier::INTELLIGENT_TIERING);
    let parameter = StringParameter::new(&plan.scope, "MasterConfiguration", props);
    if document.length() > LONGEST_CONFIGURATION {
        let problem = format!("the configuration of the master has {} bytes, which is too much", document.length());
        let finding = Finding::error("long-configuration", problem);
        let help =
            "leave pools out of `resource_pools`, and put all of them into the JSON object of `configuration_secret`";
        parameter.scope().report(finding.help(help));
    }
    let statement = PolicyStatement::allow().actions(["ssm:GetParameter"]).resources([parameter.arn()]);
    parts.roles.master.add_to_policy(statement);
    parameter
}
