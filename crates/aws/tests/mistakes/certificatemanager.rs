//! Mistakes with certificates: each is found, with its place and what to do.

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation};
use purlin_core::Stack;

use crate::only_in_known_environment as only;

fn named(name: &str) -> impl FnOnce(&Stack) {
    let props = CertificateProps::new().domain_name(name).validation(CertificateValidation::from_dns());
    move |stack| drop(Certificate::new(stack, "Certificate", props))
}

#[test]
fn names() {
    only("bad-domain-name", named("example"));
    only("bad-domain-name", named("jobs.*.example.com"));
    only("bad-domain-name", named("https://example.com"));
    let long = format!("{}.{}.example.com", "x".repeat(40), "y".repeat(40));
    let finding = only("long-domain-name", named(&long));
    assert!(finding.message.contains(&long));
}

#[test]
fn a_name_twice() {
    only("repeated-domain-name", |stack| {
        let props = CertificateProps::new().domain_name("example.com").validation(CertificateValidation::from_dns());
        Certificate::new(stack, "Certificate", props.subject_alternative_names(["example.com".into()]));
    });
}

#[test]
fn imports() {
    only("bad-arn", |stack| drop(Certificate::from_arn(stack, "Certificate", "example.com")));
}
