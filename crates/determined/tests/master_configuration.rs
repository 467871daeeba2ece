//! `master.yaml`, as it stands in the parameter that the master reads when it boots.

#![allow(clippy::expect_used, clippy::panic, reason = "in tests, helpers included")]

mod template;

use std::time::Duration;

use purlin_determined::{DeterminedProps, ImageSource, ResourcePool, Scheduler, SharedFileSystem};
use serde_json::{Value, json};
use template::{of_type, template as template_of};

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:some-a1b2c3";

/// The configuration of a cluster, with `<id>` for what refers to the resource with that logical id, and `<id.attribute>`.
fn configuration(props: DeterminedProps) -> Value {
    let template = template_of(props);
    let mut document: Value = serde_json::from_str(&parameter(&template)).expect("good JSON");
    // As the boot script does.
    let common = document.as_object_mut().expect("an object").remove("$provider").expect("a common provider");
    for pool in document["resource_pools"].as_array_mut().expect("pools") {
        let mut provider = common.clone();
        let own = pool["provider"].as_object().expect("a provider").clone();
        provider.as_object_mut().expect("an object").extend(own);
        pool["provider"] = provider;
    }
    document
}

fn parameter(template: &Value) -> String {
    let [(_, parameter)] = of_type(template, "AWS::SSM::Parameter")[..] else { panic!("there is not one parameter") };
    text(&parameter["Properties"]["Value"])
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(function) => match function.iter().next().expect("a function") {
            (name, Value::Array(arguments)) if name == "Fn::Join" => {
                arguments[1].as_array().expect("pieces").iter().map(text).collect()
            }
            (name, argument) if name == "Fn::Base64" => text(argument),
            (name, Value::Array(path)) if name == "Fn::GetAtt" => {
                format!("<{}>", path.iter().map(text).collect::<Vec<_>>().join("."))
            }
            (_, argument) => format!("<{}>", argument.as_str().unwrap_or("?")),
        },
        _ => panic!("no text: {value}"),
    }
}

/// What a value refers to, without the hash of its logical id.
fn target(value: &Value) -> String {
    let text = value.as_str().expect("a text");
    let (id, attribute) = text.trim_matches(['<', '>']).split_once('.').unwrap_or((text.trim_matches(['<', '>']), ""));
    let id = id.get(..id.len().saturating_sub(8)).unwrap_or(id);
    if attribute.is_empty() { id.to_owned() } else { format!("{id}.{attribute}") }
}

#[test]
fn usual_settings_give_two_pools_and_no_secret() {
    let found = configuration(DeterminedProps::new());
    assert_eq!(found["cluster_name"], "Test");
    assert_eq!(found["checkpoint_storage"]["type"], "s3");
    assert_eq!(target(&found["checkpoint_storage"]["bucket"]), "DeterminedCheckpoints");
    assert_eq!(found["db"]["name"], "determined");
    assert_eq!(found["db"]["ssl_mode"], "verify-full");
    assert_eq!(target(&found["db"]["password"]["$secret"]), "DeterminedDatabasePassword");
    assert_eq!(found["db"]["password"]["$field"], "password");
    assert_eq!(found["db"]["user"]["$field"], "username");
    assert_eq!(target(&found["security"]["initial_user_password"]["$secret"]), "DeterminedInitialPassword");
    assert_eq!(found["security"].get("tls"), None);
    assert_eq!(found["telemetry"], json!({ "enabled": false }));
    assert_eq!(found.get("notebook_timeout"), None);
    assert_eq!(found["tensorboard_timeout"], 300);
    assert_eq!(
        found["resource_manager"],
        json!({
            "type": "agent",
            "default_aux_resource_pool": "aux-pool",
            "default_compute_resource_pool": "compute-pool",
            "scheduler": { "type": "priority", "preemption": false, "default_priority": 42 },
        })
    );
    let region = json!({ "environment_variables": ["AWS_DEFAULT_REGION=<AWS::Region>"] });
    assert_eq!(found["task_container_defaults"], region);
    let pools = found["resource_pools"].as_array().expect("pools");
    let names: Vec<&Value> = pools.iter().map(|pool| &pool["pool_name"]).collect();
    assert_eq!(names, ["aux-pool", "compute-pool"]);
    let containers: Vec<&Value> = pools.iter().map(|pool| &pool["max_aux_containers_per_agent"]).collect();
    assert_eq!(containers, [100, 0]);
    assert!(pools.iter().all(|pool| pool["agent_reconnect_wait"] == "90s"), "60 seconds, and three times 10");
    for (pool, instance_type, cpu_slots) in [(&pools[0], "m5.xlarge", false), (&pools[1], "g4dn.xlarge", true)] {
        let provider = &pool["provider"];
        assert_eq!(provider["type"], "aws");
        assert_eq!(provider["instance_type"], instance_type);
        assert_eq!(provider.get("instance_slots"), None, "Determined knows it");
        assert_eq!(provider["cpu_slots_allowed"], cpu_slots);
        assert_eq!(provider["agent_docker_image"], "determinedai/determined-agent:0.38.1");
        assert_eq!(provider["master_url"], "http://local-ipv4:8080");
        assert_eq!(provider["network_interface"]["public_ip"], false);
        assert_eq!(target(&provider["network_interface"]["security_group_id"]), "DeterminedAgentSecurityGroup.GroupId");
        assert_eq!(target(&provider["iam_instance_profile_arn"]), "DeterminedAgentProfile.Arn");
        assert_eq!((&provider["min_instances"], &provider["max_instances"]), (&json!(0), &json!(5)));
        assert_eq!(provider["max_idle_agent_period"], "600s");
        assert_eq!(provider["max_agent_starting_period"], "1200s");
        assert_eq!(provider["root_volume_size"], 200);
        assert_eq!(
            (&provider["tag_key"], &provider["tag_value"]),
            (&json!("det-Test-Determined"), &json!("det-agent-Test-Determined"))
        );
        assert_eq!(provider["agent_config_file_contents"]["hooks"]["on_connection_lost"], json!(["shutdown", "now"]));
        assert_eq!(provider.get("startup_script"), None, "there is nothing to do");
        let image = provider["image_id"]["$parameter"].as_str().expect("a parameter");
        assert!(image.starts_with("/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu"), "{image}");
        assert_eq!(provider.get("spot"), None);
    }
}

