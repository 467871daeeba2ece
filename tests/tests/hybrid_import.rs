//! Installations that the guide and the Terraform module have made become stacks, as `docs/hybrid-import.md` says.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use purlin_tests::emulator::Emulator;
use purlin_tests::{Failure, Result, apps, aws, command, directories, linter, toolkit, tools};
use serde_json::Value as Json;

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-west-1";
const STACK: &str = "Valohai-Hybrid";

const SETTINGS: &str = "\
hybrid:
  queue_address: example.vqueue.net
  assume_user: arn:aws:iam::905675611115:user/example
  account: 123456789012
  region: eu-west-1
  zones: [eu-west-1a, eu-west-1b, eu-west-1c]
  queue_image: ami-0123456789abcdef0
  existing_key_pair: valohai-example-eu-west-1
  tags: {team: research}
";
const OF_GUIDE: &str = "  company: example
  worker_security_group_description: valohai-sg-workers, made by hand
  queue_security_group_description: valohai-sg-queue, made by hand
";
const OF_MODULE: &str = "  secret_name: ValohaiRedisSecret-20230405060708091011121314
";

/// An AWS with an installation that was made otherwise, and a directory to work in.
struct Installation {
    home: tempfile::TempDir,
    emulator: Emulator,
    variables: Vec<(String, String)>,
    settings: String,
}

