//! Resources that refuse requests without TLS by a statement of their policy.

use std::collections::{HashMap, HashSet};

use purlin_core::{Construct, Expr, Scope, Val};

use super::statement::{Effect, Statement, statements};
use super::subject::{Known, Subject, elements};

/// A type of resource with a policy of its own.
struct Guarded {
    kind: &'static str,
    policy: &'static str,
    /// The policy's property that names what it is for.
    of: &'static str,
    /// The resource's own property for its name.
    name: &'static str,
}

const BUCKET: Guarded =
    Guarded { kind: "AWS::S3::Bucket", policy: "AWS::S3::BucketPolicy", of: "Bucket", name: "BucketName" };
const QUEUE: Guarded =
    Guarded { kind: "AWS::SQS::Queue", policy: "AWS::SQS::QueuePolicy", of: "Queues", name: "QueueName" };
const TOPIC: Guarded =
    Guarded { kind: "AWS::SNS::Topic", policy: "AWS::SNS::TopicPolicy", of: "Topics", name: "TopicName" };

/// Who refuses requests without TLS, by the type of the resource.
#[derive(Default)]
pub(super) struct Protections(HashMap<&'static str, Protected>);

/// The resources of one type that a policy protects, or may protect.
#[derive(Default)]
struct Protected {
    /// Those that policies refer to, by their paths.
    paths: HashSet<String>,
    /// What policies call others.
    names: HashSet<String>,
    /// Whether there is a policy of which only the deployment tells whom it protects.
    may_be_any: bool,
}

/// The protections among the resources of an app.
pub(super) fn protections(app: &Scope, subjects: &[Subject]) -> Protections {
    let mut protections = Protections::default();
    for subject in subjects {
        let Some(guarded) = [&BUCKET, &QUEUE, &TOPIC].into_iter().find(|guarded| subject.kind == guarded.policy) else {
            continue;
        };
        if !denies_plain_requests(subject) {
            continue;
        }
        let protected = protections.0.entry(guarded.kind).or_default();
        for name in subject.properties.get(guarded.of).into_iter().flat_map(elements) {
            match (name.as_text(), target(app, name, guarded)) {
                (Some(name), _) => protected.names.extend(name.rsplit(['/', ':']).next().map(str::to_owned)),
                (None, Some(path)) => {
                    protected.paths.insert(path);
                }
                (None, None) => protected.may_be_any = true,
            }
        }
    }
    protections
}

/// The path of the resource that a policy's reference means. A parameter, or an output of a nested stack, can be the name of any.
fn target(app: &Scope, name: &Val, guarded: &Guarded) -> Option<String> {
    let Val::Expr(expr) = name else { return None };
    let Expr::Reference(reference) = &**expr else { return None };
    let target = app.target_of(reference)?;
    (target.resource_type()? == guarded.kind).then(|| target.path())
}

pub(super) fn bucket(subject: &Subject, protections: &Protections) -> Vec<String> {
    without_tls(subject, protections, &BUCKET)
}

pub(super) fn queue(subject: &Subject, protections: &Protections) -> Vec<String> {
    without_tls(subject, protections, &QUEUE)
}

pub(super) fn topic(subject: &Subject, protections: &Protections) -> Vec<String> {
    without_tls(subject, protections, &TOPIC)
}

fn without_tls(subject: &Subject, protections: &Protections, guarded: &Guarded) -> Vec<String> {
    if subject.kind != guarded.kind {
        return Vec::new();
    }
    let is_protected = |protected: &Protected| {
        protected.may_be_any
            || subject.at(guarded.name).text().is_some_and(|name| protected.names.contains(name))
            || !protected.paths.is_empty() && protected.paths.contains(&subject.resource.scope().path())
    };
    if protections.0.get(guarded.kind).is_some_and(is_protected) {
        return Vec::new();
    }
    vec!["no policy denies requests without TLS".to_owned()]
}

fn denies_plain_requests(policy: &Subject) -> bool {
    if policy.at("PolicyDocument") == Known::Unknown {
        return true;
    }
    statements(policy.at("PolicyDocument")).iter().any(denies_without_tls)
}

fn denies_without_tls(statement: &Statement<'_>) -> bool {
    let is_false = |val: &Val| Known::of(val).boolean() == Some(false);
    let insecure =
        statement.condition_values("aws:SecureTransport").any(|(_, val)| elements(val).into_iter().any(is_false));
    let old = statement.condition_values("s3:TlsVersion").next().is_some();
    statement.effect == Effect::Deny && statement.is_for_anybody() && (insecure || old)
}