#[test]
fn every_setting_reaches_the_master() {
    let pools = [
        ResourcePool::auxiliary("aux", "m6i.xlarge").min_agents(1).max_aux_containers(20).zone(2),
        ResourcePool::compute("spot", "g6.12xlarge").spot(true).spot_max_price("2.50").description("Don't wait"),
        ResourcePool::compute("own", "x99.xlarge").slots(3).image("ami-0123456789abcdef0").cpu_slots(false),
    ];
    let found = configuration(
        DeterminedProps::new()
            .version("0.39.0")
            .image_prefix("registry.example.com/mirror")
            .agent_image_name("agent")
            .cluster_name("Research")
            .enable_cors(true)
            .telemetry(true)
            .notebook_timeout(Duration::from_secs(1800))
            .tls_secret(SECRET)
            .tls_name("determined.example.com")
            .docker_secret(SECRET)
            .docker_registry("registry.example.com")
            .initial_password_secret(SECRET)
            .resource_pools(pools)
            .default_compute_pool("own")
            .agent_disk_size(500)
            .agent_tags([("team".to_owned(), "vision".to_owned())])
            .agent_reconnect_attempts(3)
            .agent_reconnect_backoff(Duration::from_secs(7))
            .shut_down_on_connection_loss(false)
            .scheduler(Scheduler::FairShare)
            .cpu_environment_image("tasks/cpu:1")
            .gpu_environment_image("tasks/gpu:1")
            .database_name("postgres")
            .save_experiment_best(2)
            .shared_file_system(SharedFileSystem::Efs),
    );
    assert_eq!(found["cluster_name"], "Research");
    assert_eq!(found["enable_cors"], true);
    assert_eq!(found["telemetry"]["enabled"], true);
    assert_eq!(found["notebook_timeout"], 1800);
    assert_eq!(found["db"]["name"], "postgres");
    assert_eq!(found["checkpoint_storage"]["save_experiment_best"], 2);
    let tls = json!({ "cert": "/etc/determined/master.crt", "key": "/etc/determined/master.key" });
    assert_eq!(found["security"]["tls"], tls);
    assert_eq!(found["security"]["initial_user_password"], json!({ "$secret": SECRET }));
    let manager = &found["resource_manager"];
    assert_eq!(manager["scheduler"], json!({ "type": "fair_share" }));
    assert_eq!(
        (&manager["default_aux_resource_pool"], &manager["default_compute_resource_pool"]),
        (&json!("aux"), &json!("own"))
    );
    assert_eq!(
        found["task_container_defaults"],
        json!({
            "environment_variables": ["AWS_DEFAULT_REGION=<AWS::Region>"],
            "image": { "cpu": "tasks/cpu:1", "cuda": "tasks/gpu:1" },
            "bind_mounts": [{ "host_path": "/mnt/efs", "container_path": "/run/determined/workdir/shared_fs" }],
            "registry_auth": {
                "username": { "$secret": SECRET, "$field": "username" },
                "password": { "$secret": SECRET, "$field": "password" },
                "serveraddress": "registry.example.com",
            },
        })
    );
    let pools = found["resource_pools"].as_array().expect("pools");
    for pool in pools {
        let provider = &pool["provider"];
        assert_eq!(provider["agent_docker_image"], "registry.example.com/mirror/agent:0.39.0");
        assert_eq!(provider["master_url"], "https://local-ipv4:8443");
        assert_eq!(provider["master_cert_name"], "determined.example.com");
        assert_eq!(provider["root_volume_size"], 500);
        let startup = provider["startup_script"].as_str().expect("a script");
        assert!(startup.starts_with("#!/bin/bash\n") && startup.contains("readonly place='/mnt/efs'\n"), "{startup}");
        assert_eq!(provider["custom_tags"], json!([{ "key": "team", "value": "vision" }]));
        assert_eq!(
            (&provider["agent_reconnect_attempts"], &provider["agent_reconnect_backoff"]),
            (&json!(3), &json!(7))
        );
        assert_eq!(provider.get("agent_config_file_contents"), None);
    }
    let [aux, spot, own] = &pools[..] else { panic!("there are not three pools") };
    assert_eq!(aux["max_aux_containers_per_agent"], 20);
    assert_eq!((&aux["provider"]["min_instances"], &aux["provider"]["instance_slots"]), (&json!(1), &json!(0)));
    assert_ne!(aux["provider"]["network_interface"]["subnet_id"], spot["provider"]["network_interface"]["subnet_id"]);
    assert_eq!((&spot["provider"]["spot"], &spot["provider"]["spot_max_price"]), (&json!(true), &json!("2.50")));
    assert_eq!(spot["provider"]["instance_slots"], 4);
    assert_eq!(
        (&own["provider"]["instance_slots"], &own["provider"]["image_id"]),
        (&json!(3), &json!("ami-0123456789abcdef0"))
    );
}

