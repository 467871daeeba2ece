//! The mapping by which `cdk import` knows which resource of the template is which of those that are there.

mod arn;
mod choose;
mod compare;
mod found;
mod kinds;
mod listings;
mod read;
mod remarks;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use purlin_core::{Environment, Finding, Findings};
use serde_json::{Map, Value as Json};

use arn::Arn;
use choose::{Chosen, choose};
use found::{Everything, Found};
use kinds::{ATTACHMENT, ATTACHMENT_TYPE};
use template::{Surroundings, evaluate, resources, type_of, wanted};

const DEFAULT_PARTITION: &str = "aws";

/// What the AWS command line printed, or a state of Terraform.
///
/// These are known: what `aws resourcegroupstaggingapi get-resources` prints, `aws ec2` with `describe-vpcs`,
/// `describe-subnets`, `describe-internet-gateways`, `describe-security-groups`, `describe-addresses`, `describe-instances`
/// or `describe-key-pairs`, `aws secretsmanager list-secrets`, `aws s3api list-buckets`, `aws iam` with `list-roles` or
/// `list-instance-profiles`, and `terraform state pull`. They are told apart by what is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceDocument {
    /// What it is called in findings: the file's path.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// Which resource of an installation's template is which of those that are there.
///
/// ```
/// use purlin_core::{App, Environment, Stack, StackProps};
/// use purlin_hybrid_workers::{ResourceDocument, HybridWorkers, HybridWorkersProps, ResourceMapping};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Valohai-Hybrid", StackProps::new());
/// let props = HybridWorkersProps::new().queue_address("example.vqueue.net").vpc_cidr("10.1.0.0/16").importing(true);
/// HybridWorkers::new(&stack, "Valohai", props);
/// let template = app.synth()?.template_of(&stack).unwrap_or_default();
///
/// let vpcs = ResourceDocument {
///     name: "vpcs.json".to_owned(),
///     text: r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "Name", "Value": "valohai-vpc"}]}]}"#.to_owned(),
/// };
/// let findings = ResourceMapping::new(&template, &Environment::default(), &[vpcs], &[]).unwrap_err();
/// assert!(findings.iter().any(|finding| finding.help.as_deref() == Some("set `vpc_cidr: 10.0.0.0/16`")));
/// # Ok::<(), purlin_core::Findings>(())
/// ```
#[derive(Clone, Debug)]
pub struct ResourceMapping {
    json: String,
    remarks: Findings,
}

impl ResourceMapping {
    /// Finds what an installation consists of, by the names that the template gives, in what documents tell.
    ///
    /// The template is one with [`importing`](crate::HybridWorkersProps::importing), as JSON, and `environment` its stack's.
    /// `without` has names, or logical ids, of what is not there and shall be made by the deployment after the import.
    ///
    /// # Errors
    ///
    /// Everything that keeps an import from succeeding, or a later deployment from leaving it in place: what is not found, or
    /// twice, or elsewhere; what refers to something that is not imported; what is otherwise than the template says, in a
    /// way that cannot be changed without replacing it, as far as the documents tell.
    pub fn new(
        template: &str,
        environment: &Environment,
        documents: &[ResourceDocument],
        without: &[String],
    ) -> Result<Self, Findings> {
        let template: Json = serde_json::from_str(template)
            .map_err(|error| Finding::error("not-json", format!("the template is no JSON: {error}")))?;
        let everything = read::read(documents)?;
        let mut findings = Findings::default();
        let surroundings = surroundings(environment, &everything, &mut findings);
        let wanted = wanted(&template, &surroundings);
        let chosen = choose(&wanted, &everything, &surroundings, without, &mut findings);
        let imported = imported(&template, &chosen, &surroundings, without);
        compare::compare(&chosen, &surroundings, &mut findings);
        compare::check_references(&template, &wanted, &chosen, &imported, without, &mut findings);
        if findings.has_errors() {
            return Err(findings);
        }
        let remarks = remarks::remarks(&template, &chosen, &imported, &everything).into_iter().collect();
        Ok(ResourceMapping { json: to_json(&template, &imported), remarks })
    }

    /// The mapping as `cdk import --resource-mapping` reads it.
    pub fn to_json(&self) -> &str {
        &self.json
    }

    /// What is worth knowing: what is not imported, and what was not looked for.
    pub fn remarks(&self) -> &Findings {
        &self.remarks
    }
}

/// Where the stack is, or else where everything is that was found.
fn surroundings(environment: &Environment, everything: &Everything, findings: &mut Findings) -> Surroundings {
    let mut only = |known: &Option<String>, place: fn(&Found) -> &Option<String>, what: &str| {
        if known.is_some() {
            return known.clone();
        }
        let places: BTreeSet<&String> = everything.found.iter().filter_map(|found| place(found).as_ref()).collect();
        if places.len() > 1 {
            let all: Vec<&str> = places.iter().map(|place| place.as_str()).collect();
            let message = format!("the documents tell of more than one {what}: {}", all.join(", "));
            findings
                .push(Finding::error("found-elsewhere", message).help(format!("set `{what}` to the installation's")));
        }
        places.first().map(|place| (*place).clone())
    };
    let arns = everything.found.iter().filter_map(|found| Arn::parse(&found.key));
    let partition = arns.map(|arn| arn.partition).next().unwrap_or(DEFAULT_PARTITION).to_owned();
    Surroundings {
        account: only(&environment.account, |found| &found.account, "account"),
        region: only(&environment.region, |found| &found.region, "region"),
        partition,
    }
}

/// What is imported, by logical ids.
fn imported<'a>(
    template: &'a Json,
    chosen: &[Chosen<'a>],
    surroundings: &Surroundings,
    without: &[String],
) -> BTreeMap<&'a str, Vec<(&'static str, String)>> {
    let mut imported: BTreeMap<&str, Vec<(&'static str, String)>> =
        chosen.iter().map(|one| (one.wanted.logical_id, one.identifiers.clone())).collect();
    let of_chosen = |id: &str, _: Option<&str>| {
        chosen.iter().find(|one| one.wanted.logical_id == id).and_then(|one| Some(one.identifiers.first()?.1.clone()))
    };
    let attachments = resources(template).filter(|(_, resource)| type_of(resource) == ATTACHMENT);
    for (logical_id, attachment) in attachments.filter(|(id, _)| !without.iter().any(|word| word == id)) {
        let end = |property: &str| evaluate(attachment.get("Properties")?.get(property)?, surroundings, &of_chosen);
        if let (Some(vpc), Some(_)) = (end("VpcId"), end("InternetGatewayId")) {
            let (property, gateway) = ATTACHMENT_TYPE;
            imported.insert(logical_id, vec![(property, gateway.to_owned()), ("VpcId", vpc)]);
        }
    }
    imported
}

/// In the order of the template.
fn to_json(template: &Json, imported: &BTreeMap<&str, Vec<(&'static str, String)>>) -> String {
    let identifiers = |id: &str| {
        let values = imported.get(id)?.iter();
        Some(
            values
                .map(|(property, value)| ((*property).to_owned(), Json::String(value.clone())))
                .collect::<Map<_, _>>(),
        )
    };
    let mapping: Map<String, Json> =
        resources(template).filter_map(|(id, _)| Some((id.to_owned(), Json::Object(identifiers(id)?)))).collect();
    format!("{:#}", Json::Object(mapping))
}
