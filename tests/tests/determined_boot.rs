//! The master of a Determined cluster boots: its script, and the one of its agents, are looked at by ShellCheck, and the master's runs
//! when the stack is deployed.

use purlin_core::{App, Environment, Findings, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps, Removal, SharedFileSystem};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::emulator::Boot;
use purlin_tests::{Failure, Result, directories, linter};
use serde_json::Value;

const STACK: &str = "Determined";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:some-a1b2c3";

fn app(props: DeterminedProps) -> App {
    let app = App::new();
    let environment = Environment::new("123456789012", "eu-west-1");
    let stack = Stack::new(&app, STACK, StackProps::new().environment(environment));
    DeterminedCluster::new(&stack, "Determined", props);
    app
}

fn failed(findings: Findings) -> Failure {
    Failure::new(findings.to_string())
}

/// Deploys a cluster whose master boots.
fn deploy(props: DeterminedProps) -> Result<Report> {
    let home = directories::passing_dir()?;
    let assembly = home.path().join("cdk.out");
    // So that it can be destroyed.
    let props = props.zones(["eu-west-1a", "eu-west-1b"]).database_deletion_protection(false);
    app(props.bucket_removal(Removal::Delete)).synth().map_err(failed)?.write(&assembly).map_err(failed)?;
    let boot = Boot::new(directories::tests().join("fixtures/boot/determined.py"));
    deploy_check(&assembly, &Options { boot: Some(boot), ..Options::default() })
}

#[test]
fn a_master_that_boots_completes_the_stack() -> Result<()> {
    let report = deploy(DeterminedProps::new())?;
    let [master] = &report.boots[..] else { panic!("{:?}", report.boots) };
    let output = master["output"].as_str().unwrap_or_default();
    assert_eq!(master["status"], 0, "{output}");
    assert!(output.contains("determined-master: done\n"), "{output}");
    assert!(output.contains("it talks to ") && output.contains("launches ami-0123456789abcdef0\n"), "{output}");
    assert!(output.contains("docker run --detach"), "{output}");
    assert!(!output.contains("could not be told"), "{output}");
    Ok(())
}

#[test]
fn a_master_that_does_not_boot_fails_the_stack_and_says_why() {
    let failure = deploy(DeterminedProps::new().version("0.0.0")).map(drop).expect_err("there is no such version");
    let failure = failure.to_string();
    assert!(failure.contains("Received FAILURE signal with UniqueId i-"), "{failure}");
    assert!(failure.contains(":cannot-pull-image"), "{failure}");
    assert!(failure.contains("ROLLBACK"), "{failure}");
}

/// What a template's function comes to, with a word for what is only known during deployment.
fn text(value: &Value) -> String {
    let pieces = value["Fn::Join"][1].as_array().map_or_else(|| vec![value], |pieces| pieces.iter().collect());
    pieces.into_iter().map(|piece| piece.as_str().unwrap_or("known-during-deployment")).collect()
}

/// The scripts of master and agents in a template.
fn scripts(props: DeterminedProps) -> Result<Vec<String>> {
    let template = app(props).synth().map_err(failed)?.template(STACK).unwrap_or_default();
    let template: Value = serde_json::from_str(&template)?;
    let resources = template["Resources"].as_object().into_iter().flatten();
    let mut scripts = Vec::new();
    for (_, resource) in resources {
        let properties = &resource["Properties"];
        if resource["Type"] == "AWS::EC2::Instance" {
            let parts = text(&properties["UserData"]["Fn::Base64"]);
            let begin = parts.find("#!/bin/bash\n").ok_or_else(|| Failure::new("there is no script"))?;
            let end = parts.rfind("\n--").ok_or_else(|| Failure::new("there is no end"))?;
            scripts.push(parts[begin..end].to_owned());
        }
        if resource["Type"] == "AWS::SSM::Parameter" {
            let configuration: Value = serde_json::from_str(&text(&properties["Value"]))?;
            scripts.extend(configuration["$provider"]["startup_script"].as_str().map(ToOwned::to_owned));
        }
    }
    Ok(scripts)
}

#[test]
fn every_script_is_in_order() -> Result<()> {
    let usual = DeterminedProps::new;
    let efs = usual().shared_file_system(SharedFileSystem::Efs);
    let everything = usual()
        .shared_file_system(SharedFileSystem::Fsx)
        .existing_file_system("fs-0123456789abcdef0")
        .fsx_mount_name("abcdefgh")
        .docker_secret(SECRET)
        .docker_registry("registry.example.com")
        .configuration_secret(SECRET)
        .tls_secret(SECRET)
        .tls_name("determined.example.com");
    for (props, count) in [(usual(), 1), (efs, 2), (everything, 2)] {
        let scripts = scripts(props)?;
        assert_eq!(scripts.len(), count);
        for script in scripts {
            let found = linter::shellcheck_text(&script)?;
            assert!(found.is_empty(), "{found:#?}\n{script}");
        }
    }
    Ok(())
}
