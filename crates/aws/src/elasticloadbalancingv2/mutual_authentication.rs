//! Certificates that clients have to show.

use purlin_cfn::elasticloadbalancingv2::listener::MutualAuthentication as CfnMutualAuthentication;
use purlin_core::{IntoValue, Value};

/// Whether, and how, clients have to show certificates to a listener for HTTPS.
///
/// [Mutual authentication](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html)
#[derive(Clone, Debug)]
pub struct MutualAuthentication {
    mode: &'static str,
    trust_store_arn: Option<Value<String>>,
    ignore_expiry: Option<bool>,
    advertise_names: Option<bool>,
}

impl MutualAuthentication {
    fn new(mode: &'static str, trust_store_arn: Option<Value<String>>) -> Self {
        MutualAuthentication { mode, trust_store_arn, ignore_expiry: None, advertise_names: None }
    }

    /// Clients' certificates are handed to the targets in a header; it is for those to look at them.
    pub fn pass_through() -> Self {
        Self::new("passthrough", None)
    }

    /// Clients need a certificate that a trust store vouches for, given by its ARN.
    pub fn verify(trust_store_arn: impl IntoValue<String>) -> Self {
        Self::new("verify", Some(trust_store_arn.into_value()))
    }

    /// Whether certificates that have expired are accepted; for [`verify`](Self::verify).
    pub fn ignore_client_certificate_expiry(mut self, ignore: bool) -> Self {
        self.ignore_expiry = self.trust_store_arn.is_some().then_some(ignore);
        self
    }

    /// Whether clients are told which authorities are trusted; for [`verify`](Self::verify).
    pub fn advertise_trust_store_ca_names(mut self, advertise: bool) -> Self {
        self.advertise_names = self.trust_store_arn.is_some().then_some(advertise);
        self
    }

    pub(super) fn to_cfn(&self) -> CfnMutualAuthentication {
        CfnMutualAuthentication::new()
            .mode(self.mode)
            .trust_store_arn(self.trust_store_arn.clone())
            .ignore_client_certificate_expiry(self.ignore_expiry)
            .advertise_trust_store_ca_names(self.advertise_names.map(|advertise| if advertise { "on" } else { "off" }))
    }
}
