//! Places the statements of [`policies`](crate::policies) in policy documents.

use purlin_aws::ec2::Subnet;
use purlin_aws::iam::{self, PolicyDocument, PolicyStatement};
use purlin_core::{Scope, Value, pseudo_parameter, text};

use crate::TAG;
use crate::policies::{Condition, Statement, Target};

/// What statements name that is only known here.
#[derive(Clone)]
pub struct Surroundings<'a> {
    /// Where the roles are.
    pub scope: &'a Scope,
    /// The region of what statements name, or `*` where that is not known.
    pub region: Value<String>,
    /// The ARN of the bucket; empty where no statement names it.
    pub bucket: Value<String>,
    /// The ARNs of the secrets.
    pub secrets: Vec<Value<String>>,
    /// The ARNs of the parameters.
    pub parameters: Vec<Value<String>>,
    /// The ARN of the workers' role; empty where no statement names it.
    pub worker_role: Value<String>,
    /// The ARN of the role for large uploads, where it was there before.
    pub existing_multipart_role: Option<Value<String>>,
    /// The ARN of the key that encrypts bucket and secret, where there is one.
    pub encryption_key: Option<Value<String>>,
    /// The ARNs of what workers are launched in, where it was there before.
    pub existing_launch_resources: Vec<Value<String>>,
    /// Whether workers without the tag of Valohai count as its own.
    pub allow_untagged: bool,
}

impl<'a> Surroundings<'a> {
    /// Roles in the region of their stack, and nothing yet that statements could name.
    pub fn new(scope: &'a Scope) -> Self {
        Surroundings {
            scope,
            region: scope.region(),
            bucket: Value::from(""),
            secrets: Vec::new(),
            parameters: Vec::new(),
            worker_role: Value::from(""),
            existing_multipart_role: None,
            encryption_key: None,
            existing_launch_resources: Vec::new(),
            allow_untagged: false,
        }
    }

    /// The ARNs of what workers are launched in and was there before, as subnets and as a key pair's name.
    pub fn launch_resources<'v>(
        scope: &Scope,
        subnets: impl IntoIterator<Item = &'v Subnet>,
        key_pair: Option<&str>,
    ) -> Vec<Value<String>> {
        let arn = |account: Value<String>, resource: Value<String>| {
            text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", account, ":", resource]
        };
        // Those that another account shares are that account's in ARNs, too, and no two accounts have the same ids.
        let subnets = subnets.into_iter().map(|subnet| arn(Value::from("*"), text!["subnet/", subnet.id()]));
        subnets.chain(key_pair.map(|name| arn(scope.account(), text!["key-pair/", name]))).collect()
    }

    /// A policy of these statements, without those that are about nothing here.
    pub fn document<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> PolicyDocument {
        // Each has a name by which the documentation refers to it, so that none are merged.
        PolicyDocument::new(self.statements(statements)).minimize(false)
    }

    /// These statements, without those that are about nothing here.
    pub fn statements<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> Vec<PolicyStatement> {
        statements.into_iter().filter_map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> Option<PolicyStatement> {
        let targets: Vec<Value<String>> = statement.on.iter().flat_map(|target| self.targets(target)).collect();
        if targets.is_empty() {
            return None;
        }
        let policy = PolicyStatement::new(statement.effect)
            .sid(statement.sid)
            .actions(statement.actions.iter().copied())
            .resources(targets);
        Some(match &statement.when {
            Some(condition) => policy.when(self.condition(condition)),
            None => policy,
        })
    }

    fn targets(&self, target: &Target) -> Vec<Value<String>> {
        let Surroundings { scope, bucket, .. } = self;
        let (partition, region, account) = (scope.partition(), &self.region, scope.account());
        let one = match *target {
            Target::Everything => Value::from("*"),
            Target::Ec2(kind) => text!["arn:", partition, ":ec2:", region, ":", account, ":", kind],
            Target::SharedEc2(kind) => text!["arn:", partition, ":ec2:", region, "::", kind],
            Target::WorkerRole => self.worker_role.clone(),
            Target::ServiceLinkedRole(service, role) => {
                let path = format!(":role/aws-service-role/{service}.amazonaws.com/{role}");
                text!["arn:", partition, ":iam::", account, path]
            }
            Target::Bucket => bucket.clone(),
            Target::Objects => text![bucket, "/*"],
            Target::Stack => pseudo_parameter::stack_id(),
            Target::Secrets => return self.secrets.clone(),
            Target::Parameters => return self.parameters.clone(),
            Target::ExistingMultipartRole => return self.existing_multipart_role.iter().cloned().collect(),
            Target::EncryptionKey => return self.encryption_key.iter().cloned().collect(),
            Target::ExistingLaunchResources => return self.existing_launch_resources.clone(),
        };
        vec![one]
    }

    fn condition(&self, condition: &Condition) -> iam::Condition {
        let (tag, wanted) = TAG;
        let resource_tag = format!("aws:ResourceTag/{tag}");
        let of_workers = |key: String| {
            let equals = iam::Condition::string_equals(key, wanted);
            // Also true of what has no such tag. `ForAllValues` would be, too, without anyone noticing.
            if self.allow_untagged { equals.if_exists() } else { equals }
        };
        match *condition {
            Condition::Tagged => iam::Condition::string_equals(resource_tag, wanted),
            Condition::TaggedWorkers => of_workers(resource_tag),
            Condition::TaggedWorkersInRequest => of_workers(format!("aws:RequestTag/{tag}")),
            Condition::SecretTagged => {
                iam::Condition::string_equals(format!("secretsmanager:ResourceTag/{tag}"), wanted)
            }
            Condition::WhileMaking(actions) => iam::Condition::string_equals("ec2:CreateAction", actions.to_vec()),
            Condition::FromLaunchTemplate => {
                let templates = self.targets(&Target::Ec2("launch-template/*"));
                iam::Condition::arn_like("ec2:LaunchTemplate", templates)
            }
            Condition::PassedToEc2 => {
                iam::Condition::string_equals("iam:PassedToService", self.service_names("ec2".into()))
            }
            Condition::ForService(service) => {
                iam::Condition::string_equals("iam:AWSServiceName", format!("{service}.amazonaws.com"))
            }
            Condition::ViaService(service) => {
                let regional = text![service, ".", &self.region];
                iam::Condition::string_equals("kms:ViaService", self.service_names(regional))
            }
        }
    }

    /// The names that a service may have in a request. Most services in China go by the domain of that partition, and some
    /// by that of the rest of the world; a stack that is for any region names both.
    fn service_names(&self, service: Value<String>) -> Vec<Value<String>> {
        let domains: &[&str] = match self.scope.partition().literal() {
            Some("aws-cn") | None => &["amazonaws.com", "amazonaws.com.cn"],
            Some(_) => &["amazonaws.com"],
        };
        domains.iter().map(|domain| text![&service, ".", *domain]).collect()
    }
}
