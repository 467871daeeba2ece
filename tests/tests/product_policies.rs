//! The policies of the products' installations beside AWS's service authorization reference, as cfn-lint brings it along:
//! each action is one, of what it is allowed on, under conditions that it knows.

use std::collections::BTreeSet;
use std::fs;

use purlin_core::{App, Stack, StackProps};
use purlin_determined::{DeterminedCluster, DeterminedProps, Removal, ResourcePool};
use purlin_tests::{Failure, Result, command, directories, tools};
use serde_json::Value as Json;

/// What conditions ask of the request itself, by the service: none of it is in the reference, which has the keys of resources.
const OF_REQUESTS: &[(&str, &str)] = &[
    ("autoscaling", "aws:RequestTag/"),
    ("ec2", "aws:RequestTag/"),
    ("ec2", "ec2:CreateAction"),
    ("iam", "iam:AWSServiceName"),
    ("iam", "iam:PassedToService"),
    ("kms", "kms:ViaService"),
    ("sts", "sts:ExternalId"),
];

/// Where each product keeps its templates.
const PRODUCTS: [&str; 2] = ["hybrid-workers", "self-hosted"];
/// What has policies of roles.
const KINDS: [&str; 3] = ["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role"];

/// The reference: actions and resources, by service.
fn reference() -> Result<Json> {
    let home = directories::passing_dir()?;
    let mut python = tools::install()?.python(home.path());
    let program = "import json, cfnlint.data.AdditionalSpecs as data\n\
                   from importlib.resources import files\n\
                   print((files(data) / 'Policies.json').read_text())";
    let output = command::run(python.args(["-c", program]))?;
    Ok(serde_json::from_str(&output.stdout_of_success("python")?)?)
}

/// All templates of a product.
fn templates(product: &str) -> Result<Vec<Json>> {
    let folder = directories::workspace().join(format!("crates/{product}/tests/golden"));
    fs::read_dir(folder)?.map(|entry| Ok(serde_json::from_slice(&fs::read(entry?.path())?)?)).collect()
}

/// Clusters of Determined: the usual one, and one with all that adds to its policies.
fn clusters() -> Result<Vec<Json>> {
    let secret = |name: &str| format!("arn:aws:secretsmanager:eu-west-1:111111111111:secret:{name}-AbCdEf");
    let key = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let pools = [
        ResourcePool::auxiliary("aux-pool", "m5.large").image("/images/agents"),
        ResourcePool::compute("spot-pool", "g5.xlarge").spot(true),
    ];
    let everything = DeterminedProps::new()
        .resource_pools(pools)
        .encryption_key(key)
        .docker_secret(secret("docker"))
        .configuration_secret(secret("configuration"))
        .bucket_removal(Removal::Delete);
    let template = |props: DeterminedProps| -> Result<Json> {
        let app = App::new();
        DeterminedCluster::new(&Stack::new(&app, "Test", StackProps::new()), "Determined", props);
        let assembly = app.synth().map_err(|findings| Failure::new(findings.to_string()))?;
        Ok(serde_json::from_str(&assembly.template("Test").unwrap_or_default())?)
    };
    [DeterminedProps::new(), everything].into_iter().map(template).collect()
}

/// The statements of all roles of templates. What is only known during deployment is `x` in them.
fn statements(templates: &[Json]) -> BTreeSet<String> {
    let mut statements = BTreeSet::new();
    for template in templates {
        for resource in template["Resources"].as_object().into_iter().flat_map(|resources| resources.values()) {
            let properties = &resource["Properties"];
            let inline = list(&properties["Policies"]).into_iter().map(|policy| &policy["PolicyDocument"]);
            let documents = inline.chain([&properties["PolicyDocument"]]);
            if KINDS.iter().any(|kind| resource["Type"] == *kind) {
                let all = documents.flat_map(|document| list(&document["Statement"]));
                statements.extend(all.map(|statement| known(statement).to_string()));
            }
        }
    }
    statements
}

fn known(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(known).collect(),
        Json::Object(entries) => match entries.iter().next() {
            Some((function, argument)) if function == "Fn::Join" => {
                let pieces = argument[1].as_array().into_iter().flatten();
                pieces.map(|piece| piece.as_str().unwrap_or("x")).collect::<String>().into()
            }
            // The ARN of a role, a bucket, a secret or the stack, which are what they are.
            Some((function, _)) if function == "Ref" || function == "Fn::GetAtt" => Json::Null,
            _ => entries.iter().map(|(key, value)| (key.clone(), known(value))).collect(),
        },
        _ => value.clone(),
    }
}

fn list(value: &Json) -> Vec<&Json> {
    match value {
        Json::Null => Vec::new(),
        Json::Array(items) => items.iter().collect(),
        _ => vec![value],
    }
}

fn texts(value: &Json) -> Vec<&str> {
    list(value).into_iter().filter_map(Json::as_str).collect()
}

