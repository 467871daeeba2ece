//! The application of a self-hosted Valohai boots: its script runs when the stack is deployed.

use purlin_core::{App, Environment, Findings, Set, Stack, StackProps};
use purlin_self_hosted::{SelfHosted, SelfHostedProps};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::emulator::Boot;
use purlin_tests::{Failure, Result, directories};

const STACK: &str = "Valohai-Self-Hosted";

fn props() -> SelfHostedProps<Set<String>> {
    SelfHostedProps::new()
        .domain("https://valohai.example.com")
        .image("ami-0123456789abcdef0")
        .zones(["eu-west-1a", "eu-west-1b"])
}

/// Deploys an installation whose instance boots.
fn deploy(props: SelfHostedProps<Set<String>>) -> Result<Report> {
    let home = directories::passing_dir()?;
    let assembly = home.path().join("cdk.out");
    let app = App::new();
    let environment = Environment::new("123456789012", "eu-west-1");
    let stack = Stack::new(&app, STACK, StackProps::new().environment(environment));
    SelfHosted::new(&stack, "Valohai", props);
    let failed = |findings: Findings| Failure::new(findings.to_string());
    app.synth().map_err(failed)?.write(&assembly).map_err(failed)?;
    let boot = Boot::new(directories::tests().join("fixtures/boot/application.py"));
    deploy_check(&assembly, &Options { boot: Some(boot), ..Options::default() })
}

#[test]
fn an_application_that_boots_completes_the_stack() -> Result<()> {
    let can_be_removed = props().database_deletion_protection(false);
    let report = deploy(can_be_removed)?;
    let [application] = &report.boots[..] else { panic!("{:?}", report.boots) };
    assert_eq!(application["status"], 0, "{application}");
    let output = application["output"].as_str().unwrap_or_default();
    assert!(output.contains("valohai-roi: done\n"), "{output}");
    assert!(output.contains("it talks to ") && output.contains("keeps data in "), "{output}");
    assert!(output.contains("roi_create_organization --name=Valohai --for-superuser"), "{output}");
    assert!(output.contains("--env-file="), "the unit has no password: {output}");
    assert!(!output.contains("could not be told"), "{output}");
    Ok(())
}

#[test]
fn an_application_that_does_not_boot_fails_the_stack_and_says_why() {
    let broken = props().environment_name("Broken").database_deletion_protection(false);
    let failure = deploy(broken).map(drop).expect_err("it is another image").to_string();
    assert!(failure.contains("Received FAILURE signal with UniqueId i-"), "{failure}");
    assert!(failure.contains(":no-application"), "{failure}");
    assert!(failure.contains("ROLLBACK"), "{failure}");
}