/// Agents compare it with the domain of an image, which is this for those of Docker Hub.
#[test]
fn a_login_without_a_registry_is_for_docker_hub() {
    let found = configuration(DeterminedProps::new().docker_secret(SECRET));
    assert_eq!(found["task_container_defaults"]["registry_auth"]["serveraddress"], "docker.io");
}

#[test]
fn what_pools_have_in_common_is_written_once() {
    let pools: Vec<ResourcePool> = (0..10)
        .map(|number| ResourcePool::compute(format!("pool-{number}"), "g5.xlarge").max_agents(number + 1))
        .collect();
    let template = template_of(DeterminedProps::new().resource_pools(pools));
    let text = parameter(&template);
    assert_eq!(text.matches("determined-agent:0.38.1").count(), 1);
    assert_eq!(text.matches("\"max_instances\"").count(), 10);
}

#[test]
fn braces_are_no_reference() {
    for name in ["{{resolve:ssm:/a}}", "{{{a}}}", "{{{{"] {
        let template = template_of(DeterminedProps::new().cluster_name(name));
        assert!(!parameter(&template).contains("{{"), "{}", parameter(&template));
        assert_eq!(configuration(DeterminedProps::new().cluster_name(name))["cluster_name"], name);
    }
}

/// Systems Manager takes 8 KiB, and EC2 takes 16 of user data, so that there is no other place.
#[test]
fn more_pools_than_a_parameter_takes_are_refused() {
    let pools = |count: i64| -> Vec<ResourcePool> {
        (0..count)
            .map(|number| ResourcePool::compute(format!("pool-{number}"), "g5.xlarge").max_agents(number + 1))
            .collect()
    };
    template_of(DeterminedProps::new().resource_pools(pools(15)));
    let refused = template::synthesise(&template::ANYWHERE, DeterminedProps::new().resource_pools(pools(40)));
    let refused = refused.expect_err("there are too many").to_string();
    assert!(refused.contains("long-configuration") && refused.contains("configuration_secret"), "{refused}");
}

/// CloudFormation stops and starts an instance whose user data changes.
#[test]
fn the_master_boots_again_where_its_configuration_changes() {
    let user_data = |props: DeterminedProps| {
        let template = template_of(props);
        let [(_, master)] = of_type(&template, "AWS::EC2::Instance")[..] else { panic!("there is not one instance") };
        text(&master["Properties"]["UserData"])
    };
    let before = user_data(DeterminedProps::new());
    assert_eq!(before, user_data(DeterminedProps::new()));
    assert_ne!(before, user_data(DeterminedProps::new().save_trial_best(2)));
    // What the deployment makes is in it as well: it may make another one.
    for part in ["DeterminedAgentSecurityGroup", "DeterminedAgentProfile", "DeterminedCheckpoints", "DeterminedKeyPair"]
    {
        assert!(before.contains(&format!("<{part}")), "{part}: {before}");
    }
}

#[test]
fn an_image_that_the_toolkit_looks_up_stands_in_the_configuration() {
    let lookup = ImageSource::Lookup { owner: "self".to_owned(), name: "agents-*".to_owned() };
    let environment =
        || purlin_core::Environment { account: Some("111122223333".to_owned()), region: Some("eu-west-1".to_owned()) };
    let app = purlin_core::App::new();
    let stack = purlin_core::Stack::new(&app, "Test", purlin_core::StackProps::new().environment(environment()));
    purlin_determined::DeterminedCluster::new(&stack, "Determined", DeterminedProps::new().agent_image(lookup));
    let assembly = app.synth().expect("an assembly");
    let missing = assembly.missing_context();
    assert!(missing.iter().any(|finding| finding.message.contains("agents-*")), "{missing}");
}
