//! Buckets.

use super::subject::{Known, Subject};
use super::tls::Protections;

const BLOCKS: [&str; 4] = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

/// Buckets that let public access in on purpose. Where nothing is said of it, S3 blocks it.
pub(super) fn public_access(subject: &Subject, _: &Protections) -> Vec<String> {
    let configuration = "PublicAccessBlockConfiguration";
    if subject.kind != "AWS::S3::Bucket" || subject.at(configuration) == Known::Unset {
        return Vec::new();
    }
    let is_off = |block: &&str| {
        let known = subject.at(&format!("{configuration}.{block}"));
        known != Known::Unknown && known.boolean() != Some(true)
    };
    let off: Vec<&str> = BLOCKS.iter().copied().filter(is_off).collect();
    if off.is_empty() { Vec::new() } else { vec![format!("public access is not blocked: {} is off", off.join(", "))] }
}
