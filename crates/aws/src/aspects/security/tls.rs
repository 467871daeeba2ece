//! Resources that refuse requests without TLS by a statement of their policy.

use purlin_core::{Expr, Val};

use super::statement::{Effect, Statement, statements};
use super::subject::{Known, Subject, elements};

pub(super) fn bucket(subject: &Subject, surroundings: &[Subject]) -> Vec<String> {
    without_tls(subject, surroundings, "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket")
}

pub(super) fn queue(subject: &Subject, surroundings: &[Subject]) -> Vec<String> {
    without_tls(subject, surroundings, "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues")
}

pub(super) fn topic(subject: &Subject, surroundings: &[Subject]) -> Vec<String> {
    without_tls(subject, surroundings, "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics")
}

fn without_tls(subject: &Subject, surroundings: &[Subject], kind: &str, policy: &str, of: &str) -> Vec<String> {
    if subject.kind != kind {
        return Vec::new();
    }
    let of_subject = |other: &&Subject| other.kind == policy && may_name(other, of, subject);
    if surroundings.iter().filter(of_subject).any(denies_plain_requests) {
        return Vec::new();
    }
    vec!["no policy denies requests without TLS".to_owned()]
}

/// Whether a policy is a resource's, as far as can be told.
fn may_name(policy: &Subject, property: &str, subject: &Subject) -> bool {
    let Known::Is(val) = policy.at(property) else {
        // A single expression stands as it is where one resource is named.
        return policy.properties.get(property).is_some_and(|val| may_be(val, subject));
    };
    elements(val).into_iter().any(|val| may_be(val, subject))
}

fn may_be(val: &Val, subject: &Subject) -> bool {
    match val {
        Val::Text(name) => ["BucketName", "QueueName", "TopicName"].iter().any(|property| {
            subject
                .at(property)
                .text()
                .is_some_and(|known| known == name || name.rsplit(['/', ':']).next() == Some(known))
        }),
        Val::Expr(expr) if matches!(**expr, Expr::Reference(_)) => *val == subject.resource.get_ref().into_val(),
        // Whatever else it is may well be this one.
        _ => true,
    }
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
