//! The master, its images and secrets: what is refused.

mod template;

use std::time::Duration;

use purlin_core::Environment;
use purlin_determined::DeterminedProps;
use template::broken;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:some-a1b2c3";

fn refused(props: DeterminedProps) -> Vec<(&'static str, &'static str)> {
    broken(props, &Environment { account: None, region: Some("eu-west-1".to_owned()) })
}

#[test]
fn good_settings_are_taken() {
    let good = DeterminedProps::new()
        .version("0.39.0-rc1")
        .image_prefix("registry.example.com:5000/determined/mirror")
        .docker_secret(SECRET)
        .docker_registry("registry.example.com:5000")
        .tls_secret(SECRET)
        .tls_name("*.example.com")
        .initial_password_secret(SECRET)
        .configuration_secret(SECRET)
        .cpu_environment_image("registry.example.com/tasks/cpu:1.0")
        .gpu_environment_image("tasks/gpu@sha256:0123")
        .cluster_name("Research & Development's")
        .notebook_timeout(Duration::from_secs(3600))
        .instance_type("c6i.2xlarge");
    assert_eq!(refused(good), []);
    assert_eq!(refused(DeterminedProps::new().image_prefix("registry.example.com")), []);
}

#[test]
fn bad_settings_are_refused() {
    let props = DeterminedProps::new;
    let cases = [
        (props().version(""), ("version", "bad-version")),
        (props().version("0.38.1 "), ("version", "bad-version")),
        (props().version("-1"), ("version", "bad-version")),
        (props().image_prefix("https://registry.example.com/x"), ("image_prefix", "bad-image-prefix")),
        (props().image_prefix("determinedai/"), ("image_prefix", "bad-image-prefix")),
        (props().master_image_name("Master"), ("master_image_name", "bad-image-name")),
        (props().agent_image_name("a/b"), ("agent_image_name", "bad-image-name")),
        (props().docker_secret("my-secret"), ("docker_secret", "bad-secret")),
        (props().docker_secret(SECRET.replace("-a1b2c3", "")), ("docker_secret", "bad-secret")),
        (props().docker_secret(SECRET.replace("eu-west-1", "eu-west-2")), ("docker_secret", "secret-of-other-region")),
        (props().docker_registry("registry.example.com"), ("docker_registry", "registry-without-secret")),
        (props().docker_secret(SECRET).docker_registry("a b"), ("docker_registry", "bad-docker-registry")),
        (props().docker_secret(SECRET).docker_registry("a.b:0"), ("docker_registry", "bad-docker-registry")),
        (props().initial_password_secret("x"), ("initial_password_secret", "bad-secret")),
        (props().configuration_secret("x"), ("configuration_secret", "bad-secret")),
        (props().tls_secret(SECRET), ("tls_secret", "tls-without-name")),
        (props().tls_name("determined.example.com"), ("tls_name", "name-without-tls")),
        (props().tls_secret(SECRET).tls_name("not a name"), ("tls_name", "bad-tls-name")),
        (props().cluster_name(""), ("cluster_name", "bad-cluster-name")),
        (props().cluster_name("a\nb"), ("cluster_name", "bad-cluster-name")),
        (props().instance_type("m6g.xlarge"), ("instance_type", "arm-instance")),
        (props().instance_type("m6i.large"), ("instance_type", "small-master")),
        (props().instance_type("large"), ("instance_type", "bad-instance-type")),
        (props().disk_size(20), ("disk_size", "bad-disk-size")),
        (props().image("x"), ("image", "bad-image")),
        (props().agent_image("x"), ("agent_image", "bad-image")),
        (props().boot_timeout(Duration::from_secs(60)), ("boot_timeout", "bad-boot-timeout")),
        (props().notebook_timeout(Duration::ZERO), ("notebook_timeout", "bad-idle-timeout")),
        (props().tensorboard_timeout(Duration::ZERO), ("tensorboard_timeout", "bad-idle-timeout")),
    ];
    for (props, problem) in cases {
        assert_eq!(refused(props), [problem]);
    }
    let bad_image = props().cpu_environment_image("tasks:").gpu_environment_image("tasks/gpu:1");
    assert_eq!(refused(bad_image), [("cpu_environment_image", "bad-docker-image")]);
}
