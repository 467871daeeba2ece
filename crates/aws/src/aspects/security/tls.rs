//! Resources that refuse requests without TLS by a statement of their policy.

use purlin_core::{Expr, ReferenceStrength, Val, Value};

use super::statement::{Effect, Statement, statements};
use super::subject::{Known, Subject, elements};

/// A type of resource with a policy of its own.
struct Guarded {
    kind: &'static str,
    policy: &'static str,
    /// The policy's property that names what it is for.
    of: &'static str,
    /// What is named there: the resource's own property, and its attribute besides `Ref`.
    name: &'static str,
    attribute: &'static str,
}

const BUCKET: Guarded = Guarded {
    kind: "AWS::S3::Bucket",
    policy: "AWS::S3::BucketPolicy",
    of: "Bucket",
    name: "BucketName",
    attribute: "BucketName",
};
const QUEUE: Guarded = Guarded {
    kind: "AWS::SQS::Queue",
    policy: "AWS::SQS::QueuePolicy",
    of: "Queues",
    name: "QueueName",
    attribute: "QueueUrl",
};
const TOPIC: Guarded = Guarded {
    kind: "AWS::SNS::Topic",
    policy: "AWS::SNS::TopicPolicy",
    of: "Topics",
    name: "TopicName",
    attribute: "TopicArn",
};

/// A policy that refuses requests without TLS, or may do so.
pub(super) struct Protection {
    policy: &'static str,
    /// What it is for, as far as that is known.
    names: Vec<Val>,
    /// Whether it may be for others as well.
    may_be_any: bool,
}

/// The protections among some resources.
pub(super) fn protections(subjects: &[Subject]) -> Vec<Protection> {
    let protection = |subject: &Subject| {
        let guarded = [&BUCKET, &QUEUE, &TOPIC].into_iter().find(|guarded| subject.kind == guarded.policy)?;
        let names: Vec<&Val> = subject.properties.get(guarded.of).into_iter().flat_map(elements).collect();
        denies_plain_requests(subject).then(|| Protection {
            policy: guarded.policy,
            may_be_any: !names.iter().all(|name| name.as_text().is_some() || is_reference(name)),
            names: names.into_iter().map(comparable).collect(),
        })
    };
    subjects.iter().filter_map(protection).collect()
}

pub(super) fn bucket(subject: &Subject, protections: &[Protection]) -> Vec<String> {
    without_tls(subject, protections, &BUCKET)
}

pub(super) fn queue(subject: &Subject, protections: &[Protection]) -> Vec<String> {
    without_tls(subject, protections, &QUEUE)
}

pub(super) fn topic(subject: &Subject, protections: &[Protection]) -> Vec<String> {
    without_tls(subject, protections, &TOPIC)
}

fn without_tls(subject: &Subject, protections: &[Protection], guarded: &Guarded) -> Vec<String> {
    if subject.kind != guarded.kind {
        return Vec::new();
    }
    let references = [subject.resource.get_ref(), subject.resource.get_att(guarded.attribute)];
    let references = references.map(|reference| comparable(reference.as_val()));
    let own_name = subject.at(guarded.name).text();
    let is_subject = |name: &Val| match name.as_text() {
        Some(name) => own_name.is_some() && own_name == name.rsplit(['/', ':']).next(),
        None => references.contains(name),
    };
    let protects = |protection: &Protection| {
        protection.policy == guarded.policy && (protection.may_be_any || protection.names.iter().any(is_subject))
    };
    if protections.iter().any(protects) {
        return Vec::new();
    }
    vec!["no policy denies requests without TLS".to_owned()]
}

fn is_reference(val: &Val) -> bool {
    matches!(val, Val::Expr(expr) if matches!(**expr, Expr::Reference(_)))
}

/// A value that equals another one to the same resource, in whatever way the two cross stacks.
fn comparable(val: &Val) -> Val {
    Value::<String>::from_val(val.clone()).with_reference_strength(ReferenceStrength::Weak).into_val()
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
