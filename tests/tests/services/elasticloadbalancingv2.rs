//! Deployments of `purlin_aws::elasticloadbalancingv2`.

use std::time::Duration;

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation};
use purlin_aws::ec2::{Vpc, VpcProps};
use purlin_aws::elasticloadbalancingv2::*;
use purlin_aws::route53::{HostedZone, HostedZoneProps, RecordSet, RecordSetProps, RecordTarget};
use purlin_aws::s3::{Bucket, BucketProps};
use purlin_tests::Result;

use crate::deploys;

#[test]
fn a_load_balancer_with_listeners_rules_and_targets() -> Result<()> {
    deploys(|stack| {
        let vpc =
            Vpc::new(stack, "Vpc", VpcProps::new().nat_gateways(0).availability_zones(["eu-west-1a", "eu-west-1b"]));
        let props = ApplicationLoadBalancerProps::new()
            .vpc(&vpc)
            .internet_facing(true)
            .idle_timeout(Duration::from_secs(120))
            .drop_invalid_header_fields(true);
        let balancer = ApplicationLoadBalancer::new(stack, "Front", props);
        balancer.log_access_logs(&Bucket::new(stack, "Logs", BucketProps::new()), "front");
        balancer.add_redirect();
        let listener = balancer.add_listener("Main", ApplicationListenerProps::new().port(8080));
        let check = HealthCheckProps::new().path("/health").interval(Duration::from_secs(10));
        let fleet = ApplicationTargetGroupProps::new()
            .port(8080)
            .targets([Target::ip("10.0.1.7"), Target::ip("10.0.2.7").port(9000)])
            .health_check(check)
            .stickiness_cookie_duration(Duration::from_secs(300));
        let fleet = listener.add_targets("Fleet", fleet);
        listener
            .route(10, [ListenerCondition::path_patterns(["/closed/*"])])
            .add_action("Closed", ListenerAction::fixed_response(FixedResponse::new(503).message_body("Closed")));
        let other = ApplicationTargetGroupProps::new().vpc(&vpc).port(80).target_type(TargetType::IP);
        let other = ApplicationTargetGroup::new(stack, "Other", other);
        let both = ListenerAction::weighted_forward([(&fleet, 90), (&other, 10)]);
        listener.route(20, [ListenerCondition::host_headers(["beta.example.com"])]).add_action("Both", both);
        let internal = ApplicationLoadBalancerProps::new().vpc(&vpc);
        let internal = ApplicationLoadBalancer::new(stack, "Internal", internal);
        let sorry = ApplicationListenerProps::new().port(80).default_action(ListenerAction::fixed_response(404));
        internal.add_listener("Http", sorry);
    })?;
    Ok(())
}

#[test]
fn https_under_a_name_of_its_own() -> Result<()> {
    deploys(|stack| {
        let zone = HostedZone::new(stack, "Zone", HostedZoneProps::new().zone_name("purlin.example.com"));
        let certificate = |id: &str, name: &str| {
            let validation = CertificateValidation::from_dns_zone(&zone);
            Certificate::new(stack, id, CertificateProps::new().domain_name(name).validation(validation))
        };
        let certificates = [
            ListenerCertificate::from(certificate("Certificate", "purlin.example.com")),
            ListenerCertificate::from(certificate("Www", "www.purlin.example.com")),
        ];
        let vpc = VpcProps::new().nat_gateways(0).availability_zones(["eu-west-1a", "eu-west-1b"]);
        let vpc = Vpc::new(stack, "Vpc", vpc);
        let props = ApplicationLoadBalancerProps::new().vpc(&vpc).internet_facing(true);
        let balancer = ApplicationLoadBalancer::new(stack, "Front", props);
        balancer.add_redirect();
        let listener = ApplicationListenerProps::new().port(443).certificates(certificates);
        let listener = balancer.add_listener("Https", listener);
        listener.add_targets("Fleet", ApplicationTargetGroupProps::new().port(8080).targets([Target::ip("10.0.1.7")]));
        let record = RecordSetProps::new().zone(&zone).target(RecordTarget::alias(&balancer));
        RecordSet::new(stack, "Record", record);
    })?;
    Ok(())
}
