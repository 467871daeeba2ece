//! The settings as a file of their own, which is the form of the Python template's configuration file.

mod app;

use app::{Directory, LEAST, rules};
use serde_json::{Value, json};

/// A configuration file as people have it for the Python template, the account's id as a number.
const FLAT: &str = "\
aws_region: eu-north-1
aws_account_id: 123456789012
lb_subnet_ids:
  - subnet-0aaaaaaaaaaaaaaa1
  - subnet-0aaaaaaaaaaaaaaa2
roi_subnet_id: subnet-0bbbbbbbbbbbbbbb1
db_subnet_ids:
  - subnet-0bbbbbbbbbbbbbbb1
  - subnet-0bbbbbbbbbbbbbbb2
cache_subnet_ids:
  - subnet-0bbbbbbbbbbbbbbb1
  - subnet-0bbbbbbbbbbbbbbb2
worker_subnet_ids:
  - subnet-0bbbbbbbbbbbbbbb1
  - subnet-0bbbbbbbbbbbbbbb2
vpc_id: vpc-0ccccccccccccccc1
environment_name: Acme
domain: https://valohai.acme.example
certificate_arn:";

/// What the Python template's toolkit has written beside it.
fn context() -> String {
    let subnet = |id: &str, cidr: &str, zone: &str, table: &str| {
        json!({
            "subnetId": format!("subnet-{id}"),
            "cidr": cidr,
            "availabilityZone": format!("eu-north-1{zone}"),
            "routeTableId": format!("rtb-{table}"),
        })
    };
    let public = [
        subnet("0aaaaaaaaaaaaaaa1", "10.3.0.0/24", "a", "0aaaaaaaaaaaaaaa0"),
        subnet("0aaaaaaaaaaaaaaa2", "10.3.1.0/24", "b", "0aaaaaaaaaaaaaaa0"),
    ];
    let private = [
        subnet("0eeeeeeeeeeeeeee1", "10.3.4.0/24", "c", "0bbbbbbbbbbbbbbb8"),
        subnet("0bbbbbbbbbbbbbbb1", "10.3.2.0/24", "a", "0bbbbbbbbbbbbbbb0"),
        subnet("0bbbbbbbbbbbbbbb2", "10.3.3.0/24", "b", "0bbbbbbbbbbbbbbb9"),
    ];
    let vpc = json!({
        "vpcId": "vpc-0ccccccccccccccc1",
        "vpcCidrBlock": "10.3.0.0/16",
        "ownerAccountId": "123456789012",
        "availabilityZones": [],
        "subnetGroups": [
            {"name": "Private", "type": "Private", "subnets": private},
            {"name": "Public", "type": "Public", "subnets": public},
        ],
    });
    let of = "account=123456789012";
    let filter = "filter.vpc-id=vpc-0ccccccccccccccc1:region=eu-north-1:returnAsymmetricSubnets=true";
    let image =
        "filters.image-type.0=machine:filters.name.0=valohai-roi-*:filters.state.0=available:owners.0=635691382966";
    json!({
        format!("vpc-provider:{of}:{filter}"): vpc,
        format!("ami:{of}:{image}:region=eu-north-1"): "ami-0dddddddddddddddd",
    })
    .to_string()
}

/// A directory as people have it who have used the Python template.
fn theirs(config: &str) -> Directory {
    let directory = Directory::with(config);
    directory.write("cdk.context.json", &context());
    directory
}

fn synthesised(directory: &Directory, arguments: &[&str], name: &str) -> Value {
    let outcome = directory.run(&[&["synth"], arguments].concat());
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    directory.json(&format!("{name}.template.json"))
}

/// The same in the section, by indentation alone.
fn in_section(flat: &str) -> String {
    let lines: Vec<String> = flat.lines().map(|line| format!("  {line}\n")).collect();
    format!("# The same.\nself_hosted:\n{}", lines.concat())
}

