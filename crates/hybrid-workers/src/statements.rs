//! Places the statements of [`policies`](crate::policies) in policy documents.

use purlin_core::{Scope, Val, Value, pseudo_parameter, text};

use crate::names::TAG;
use crate::policies::{Condition, Statement, Target};

/// What statements name that is only known here.
pub(crate) struct Surroundings<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) bucket: Value<String>,
    pub(crate) secret: Value<String>,
    /// Empty where no statement names it.
    pub(crate) worker_role: Value<String>,
    pub(crate) allow_untagged: bool,
}

/// A policy document of these statements.
pub(crate) fn document(statements: impl IntoIterator<Item = Val>) -> Val {
    Val::map([("Version", Val::text("2012-10-17")), ("Statement", Val::List(statements.into_iter().collect()))])
}

/// The name under which IAM knows EC2; it ends differently in other partitions.
pub(crate) fn ec2_service() -> Value<String> {
    text!["ec2.", pseudo_parameter::url_suffix()]
}

impl Surroundings<'_> {
    pub(crate) fn document(&self, statements: &[Statement]) -> Val {
        document(statements.iter().map(|statement| self.statement(statement)))
    }

    fn statement(&self, statement: &Statement) -> Val {
        let mut parts = vec![
            ("Sid", Val::text(statement.sid)),
            ("Effect", Val::text(statement.effect)),
            ("Action", one_or_all(statement.actions.iter().map(|action| Val::text(*action)).collect())),
            ("Resource", one_or_all(statement.on.iter().map(|target| self.target(target).into_val()).collect())),
        ];
        if let Some(condition) = &statement.when {
            let (operator, key, wanted) = self.condition(condition);
            parts.push(("Condition", Val::map([(operator, Val::map([(key, wanted)]))])));
        }
        Val::map(parts)
    }

    fn target(&self, target: &Target) -> Value<String> {
        let Surroundings { scope, bucket, .. } = self;
        let (partition, region, account) = (scope.partition(), scope.region(), scope.account());
        match *target {
            Target::Everything => Value::from("*"),
            Target::Ec2(kind) => text!["arn:", partition, ":ec2:", region, ":", account, ":", kind],
            Target::SharedEc2(kind) => text!["arn:", partition, ":ec2:", region, "::", kind],
            Target::WorkerRole => self.worker_role.clone(),
            Target::ServiceLinkedRole(service, role) => {
                let path = format!(":role/aws-service-role/{service}.amazonaws.com/{role}");
                text!["arn:", partition, ":iam::", account, path]
            }
            Target::Secret => self.secret.clone(),
            Target::Bucket => bucket.clone(),
            Target::Objects => text![bucket, "/*"],
        }
    }

    /// The operator, the key, and what its value has to be.
    fn condition(&self, condition: &Condition) -> (&'static str, String, Val) {
        let (tag, wanted) = TAG;
        let tagged = |key: String| {
            // Also true of what has no such tag. `ForAllValues` would be, too, without anyone noticing.
            let operator = if self.allow_untagged { "StringEqualsIfExists" } else { "StringEquals" };
            (operator, key, Val::text(wanted))
        };
        let equals = |key: &str, val: Val| ("StringEquals", key.to_owned(), val);
        match *condition {
            Condition::Tagged => tagged(format!("aws:ResourceTag/{tag}")),
            Condition::TaggedInRequest => tagged(format!("aws:RequestTag/{tag}")),
            Condition::SecretTagged => equals(&format!("secretsmanager:ResourceTag/{tag}"), Val::text(wanted)),
            Condition::WhileMaking(actions) => {
                equals("ec2:CreateAction", one_or_all(actions.iter().map(|action| Val::text(*action)).collect()))
            }
            Condition::FromLaunchTemplate => {
                let arn = self.target(&Target::Ec2("launch-template/*"));
                ("ArnLike", "ec2:LaunchTemplate".to_owned(), arn.into_val())
            }
            Condition::PassedToEc2 => equals("iam:PassedToService", ec2_service().into_val()),
            Condition::ForService(service) => {
                equals("iam:AWSServiceName", Val::text(format!("{service}.amazonaws.com")))
            }
        }
    }
}

/// Policies write a list of one as the one.
fn one_or_all(mut vals: Vec<Val>) -> Val {
    if vals.len() == 1 { vals.remove(0) } else { Val::List(vals) }
}
