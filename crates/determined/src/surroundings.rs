//! Places the statements of [`policies`](crate::policies) in policy documents.

use purlin_aws::iam::{self, PolicyDocument, PolicyStatement};
use purlin_aws::kms::Key;
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Value, pseudo_parameter, text};
use purlin_product::ImageSource;

use crate::plan::{AgentTag, Plan};
use crate::policies::{Condition, Statement, Target};
use crate::roles::Used;

/// AWS's own parameters are of no account.
const PUBLIC_PARAMETERS: &str = "/aws/";

/// What statements name that is only known in a cluster.
pub(crate) struct Surroundings<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) used: &'a Used<'a>,
    /// Those that the role reads.
    pub(crate) secrets: Vec<&'a Secret>,
    /// The ARNs of the role of agents, and of their profile; none where no statement names them.
    pub(crate) agents: Option<Agents>,
}

/// What an agent's instance is known by.
#[derive(Clone)]
pub(crate) struct Agents {
    pub(crate) role: Value<String>,
    pub(crate) profile: Value<String>,
}

impl Surroundings<'_> {
    /// A policy of these statements, without those that are about nothing here. Each has a name by which the documentation refers
    /// to it, so that none are merged.
    pub(crate) fn document<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> PolicyDocument {
        PolicyDocument::new(self.statements(statements)).minimize(false)
    }

    /// These statements, without those that are about nothing here.
    pub(crate) fn statements<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> Vec<PolicyStatement> {
        statements.into_iter().filter_map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> Option<PolicyStatement> {
        let targets: Vec<Value<String>> = statement.on.iter().flat_map(|target| self.targets(target)).collect();
        if targets.is_empty() {
            return None;
        }
        let allowed =
            PolicyStatement::allow().sid(statement.sid).actions(statement.actions.iter().copied()).resources(targets);
        Some(statement.when.iter().fold(allowed, |allowed, condition| allowed.when(self.condition(condition))))
    }

    fn targets(&self, target: &Target) -> Vec<Value<String>> {
        let Surroundings { plan, used, .. } = self;
        let scope = &plan.scope;
        let own = |name: Value<String>| self.ec2(scope.account(), name);
        let one = match *target {
            Target::Everything => Value::from("*"),
            Target::Ec2(kind) => own(kind.into()),
            Target::SecurityGroup => own(text!["security-group/", used.groups.agents.id()]),
            Target::KeyPair => own(text!["key-pair/", used.key_pair.name()]),
            Target::ServiceLinkedRole(service, role) => {
                let path = format!(":role/aws-service-role/{service}.amazonaws.com/{role}");
                text!["arn:", scope.partition(), ":iam::", scope.account(), path]
            }
            Target::Bucket => used.bucket.arn(),
            Target::Objects => used.bucket.arn_for_objects("*"),
            Target::LogStreams => used.log_group.arn(),
            Target::Stack => pseudo_parameter::stack_id(),
            Target::AgentRole => return self.agents.iter().map(|agents| agents.role.clone()).collect(),
            Target::Secrets => return self.secrets.iter().map(|secret| secret.arn()).collect(),
            Target::EncryptionKey => return plan.key.iter().map(Key::arn).collect(),
            Target::Images => return self.images(),
            Target::ImageParameters => return self.image_parameters(),
            Target::Subnets => return self.subnets(),
        };
        vec![one]
    }

    /// The ARN of something of EC2's, by what comes last in it.
    fn ec2(&self, account: Value<String>, name: Value<String>) -> Value<String> {
        let scope = &self.plan.scope;
        text!["arn:", scope.partition(), ":ec2:", scope.region(), ":", account, ":", name]
    }

    fn subnets(&self) -> Vec<Value<String>> {
        // Those that another account shares are that account's in ARNs, too, and no two accounts have the same ids.
        let is_existing = self.plan.settings.existing_vpc.is_some();
        let account = || if is_existing { Value::from("*") } else { self.plan.scope.account() };
        let subnets = self.used.network.agents.iter();
        subnets.map(|subnet| self.ec2(account(), text!["subnet/", subnet.id()])).collect()
    }

    /// The sources of the images of agents, each once.
    fn image_sources(&self) -> Vec<&ImageSource> {
        let settings = &self.plan.settings;
        let mut sources: Vec<&ImageSource> = Vec::new();
        for pool in &settings.resource_pools {
            let source = pool.image.as_ref().unwrap_or(&settings.agent_image);
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }

    fn images(&self) -> Vec<Value<String>> {
        let sources = self.image_sources();
        let ids = sources.iter().map(|source| match source {
            ImageSource::Id(id) => Some(id.as_str()),
            ImageSource::Parameter(_) | ImageSource::Lookup { .. } => None,
        });
        // Whoever can change a parameter, or publish an image, decides which it is.
        let ids = ids.collect::<Option<Vec<&str>>>().unwrap_or_else(|| vec!["*"]);
        ids.into_iter().map(|id| self.ec2("".into(), text!["image/", id])).collect()
    }

    fn image_parameters(&self) -> Vec<Value<String>> {
        let scope = &self.plan.scope;
        let arn = |name: &str| {
            let account = if name.starts_with(PUBLIC_PARAMETERS) { Value::from("") } else { scope.account() };
            let name = format!(":parameter/{}", name.trim_start_matches('/'));
            text!["arn:", scope.partition(), ":ssm:", scope.region(), ":", account, name]
        };
        let names = self.image_sources().into_iter().filter_map(|source| match source {
            ImageSource::Parameter(name) => Some(arn(name)),
            ImageSource::Id(_) | ImageSource::Lookup { .. } => None,
        });
        names.collect()
    }

    fn condition(&self, condition: &Condition) -> iam::Condition {
        let AgentTag { key, value, .. } = &self.plan.agent_tag;
        match *condition {
            Condition::Tagged => iam::Condition::string_equals(format!("aws:ResourceTag/{key}"), value.as_str()),
            Condition::TaggedInRequest => {
                iam::Condition::string_equals(format!("aws:RequestTag/{key}"), value.as_str())
            }
            Condition::HasProfile => {
                let profiles: Vec<Value<String>> = self.agents.iter().map(|agents| agents.profile.clone()).collect();
                iam::Condition::arn_like("ec2:InstanceProfile", profiles)
            }
            Condition::WhileMaking(action) => iam::Condition::string_equals("ec2:CreateAction", action),
            Condition::PassedToEc2 => {
                iam::Condition::string_equals("iam:PassedToService", self.service_names("ec2".into()))
            }
            Condition::ForService(service) => {
                iam::Condition::string_equals("iam:AWSServiceName", format!("{service}.amazonaws.com"))
            }
            Condition::ViaService(service) => {
                let regional = text![service, ".", self.plan.scope.region()];
                iam::Condition::string_equals("kms:ViaService", self.service_names(regional))
            }
        }
    }

    /// The names that a service may have in a request. Most services in China go by the domain of that partition, and some
    /// by that of the rest of the world; a stack that is for any region names both.
    fn service_names(&self, service: Value<String>) -> Vec<Value<String>> {
        let domains: &[&str] = match self.plan.scope.partition().literal() {
            Some("aws-cn") | None => &["amazonaws.com", "amazonaws.com.cn"],
            Some(_) => &["amazonaws.com"],
        };
        domains.iter().map(|domain| text![&service, ".", *domain]).collect()
    }
}
