//! AWS Certificate Manager: certificates for load balancers and the like, which AWS renews.
//!
//! ```
//! use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation};
//! use purlin_aws::route53::{HostedZone, HostedZoneProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("example.com"));
//! let props = CertificateProps::new().domain_name("jobs.example.com").validation(CertificateValidation::from_dns_zone(&zone));
//! let certificate = Certificate::new(&stack, "Certificate", props);
//! # app.synth().unwrap();
//! ```

mod certificate;
mod validation;

pub use certificate::{Certificate, CertificateProps, CertificateSettings, KeyAlgorithm, certificate_props};
pub use validation::CertificateValidation;
