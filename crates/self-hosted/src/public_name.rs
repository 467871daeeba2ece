//! The name of the load balancer in the internet: its certificate, and the record that leads to it.

use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation};
use purlin_aws::elasticloadbalancingv2::{ApplicationLoadBalancer, ListenerCertificate};
use purlin_aws::route53::{HostedZone, HostedZoneAttributesProps, RecordSet, RecordSetProps, RecordTarget};

use crate::domain::Domain;
use crate::layout;
use crate::plan::Plan;

/// A name, and the hosted zone that has its records, where the stack is to keep them.
pub(crate) struct PublicName<'a> {
    plan: &'a Plan,
    host: &'a str,
    zone: Option<HostedZone>,
}

impl<'a> PublicName<'a> {
    /// The name in the settings' domain.
    #[track_caller]
    pub(crate) fn new(plan: &'a Plan) -> Option<Self> {
        let host = Domain::of(&plan.settings.domain)?.host;
        let zone = plan.settings.hosted_zone_id.as_ref().map(|id| {
            // Names are only completed by the zone's: this one is whole, and the zone may have a shorter one.
            let zone = HostedZoneAttributesProps::new().hosted_zone_id(id.as_str()).zone_name(host);
            HostedZone::from_attributes(plan.scope(), "HostedZone", zone)
        });
        Some(PublicName { plan, host, zone })
    }

    /// The certificate that there is, or one that the records of the hosted zone prove.
    #[track_caller]
    pub(crate) fn certificate(&self) -> Option<ListenerCertificate> {
        if let Some(arn) = &self.plan.settings.certificate_arn {
            return Some(ListenerCertificate::from_arn(arn));
        }
        let props = CertificateProps::new()
            .domain_name(self.host)
            .certificate_name(self.host)
            .validation(CertificateValidation::from_dns_zone(self.zone.as_ref()?));
        let (scope, id) = self.plan.layout.at(&layout::CERTIFICATE);
        Some(Certificate::new(&scope, id, props).into())
    }

    /// Leads the name to the load balancer, where there is a hosted zone.
    #[track_caller]
    pub(crate) fn lead_to(&self, balancer: &ApplicationLoadBalancer) {
        let Some(zone) = &self.zone else { return };
        let props = RecordSetProps::new().zone(zone).record_name(self.host).target(RecordTarget::alias(balancer));
        let (scope, id) = self.plan.layout.at(&layout::DNS_RECORD);
        RecordSet::new(&scope, id, props);
    }
}
