//! Certificates that listeners show to clients.

use purlin_cfn::elasticloadbalancingv2::{CfnListenerCertificate, CfnListenerCertificateProps};
use purlin_core::{IntoValue, Scope, Val, Value};

use crate::certificatemanager::Certificate;

use super::listener::ApplicationListener;

/// A certificate that a listener shows to clients: one of Certificate Manager, or any by its ARN.
#[derive(Clone, Debug)]
pub struct ListenerCertificate {
    arn: Value<String>,
}

impl ListenerCertificate {
    /// One that exists, in Certificate Manager or IAM.
    pub fn from_arn(arn: impl IntoValue<String>) -> Self {
        ListenerCertificate { arn: arn.into_value() }
    }

    pub(super) fn to_val(&self) -> Val {
        Val::structure([("CertificateArn", self.arn.as_val().clone())])
    }

    /// A resource by which a listener shows certificates besides its first one.
    #[track_caller]
    pub(super) fn attach(listener: &ApplicationListener, id: &str, certificates: Vec<ListenerCertificate>) {
        let list = certificates.iter().map(Self::to_val).collect();
        let props = CfnListenerCertificateProps::new()
            .listener_arn(listener.arn())
            .certificates(Value::from_val(Val::List(list)));
        CfnListenerCertificate::new(&Scope::new(listener, id), "Resource", props);
    }
}

impl From<&Certificate> for ListenerCertificate {
    fn from(certificate: &Certificate) -> Self {
        ListenerCertificate { arn: certificate.arn() }
    }
}

impl From<Certificate> for ListenerCertificate {
    fn from(certificate: Certificate) -> Self {
        ListenerCertificate::from(&certificate)
    }
}

impl From<&ListenerCertificate> for ListenerCertificate {
    fn from(certificate: &ListenerCertificate) -> Self {
        certificate.clone()
    }
}

/// Certificates, the first of which is shown to clients that name no host.
#[derive(Clone, Debug, Default)]
pub struct ListenerCertificates(pub(super) Vec<ListenerCertificate>);

impl<C: Into<ListenerCertificate>> FromIterator<C> for ListenerCertificates {
    fn from_iter<I: IntoIterator<Item = C>>(certificates: I) -> Self {
        ListenerCertificates(certificates.into_iter().map(C::into).collect())
    }
}

impl<C: Into<ListenerCertificate>, const N: usize> From<[C; N]> for ListenerCertificates {
    fn from(certificates: [C; N]) -> Self {
        certificates.into_iter().collect()
    }
}

impl<C: Into<ListenerCertificate>> From<Vec<C>> for ListenerCertificates {
    fn from(certificates: Vec<C>) -> Self {
        certificates.into_iter().collect()
    }
}
