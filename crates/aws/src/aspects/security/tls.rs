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

pub(super) fn bucket(subject: &Subject, policies: &[Subject]) -> Vec<String> {
    without_tls(subject, policies, &BUCKET)
}

pub(super) fn queue(subject: &Subject, policies: &[Subject]) -> Vec<String> {
    without_tls(subject, policies, &QUEUE)
}

pub(super) fn topic(subject: &Subject, policies: &[Subject]) -> Vec<String> {
    without_tls(subject, policies, &TOPIC)
}

/// The policies among some resources that the rules here look at.
pub(super) fn policies(mut subjects: Vec<Subject>) -> Vec<Subject> {
    subjects.retain(|subject| [BUCKET, QUEUE, TOPIC].iter().any(|guarded| subject.kind == guarded.policy));
    subjects
}

fn without_tls(subject: &Subject, policies: &[Subject], guarded: &Guarded) -> Vec<String> {
    if subject.kind != guarded.kind {
        return Vec::new();
    }
    let of_subject = |policy: &&Subject| policy.kind == guarded.policy && may_name(policy, subject, guarded);
    if policies.iter().filter(of_subject).any(denies_plain_requests) {
        return Vec::new();
    }
    vec!["no policy denies requests without TLS".to_owned()]
}

/// Whether a policy is a resource's, as far as can be told.
fn may_name(policy: &Subject, subject: &Subject, guarded: &Guarded) -> bool {
    let named = policy.properties.get(guarded.of).into_iter().flat_map(elements);
    named.into_iter().any(|val| match val {
        Val::Text(name) => {
            let last = name.rsplit(['/', ':']).next();
            subject.at(guarded.name).text().is_some_and(|known| Some(known) == last)
        }
        Val::Expr(expr) if matches!(**expr, Expr::Reference(_)) => refers_to(val, subject, guarded),
        // Whatever else it is may well be this one.
        _ => true,
    })
}

/// Whether a reference is one to a resource, in whatever way it crosses stacks.
fn refers_to(val: &Val, subject: &Subject, guarded: &Guarded) -> bool {
    let plain = |value: Value<String>| value.with_reference_strength(ReferenceStrength::Weak);
    let found = plain(Value::from_val(val.clone()));
    let own = [subject.resource.get_ref(), subject.resource.get_att(guarded.attribute)];
    own.into_iter().any(|own| plain(own) == found)
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
