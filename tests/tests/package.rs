//! `package`: templates in YAML that people deploy without the toolkit.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use purlin_tests::command::{self, Output};
use purlin_tests::emulator::Emulator;
use purlin_tests::{Result, aws, directories, linter, tools};

const APP: &str = env!("CARGO_BIN_EXE_sample-templates");
const APP_WITHOUT: &str = env!("CARGO_BIN_EXE_sample-app");

fn app(sample: &str, arguments: &[&str], directory: &Path) -> Result<Output> {
    let mut command = command::isolated(APP, directory);
    command.env("SAMPLE", sample).args(arguments);
    command::run(&mut command)
}

/// The names of all that is in a directory.
fn names(directory: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// What is told of a sample that is refused; nothing may be written.
fn refusal(sample: &str, arguments: &[&str]) -> Result<String> {
    let home = directories::passing_dir()?;
    let output = app(sample, arguments, home.path())?;
    assert_eq!((output.status, output.stdout.as_str()), (Some(1), ""), "{}", output.stderr);
    assert_eq!(names(home.path())?, [""; 0]);
    Ok(output.stderr)
}

#[test]
fn templates_are_written_and_told() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = app("plain", &["package"], home.path())?;
    assert!(output.succeeded(), "{}", output.stderr);
    let separator = std::path::MAIN_SEPARATOR;
    assert_eq!(output.stdout, format!("templates{separator}network.yml\ntemplates{separator}main.yml\n"));
    assert!(output.stderr.starts_with("2 templates with 3 resources written to templates in "), "{}", output.stderr);
    assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
    let read = |name: &str| fs::read_to_string(home.path().join("templates").join(name));
    let network = "\
# The network that everything is in.

AWSTemplateFormatVersion: '2010-09-09'
Description: a network

Parameters:
  AddressRange:
    Type: String
    Default: 10.0.0.0/16

Resources:
  # All subnets are in here.
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref AddressRange

Outputs:
  VpcId:
    Value: !Ref Vpc
";
    assert_eq!(read("network.yml")?, network);
    let main = "\
AWSTemplateFormatVersion: '2010-09-09'

Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./network.yml

  QueueSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub 'of ${AWS::StackId}'
      VpcId: !GetAtt Network.Outputs.VpcId
";
    assert_eq!(read("main.yml")?, main);

    let again = app("plain", &["package", "--quiet", "--output", "else/where"], home.path())?;
    assert_eq!((again.status, again.stderr.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(home.path().join("else/where/main.yml"))?, main);
    let found = linter::cfn_lint(&["network.yml", "main.yml"].map(|name| home.path().join("templates").join(name)))?;
    // that the URL only works once `aws cloudformation package` has replaced it
    assert!(found.iter().all(|finding| finding.rule == "W3002"), "{found:?}");
    Ok(())
}

#[test]
fn in_a_bucket_templates_point_to_each_other_and_people_are_sent_there() -> Result<()> {
    let home = directories::passing_dir()?;
    let arguments = ["package", "--bucket", "acme", "--prefix", "/hybrid/v1/", "--region", "eu-west-1", "-o", "my dir"];
    let output = app("plain", &arguments, home.path())?;
    assert!(output.succeeded(), "{}", output.stderr);
    let main = fs::read_to_string(home.path().join("my dir/main.yml"))?;
    let url = "https://acme.s3.eu-west-1.amazonaws.com/hybrid/v1/network.yml";
    assert!(main.contains(&format!("TemplateURL: {url}\n")), "{main}");
    let steps = "\
Upload them:
  aws s3 sync 'my dir' s3://acme/hybrid/v1/ --exclude '*' --include '*.yml' --region eu-west-1
Then create the stacks in the console:
  https://console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/quickcreate\
?templateURL=https%3A%2F%2Facme.s3.eu-west-1.amazonaws.com%2Fhybrid%2Fv1%2Fmain.yml&stackName=Acme-Main
";
    assert_eq!(output.stderr.split_once('\n').map(|(_, rest)| rest), Some(steps));
    Ok(())
}

/// Every region that AWS's own library knows, with the domain that it gives.
#[test]
fn the_regions_are_those_of_aws() -> Result<()> {
    let home = directories::passing_dir()?;
    let mut python = tools::install()?.python(home.path());
    let program = "\
import json, botocore.session
partitions = botocore.session.Session().get_data('partitions')['partitions']
print(json.dumps({r: p['outputs']['dnsSuffix'] for p in partitions for r in p['regions'] if not r.endswith('-global')}))";
    let answer = command::run(python.args(["-c", program]))?.stdout_of_success("botocore")?;
    let regions: std::collections::BTreeMap<String, String> = serde_json::from_str(&answer)?;
    assert!(regions.len() > 40, "{regions:?}");
    for (region, domain) in regions {
        let output = app("plain", &["package", "--bucket", "acme", "--region", &region], home.path())?;
        assert!(output.succeeded(), "{}", output.stderr);
        let main = fs::read_to_string(home.path().join("templates/main.yml"))?;
        let url = format!("TemplateURL: https://acme.s3.{region}.{domain}/network.yml\n");
        assert!(main.contains(&url), "{region}: {main}");
    }
    Ok(())
}

#[test]
fn a_wrong_command_line_is_told_with_status_2() -> Result<()> {
    let home = directories::passing_dir()?;
    for (arguments, message) in [
        (&["package", "--bucket", "acme"][..], "--region <REGION>"),
        (&["package", "--region", "eu-west-1"], "--bucket <NAME>"),
        (&["package", "--prefix", "v1"], "--bucket <NAME>"),
        (&["package", "--bucket", "Acme", "--region", "eu-west-1"], "lower-case letters"),
        (&["package", "--bucket", "s3://acme/v1", "--region", "eu-west-1"], "as --prefix"),
        (&["package", "--bucket", "acme", "--region", "eu-wset-1"], "did you mean `eu-west-1`?"),
        (&["package", "--bucket", "acme", "--region", "eu-west-9"], "there is no such region"),
        (&["package", "--bucket", "acme", "--region", "eu-west-1a"], "did you mean `eu-west-1`?"),
        (&["package", "--bucket", "acme", "--region", "eu-west-1", "--prefix", "a//b"], "a name of its own"),
        (&["package", "--bucket", "acme", "--region", "eu-west-1", "--prefix", "a b"], "slashes only"),
        (&["package", "more"], "unexpected argument 'more'"),
        (&["synth", "--bucket", "acme"], "unexpected argument '--bucket'"),
    ] {
        let output = app("plain", arguments, home.path())?;
        assert_eq!(output.status, Some(2), "{arguments:?}");
        assert!(output.stderr.contains(message), "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.len() < 500, "{arguments:?}: {}", output.stderr);
    }
    assert_eq!(names(home.path())?, [""; 0]);
    Ok(())
}

#[test]
fn only_apps_that_offer_it_have_it() -> Result<()> {
    let home = directories::passing_dir()?;
    let help = app("plain", &["--help"], home.path())?;
    assert!(help.succeeded() && help.stdout.contains("\n  package     Write templates"), "{}", help.stdout);
    let help = app("plain", &["package", "--help"], home.path())?;
    for part in ["--bucket <NAME>", "--prefix <TEXT>", "--region <REGION>", "templates]", "package --bucket acme"] {
        assert!(help.stdout.contains(part), "{part}: {}", help.stdout);
    }
    let without = |arguments: &[&str]| command::run(command::isolated(APP_WITHOUT, home.path()).args(arguments));
    let help = without(&["--help"])?;
    assert!(help.succeeded() && !help.stdout.contains("package"), "{}", help.stdout);
    assert_eq!(without(&["package"])?.status, Some(2));
    // The other commands do not change.
    assert_eq!(app("plain", &["ls"], home.path())?.stdout, "Main\n");
    assert!(app("plain", &["-q"], home.path())?.succeeded());
    assert!(home.path().join("cdk.out/manifest.json").exists());
    Ok(())
}

#[test]
fn mistakes_are_told_together() -> Result<()> {
    let told = refusal("mistakes", &["package"])?;
    for part in [
        "error[unknown-template]: there is no stack with the id `netwrok`\n  --> tests/src/bin/sample-templates.rs:",
        "error[bad-file-name]: no file can be named after the stack's id `..--escape`",
        "error[duplicate-file]: its file would be that of `main`",
        "error[duplicate-logical-id]: its logical id `Network` is also that of `main/Network`",
        "errors: nothing was written",
    ] {
        assert!(told.replace('\\', "/").contains(part), "{part}: {told}");
    }
    let told = refusal("not-standalone", &["package"])?;
    assert!(told.contains("error[not-standalone]") && told.contains("Synthesizer::standalone()"), "{told}");
    let told = refusal("none", &["package"])?;
    assert!(told.contains("error[no-templates]"), "{told}");
    let told = refusal("settings", &["package", "--config", "other.yaml"])?;
    assert!(told.starts_with("error[no-settings-file]: there is no such settings file\n  --> other.yaml\n"), "{told}");
    let told = refusal("annotations", &["package"])?;
    assert!(told.contains("error[annotation]: this topic must not be"), "{told}");
    Ok(())
}

/// The context files are the toolkit's; what the command line says counts.
#[test]
fn nothing_is_looked_up() -> Result<()> {
    let home = directories::passing_dir()?;
    let key = "ssm:account=123456789012:parameterName=/sample/name:region=us-east-1";
    fs::write(home.path().join("cdk.context.json"), serde_json::json!({ key: "found" }).to_string())?;
    let output = app("lookup", &["package"], home.path())?;
    assert_eq!(output.status, Some(1), "{}", output.stderr);
    assert!(output.stderr.contains("error[missing-context]"), "{}", output.stderr);
    assert!(
        output.stderr.contains("help: give the value explicitly, or declare a parameter for it"),
        "{}",
        output.stderr
    );
    assert_eq!(names(home.path())?, ["cdk.context.json"]);

    let output = app("annotations", &["package", "-c", "harmless=yes"], home.path())?;
    assert!(output.succeeded() && output.stderr.contains("warning[annotation]"), "{}", output.stderr);
    Ok(())
}

#[test]
fn templates_that_no_request_can_carry_are_told() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = app("large", &["package", "--quiet"], home.path())?;
    assert!(output.succeeded(), "{}", output.stderr);
    assert!(output.stderr.starts_with("warning[template-needs-bucket]: main.yml has "), "{}", output.stderr);
    let output = app("large", &["package", "--bucket", "acme", "--region", "eu-west-1"], home.path())?;
    assert!(output.succeeded() && !output.stderr.contains("warning"), "{}", output.stderr);
    Ok(())
}

#[test]
fn a_directory_that_cannot_be_written_is_told() -> Result<()> {
    let home = directories::passing_dir()?;
    fs::write(home.path().join("file"), "")?;
    fs::create_dir_all(home.path().join("in-the-way/main.yml"))?;
    for (output, message) in [
        ("file", "it is a file, and not a directory"),
        ("file/below", "cannot write"),
        ("in-the-way", "a directory is in the way"),
    ] {
        let result = app("plain", &["package", "-o", output], home.path())?;
        assert_eq!((result.status, result.stdout.as_str()), (Some(1), ""));
        assert!(result.stderr.contains("error[unwritable-output]"), "{}", result.stderr);
        assert!(result.stderr.contains(message), "{}", result.stderr);
    }
    assert_eq!(names(&home.path().join("in-the-way"))?, ["main.yml"]);
    Ok(())
}

#[test]
fn several_at_once_never_mix() -> Result<()> {
    let home = directories::passing_dir()?;
    for _ in 0..5 {
        let mut children = Vec::new();
        for generation in 0..6 {
            let mut command = command::isolated(APP, home.path());
            command.env("SAMPLE", "many").args(["package", "-q", "-c", &format!("generation={generation}")]);
            children.push(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?);
        }
        for child in children {
            let output = child.wait_with_output()?;
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let directory = home.path().join("templates");
        let first = fs::read_to_string(directory.join("stack0.yml"))?;
        for index in 0..30 {
            assert!(fs::read_to_string(directory.join(format!("stack{index}.yml")))? == first);
        }
        assert_eq!(names(&directory)?.iter().filter(|name| name.ends_with(".yml")).count(), 30);
        assert!(!directory.join(".purlin-staging").exists());
    }
    Ok(())
}

/// Templates that point to the files beside them become a stack by AWS's own command line.
#[test]
fn the_aws_command_line_takes_them() -> Result<()> {
    let home = directories::passing_dir()?;
    assert!(app("plain", &["package", "-q"], home.path())?.succeeded());
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let aws = |line: &str| aws::aws(line.split(' '), home.path(), &variables)?.stdout_of_success(line);
    aws("s3 mb s3://acme")?;
    aws(
        "cloudformation package --template-file templates/main.yml --s3-bucket acme --output-template-file packaged.yml",
    )?;
    let packaged = fs::read_to_string(home.path().join("packaged.yml"))?;
    assert!(packaged.contains("TemplateURL: http://127.0.0.1:"), "{packaged}");
    fs::write(home.path().join("packaged.yml"), packaged.replace("127.0.0.1", "localhost"))?;
    for (name, file) in [("network", "templates/network.yml"), ("main", "packaged.yml")] {
        aws(&format!("cloudformation create-stack --stack-name {name} --template-body file://{file}"))?;
        aws(&format!("cloudformation wait stack-create-complete --stack-name {name}"))?;
    }
    let stacks = emulator.stacks()?;
    let resources: usize = stacks.iter().filter_map(|stack| stack["resources"].as_array()).map(Vec::len).sum();
    assert_eq!((stacks.len(), resources), (3, 4), "{stacks:?}");
    Ok(())
}
