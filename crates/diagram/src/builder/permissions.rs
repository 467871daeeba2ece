//! Who may use what: roles, users and groups by their policies, and who acts as which role.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::Builder;
use crate::model::Pointer;
use crate::picture::{ArrowKind, Category, Kind, Label};
use crate::{access, kinds, names};

/// Properties that give a resource the name by which ARNs name it.
const NAMES: [&str; 9] = [
    "BucketName",
    "FunctionName",
    "LogGroupName",
    "Name",
    "QueueName",
    "RepositoryName",
    "RoleName",
    "TableName",
    "TopicName",
];

/// A policy document, and the identities that have it.
struct Policy<'a> {
    stack: usize,
    holders: Vec<usize>,
    document: &'a Value,
}

impl<'a> Builder<'a> {
    pub(super) fn add_permissions(&mut self) {
        self.add_users_of_roles();
        let named = self.named();
        let mut wide: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for policy in self.policies() {
            for statement in statements(policy.document) {
                let levels: BTreeSet<Label> = texts(&statement["Action"]).map(access::level).collect();
                let resources = statement.get("Resource").into_iter().flat_map(entries);
                let mut is_specific = false;
                for resource in resources {
                    let targets = self.targets(policy.stack, resource, &named);
                    is_specific |= !targets.is_empty();
                    for target in targets {
                        for &holder in policy.holders.iter().filter(|&&holder| holder != target) {
                            self.picture.connect(holder, target, ArrowKind::Permission, levels.iter().cloned());
                        }
                    }
                }
                if !is_specific {
                    for action in texts(&statement["Action"]) {
                        let service = action.split(':').next().unwrap_or_default();
                        if !access::is_everyday(action) && access::level(action).text != "read" {
                            for &holder in &policy.holders {
                                let called = if service == "*" {
                                    "everything".to_owned()
                                } else {
                                    kinds::service_of_actions(service)
                                };
                                wide.entry(holder).or_default().insert(called);
                            }
                        }
                    }
                }
            }
        }
        for (holder, services) in wide {
            let mut services: Vec<String> = services.into_iter().collect();
            if services.len() > 3 {
                let more = services.len() - 2;
                services.truncate(2);
                services.push(format!("{more} more"));
            }
            self.picture.shapes[holder].details.push(format!("manages {}", services.join(", ")));
        }
        self.add_trust();
        self.add_resource_policies();
    }

    /// Instances, functions and the like act as roles. A role that is made for one of them alone is not drawn beside it.
    fn add_users_of_roles(&mut self) {
        let mut users: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for item in 0..self.model.items.len() {
            let kind = self.model.items[item].resource.kind();
            // What a custom resource is told is for the function behind it.
            let acts = !kind.starts_with("AWS::IAM::") && !kind.starts_with("Custom::");
            let Some(shape) = self.shape_of(item).filter(|_| acts) else { continue };
            for pointer in self.below(item, &|key| key.contains("Role") || key.contains("InstanceProfile")) {
                let Pointer::Item(found) = pointer else { continue };
                let role = self.model.owner(found);
                let users = users.entry(role).or_default();
                if self.model.is(role, "AWS::IAM::Role") && !users.contains(&shape) {
                    users.push(shape);
                }
            }
        }
        for (role, users) in users {
            let Some(shape) = self.shapes[role] else { continue };
            let role_id = &self.picture.shapes[shape].id;
            match users.as_slice() {
                [only] if is_made_for(role_id, &self.picture.shapes[*only].id) => {
                    self.picture.shapes[shape].is_minor = true;
                    self.shapes[role] = Some(*only);
                }
                _ => {
                    for user in users {
                        self.picture.connect(user, shape, ArrowKind::Permission, [Label::new(0, "acts as")]);
                    }
                }
            }
        }
    }

