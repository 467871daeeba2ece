//! A self-hosted Valohai of the Python template is taken over as `docs/self-hosted-upgrade.md` says, and keeps all that is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use purlin_tests::emulator::Emulator;
use purlin_tests::{Failure, Result, apps, aws, directories, toolkit};
use serde_json::{Value as Json, json};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-west-1";
const STACK: &str = "ValohaiSandbox";
const VPC: &str = "vpc-0123456789abcdef0";
const IMAGE: &str = "ami-0123456789abcdef0";
const BUCKET: &str = "valohai-data-123456789012";
/// What holds data, or is a part of where it is.
const KEPT: [&str; 6] =
    ["AWS::RDS::", "AWS::S3::Bucket", "AWS::SecretsManager::", "AWS::ElastiCache::", "AWS::EC2::KeyPair", "AWS::IAM::"];

const SETTINGS: &str = "\
aws_region: eu-west-1
aws_account_id: 123456789012
lb_subnet_ids:
  - subnet-0123456789abcde01
  - subnet-0123456789abcde02
roi_subnet_id: subnet-0123456789abcde03
db_subnet_ids:
  - subnet-0123456789abcde03
  - subnet-0123456789abcde04
cache_subnet_ids:
  - subnet-0123456789abcde03
  - subnet-0123456789abcde04
worker_subnet_ids:
  - subnet-0123456789abcde03
  - subnet-0123456789abcde04
vpc_id: vpc-0123456789abcdef0
environment_name: Acme
domain: https://valohai.example.com
certificate_arn:
";

/// An AWS with a stack of the Python template, and the directory of its app.
struct Installation {
    home: tempfile::TempDir,
    emulator: Emulator,
    variables: Vec<(String, String)>,
}