impl Installation {
    /// Lets a program of the fixtures make one.
    fn made_by(program: &str, settings: &str) -> Result<Self> {
        let home = directories::passing_dir()?;
        let emulator = Emulator::start(home.path(), None)?;
        let variables = emulator.variables(ACCOUNT, REGION)?;
        let fixtures = directories::tests().join("fixtures/hybrid-import");
        let mut python = tools::install()?.python(home.path());
        python.arg(fixtures.join(program)).envs(variables.iter().cloned());
        command::run(&mut python)?.stdout_of_success(program)?;
        let installation = Installation { home, emulator, variables, settings: format!("{SETTINGS}{settings}") };
        installation.cdk(&["bootstrap", &format!("aws://{ACCOUNT}/{REGION}")])?;
        Ok(installation)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn configure(&self, more: &str) -> Result<()> {
        Ok(fs::write(self.path("config.yaml"), format!("{}{more}", self.settings))?)
    }

    fn aws(&self, arguments: &[&str]) -> Result<Json> {
        let output = aws::aws(arguments, self.home.path(), &self.variables)?;
        Ok(serde_json::from_str(&output.stdout_of_success(&format!("aws {}", arguments.join(" ")))?)?)
    }

    fn cdk(&self, arguments: &[&str]) -> Result<String> {
        let output = toolkit::cdk(arguments, self.home.path(), &self.variables)?;
        let said = format!("{}{}", output.stdout, output.stderr);
        output.stdout_of_success(&format!("cdk {}", arguments.join(" ")))?;
        Ok(said)
    }

    /// The toolkit with the app, as `cdk.json` would name it.
    fn cdk_with_app(&self, command: &str, arguments: &[&str]) -> Result<String> {
        let app = apps::binary("hybrid")?.display().to_string();
        self.cdk(&[&[command, "--app", &app], arguments].concat())
    }

    /// The physical ids of the stack's resources, by logical ids.
    fn physical_ids(&self) -> Result<BTreeMap<String, String>> {
        let stacks = self.emulator.stacks()?;
        let stack = stacks.iter().find(|stack| stack["name"] == STACK);
        let stack = stack.ok_or_else(|| Failure::new("there is no stack"))?;
        let resources = stack["resources"].as_array().into_iter().flatten();
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        Ok(resources.map(|resource| (text(&resource["logical_id"]), text(&resource["physical_id"]))).collect())
    }

    /// Everything of an installation that would be missed, as AWS lists it.
    fn census(&self) -> Result<Vec<String>> {
        let tagged = "Name=tag:valohai,Values=1";
        let running = "Name=instance-state-name,Values=running";
        let questions: [&[&str]; 8] = [
            &["ec2", "describe-vpcs", "--filters", tagged, "--query", "Vpcs[].VpcId"],
            &[
                "ec2",
                "describe-subnets",
                "--filters",
                tagged,
                "--query",
                "Subnets[].[SubnetId,CidrBlock,AvailabilityZone]",
            ],
            &[
                "ec2",
                "describe-internet-gateways",
                "--filters",
                tagged,
                "--query",
                "InternetGateways[].[InternetGatewayId,Attachments[].VpcId]",
            ],
            &[
                "ec2",
                "describe-security-groups",
                "--filters",
                tagged,
                "--query",
                "SecurityGroups[].[GroupId,Description,IpPermissions]",
            ],
            &["ec2", "describe-addresses", "--query", "Addresses[].[AllocationId,PublicIp,InstanceId]"],
            &[
                "ec2",
                "describe-instances",
                "--filters",
                running,
                "--query",
                "Reservations[].Instances[].[InstanceId,ImageId,KeyName,SubnetId,IamInstanceProfile.Arn]",
            ],
            &["secretsmanager", "list-secrets", "--query", "SecretList[].ARN"],
            &["iam", "list-roles", "--query", "Roles[?starts_with(RoleName, `Valohai`)].RoleId"],
        ];
        questions.iter().map(|question| self.aws(question).map(|answer| answer.to_string())).collect()
    }

    fn password(&self) -> Result<Json> {
        let secret = self.aws(&["secretsmanager", "list-secrets", "--query", "SecretList[0].ARN"])?;
        let secret = secret.as_str().unwrap_or_default().to_owned();
        self.aws(&["secretsmanager", "get-secret-value", "--secret-id", &secret, "--query", "SecretString"])
    }

    /// What the linter finds wrong with the template as the settings stand.
    fn lint_errors(&self) -> Result<Vec<String>> {
        let mut app = command::isolated(apps::binary("hybrid")?, self.home.path());
        command::run(app.args(["synth", "--output", "judged"]))?.stdout_of_success("hybrid synth")?;
        let found = linter::cfn_lint(&[self.path("judged").join(format!("{STACK}.template.json"))])?;
        let errors = found.into_iter().filter(|finding| finding.rule.starts_with('E'));
        Ok(errors.map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place)).collect())
    }

    /// What the app says the mapping is.
    fn mapping(&self, files: &[&str]) -> Result<Json> {
        let mut app = command::isolated(apps::binary("hybrid")?, self.home.path());
        app.arg("resource-mapping").args(files);
        let mapping = command::run(&mut app)?.stdout_of_success("hybrid resource-mapping")?;
        fs::write(self.path("mapping.json"), &mapping)?;
        Ok(serde_json::from_str(&mapping)?)
    }

    /// Writes what the AWS command line lists of the installation, as the how-to has it, and names the files.
    fn lists(&self) -> Result<Vec<&'static str>> {
        let tagged = ["--filters", "Name=tag:valohai,Values=1"];
        let of_ec2 = [
            ("addresses.json", "describe-addresses"),
            ("vpcs.json", "describe-vpcs"),
            ("subnets.json", "describe-subnets"),
            ("internet-gateways.json", "describe-internet-gateways"),
            ("security-groups.json", "describe-security-groups"),
            ("instances.json", "describe-instances"),
            ("key-pairs.json", "describe-key-pairs"),
        ];
        let others: [(&'static str, &[&str]); 5] = [
            ("tagged.json", &["resourcegroupstaggingapi", "get-resources", "--tag-filters", "Key=valohai,Values=1"]),
            ("secrets.json", &["secretsmanager", "list-secrets", "--filters", "Key=tag-key,Values=valohai"]),
            ("buckets.json", &["s3api", "list-buckets"]),
            ("roles.json", &["iam", "list-roles"]),
            ("profiles.json", &["iam", "list-instance-profiles"]),
        ];
        let mut files = Vec::new();
        for (file, action) in of_ec2 {
            let list = self.aws(&["ec2", action, tagged[0], tagged[1]])?;
            fs::write(self.path(file), list.to_string())?;
            files.push(file);
        }
        for (file, arguments) in others {
            fs::write(self.path(file), self.aws(arguments)?.to_string())?;
            files.push(file);
        }
        Ok(files)
    }
}

