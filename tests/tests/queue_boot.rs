//! The queue of the hybrid installation boots: its script is looked at by ShellCheck, and runs when the stack is deployed.

use std::path::Path;

use purlin_core::{App, Environment, Findings, Set, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::emulator::Boot;
use purlin_tests::{Failure, Result, command, directories, linter, tools};
use serde_json::Value;

const STACK: &str = "Valohai-Hybrid";

type Props = HybridWorkersProps<Set<String>>;

fn props() -> Props {
    HybridWorkersProps::new()
        .queue_address("example.vqueue.net")
        .assume_user("arn:aws:iam::905675611115:user/example")
        .zones(["eu-west-1a"])
}

/// Writes an installation to a directory, after its template was found to be good.
fn write(props: Props, assembly: &Path) -> Result<()> {
    let app = App::new();
    let environment = Environment::new("123456789012", "eu-west-1");
    let stack = Stack::new(&app, STACK, StackProps::new().environment(environment));
    HybridWorkers::new(&stack, "Valohai", props);
    let failed = |findings: Findings| Failure::new(findings.to_string());
    app.synth().map_err(failed)?.write(assembly).map_err(failed)?;
    let findings = linter::cfn_lint(&[assembly.join(format!("{STACK}.template.json"))])?;
    let errors: Vec<String> = findings
        .into_iter()
        .filter(|finding| finding.rule.starts_with('E'))
        .map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::new(errors.join("\n"))) }
}

/// Deploys an installation whose queue boots.
fn deploy(props: Props) -> Result<Report> {
    let home = directories::passing_dir()?;
    let assembly = home.path().join("cdk.out");
    write(props, &assembly)?;
    let boot = Boot::new(directories::tests().join("fixtures/boot/queue.py"));
    deploy_check(&assembly, &Options { boot: Some(boot), ..Options::default() })
}

fn shellcheck(script: &Path) -> Result<()> {
    let home = directories::passing_dir()?;
    let mut command = tools::install()?.shellcheck(home.path());
    command.args(["--enable", "all", "--exclude", "SC2250,SC2310,SC2311,SC2312"]).arg(script);
    command::run(&mut command)?.stdout_of_success("ShellCheck").map(drop)
}

#[test]
fn the_script_is_in_order() -> Result<()> {
    shellcheck(&directories::workspace().join("crates/hybrid-workers/src/queue.sh"))
}

/// As the machine gets it, with the values of deployment in place of what yields them.
#[test]
fn the_script_is_in_order_with_its_settings() -> Result<()> {
    let home = directories::passing_dir()?;
    write(props(), home.path())?;
    let template = directories::read_json(&home.path().join(format!("{STACK}.template.json")))?;
    let resources = template["Resources"].as_object().into_iter().flatten();
    let queue = resources.map(|(_, resource)| resource).find(|resource| resource["Type"] == "AWS::EC2::Instance");
    let pieces = &queue.unwrap_or(&Value::Null)["Properties"]["UserData"]["Fn::Base64"]["Fn::Join"][1];
    let pieces = pieces.as_array().into_iter().flatten();
    let script: String = pieces.map(|piece| piece.as_str().unwrap_or("arn:aws:service:region::name")).collect();
    assert!(script.starts_with("#!/bin/bash\n") && script.len() < 16 * 1024, "{} bytes", script.len());
    let file = home.path().join("user-data");
    std::fs::write(&file, script)?;
    shellcheck(&file)
}

#[test]
fn a_queue_that_boots_completes_the_stack() -> Result<()> {
    let report = deploy(props())?;
    let [queue] = &report.boots[..] else { panic!("{:?}", report.boots) };
    assert_eq!(queue["status"], 0, "{queue}");
    let output = queue["output"].as_str().unwrap_or_default();
    assert!(output.contains("valohai-queue: done\n"), "{output}");
    assert!(output.contains("--env-file"), "the unit has no password: {output}");
    assert!(!output.contains("could not be told"), "{output}");
    Ok(())
}

#[test]
fn a_queue_that_does_not_boot_fails_the_stack_and_says_why() {
    let failure = deploy(props().queue_setup_revision("broken")).map(drop).expect_err("there is no such revision");
    let failure = failure.to_string();
    assert!(failure.contains("Received FAILURE signal with UniqueId i-"), "{failure}");
    assert!(failure.contains(":cannot-download-setup"), "{failure}");
    assert!(failure.contains("ROLLBACK"), "{failure}");
}

/// Backups and alarms are made with it, and taken down with it.
#[test]
fn a_queue_with_backups_and_alarms_deploys() -> Result<()> {
    let props = props().private_workers(true).queue_backup_days(7).alarm_emails(["team@example.com".to_owned()]);
    let report = deploy(props.alarm_topic("arn:aws:sns:eu-west-1:123456789012:operations"))?;
    let resources = report.stacks.iter().flat_map(|stack| stack["resources"].as_array().into_iter().flatten());
    let types: Vec<&str> = resources.filter_map(|resource| resource["type"].as_str()).collect();
    let count = |kind: &str| types.iter().filter(|found| **found == kind).count();
    assert_eq!((count("AWS::Backup::BackupSelection"), count("AWS::CloudWatch::Alarm")), (1, 10));
    Ok(())
}
