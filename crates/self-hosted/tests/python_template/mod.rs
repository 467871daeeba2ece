//! What Valohai's Python template makes, for any account, region and network: `resources.json` has the facts of each resource,
//! with `${…}` in place of what settings decide.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::panic, reason = "in tests, helpers included")]

pub mod differences;

use std::collections::BTreeMap;

use purlin_core::{App, Construct, Environment, Findings, Stack, StackProps};
use purlin_self_hosted::{ExistingVpc, PYTHON_TEMPLATE_STACK, SelfHosted, SelfHostedProps};
use serde_json::{Value, json};

use crate::template::Props;

/// A subnet: its id, zone and range.
#[derive(Clone, Debug)]
pub struct Subnet {
    pub id: String,
    pub zone: String,
    pub range: String,
}

/// What settings and lookups decide of an installation.
#[derive(Clone, Debug)]
pub struct Installation {
    pub account: String,
    pub region: String,
    pub vpc: String,
    pub public: Vec<Subnet>,
    pub private: Vec<Subnet>,
    /// Which of the private subnets the application is in.
    pub application: usize,
    pub image: String,
    pub domain: String,
    pub environment_name: String,
}

impl Installation {
    /// One as others are.
    pub fn usual() -> Self {
        let subnet = |letter: char, zone: &str, number: usize| Subnet {
            id: format!("subnet-0123456789abcde0{letter}"),
            zone: format!("eu-north-1{zone}"),
            range: format!("10.7.{number}.0/24"),
        };
        Installation {
            account: "111122223333".to_owned(),
            region: "eu-north-1".to_owned(),
            vpc: "vpc-0123456789abcdef0".to_owned(),
            public: vec![subnet('a', "a", 0), subnet('b', "b", 1)],
            private: vec![subnet('c', "a", 2), subnet('d', "b", 3)],
            application: 1,
            image: "ami-0123456789abcdef0".to_owned(),
            domain: "https://valohai.example.com".to_owned(),
            environment_name: "Acme".to_owned(),
        }
    }

    /// The resources of its stack, as facts.
    pub fn resources(&self) -> Vec<Fact> {
        let facts: Value = serde_json::from_str(include_str!("resources.json")).unwrap_or_default();
        let ids = |subnets: &[Subnet]| subnets.iter().map(|subnet| json!(subnet.id)).collect::<Value>();
        let application = &self.private[self.application];
        let known = BTreeMap::from([
            ("account", json!(self.account)),
            ("stack", json!(PYTHON_TEMPLATE_STACK)),
            ("vpc", json!(self.vpc)),
            ("lb_subnets", ids(&self.public)),
            ("db_subnets", ids(&self.private)),
            ("cache_subnets", ids(&self.private)),
            ("roi_subnet", json!(application.id)),
            ("zone", json!(application.zone)),
            ("image", json!(self.image)),
            ("domain", json!(self.domain)),
            ("environment_name", json!(self.environment_name)),
        ]);
        let facts = filled(&facts, &known);
        facts.as_array().into_iter().flatten().map(Fact::of).collect()
    }

    /// The template of these facts.
    pub fn template(&self) -> Value {
        let resources = self.resources().into_iter().map(|fact| (fact.id, fact.resource));
        json!({ "Resources": resources.collect::<serde_json::Map<_, _>>() })
    }

    /// What its `cdk.context.json` says.
    pub fn context(&self) -> Vec<(String, Value)> {
        let Installation { account, region, vpc, .. } = self;
        let group = |kind: &str, subnets: &[Subnet]| {
            let subnets = subnets.iter().map(|Subnet { id, zone, range }| {
                json!({ "subnetId": id, "cidr": range, "availabilityZone": zone, "routeTableId": "rtb-0123456789abcdef0" })
            });
            json!({ "name": kind, "type": kind, "subnets": subnets.collect::<Value>() })
        };
        let answer = json!({
            "vpcId": vpc,
            "vpcCidrBlock": "10.7.0.0/16",
            "ownerAccountId": account,
            "availabilityZones": [],
            "subnetGroups": [group("Private", &self.private), group("Public", &self.public)],
        });
        vec![
            (
                format!(
                    "vpc-provider:account={account}:filter.vpc-id={vpc}:region={region}:returnAsymmetricSubnets=true"
                ),
                answer,
            ),
            (
                format!(
                    "ami:account={account}:filters.image-type.0=machine:filters.name.0=valohai-roi-*:\
                     filters.state.0=available:owners.0=635691382966:region={region}"
                ),
                json!(self.image),
            ),
        ]
    }

