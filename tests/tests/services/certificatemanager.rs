//! Deployments of `purlin_aws::certificatemanager`.

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation, KeyAlgorithm};
use purlin_aws::route53::{HostedZone, HostedZoneProps};
use purlin_core::Value;
use purlin_tests::Result;

use crate::deploys;

#[test]
fn certificates_proven_by_records_and_by_mail() -> Result<()> {
    deploys(|stack| {
        let zone = HostedZone::new(stack, "Zone", HostedZoneProps::new().zone_name("purlin.example.com"));
        let props = CertificateProps::new()
            .domain_name("purlin.example.com")
            .subject_alternative_names(["*.purlin.example.com", "www.purlin.example.com"].map(Value::from))
            .key_algorithm(KeyAlgorithm::EC_PRIME256V1)
            .validation(CertificateValidation::from_dns_zone(&zone));
        Certificate::new(stack, "Certificate", props);
        let by_mail = CertificateValidation::from_email().validation_domain("jobs.example.com", "example.com");
        let props = CertificateProps::new().domain_name("jobs.example.com").validation(by_mail);
        Certificate::new(stack, "Mailed", props.transparency_logging_enabled(false));
    })?;
    Ok(())
}