    fn policies(&self) -> Vec<Policy<'a>> {
        let model = self.model;
        let mut found = Vec::new();
        // Managed policies may be named by those who have them.
        let mut managed: HashMap<usize, Vec<usize>> = HashMap::new();
        for kind in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
            for item in model.of_kind(kind) {
                let Some(shape) = self.shape_of(item) else { continue };
                let known = &model.items[item];
                for policy in known.resource.property("Policies").and_then(Value::as_array).into_iter().flatten() {
                    if let Some(document) = policy.get("PolicyDocument") {
                        found.push(Policy { stack: known.stack, holders: vec![shape], document });
                    }
                }
                for policy in self.model.items_of(item, "ManagedPolicyArns") {
                    managed.entry(policy).or_default().push(shape);
                }
            }
        }
        for kind in ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy"] {
            for item in model.of_kind(kind) {
                let known = &model.items[item];
                let mut holders = managed.remove(&item).unwrap_or_default();
                for property in ["Roles", "Users", "Groups", "RoleName", "UserName"] {
                    let items = self.model.items_of(item, property);
                    holders.extend(items.into_iter().filter_map(|holder| self.shape_of(holder)));
                }
                holders.sort_unstable();
                holders.dedup();
                if let Some(document) = known.resource.property("PolicyDocument") {
                    found.push(Policy { stack: known.stack, holders, document });
                }
            }
        }
        found
    }

    /// Items by the names that they are given.
    fn named(&self) -> HashMap<String, usize> {
        let mut named = HashMap::new();
        for (index, item) in self.model.items.iter().enumerate() {
            let name = NAMES.iter().find_map(|name| item.resource.property(name)?.as_str());
            if let (Some(name), Some(shape)) = (name, self.shapes[index]) {
                named.insert(name.to_owned(), shape);
            }
        }
        named
    }

    /// What a statement's resource is: a part of the assembly, or something that is there already and has a name.
    fn targets(&mut self, stack: usize, resource: &Value, named: &HashMap<String, usize>) -> Vec<usize> {
        let items = self.model.items_in(stack, resource);
        let drawn: Vec<usize> = items.iter().filter_map(|&item| self.shape_of(item)).collect();
        let is_resource = |shape: &usize| matches!(self.picture.shapes[*shape].kind, Kind::Resource(_));
        let drawn: Vec<usize> = drawn.into_iter().filter(is_resource).collect();
        if !drawn.is_empty() || !items.is_empty() {
            return drawn;
        }
        let arn = self.model.text(stack, resource);
        let Some((service, name)) = resource_of_arn(&arn) else { return Vec::new() };
        if service == "ssm" && name.starts_with("aws/service/") {
            return Vec::new(); // AWS's own, which everybody may read.
        }
        if let Some(&shape) = named.get(name) {
            return vec![shape];
        }
        let (category, words) = match service {
            "s3" => (Category::Storage, "S3 bucket"),
            "secretsmanager" => (Category::Secrets, "secret"),
            "ssm" => (Category::Secrets, "parameter"),
            "kms" => (Category::Secrets, "KMS key"),
            "sqs" => (Category::Messaging, "SQS queue"),
            "sns" => (Category::Messaging, "SNS topic"),
            "dynamodb" => (Category::Database, "DynamoDB table"),
            "lambda" => (Category::Compute, "Lambda function"),
            "elasticfilesystem" => (Category::Storage, "EFS file system"),
            _ => return Vec::new(),
        };
        let parent = self.around(stack);
        let details = vec![format!("existing {words}")];
        vec![self.existing(name, Some(parent), Kind::Resource(category), names::shortened(name, 40), details)]
    }

    /// Who may take on a role, other than services of AWS.
    fn add_trust(&mut self) {
        for role in self.model.of_kind("AWS::IAM::Role").collect::<Vec<_>>() {
            let known = &self.model.items[role];
            let (Some(shape), Some(document)) =
                (self.shapes[role], known.resource.property("AssumeRolePolicyDocument"))
            else {
                continue;
            };
            for statement in statements(document) {
                let principal = &statement["Principal"];
                for value in principal.get("AWS").into_iter().flat_map(entries) {
                    for pointer in self.model.pointers(known.stack, value) {
                        if let Pointer::Item(item) = pointer
                            && let Some(user) = self.shape_of(item).filter(|&user| user != shape)
                        {
                            self.picture.connect(user, shape, ArrowKind::Permission, [Label::new(0, "assume")]);
                        }
                    }
                    let Some((account, who)) = account_of(&self.model.text(known.stack, value)) else { continue };
                    let name = format!("AWS account {account}");
                    let details = who.into_iter().collect();
                    let outside = self.existing(&account, None, Kind::Outside, name, details);
                    self.picture.connect(outside, shape, ArrowKind::Permission, [Label::new(0, "assume")]);
                }
                for value in principal.get("Federated").into_iter().flat_map(entries) {
                    let text = self.model.text(known.stack, value);
                    let name = text.rsplit(['/', ':']).next().unwrap_or(&text).to_owned();
                    if name != "*" {
                        let details = vec!["identity provider".to_owned()];
                        let outside = self.existing(&name, None, Kind::Outside, names::shortened(&name, 40), details);
                        self.picture.connect(outside, shape, ArrowKind::Permission, [Label::new(0, "assume")]);
                    }
                }
            }
        }
    }

    /// Policies of buckets, queues and the like that let identities of the assembly in.
    fn add_resource_policies(&mut self) {
        for item in 0..self.model.items.len() {
            let known = &self.model.items[item];
            if known.resource.kind().starts_with("AWS::IAM::") {
                continue;
            }
            let Some(shape) = self.shape_of(item) else { continue };
            let documents =
                known.resource.properties().filter(|(name, _)| name.ends_with("Policy") || *name == "PolicyDocument");
            for statement in documents.flat_map(|(_, document)| statements(document)) {
                let Some(principal) = statement["Principal"].get("AWS") else { continue };
                let levels: BTreeSet<Label> = texts(&statement["Action"]).map(access::level).collect();
                for identity in self.model.items_in(known.stack, principal) {
                    let Some(user) = self.shape_of(identity).filter(|&user| user != shape) else { continue };
                    self.picture.connect(user, shape, ArrowKind::Permission, levels.iter().cloned());
                }
            }
        }
    }
}

