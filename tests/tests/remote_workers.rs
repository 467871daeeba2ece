//! Workers of a self-hosted Valohai in another account, deployed as a template by itself.

use std::fs;

use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_core::{App, Stack, StackProps, Synthesizer};
use purlin_self_hosted::{RemoteWorkers, RemoteWorkersProps, WorkerGroup};
use purlin_tests::plain_deploy::{Options, PlainStack, plain_deploy};
use purlin_tests::{Failure, Result, directories, linter};

const NAME: &str = "Research";
const FILE: &str = "research.json";

/// Workers in a new VPC.
fn template() -> Result<String> {
    let app = App::new();
    let stack = Stack::new(&app, NAME, StackProps::new().synthesizer(Synthesizer::standalone()));
    let vpc = Vpc::new(&stack, "Network", VpcProps::new().nat_gateways(1));
    let props = RemoteWorkersProps::new()
        .master_role_arn("arn:aws:iam::210987654321:role/valohai-role-master")
        .vpc(&vpc)
        .external_id("5f0c3a7e")
        .queue_address("master.queue.abc123.euw1.cache.amazonaws.com")
        .queue_secret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:valohai-secret-queue-a1b2c3")
        .worker_image("ami-0123456789abcdef0")
        .worker_groups([WorkerGroup::new("g5.xlarge").spot(true)]);
    RemoteWorkers::new(&stack, "Workers", props);
    let assembly = app.synth().map_err(|findings| Failure::new(findings.to_string()))?;
    assembly.template_of(&stack).ok_or_else(|| Failure::new("there is no template"))
}

#[test]
fn they_are_deployed_in_an_account_of_their_own() -> Result<()> {
    let directory = directories::passing_dir()?;
    let file = directory.path().join(FILE);
    fs::write(&file, template()?)?;
    let errors: Vec<_> = linter::cfn_lint(&[file])?.into_iter().filter(|found| found.rule.starts_with('E')).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let look = directories::tests().join("fixtures/remote-workers/look.py");
    let options = Options { inspection: Some(look), ..Options::default() };
    let stack = PlainStack::new(FILE, NAME).capability("CAPABILITY_NAMED_IAM");
    let report = plain_deploy(directory.path(), &[stack], &options)?;
    let role = report.output(NAME, "WorkersRoleArn");
    assert_eq!(role, Some("arn:aws:iam::123456789012:role/valohai-role-master"));
    assert_eq!(report.output(NAME, "WorkersWorkerGroupNames"), Some("Research-valohai-worker-g5.xlarge-spot"));
    assert_eq!(report.output(NAME, "WorkersWorkerQueueNames"), Some("eu-west-1-g5.xlarge-spot"));
    Ok(())
}