impl Installation {
    /// Deploys the Python template, by plain CloudFormation.
    fn deployed() -> Result<Self> {
        let home = directories::passing_dir()?;
        let context = home.path().join("cdk.context.json");
        fs::write(&context, context_of_python_app().to_string())?;
        let emulator = Emulator::start(home.path(), Some(&context))?;
        let variables = emulator.variables(ACCOUNT, REGION)?;
        let installation = Installation { home, emulator, variables };
        fs::write(installation.path("python.template.json"), python_template()?.to_string())?;
        // It was made when RDS still made such databases.
        installation.emulator.offer_old_versions(true)?;
        let (stack, template) = (["--stack-name", STACK], ["--template-file", "python.template.json"]);
        let deploy = ["cloudformation", "deploy", stack[0], stack[1], template[0], template[1]];
        let deployed = installation.run(&[&deploy[..], &["--capabilities", "CAPABILITY_NAMED_IAM"]].concat());
        if let Err(failure) = deployed {
            let query = "StackEvents[?ends_with(ResourceStatus, '_FAILED')].[LogicalResourceId, ResourceStatusReason]";
            let events = ["cloudformation", "describe-stack-events", stack[0], stack[1], "--query", query];
            return Err(Failure::new(format!("{failure}{}", installation.run(&events)?)));
        }
        installation.emulator.offer_old_versions(false)?;
        installation.cdk(&["bootstrap", &format!("aws://{ACCOUNT}/{REGION}")])?;
        Ok(installation)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn configure(&self, more: &str) -> Result<()> {
        Ok(fs::write(self.path("config.yaml"), format!("{SETTINGS}{more}"))?)
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = aws::aws(arguments, self.home.path(), &self.variables)?;
        output.stdout_of_success(&format!("aws {}", arguments.join(" ")))
    }

    fn aws(&self, arguments: &[&str]) -> Result<Json> {
        Ok(serde_json::from_str(&self.run(arguments)?)?)
    }

    fn cdk(&self, arguments: &[&str]) -> Result<String> {
        let output = toolkit::cdk(arguments, self.home.path(), &self.variables)?;
        let said = format!("{}{}", output.stdout, output.stderr);
        output.stdout_of_success(&format!("cdk {}", arguments.join(" ")))?;
        Ok(said)
    }

    /// The toolkit with the app, as `cdk.json` would name it.
    fn cdk_with_app(&self, command: &str, arguments: &[&str]) -> Result<String> {
        let app = format!("{} --config config.yaml", apps::binary("self-hosted")?.display());
        self.cdk(&[&[command, "--app", &app], arguments].concat())
    }

    fn stack(&self) -> Result<Json> {
        let found = self.emulator.stacks()?.into_iter().find(|stack| stack["name"] == STACK);
        found.ok_or_else(|| Failure::new("there is no stack"))
    }

    /// Type and physical id of each resource, by its logical id.
    fn resources(&self) -> Result<BTreeMap<String, (String, String)>> {
        let stack = self.stack()?;
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let resources = stack["resources"].as_array().into_iter().flatten();
        let entry = |resource: &Json| {
            (text(&resource["logical_id"]), (text(&resource["type"]), text(&resource["physical_id"])))
        };
        Ok(resources.map(entry).collect())
    }

    /// Everything that would be missed: data, what else is only once made, and when that was.
    fn census(&self) -> Result<Vec<String>> {
        let questions: [&[&str]; 7] = [
            &[
                "rds",
                "describe-db-instances",
                "--query",
                "DBInstances[].[DBInstanceIdentifier,DbiResourceId,InstanceCreateTime,EngineVersion,MasterUsername,Endpoint]",
            ],
            &[
                "elasticache",
                "describe-cache-clusters",
                "--query",
                "CacheClusters[].[CacheClusterId,CacheClusterCreateTime,EngineVersion]",
            ],
            &["s3api", "list-objects-v2", "--bucket", BUCKET, "--query", "Contents[].[Key,ETag,LastModified]"],
            // the Python template's four: what the product adds to them is no loss
            &[
                "secretsmanager",
                "list-secrets",
                "--query",
                "sort(SecretList[?starts_with(Name, `valohai-`) && Name != `valohai-secret-optimo`].ARN)",
            ],
            &["ec2", "describe-key-pairs", "--query", "KeyPairs[].[KeyPairId,KeyFingerprint]"],
            &["elbv2", "describe-load-balancers", "--query", "LoadBalancers[].[LoadBalancerArn,DNSName]"],
            &["iam", "list-roles", "--query", "sort(Roles[?starts_with(RoleName, `valohai-`)].RoleId)"],
        ];
        questions.iter().map(|question| self.aws(question).map(|answer| answer.to_string())).collect()
    }

    /// The values of the Python template's secrets.
    fn secrets(&self) -> Result<Vec<Json>> {
        let names = ["valohai-secret-dbpassword", "valohai-secret-repo", "valohai-secret-secret", "valohai-secret-jwt"];
        let value = |name: &&str| {
            self.aws(&["secretsmanager", "get-secret-value", "--secret-id", name, "--query", "SecretString"])
        };
        names.iter().map(value).collect()
    }

    fn put_marker(&self) -> Result<()> {
        fs::write(self.path("marker"), "what a job made")?;
        self.run(&["s3", "cp", "marker", &format!("s3://{BUCKET}/data/marker")]).map(drop)
    }

    fn marker(&self) -> Result<String> {
        self.run(&["s3", "cp", &format!("s3://{BUCKET}/data/marker"), "-"])
    }
}

/// What the toolkit of the Python app has written.
fn context_of_python_app() -> Json {
    let subnet = |number: u8, zone: &str| {
        json!({
            "subnetId": format!("subnet-0123456789abcde0{number}"),
            "cidr": format!("10.0.{number}.0/24"),
            "availabilityZone": format!("{REGION}{zone}"),
            "routeTableId": format!("rtb-0123456789abcde0{number}"),
        })
    };
    let vpc = json!({
        "vpcId": VPC,
        "vpcCidrBlock": "10.0.0.0/16",
        "ownerAccountId": ACCOUNT,
        "availabilityZones": [],
        "subnetGroups": [
            { "name": "Private", "type": "Private", "subnets": [subnet(3, "a"), subnet(4, "b")] },
            { "name": "Public", "type": "Public", "subnets": [subnet(1, "a"), subnet(2, "b")] },
        ],
    });
    json!({
        (format!("vpc-provider:account={ACCOUNT}:filter.vpc-id={VPC}:region={REGION}:returnAsymmetricSubnets=true")): vpc,
        (format!(
            "ami:account={ACCOUNT}:filters.image-type.0=machine:filters.name.0=valohai-roi-*:filters.state.0=available:\
             owners.0=635691382966:region={REGION}"
        )): IMAGE,
    })
}

/// The Python template for these settings: its facts, and policies, which the facts leave out.
fn python_template() -> Result<Json> {
    let file = directories::workspace().join("crates/self-hosted/tests/python_template/resources.json");
    let mut text = directories::read(&file)?;
    let known = [
        ("\"${lb_subnets}\"", r#"["subnet-0123456789abcde01","subnet-0123456789abcde02"]"#),
        ("\"${db_subnets}\"", r#"["subnet-0123456789abcde03","subnet-0123456789abcde04"]"#),
        ("\"${cache_subnets}\"", r#"["subnet-0123456789abcde03","subnet-0123456789abcde04"]"#),
        ("${account}", ACCOUNT),
        ("${stack}", STACK),
        ("${vpc}", VPC),
        ("${roi_subnet}", "subnet-0123456789abcde03"),
        ("${zone}", "eu-west-1a"),
        ("${image}", IMAGE),
        ("${domain}", "https://valohai.example.com"),
        ("${environment_name}", "Acme"),
    ];
    for (name, value) in known {
        text = text.replace(name, value);
    }
    let facts: Json = serde_json::from_str(&text)?;
    let mut resources = serde_json::Map::new();
    for fact in facts.as_array().into_iter().flatten() {
        let mut resource = json!({ "Type": fact["type"], "Properties": fact["properties"] });
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            if let Some(value) = fact.get(policy) {
                resource[policy] = value.clone();
            }
        }
        if fact["type"] == "AWS::IAM::ManagedPolicy" {
            let statement = json!({ "Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*" });
            resource["Properties"]["PolicyDocument"] = json!({ "Version": "2012-10-17", "Statement": [statement] });
        }
        // It names its group of subnets, and does not refer to it.
        if fact["type"] == "AWS::ElastiCache::CacheCluster" {
            resource["DependsOn"] = json!("valohaiqueuevalohairediscachesubnetgroup8504849B");
        }
        if fact["type"] == "AWS::EC2::Instance" {
            resource["DependsOn"] = json!("valohaiec2valohaimasterkeypair8E362E05");
        }
        resources.insert(fact["id"].as_str().unwrap_or_default().to_owned(), resource);
    }
    Ok(json!({ "Resources": resources }))
}

#[test]
fn a_stack_of_the_python_template_is_taken_over_and_keeps_its_data() -> Result<()> {
    let installation = Installation::deployed()?;
    installation.put_marker()?;
    let before = installation.resources()?;
    assert_eq!(before.len(), 33);
    let (census, secrets) = (installation.census()?, installation.secrets()?);
    assert!(census.iter().all(|answer| answer.len() > "[]".len()), "{census:#?}");

    installation.configure("python_template: true\n")?;
    installation.cdk_with_app("deploy", &["--require-approval", "never", STACK])?;
    let after = installation.resources()?;
    let replaced: BTreeSet<&str> = before
        .iter()
        .filter(|(id, resource)| after.get(*id) != Some(resource))
        .map(|(_, (kind, _))| kind.as_str())
        .collect();
    assert_eq!(replaced, BTreeSet::from(["AWS::EC2::Instance"]));
    assert!(KEPT.iter().all(|kind| before.values().any(|(found, _)| found.starts_with(kind))));
    assert_eq!(installation.census()?, census);
    assert_eq!(installation.secrets()?, secrets);
    assert_eq!(installation.marker()?, "what a job made");
    assert_eq!(installation.emulator.not_applied()?, [""; 0]);

    // What the README says of the new state is there: the role that can be assumed, pages that may upload, checks of health.
    let trust =
        ["iam", "get-role", "--role-name", "valohai-role-multipart", "--query", "Role.AssumeRolePolicyDocument"];
    assert!(installation.aws(&trust)?.to_string().contains("valohai-role-master"));
    let cors = installation.aws(&["s3api", "get-bucket-cors", "--bucket", BUCKET])?;
    assert!(cors.to_string().contains("https://valohai.example.com"), "{cors}");
    let path = ["elbv2", "describe-target-groups", "--query", "TargetGroups[].HealthCheckPath"];
    assert_eq!(installation.aws(&path)?, json!(["/healthz"]));
    installation.cdk_with_app("diff", &["--fail", STACK])?;

    // Another domain replaces the instance once more, and nothing else.
    let other = SETTINGS.replace("valohai.example.com", "other.example.com");
    fs::write(installation.path("config.yaml"), format!("{other}python_template: true\n"))?;
    installation.cdk_with_app("deploy", &["--require-approval", "never", STACK])?;
    let later = installation.resources()?;
    let replaced: Vec<&str> = after
        .iter()
        .filter(|(id, resource)| later.get(*id) != Some(resource))
        .map(|(_, (kind, _))| kind.as_str())
        .collect();
    assert_eq!(replaced, ["AWS::EC2::Instance"]);
    assert_eq!(installation.census()?, census);
    assert_eq!(installation.emulator.internal_errors()?, [""; 0]);
    Ok(())
}
