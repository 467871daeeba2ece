//! Load balancers as what records stand for.

use purlin_core::text;

use crate::route53::{AliasRecordTarget, AliasTarget};

use super::load_balancer::ApplicationLoadBalancer;

/// A record with a name of one's own.
///
/// ```
/// use purlin_aws::route53::{HostedZone, RecordSet, RecordSetProps, RecordTarget};
/// # use purlin_aws::elasticloadbalancingv2::ApplicationLoadBalancer;
/// # fn example(stack: &purlin_core::Stack, zone: &HostedZone, balancer: &ApplicationLoadBalancer) {
/// let www = RecordSetProps::new().zone(zone).record_name("www").target(RecordTarget::alias(balancer));
/// RecordSet::new(stack, "Www", www);
/// # }
/// ```
impl AliasRecordTarget for ApplicationLoadBalancer {
    #[track_caller]
    fn alias_target(&self) -> AliasTarget {
        AliasTarget::new(text!["dualstack.", self.dns_name()], self.canonical_hosted_zone_id())
    }
}