/// Whether an ARN is one of a format such as `arn:${Partition}:ec2:${Region}::image/.*`.
fn is_of(arn: &str, format: &str) -> bool {
    let (arn, format): (Vec<_>, Vec<_>) = (arn.splitn(6, ':').collect(), format.splitn(6, ':').collect());
    let ([_, _, service, region, account, name], [_, _, of_service, of_region, of_account, of_name]) =
        (&arn[..], &format[..])
    else {
        return false;
    };
    let kind = of_name.split(['/', ':']).next().unwrap_or_default();
    // Names of buckets have nothing before them.
    let is_kind = kind.contains(".*") || name.split(['/', ':']).next() == Some(kind);
    service == of_service
        && region.is_empty() == of_region.is_empty()
        && account.is_empty() == of_account.is_empty()
        && is_kind
}

/// Parameters that AWS publishes are of no account, of which the reference knows nothing.
fn is_public_parameter(arn: &str) -> bool {
    arn.contains("::parameter/aws/")
}

/// What is wrong with a statement.
fn problems(statement: &Json, reference: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    let keys: Vec<&str> = list(&statement["Condition"])
        .into_iter()
        .flat_map(|operators| operators.as_object().into_iter().flat_map(|operators| operators.values()))
        .flat_map(|keys| keys.as_object().into_iter().flat_map(|keys| keys.keys()))
        .map(String::as_str)
        .collect();
    for action in texts(&statement["Action"]) {
        let Some((service, name)) = action.split_once(':') else { continue };
        if name == "*" {
            continue;
        }
        let service_reference = &reference[service];
        let known = &service_reference["Actions"][name.to_lowercase()];
        if known.is_null() {
            problems.push(format!("{action} is no action"));
        }
        let kinds: Vec<&Json> = texts(&known["Resources"])
            .into_iter()
            .map(|kind| &service_reference["Resources"][kind.to_lowercase()])
            .collect();
        for resource in texts(&statement["Resource"]) {
            let fits = kinds.iter().any(|kind| texts(&kind["ARNFormats"]).iter().any(|format| is_of(resource, format)));
            match resource {
                "*" if kinds.is_empty() || !keys.is_empty() || service == "ssm" => {}
                "*" => problems.push(format!("{action} is allowed on everything, but can be told on what")),
                // The objects of a bucket whose ARN is only known during deployment.
                _ if fits || resource == "x/*" || is_public_parameter(resource) => {}
                _ => problems.push(format!("{action} is not about {resource}")),
            }
        }
        for key in &keys {
            let pattern = key.split_once('/').map_or((*key).to_owned(), |(key, _)| format!("{key}/"));
            let has = |kind: &&Json| texts(&kind["ConditionKeys"]).iter().any(|of_kind| of_kind.starts_with(&pattern));
            let is_of_request = OF_REQUESTS.contains(&(service, pattern.as_str()));
            if !is_of_request && !kinds.iter().any(has) {
                problems.push(format!("{action} does not know {key}"));
            }
        }
    }
    problems
}

#[test]
fn policies_are_as_services_read_them() -> Result<()> {
    let reference = reference()?;
    let mut told = BTreeSet::new();
    let products = PRODUCTS.map(templates).into_iter().chain([clusters()]);
    for templates in products {
        let statements = statements(&templates?);
        assert!(statements.len() > 30, "{statements:?}");
        for statement in &statements {
            let statement: Json = serde_json::from_str(statement)?;
            told.extend(problems(&statement, &reference).into_iter().map(|problem| format!("{problem}: {statement}")));
        }
    }
    match told.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(told.into_iter().collect::<Vec<_>>().join("\n"))),
    }
}

/// It would find what it looks for.
#[test]
fn a_policy_that_no_service_reads_is_found() -> Result<()> {
    let reference = reference()?;
    let statement = |action: &str, resource: &str, key: &str| serde_json::json!({"Action": action, "Resource": resource, "Condition": {"StringEquals": {key: "1"}}});
    let (own, instance) = ("aws:ResourceTag/valohai", "arn:aws:ec2:eu-west-1:111111111111:instance/*");
    for (statement, expected) in [
        (statement("ec2:StartInstance", "*", own), "ec2:StartInstance is no action"),
        (statement("ec2:CreateLaunchTemplate", instance, own), "ec2:CreateLaunchTemplate is not about"),
        (
            statement("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111111111111:image/*", own),
            "ec2:RunInstances is not about",
        ),
        (statement("ec2:DescribeInstances", "*", own), "ec2:DescribeInstances does not know aws:ResourceTag/valohai"),
        (statement("ec2:RebootInstances", instance, "ec2:VpcId"), "ec2:RebootInstances does not know ec2:VpcId"),
        (
            serde_json::json!({"Action": "ec2:RebootInstances", "Resource": "*"}),
            "ec2:RebootInstances is allowed on everything, but can be told on what",
        ),
    ] {
        let found = problems(&statement, &reference);
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "{statement}: {found:?}");
    }
    Ok(())
}
