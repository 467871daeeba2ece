//! The templates of `hybrid package`, as people deploy them: without the toolkit, `iam.yml` first.

use std::path::{Path, PathBuf};

use purlin_tests::command::{self, Output};
use purlin_tests::emulator::{Boot, Emulator};
use purlin_tests::plain_deploy::{Options, PlainStack, plain_deploy};
use purlin_tests::{Result, apps, aws, directories, linter, tools};
use serde_json::Value;

const BUCKET: &str = "templates-for-tests";
const PREFIX: &str = "hybrid/v1";
const NAMED_IAM: &str = "CAPABILITY_NAMED_IAM";

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures/hybrid-package").join(name)
}

fn package(directory: &Path, arguments: &[&str]) -> Result<Output> {
    let mut command = command::isolated(apps::binary("hybrid")?, directory);
    command.arg("package").args(arguments);
    command::run(&mut command)
}

/// The templates in a directory, pointing to the files beside them.
fn beside(directory: &Path) -> Result<PathBuf> {
    package(directory, &[])?.stdout_of_success("hybrid package")?;
    Ok(directory.join("templates"))
}

/// The templates in a directory, pointing into a bucket.
fn in_bucket(directory: &Path, prefix: &str) -> Result<PathBuf> {
    let arguments = ["--bucket", BUCKET, "--prefix", prefix, "--region", "eu-west-1"];
    package(directory, &arguments)?.stdout_of_success("hybrid package")?;
    Ok(directory.join("templates"))
}

fn options(prefix: &str) -> Options {
    Options {
        bucket: BUCKET.into(),
        prefix: prefix.into(),
        setup: Some(fixture("setup.py")),
        boot: Some(Boot::new(directories::tests().join("fixtures/boot/queue.py"))),
        ..Options::default()
    }
}

fn iam() -> PlainStack {
    PlainStack::new("iam.yml", "Valohai-Hybrid-IAM")
        .parameter("AssumeRoleARN", "arn:aws:iam::905675611115:user/example")
        .capability(NAMED_IAM)
}

fn main_stack(template: &str, queue_address: &str) -> PlainStack {
    PlainStack::new(template, "Valohai-Hybrid")
        .parameter("QueueAddress", queue_address)
        .parameter("KeyPair", "operator")
        .capability("CAPABILITY_IAM")
}

#[test]
fn two_installations_in_one_account_are_deployed_from_the_bucket() -> Result<()> {
    let home = directories::passing_dir()?;
    let templates = in_bucket(home.path(), PREFIX)?;
    let other_iam = PlainStack::new("iam.yml", "Other-IAM")
        .parameter("AssumeRoleARN", "arn:aws:iam::905675611115:user/example")
        .parameter("ExternalId", "5f0c3a7e")
        .parameter("NamePrefix", "test-")
        .parameter("Company", "example")
        .parameter("SessionManager", "false")
        .parameter("PermissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess")
        .capability(NAMED_IAM);
    let other = PlainStack::new("aws-hybrid-workers.yml", "Other")
        .parameter("QueueAddress", "other.vqueue.net")
        .parameter("NamePrefix", "test-")
        .parameter("Company", "example")
        .parameter("VpcCIDR", "172.31.8.0/22")
        .parameter("ZoneCount", "2")
        .parameter("PrivateWorkers", "true")
        .parameter("KeyPair", "operator")
        .parameter("QueueSSHFrom", "203.0.113.7/32")
        .parameter("WorkerSSHFrom", "203.0.113.0/24")
        .parameter("QueueInstanceType", "m7i.large")
        .parameter("QueueDiskSize", "100")
        .parameter("AppAddress", "198.51.100.0/24")
        .parameter("AppOrigin", "https://valohai.example.com")
        .capability(NAMED_IAM);
    let options = Options { inspection: Some(fixture("look.py")), ..options(PREFIX) };
    let usual = main_stack("aws-hybrid-workers.yml", "example.vqueue.net");
    let report = plain_deploy(&templates, &[iam(), usual, other_iam, other], &options)?;

    let told = |output: &str| report.output("Valohai-Hybrid", output).unwrap_or_default().to_owned();
    let role = report.output("Valohai-Hybrid-IAM", "MasterRoleArn");
    assert_eq!(role, Some("arn:aws:iam::123456789012:role/ValohaiMaster"));
    assert_eq!(report.output("Other-IAM", "WorkerInstanceProfileName"), Some("test-ValohaiWorkerRole"));
    assert_eq!((told("QueueAddress"), told("Region")), ("example.vqueue.net".to_owned(), "eu-west-1".to_owned()));
    assert_eq!((told("SecretName"), told("KeyPairName")), ("ValohaiRedisSecret".to_owned(), "operator".to_owned()));
    assert_eq!(told("DataBucketName"), "valohai-data-123456789012");
    assert_eq!(told("SubnetIds").split(',').filter(|id| id.starts_with("subnet-")).count(), 3);
    let others = report.output("Other", "SubnetIds").unwrap_or_default();
    assert_eq!(others.split(',').filter(|id| id.starts_with("subnet-")).count(), 2);
    for output in ["QueuePublicIp", "QueuePrivateIp"] {
        assert!(told(output).parse::<std::net::Ipv4Addr>().is_ok(), "{output}: {}", told(output));
    }
    let queue = report.nested("Valohai-Hybrid", "WorkerQueue").unwrap_or_default();
    assert_eq!(report.boots.len(), 2, "{:?}", report.boots);
    let boot = report.boots.iter().find(|boot| boot["stack"] == queue).expect("the queue booted");
    assert_eq!((&boot["logical_id"], &boot["status"]), (&"Queue".into(), &0.into()), "{boot}");
    assert!(boot["output"].as_str().is_some_and(|output| output.contains("valohai-queue: done\n")), "{boot}");
    Ok(())
}