    /// The settings that take it over: those of its own file, and that it is one.
    pub fn props(&self) -> Props {
        let ids = |subnets: &[Subnet]| subnets.iter().rev().map(|subnet| subnet.id.clone()).collect::<Vec<_>>();
        SelfHostedProps::new()
            .domain(self.domain.as_str())
            .environment_name(self.environment_name.as_str())
            .python_template(true)
            .existing_vpc(ExistingVpc::id(&self.vpc))
            .lb_subnet_ids(ids(&self.public))
            .roi_subnet_id(self.private[self.application].id.as_str())
            .db_subnet_ids(ids(&self.private))
            .cache_subnet_ids(ids(&self.private))
            .worker_subnet_ids(ids(&self.private))
    }

    /// The app that takes it over, and has read its context.
    pub fn app(&self, props: Props) -> App {
        let app = App::new();
        for (key, value) in self.context() {
            app.scope().set_context(key, value);
        }
        self.fill(&app, props);
        app
    }

    /// Makes the stack.
    pub fn fill(&self, app: &App, props: Props) {
        let environment = Environment::new(&self.account, &self.region);
        let stack = Stack::new(app, PYTHON_TEMPLATE_STACK, StackProps::new().environment(environment));
        SelfHosted::new(&stack, "Valohai", props);
    }

    /// What takes it over.
    pub fn successor(&self, props: Props) -> Result<Successor, Findings> {
        let assembly = self.app(props).synth()?;
        let text = assembly.template(PYTHON_TEMPLATE_STACK).unwrap_or_default();
        let template = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
        let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        assembly.write(directory.path())?;
        let manifest = std::fs::read_to_string(directory.path().join("manifest.json")).unwrap_or_default();
        let manifest: Value = serde_json::from_str(&manifest).unwrap_or_default();
        let metadata = manifest["artifacts"][PYTHON_TEMPLATE_STACK]["metadata"].as_object();
        let mut paths = BTreeMap::new();
        for (path, entries) in metadata.into_iter().flatten() {
            let path = path.trim_start_matches('/').trim_start_matches(PYTHON_TEMPLATE_STACK).trim_start_matches('/');
            for entry in entries.as_array().into_iter().flatten() {
                if entry["type"] == "aws:cdk:logicalId" {
                    paths.insert(entry["data"].as_str().unwrap_or_default().to_owned(), path.to_owned());
                }
            }
        }
        Ok(Successor { template, paths })
    }
}

/// A resource of the Python template.
#[derive(Clone, Debug)]
pub struct Fact {
    pub path: String,
    pub id: String,
    /// As it stands in the template.
    pub resource: Value,
}

impl Fact {
    fn of(fact: &Value) -> Self {
        let text = |key: &str| fact[key].as_str().unwrap_or_default().to_owned();
        let mut resource = json!({ "Type": fact["type"], "Properties": fact["properties"] });
        for policy in POLICIES {
            if let Some(value) = fact.get(policy) {
                resource[policy] = value.clone();
            }
        }
        Fact { path: text("path"), id: text("id"), resource }
    }
}

/// What a resource says of its own end.
pub const POLICIES: [&str; 2] = ["DeletionPolicy", "UpdateReplacePolicy"];

/// The template that takes an installation over.
#[derive(Debug)]
pub struct Successor {
    pub template: Value,
    /// The path of each resource below the stack, by its logical id.
    pub paths: BTreeMap<String, String>,
}

/// A value with what is known in place of `${…}`.
fn filled(value: &Value, known: &BTreeMap<&str, Value>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| filled(item, known)).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), filled(value, known))).collect(),
        Value::String(text) => {
            let whole = known.iter().find(|(name, _)| *text == format!("${{{name}}}"));
            if let Some((_, value)) = whole {
                return value.clone();
            }
            let text = known.iter().fold(text.clone(), |text, (name, value)| {
                text.replace(&format!("${{{name}}}"), value.as_str().unwrap_or_default())
            });
            json!(text)
        }
        other => other.clone(),
    }
}