/// Everything that the how-to does, from the mapping to the stack's end.
fn take_over(installation: &Installation, files: &[&str]) -> Result<()> {
    let before = installation.census()?;
    assert!(before.iter().all(|answer| answer.len() > "[]".len()), "{before:#?}");
    installation.configure("")?;
    let mapping = installation.mapping(files)?;
    assert_eq!(mapping.as_object().map(serde_json::Map::len), Some(18));

    installation.configure("  importing: true\n")?;
    assert_eq!(installation.lint_errors()?, [""; 0]);
    let said = installation.cdk_with_app("import", &["--resource-mapping", "mapping.json", STACK])?;
    assert!(said.contains("Some resources were skipped"), "{said}");
    let imported = installation.physical_ids()?;
    assert_eq!(imported.len(), 18);
    for (logical_id, identifier) in mapping.as_object().into_iter().flatten() {
        let mut values = identifier.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str());
        let physical_id = imported.get(logical_id).map(String::as_str).unwrap_or_default();
        // The attachment of the internet gateway has an id made of both.
        assert!(values.any(|value| physical_id.contains(value)), "{logical_id} is {physical_id}, and not {identifier}");
    }
    assert_eq!(installation.census()?, before, "the import changes nothing");

    installation.configure("  retain: true\n")?;
    installation.cdk_with_app("deploy", &["--no-rollback", "--require-approval", "never", STACK])?;
    let deployed = installation.physical_ids()?;
    assert!(deployed.len() > imported.len());
    for (logical_id, physical_id) in &imported {
        assert_eq!(deployed.get(logical_id), Some(physical_id), "{logical_id}");
    }
    assert_eq!(installation.census()?, before, "the deployment replaces nothing");
    assert_eq!(installation.emulator.not_applied()?, [""; 0]);
    assert_eq!(installation.password()?, "abcDEF123");
    brought(installation)?;
    installation.cdk_with_app("diff", &["--fail", STACK])?;

    installation.cdk_with_app("destroy", &["--force", STACK])?;
    assert_eq!(installation.census()?, before, "the stack's end leaves all of it");
    assert_eq!(installation.emulator.internal_errors()?, [""; 0]);
    Ok(())
}

/// What the deployment after the import has changed in place.
fn brought(installation: &Installation) -> Result<()> {
    let policy = ["get-role-policy", "--role-name", "ValohaiMaster", "--policy-name", "ValohaiMasterPolicy"];
    let policy = installation.aws(&[&["iam"][..], &policy].concat())?.to_string();
    assert!(policy.contains("iam:PassedToService"), "{policy}");
    let trust = installation.aws(&[
        "iam",
        "get-role",
        "--role-name",
        "ValohaiMaster",
        "--query",
        "Role.AssumeRolePolicyDocument",
    ])?;
    assert!(trust.to_string().contains("arn:aws:iam::905675611115:user/example"), "{trust}");
    let trust = installation.aws(&[
        "iam",
        "get-role",
        "--role-name",
        "ValohaiS3MultipartRole",
        "--query",
        "Role.AssumeRolePolicyDocument",
    ])?;
    assert!(trust.to_string().contains("arn:aws:iam::123456789012:role/ValohaiMaster"), "{trust}");
    let query = "Subnets[].[MapPublicIpOnLaunch,Tags[?Key==`team`]|[0].Value]";
    let subnets =
        installation.aws(&["ec2", "describe-subnets", "--filters", "Name=tag:valohai,Values=1", "--query", query])?;
    assert_eq!(subnets, serde_json::json!([[true, "research"], [true, "research"], [true, "research"]]));
    let bucket = installation.aws(&[
        "s3api",
        "list-buckets",
        "--query",
        "Buckets[?starts_with(Name, `valohai-data-`)]|[0].Name",
    ])?;
    let bucket = bucket.as_str().unwrap_or_default();
    let policy = installation.aws(&["s3api", "get-bucket-policy", "--bucket", bucket, "--query", "Policy"])?;
    assert!(policy.to_string().contains("aws:SecureTransport"), "{policy}");
    let tags = installation.aws(&[
        "s3api",
        "get-bucket-tagging",
        "--bucket",
        bucket,
        "--query",
        "TagSet[?Key==`valohai`]|[0].Value",
    ])?;
    assert_eq!(tags, "1");
    Ok(())
}

#[test]
fn an_installation_by_the_guide_becomes_a_stack() -> Result<()> {
    let installation = Installation::made_by("guide.py", OF_GUIDE)?;
    let files = installation.lists()?;
    // Who forgets `importing` is refused, and may try again.
    installation.configure("")?;
    installation.mapping(&files)?;
    let refused = installation.cdk_with_app("import", &["--resource-mapping", "mapping.json", STACK]);
    let refused = refused.expect_err("the queue waits for routes that are not imported").to_string();
    assert!(refused.contains("Template format error") && refused.contains("DefaultRoute"), "{refused}");
    take_over(&installation, &files)
}

#[test]
fn an_installation_by_the_terraform_module_becomes_a_stack() -> Result<()> {
    let installation = Installation::made_by("module.py", OF_MODULE)?;
    let profiles = installation.aws(&["iam", "list-instance-profiles"])?;
    fs::write(installation.path("profiles.json"), profiles.to_string())?;
    take_over(&installation, &["terraform.tfstate", "profiles.json"])
}