#[test]
fn what_aws_packages_itself_is_deployed() -> Result<()> {
    let home = directories::passing_dir()?;
    let main = main_stack("main.yml", "example.vqueue.net").parameter("ZoneCount", "1").packaged();
    let report = plain_deploy(&beside(home.path())?, &[iam(), main], &options(""))?;
    let network = report.nested("Valohai-Hybrid", "Network").unwrap_or_default();
    assert!(report.nested(network, "Subnet1").is_some());
    assert_eq!(report.nested(network, "Subnet2"), None);
    assert_eq!(report.boots.len(), 1);
    Ok(())
}

#[test]
fn a_queue_that_cannot_be_set_up_fails_the_stack() -> Result<()> {
    let home = directories::passing_dir()?;
    let broken = main_stack("aws-hybrid-workers.yml", "broken.vqueue.net");
    let failure = plain_deploy(&in_bucket(home.path(), "")?, &[iam(), broken], &options("")).expect_err("no set-up");
    let failure = failure.to_string();
    assert!(failure.contains("WorkerQueue\tCREATE_FAILED"), "{failure}");
    assert!(failure.contains("Queue (AWS::EC2::Instance): Received 1 FAILURE signal(s) out of 1"), "{failure}");
    Ok(())
}

#[test]
fn without_the_roles_nothing_is_made_of_the_rest() -> Result<()> {
    let home = directories::passing_dir()?;
    let main = main_stack("aws-hybrid-workers.yml", "example.vqueue.net");
    let failure = plain_deploy(&in_bucket(home.path(), "")?, &[main], &options("")).expect_err("there are no roles");
    let failure = failure.to_string();
    assert!(failure.contains("ValohaiQueueRole") && failure.contains("WorkerQueue\tCREATE_FAILED"), "{failure}");
    Ok(())
}