#[test]
fn the_file_of_the_python_template_works_unchanged_and_all_of_its_keys_count() {
    let directory = theirs("hybrid:\n  queue_address: a.example.com\n");
    directory.write("theirs.yaml", FLAT);
    let template = synthesised(&directory, &["--config", "theirs.yaml"], "Valohai-Self-Hosted");
    let manifest = directory.json("manifest.json");
    let artifact = &manifest["artifacts"]["Valohai-Self-Hosted"];
    assert_eq!(artifact["environment"], "aws://123456789012/eu-north-1");
    assert_eq!(manifest["missing"], Value::Null);
    let text = template.to_string();
    for expected in [
        r#""Subnets":["subnet-0aaaaaaaaaaaaaaa1","subnet-0aaaaaaaaaaaaaaa2"]"#,
        r#""SubnetId":"subnet-0bbbbbbbbbbbbbbb1""#,
        r#""SubnetIds":["subnet-0bbbbbbbbbbbbbbb1","subnet-0bbbbbbbbbbbbbbb2"]"#,
        r#""VpcId":"vpc-0ccccccccccccccc1""#,
        r#""Value":"Acme""#,
        r#""Value":"https://valohai.acme.example""#,
        r#""ImageId":"ami-0dddddddddddddddd""#,
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let told = json!(["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]);
    for kind in ["AWS::RDS::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup"] {
        let all = template["Resources"].as_object().unwrap().values();
        let found: Vec<_> = all.filter(|resource| resource["Type"] == kind).collect();
        assert!(found.len() == 1 && found[0]["Properties"]["SubnetIds"] == told, "{found:?}");
    }
    assert!(!text.contains("AWS::EC2::VPC\""), "{text}");
}

#[test]
fn the_subnets_of_workers_and_the_certificate_count_as_well() {
    let flat = FLAT.replace("  - subnet-0bbbbbbbbbbbbbbb2\nvpc_id", "  - subnet-0eeeeeeeeeeeeeee1\nvpc_id").replace(
        "certificate_arn:",
        "certificate_arn: arn:aws:acm:eu-north-1:123456789012:certificate/1234abcd\n\
         worker_groups: [{instance_type: m5.large}]\nworker_image: ami-0fffffffffffffff1\n",
    );
    let text = synthesised(&theirs(&flat), &[], "Valohai-Self-Hosted").to_string();
    for expected in [
        r#""VPCZoneIdentifier":["subnet-0bbbbbbbbbbbbbbb1","subnet-0eeeeeeeeeeeeeee1"]"#,
        r#""CertificateArn":"arn:aws:acm:eu-north-1:123456789012:certificate/1234abcd""#,
        r#""Port":443"#,
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn both_forms_say_the_same() {
    for more in ["", "\npython_template: true\n", "\nname_prefix: acme-\ntags: {team: red}\ndatabase_multi_az: false\n"]
    {
        let flat = format!("{FLAT}{more}");
        let name = if more.contains("python") { "ValohaiSandbox" } else { "Valohai-Self-Hosted" };
        let first = synthesised(&theirs(&flat), &[], name);
        let second = synthesised(&theirs(&in_section(&flat)), &[], name);
        assert!(first == second, "{more}");
    }
}

#[test]
fn an_account_may_be_a_number_or_a_text() {
    for account in ["012345678901", "\"012345678901\"", "'012345678901'"] {
        let flat = FLAT.replace("123456789012", account).replace("domain:", "image: ami-0fffffffffffffff1\ndomain:");
        let directory = Directory::with(&flat);
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        let artifact = &directory.json("manifest.json")["artifacts"]["Valohai-Self-Hosted"];
        assert_eq!(artifact["environment"], "aws://012345678901/eu-north-1");
    }
}

#[test]
fn without_their_context_the_image_is_asked_for() {
    let directory = Directory::with(FLAT);
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[missing-context]"), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
}

#[test]
fn what_is_wrong_with_a_flat_file_is_told_under_its_own_names() {
    for (old, new, expected) in [
        (
            "environment_name:",
            "enviroment_name:",
            "error[unknown-setting]: the file has no setting `enviroment_name`\n  --> config.yaml:17:1\n    |\n 17 | \
             enviroment_name: Acme\n    | ^^^^^^^^^^^^^^^\n  help: did you mean `environment_name`?\n",
        ),
        (
            "https://valohai.acme.example",
            "valohai.acme.example",
            "error[invalid-setting]: `domain` is not a web address: it does not begin with `https://`\n  --> config.yaml:18:9\n",
        ),
        (
            "aws_account_id: 123456789012",
            "aws_account_id: 12345",
            "error[invalid-setting]: `aws_account_id` is not an AWS account id: it has 5 digits instead of 12\n  --> config.yaml:2:17\n",
        ),
        (
            "vpc_id: vpc-0ccccccccccccccc1",
            "vpc_id: vpc-0ccccccccccccccc1\nvpc_name: shared",
            "error[vpc-given-twice]: both `vpc_id` and `vpc_name` name a VPC\n  --> config.yaml:17:11\n",
        ),
    ] {
        let directory = theirs(&FLAT.replace(old, new));
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 1);
        assert!(outcome.stderr.starts_with(expected), "{}", outcome.stderr);
        assert!(outcome.stderr.ends_with("\n1 error: nothing was written\n"), "{}", outcome.stderr);
        assert_eq!(directory.files(), ["cdk.context.json", "config.yaml"]);
    }
}

#[test]
fn the_same_is_told_of_both_forms() {
    let flat = FLAT
        .replace(
            "  - subnet-0bbbbbbbbbbbbbbb1\n  - subnet-0bbbbbbbbbbbbbbb2\ncache",
            "  - subnet-0bbbbbbbbbbbbbbb1\ncache",
        )
        .replace("https://", "")
        .replace("environment_name", "name_of_environment");
    let told = |config: &str| {
        let outcome = theirs(config).run(&["synth"]);
        assert_eq!(outcome.status, 1, "{}", outcome.stderr);
        rules(&outcome.stderr).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>()
    };
    let rules = told(&flat);
    assert!(rules.len() >= 3, "{rules:?}");
    assert_eq!(rules, told(&in_section(&flat)));
}

/// Where nothing of a file looks like a setting, it is the section that is missing.
#[test]
fn another_file_is_told_to_lack_the_section() {
    let directory = Directory::with("hybrid:\n  queue_address: a.example.com\n");
    let outcome = directory.run(&["synth"]);
    assert!(
        outcome.stderr.starts_with("error[missing-section]: there is no section `self_hosted`\n"),
        "{}",
        outcome.stderr
    );
    let directory = Directory::with(&LEAST.replace("self_hosted", "self-hosted"));
    let outcome = directory.run(&["synth"]);
    assert!(outcome.stderr.contains("help: is `self-hosted` meant to be `self_hosted`?"), "{}", outcome.stderr);
    let directory = Directory::with("aws_regoin: eu-west-1\n");
    let outcome = directory.run(&["synth"]);
    assert!(outcome.stderr.contains("help: did you mean `aws_region`?"), "{}", outcome.stderr);
}