/// Whether a role stands within what acts as it, or right beside it under a name that says no more.
fn is_made_for(role: &str, user: &str) -> bool {
    let beside = user.rsplit_once('_').and_then(|(parent, _)| role.strip_prefix(parent));
    role.strip_prefix(user).is_some_and(|rest| rest.starts_with('_'))
        || matches!(beside, Some("_Role" | "_ServiceRole"))
}

/// The statements of a policy that allow something.
fn statements(document: &Value) -> impl Iterator<Item = &Value> {
    let all = document.get("Statement").into_iter().flat_map(entries);
    all.filter(|statement| statement.get("Effect").and_then(Value::as_str) == Some("Allow"))
}

/// A list's entries, or the one thing that is no list.
fn entries(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    entries(value).filter_map(Value::as_str)
}

/// The service and the name in an ARN that names one thing.
fn resource_of_arn(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let (_, service, _, _, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let name = match service {
        "s3" => resource.split('/').next()?,
        "secretsmanager" => {
            resource.strip_prefix("secret:")?.trim_end_matches("-*").trim_end_matches("-??????").trim_end_matches('*')
        }
        "ssm" => resource.strip_prefix("parameter/")?,
        "kms" => resource.strip_prefix("key/").or_else(|| resource.strip_prefix("alias/"))?,
        "dynamodb" => resource.strip_prefix("table/")?.split('/').next()?,
        "lambda" => resource.strip_prefix("function:")?.split(':').next()?,
        "elasticfilesystem" => resource.strip_prefix("file-system/")?,
        _ => resource,
    };
    (!name.is_empty() && !name.contains(['*', '?', '$'])).then_some((service, name))
}

/// The account of a principal, and who there: all of it if nobody is named.
fn account_of(principal: &str) -> Option<(String, Option<String>)> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_account(principal) {
        return Some((principal.to_owned(), None));
    }
    let mut parts = principal.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let (account, who) = (parts.next()?, parts.next()?);
    is_account(account).then(|| (account.to_owned(), (who != "root").then(|| names::shortened(who, 40))))
}
