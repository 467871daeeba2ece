//! Instances that boot, and what waits for their signals.

use std::path::PathBuf;
use std::time::Duration;

use purlin_tests::emulator::{Boot, Emulator};
use purlin_tests::plain_deploy::{Options, PlainStack, plain_deploy};
use purlin_tests::{Result, aws, directories};

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures").join(name)
}

fn booting(outcome: &str) -> PlainStack {
    PlainStack::new("boot.yml", "Booting").parameter("Outcome", outcome)
}

fn options() -> Options {
    Options { boot: Some(Boot::new(fixture("boot/boot.py"))), ..Options::default() }
}

#[test]
fn resources_wait_for_the_signals_of_their_instances() -> Result<()> {
    let report = plain_deploy(&fixture("boot"), &[booting("SUCCESS")], &options())?;
    assert_eq!(report.boots.len(), 3);
    let queue = report.boots.iter().find(|boot| boot["logical_id"] == "Queue").expect("the queue booted");
    let id = report.resource("Booting", "Queue").unwrap_or_default();
    assert_eq!((&queue["status"], &queue["stack"], &queue["instance_id"]), (&0.into(), &"Booting".into(), &id.into()));
    assert_eq!(queue["output"], format!("this is {id} of Booting\n"));
    assert_eq!(report.output("Booting", "Said"), Some(r#"{"disk": "ready"}"#));
    Ok(())
}

#[test]
fn a_signal_of_failure_fails_the_stack() {
    let failure = plain_deploy(&fixture("boot"), &[booting("FAILURE")], &options()).expect_err("it says so");
    let failure = failure.to_string();
    assert!(failure.contains("Queue\tCREATE_FAILED\tReceived 1 FAILURE signal(s) out of 1."), "{failure}");
}

#[test]
fn no_signal_fails_the_stack() {
    let boot = Boot { timeout: Duration::from_secs(8), ..Boot::new(fixture("boot/boot.py")) };
    let options = Options { boot: Some(boot), ..Options::default() };
    let failure = plain_deploy(&fixture("boot"), &[booting("NOTHING")], &options).expect_err("nothing is said");
    let expected = "Queue\tCREATE_FAILED\tFailed to receive 1 resource signal(s) within the specified duration";
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn a_group_may_do_with_some_of_its_instances() -> Result<()> {
    let mixed = booting("SUCCESS").parameter("GroupOutcome", "FAILURE");
    let failure = plain_deploy(&fixture("boot"), std::slice::from_ref(&mixed), &options()).expect_err("all are needed");
    assert!(failure.to_string().contains("Unable to satisfy 100% MinSuccessfulInstancesPercent"), "{failure}");
    plain_deploy(&fixture("boot"), &[mixed.parameter("Share", "50")], &options()).map(drop)
}

#[test]
fn nothing_boots_unless_it_is_asked_for() -> Result<()> {
    let report = plain_deploy(&fixture("boot"), &[booting("FAILURE")], &Options::default())?;
    assert_eq!(report.boots.len(), 0);
    assert_eq!(report.output("Booting", "Said"), Some("{}"));
    Ok(())
}

/// A script that starts many programs may need longer where others run as well.
fn patient() -> Options {
    let boot = Boot { timeout: Duration::from_secs(180), ..Boot::new(fixture("boot/boot.py")) };
    Options { boot: Some(boot), ..Options::default() }
}

fn application(read: &str) -> [PlainStack; 2] {
    let application = PlainStack::new("application.yml", "Application")
        .parameter_from("Vpc", "Network", "Vpc")
        .parameter_from("Subnets", "Network", "Subnets")
        .parameter("ReadName", read);
    [PlainStack::new("network.yml", "Network"), application]
}

#[test]
fn an_instance_reads_what_was_made_before_it() -> Result<()> {
    let report = plain_deploy(&fixture("boot"), &application("valohai-redis-url"), &patient())?;
    let [boot] = report.boots.as_slice() else { panic!("{:?}", report.boots) };
    let output = |name: &str| report.output("Application", name).unwrap_or_default();
    let said = boot["output"].as_str().unwrap_or_default();
    assert!(boot["status"] == 0 && said.contains("domain: https://valohai.example.com\n"), "{boot}");
    assert!(said.contains(&format!("cache: rediss://{}\n", output("Cache"))), "{said}");
    assert!(
        said.contains(&format!(r#""host": "{}""#, output("Database"))) && said.contains(r#""dbname": "roidb""#),
        "{said}"
    );
    Ok(())
}

#[test]
fn an_instance_that_misses_something_fails_the_stack() {
    let failure =
        plain_deploy(&fixture("boot"), &application("valohai-nothing"), &patient()).expect_err("it is missing");
    assert!(failure.to_string().contains("Master\tCREATE_FAILED\tReceived 1 FAILURE signal(s)"), "{failure}");
}

#[test]
fn only_what_is_being_made_can_be_signalled() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let template = format!("file://{}", fixture("boot/boot.yml").display());
    let parameters = "ParameterKey=Outcome,ParameterValue=SUCCESS";
    let create = ["cloudformation", "create-stack", "--stack-name", "Done", "--template-body", &template];
    let create = create.into_iter().chain(["--parameters", parameters]);
    aws::aws(create, home.path(), &variables)?.stdout_of_success("create-stack")?;
    let refused = |logical_id: &str| -> Result<String> {
        let signal = ["cloudformation", "signal-resource", "--stack-name", "Done", "--logical-resource-id", logical_id];
        let signal = signal.into_iter().chain(["--unique-id", "i-0123456789abcdef0", "--status", "SUCCESS"]);
        Ok(aws::aws(signal, home.path(), &variables)?.stderr)
    };
    let late = refused("Queue")?;
    assert!(late.contains("ValidationError") && late.contains("cannot be signaled"), "{late}");
    let nowhere = refused("Qeueu")?;
    assert!(nowhere.contains("Resource Qeueu does not exist for stack Done"), "{nowhere}");
    Ok(())
}
