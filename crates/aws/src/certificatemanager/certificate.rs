//! Certificates.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::certificatemanager::certificate::{CertificateExport, CertificateTransparencyLoggingPreference};
use purlin_cfn::certificatemanager::{CfnCertificate, CfnCertificateProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Tags, Value, props};

use super::validation::CertificateValidation;
use crate::cloudwatch::{Metric, Statistic};
use crate::handle::handle;
use crate::open_enum::open_enum;

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
const LONGEST_DOMAIN: usize = 64;
const LONGEST_TAG: usize = 255;

open_enum! {
    /// What the key of a certificate is made of.
    ///
    /// [Algorithms](https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html)
    pub struct KeyAlgorithm {
        /// RSA, 2,048 bits.
        RSA_2048 = "RSA_2048",
        /// An elliptic curve, 256 bits.
        EC_PRIME256V1 = "EC_prime256v1",
        /// An elliptic curve, 384 bits.
        EC_SECP384R1 = "EC_secp384r1",
    }
}

props! {
    /// The settings of a [`Certificate`].
    pub struct CertificateProps => CertificateSettings in certificate_props {
        required {
            /// The name that it is for, up to 64 characters, such as `jobs.example.com`, or `*.example.com` for all names
            /// below one.
            domain_name: Value<String> as DomainName,
            /// How it is proven that the names are one's own.
            validation: CertificateValidation as Validation,
        }
        optional {
            /// More names that it is for.
            subject_alternative_names: Vec<Value<String>> = Vec::new(),
            /// What the key is made of. Default: [`RSA_2048`](KeyAlgorithm::RSA_2048).
            key_algorithm: KeyAlgorithm,
            /// Whether it is written into a public log, without which browsers do not trust it. Default: yes.
            transparency_logging_enabled: bool,
            /// Whether it may leave AWS, with its key. That costs something. Default: no.
            allow_export: bool = false,
            /// What its tag `Name` says. Default: its place in the program.
            certificate_name: String,
        }
    }
}

/// A certificate that proves names to be one's own, for load balancers and the like. AWS renews it.
///
/// ```
/// use purlin_aws::certificatemanager::{Certificate, CertificateProps, CertificateValidation, KeyAlgorithm};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = CertificateProps::new()
///     .domain_name("example.com")
///     .subject_alternative_names(["*.example.com".into()])
///     .key_algorithm(KeyAlgorithm::EC_PRIME256V1)
///     .validation(CertificateValidation::from_dns());
/// Certificate::new(&stack, "Certificate", props);
///
/// let arn = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
/// let existing = Certificate::from_arn(&stack, "Existing", arn);
/// # app.synth().unwrap();
/// ```
///
/// [Certificates](https://docs.aws.amazon.com/acm/latest/userguide/acm-public-certificates.html)
#[derive(Clone)]
pub struct Certificate {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    arn: Value<String>,
    cfn: Option<CfnCertificate>,
}

handle!(Certificate, inner.scope);

impl Certificate {
    /// A certificate. The deployment waits until the names are proven to be one's own.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<CertificateSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let others = settings.subject_alternative_names;
        let names: Vec<Value<String>> = std::iter::once(&settings.domain_name).chain(&others).cloned().collect();
        check(&scope, &names, Location::caller());
        let logged = settings.transparency_logging_enabled.map(|logged| match logged {
            true => CertificateTransparencyLoggingPreference::ENABLED,
            false => CertificateTransparencyLoggingPreference::DISABLED,
        });
        let cfn_props = CfnCertificateProps::new()
            .certificate_export(settings.allow_export.then_some(CertificateExport::ENABLED))
            .certificate_transparency_logging_preference(logged)
            .domain_name(settings.domain_name)
            .domain_validation_options(settings.validation.options(&names))
            .key_algorithm(settings.key_algorithm)
            .subject_alternative_names((!others.is_empty()).then_some(others))
            .validation_method(settings.validation.method());
        let cfn = CfnCertificate::new(&scope, "Resource", cfn_props);
        let name = settings.certificate_name.unwrap_or_else(|| scope.path().chars().take(LONGEST_TAG).collect());
        Tags::of(&cfn).add("Name", name);
        Certificate { inner: Rc::new(Inner { arn: cfn.get_ref(), cfn: Some(cfn), scope }) }
    }

    /// A certificate that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        let arn = arn.into_value();
        let scope = Scope::new(scope, id);
        if let Some(text) = arn.literal()
            && !matches!(text.splitn(6, ':').collect::<Vec<_>>()[..], ["arn", _, "acm" | "iam", _, _, _])
        {
            let finding = Finding::error("bad-arn", format!("`{text}` is not the ARN of a certificate"));
            let help = "it is written like `arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234`";
            scope.report(finding.at(Location::caller()).help(help));
        }
        Certificate { inner: Rc::new(Inner { scope, arn, cfn: None }) }
    }

    /// The generated resource; none of an imported certificate.
    pub fn cfn(&self) -> Option<&CfnCertificate> {
        self.inner.cfn.as_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// How many days are left until it expires. AWS renews it 60 days before, if the names can still be proven.
    ///
    /// ```
    /// use purlin_aws::certificatemanager::Certificate;
    /// use purlin_aws::cloudwatch::{Alarm, AlarmProps, ComparisonOperator};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let arn = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
    /// let days = Certificate::from_arn(&stack, "Certificate", arn).metric_days_to_expiry();
    /// let props = AlarmProps::new().metric(days).threshold(45).evaluation_periods(1);
    /// Alarm::new(&stack, "Expires", props.comparison_operator(ComparisonOperator::LESS_THAN_THRESHOLD));
    /// # app.synth().unwrap();
    /// ```
    pub fn metric_days_to_expiry(&self) -> Metric {
        Metric::new("AWS/CertificateManager", "DaysToExpiry")
            .dimension("CertificateArn", self.arn())
            .statistic(Statistic::MINIMUM)
            .period(DAY)
    }
}

fn check(scope: &Scope, names: &[Value<String>], at: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    let first = names.first().and_then(|name| name.literal());
    if let Some(name) = first.filter(|name| name.len() > LONGEST_DOMAIN) {
        let message = format!("the name `{name}` is too long to be the first of a certificate");
        report("long-domain-name", message, "put a name of up to 64 characters first, and this one among the others");
    }
    let named: Vec<&str> = names.iter().filter_map(|name| name.literal()).collect();
    let is_domain = |name: &str| {
        let name = name.strip_prefix("*.").unwrap_or(name);
        name.contains('.')
            && name.split('.').all(|part| !part.is_empty() && part.len() <= 63 && part.bytes().all(in_label))
    };
    if let Some(name) = named.iter().find(|name| !is_domain(name)) {
        let message = format!("a certificate cannot be for `{name}`");
        report("bad-domain-name", message, "name domains like `jobs.example.com` or `*.example.com`");
    }
    if let Some((_, name)) = named.iter().enumerate().find(|(index, name)| named[..*index].contains(name)) {
        let finding = Finding::warning("repeated-domain-name", format!("a certificate is for `{name}` twice")).at(at);
        scope.report(finding.help("name it once"));
    }
}

fn in_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}
