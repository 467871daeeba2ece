//! Certificates.

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation, KeyAlgorithm};
use purlin_aws::cloudwatch::{Alarm, AlarmProps};
use purlin_aws::route53::{HostedZone, HostedZoneProps};
use purlin_core::{App, Output, OutputProps, Set, Stack, StackProps, Value};
use purlin_tests::differential::Accepted;

use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(certificatemanager_dns),
    case!(certificatemanager_several_names),
    case!(certificatemanager_several_zones),
    case!(certificatemanager_imported_zone),
    case!(certificatemanager_email),
    case!(certificatemanager_email_of_subdomain).accepting(&[Accepted {
        case: "certificatemanager_email_of_subdomain",
        file: "Certificates.template.json",
        place: "/Resources/Certificate4E7ABB08/Properties/DomainValidationOptions/0/ValidationDomain",
        reason: "mail goes to the name itself, as ACM does it: aws-cdk-lib shortens it by a list of public suffixes that \
                 ages, and `validation_domain` says it in so many words",
    }]),
    case!(certificatemanager_options),
    case!(certificatemanager_from_arn),
    case!(certificatemanager_days_to_expiry),
];

fn stack(app: &App) -> Stack {
    Stack::new(app, "Certificates", StackProps::new())
}

fn zone(stack: &Stack, id: &str, name: &str) -> HostedZone {
    HostedZone::new(stack, id, HostedZoneProps::new().zone_name(name))
}

fn certificate(
    domain_name: &str,
    validation: CertificateValidation,
) -> CertificateProps<Set<Value<String>>, Set<CertificateValidation>> {
    CertificateProps::new().domain_name(domain_name).validation(validation)
}

fn certificatemanager_dns(app: &App) {
    let stack = stack(app);
    let by_zone = CertificateValidation::from_dns_zone(&zone(&stack, "Zone", "example.com"));
    let made = Certificate::new(&stack, "Certificate", certificate("hello.example.com", by_zone));
    Output::new(&stack, "Arn", made.arn(), OutputProps::new());
    Certificate::new(&stack, "WithoutZone", certificate("hello.example.com", CertificateValidation::from_dns()));
}

fn certificatemanager_several_names(app: &App) {
    let stack = stack(app);
    let by_zone = CertificateValidation::from_dns_zone(&zone(&stack, "Zone", "example.com"));
    let others = ["*.example.com", "www.example.com", "*.other.example.com"].map(Value::from);
    let props = certificate("example.com", by_zone).subject_alternative_names(others).certificate_name("mine");
    Certificate::new(&stack, "Certificate", props);
}

fn certificatemanager_several_zones(app: &App) {
    let stack = stack(app);
    let one = zone(&stack, "One", "example.com");
    let two = zone(&stack, "Two", "example.net");
    let zones = [("test.example.com", &one), ("cool.example.com", &one), ("test.example.net", &two)];
    let others = ["cool.example.com", "test.example.net", "elsewhere.example.org"].map(Value::from);
    let validation = CertificateValidation::from_dns_multi_zone(zones);
    let props = certificate("test.example.com", validation).subject_alternative_names(others);
    Certificate::new(&stack, "Certificate", props);
}

fn certificatemanager_imported_zone(app: &App) {
    let stack = stack(app);
    let by_zone = CertificateValidation::from_dns_zone(&HostedZone::from_id(&stack, "Zone", "Z1"));
    Certificate::new(&stack, "Certificate", certificate("hello.example.com", by_zone));
}

fn certificatemanager_email(app: &App) {
    let by_mail = CertificateValidation::from_email().validation_domain("hello.example.com", "example.com");
    let others = ["example.net", "*.shop.example.com"].map(Value::from);
    let props = certificate("hello.example.com", by_mail).subject_alternative_names(others);
    Certificate::new(&stack(app), "Certificate", props);
}

fn certificatemanager_email_of_subdomain(app: &App) {
    let by_mail = CertificateValidation::from_email();
    Certificate::new(&stack(app), "Certificate", certificate("hello.example.com", by_mail));
}

fn certificatemanager_options(app: &App) {
    let stack = stack(app);
    let unlogged = certificate("one.example.com", CertificateValidation::from_dns())
        .transparency_logging_enabled(false)
        .key_algorithm(KeyAlgorithm::EC_PRIME256V1);
    Certificate::new(&stack, "Unlogged", unlogged);
    let logged = certificate("two.example.com", CertificateValidation::from_dns())
        .transparency_logging_enabled(true)
        .allow_export(true)
        .key_algorithm(KeyAlgorithm::RSA_2048);
    Certificate::new(&stack, "Logged", logged);
}

fn certificatemanager_from_arn(app: &App) {
    let stack = stack(app);
    let imported = Certificate::from_arn(&stack, "Certificate", "arn:aws:acm:eu-west-1:111111111111:certificate/1");
    Output::new(&stack, "Arn", imported.arn(), OutputProps::new());
}

fn certificatemanager_days_to_expiry(app: &App) {
    let stack = stack(app);
    let made =
        Certificate::new(&stack, "Certificate", certificate("hello.example.com", CertificateValidation::from_dns()));
    let days = made.metric_days_to_expiry();
    Alarm::new(&stack, "Alarm", AlarmProps::new().metric(days).threshold(45).evaluation_periods(1));
}
