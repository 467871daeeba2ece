//! Identity providers: whose users may assume roles.

use std::panic::Location;

use purlin_cfn::iam::{CfnOIDCProvider, CfnOIDCProviderProps, CfnSAMLProvider, CfnSAMLProviderProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, fn_select, fn_split, props};

use super::condition::Condition;
use super::names::check_name;
use super::principal::Principal;
use crate::handle::handle;

props! {
    /// The settings of an [`OidcProvider`].
    pub struct OidcProviderProps => OidcProviderSettings in oidc_provider_props {
        required {
            /// The provider's address, beginning with `https://`, up to 255 characters.
            url: Value<String> as ProviderUrl,
        }
        optional {
            /// The ids of applications (audiences) that it issues tokens for, up to 100.
            client_ids: Value<Vec<String>>,
            /// SHA-1 fingerprints of the certificates that the provider's keys may be served with: up to 5, of 40
            /// hexadecimal digits each.
            thumbprints: Value<Vec<String>>,
        }
    }
}

/// A provider of identities by OpenID Connect, such as a code forge whose jobs deploy.
///
/// ```
/// use purlin_aws::iam::{Condition, OidcProvider, OidcProviderProps, Role, RoleProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let props = OidcProviderProps::new().url("https://token.example.com").client_ids(["sts.amazonaws.com"]);
/// let provider = OidcProvider::new(&stack, "Forge", props);
/// let main_branch = Condition::string_equals("token.example.com:sub", "repository:purlin:ref:main");
/// Role::new(&stack, "Deployer", RoleProps::new().assumed_by(provider.principal().when(main_branch)));
/// # app.synth().unwrap();
/// ```
///
/// [OpenID Connect](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html)
#[derive(Clone)]
pub struct OidcProvider {
    scope: Scope,
    cfn: Option<CfnOIDCProvider>,
    arn: Value<String>,
}

handle!(OidcProvider, scope);

impl OidcProvider {
    /// A provider.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<OidcProviderSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check_oidc(&scope, &settings, Location::caller());
        let cfn_props = CfnOIDCProviderProps::new()
            .client_id_list(settings.client_ids)
            .thumbprint_list(settings.thumbprints)
            .url(settings.url);
        let cfn = CfnOIDCProvider::new(&scope, "Resource", cfn_props);
        OidcProvider { arn: cfn.get_ref(), cfn: Some(cfn), scope }
    }

    /// A provider that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        OidcProvider { scope: Scope::new(scope, id), cfn: None, arn: arn.into_value() }
    }

    /// The generated resource; none when the provider was imported.
    pub fn cfn(&self) -> Option<&CfnOIDCProvider> {
        self.cfn.as_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Its address without `https://`, with which the keys of [conditions](Condition) about its tokens begin.
    pub fn issuer(&self) -> Value<String> {
        match self.arn.literal().and_then(|arn| arn.split_once(":oidc-provider/")) {
            Some((_, issuer)) => issuer.into(),
            None => fn_select(1, fn_split(":oidc-provider/", &self.arn)),
        }
    }

    /// Those who hold its tokens. Say with [`when`](Principal::when) which of them: it has many users.
    pub fn principal(&self) -> Principal {
        Principal::web_identity(self.arn())
    }
}

fn check_oidc(scope: &Scope, settings: &OidcProviderSettings, location: &'static Location<'static>) {
    let report = |message: String, help: &str| {
        scope.report(Finding::error("bad-oidc-provider", message).at(location).help(help));
    };
    if let Some(url) = settings.url.literal()
        && (!url.starts_with("https://") || url.len() > 255)
    {
        report(
            format!("`{url}` cannot be the address of a provider"),
            "begin it with `https://`, up to 255 characters",
        );
    }
    let elements = |list: &Option<Value<Vec<String>>>| list.as_ref().and_then(Value::elements).unwrap_or_default();
    let client_ids = elements(&settings.client_ids);
    if client_ids.len() > 100 || client_ids.iter().filter_map(Value::<String>::literal).any(|id| id.len() > 255) {
        report("these client ids are too many or too long".into(), "give up to 100, of up to 255 characters");
    }
    let thumbprints = elements(&settings.thumbprints);
    let is_thumbprint = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if thumbprints.len() > 5 || thumbprints.iter().filter_map(Value::<String>::literal).any(|text| !is_thumbprint(text))
    {
        report("these are not thumbprints".into(), "give up to 5, of 40 hexadecimal digits");
    }
}

props! {
    /// The settings of a [`SamlProvider`].
    pub struct SamlProviderProps => SamlProviderSettings in saml_provider_props {
        required {
            /// The metadata that the provider publishes, an XML document.
            metadata_document: Value<String> as MetadataDocument,
        }
        optional {
            /// Its name: up to 128 letters, digits and `_+=,.@-`. Default: CloudFormation makes one.
            saml_provider_name: Value<String>,
        }
    }
}

/// A provider of identities by SAML, such as a company's directory.
///
/// ```
/// use purlin_aws::iam::{Role, RoleProps, SamlProvider, SamlProviderProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let metadata = "<EntityDescriptor/>"; // include_str!("metadata.xml")
/// let provider = SamlProvider::new(&stack, "Directory", SamlProviderProps::new().metadata_document(metadata));
/// Role::new(&stack, "Staff", RoleProps::new().assumed_by(provider.console_principal()));
/// # app.synth().unwrap();
/// ```
///
/// [SAML](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html)
#[derive(Clone)]
pub struct SamlProvider {
    scope: Scope,
    cfn: Option<CfnSAMLProvider>,
    arn: Value<String>,
}

handle!(SamlProvider, scope);

impl SamlProvider {
    /// A provider.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SamlProviderSettings>) -> Self {
        let SamlProviderSettings { metadata_document, saml_provider_name } = props.complete();
        let scope = Scope::new(scope, id);
        check_name(&scope, "saml-provider", saml_provider_name.as_ref(), 128, Location::caller());
        let cfn_props = CfnSAMLProviderProps::new().name(saml_provider_name).saml_metadata_document(metadata_document);
        let cfn = CfnSAMLProvider::new(&scope, "Resource", cfn_props);
        SamlProvider { arn: cfn.get_ref(), cfn: Some(cfn), scope }
    }

    /// A provider that exists, by its ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        SamlProvider { scope: Scope::new(scope, id), cfn: None, arn: arn.into_value() }
    }

    /// The generated resource; none when the provider was imported.
    pub fn cfn(&self) -> Option<&CfnSAMLProvider> {
        self.cfn.as_ref()
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Its users. Say with [`when`](Principal::when) which of them.
    pub fn principal(&self) -> Principal {
        Principal::saml(self.arn())
    }

    /// Its users, for roles that they assume in the console.
    pub fn console_principal(&self) -> Principal {
        let region = self.scope.region();
        let address = match region.literal().unwrap_or_default() {
            region if region.starts_with("cn-") => "https://signin.amazonaws.cn/saml",
            region if region.starts_with("us-gov-") => "https://signin.amazonaws-us-gov.com/saml",
            _ => "https://signin.aws.amazon.com/saml",
        };
        self.principal().when(Condition::string_equals("SAML:aud", address))
    }
}