/// The roles are for all regions.
#[test]
fn the_roles_can_be_in_another_region() -> Result<()> {
    let home = directories::passing_dir()?;
    let templates = in_bucket(home.path(), "")?;
    let emulator = Emulator::start(home.path(), None)?;
    let here = emulator.variables("123456789012", "eu-west-1")?;
    let there = emulator.variables("123456789012", "us-east-1")?;
    let run = |variables: &[(String, String)], arguments: &[&str]| -> Result<String> {
        aws::aws(arguments, home.path(), variables)?.stdout_of_success(&arguments.join(" "))
    };
    run(&here, &["s3", "mb", &format!("s3://{BUCKET}")])?;
    run(&here, &["s3", "sync", &templates.display().to_string(), &format!("s3://{BUCKET}/")])?;
    run(&here, &["ec2", "create-key-pair", "--key-name", "operator"])?;
    let create = |variables: &[(String, String)], name: &str, template: &str, parameters: &[&str]| -> Result<Value> {
        let url = format!("https://{BUCKET}.s3.eu-west-1.amazonaws.com/{template}.yml");
        let mut arguments = vec!["cloudformation", "create-stack", "--stack-name", name, "--template-url", &url];
        arguments.extend(["--capabilities", NAMED_IAM, "--parameters"]);
        arguments.extend(parameters);
        run(variables, &arguments)?;
        run(variables, &["cloudformation", "wait", "stack-create-complete", "--stack-name", name])?;
        let described = run(variables, &["cloudformation", "describe-stacks", "--stack-name", name])?;
        Ok(serde_json::from_str::<Value>(&described)?["Stacks"][0].clone())
    };
    let user = "ParameterKey=AssumeRoleARN,ParameterValue=arn:aws:iam::905675611115:user/example";
    create(&there, "Valohai-Hybrid-IAM", "iam", &[user])?;
    let parameters =
        ["ParameterKey=QueueAddress,ParameterValue=example.vqueue.net", "ParameterKey=KeyPair,ParameterValue=operator"];
    let main = create(&here, "Valohai-Hybrid", "aws-hybrid-workers", &parameters)?;
    assert_eq!(main["StackStatus"], "CREATE_COMPLETE", "{main}");
    Ok(())
}

#[test]
fn values_that_cannot_be_are_refused_before_anything_is_made() -> Result<()> {
    let home = directories::passing_dir()?;
    let templates = in_bucket(home.path(), "")?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let run = |arguments: &[&str]| aws::aws(arguments, home.path(), &variables)?.stdout_of_success("aws s3");
    run(&["s3", "mb", &format!("s3://{BUCKET}")])?;
    run(&["s3", "sync", &templates.display().to_string(), &format!("s3://{BUCKET}/")])?;
    let mut python = tools::install()?.python(home.path());
    python.arg(fixture("values.py")).envs(variables.iter().cloned());
    let said: Value = serde_json::from_str(&command::run(&mut python)?.stdout_of_success("values.py")?)?;
    assert_eq!(said["wrong"], Value::Array(Vec::new()), "{said:#}");
    assert!(said["tried"].as_i64().is_some_and(|tried| tried > 140), "{said}");
    assert_eq!(emulator.internal_errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn two_zones_are_the_most_where_accounts_have_no_more() -> Result<()> {
    let home = directories::passing_dir()?;
    let templates = in_bucket(home.path(), "")?;
    let body = format!("file://{}", templates.join("aws-hybrid-workers.yml").display());
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "us-west-1")?;
    let run = |arguments: &[&str]| aws::aws(arguments, home.path(), &variables);
    run(&["ec2", "create-key-pair", "--key-name", "operator"])?.stdout_of_success("create-key-pair")?;
    let zones = "ParameterKey=ZoneCount,ParameterValue=3";
    let parameters = [
        "ParameterKey=QueueAddress,ParameterValue=example.vqueue.net",
        "ParameterKey=KeyPair,ParameterValue=operator",
        zones,
    ];
    let mut arguments = vec!["cloudformation", "create-stack", "--stack-name", "Tried", "--template-body", &body];
    arguments.extend(["--capabilities", NAMED_IAM, "--parameters"]);
    arguments.extend(parameters);
    let refused = run(&arguments)?;
    let stacks = run(&["cloudformation", "describe-stacks"])?.stdout_of_success("describe-stacks")?;
    assert!(format!("{}{stacks}", refused.stderr).contains("choose 1 or 2 for ZoneCount"), "{refused:?} {stacks}");
    assert!(!stacks.contains("CREATE_COMPLETE") && !stacks.contains("CREATE_IN_PROGRESS"), "{stacks}");
    Ok(())
}

#[test]
fn the_linter_finds_nothing() -> Result<()> {
    let home = directories::passing_dir()?;
    let files = |directory: &Path| -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            files.push(entry?.path());
        }
        Ok(files)
    };
    let in_bucket = files(&in_bucket(home.path(), PREFIX)?)?;
    assert_eq!(in_bucket.len(), 7);
    assert_eq!(linter::cfn_lint(&in_bucket)?, []);
    let home = directories::passing_dir()?;
    let beside = files(&beside(home.path())?)?;
    assert_eq!(beside.len(), 6);
    let mut found = linter::cfn_lint(&beside)?;
    // That they have to be packaged, which is what they are for.
    found.retain(|finding| finding.rule != "W3002");
    assert_eq!(found, []);
    Ok(())
}
