//! Who may pass: what a listener asks of clients before it answers.

use std::panic::Location;
use std::time::Duration;

use purlin_core::{Finding, IntoValue, Val, Value, props};

use crate::ec2::{Connectable, Peer, Port};
use crate::open_enum::open_enum;

use super::listener::ApplicationListener;
use crate::durations::seconds;

open_enum! {
    /// What becomes of clients who have not signed in.
    pub struct UnauthenticatedAction {
        /// They are sent to the provider, the default.
        AUTHENTICATE = "authenticate",
        /// They pass; the target sees that they have not signed in.
        ALLOW = "allow",
        /// They get the status 401.
        DENY = "deny",
    }
}

props! {
    /// An OpenID Connect provider, and how clients sign in with it.
    ///
    /// [How it works](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html)
    pub struct OidcProps => OidcSettings in oidc_props {
        required {
            /// Who issues tokens, as the provider writes it: its address, beginning with `https://`.
            issuer: Value<String> as Issuer,
            /// Where clients sign in.
            authorization_endpoint: Value<String> as AuthorizationEndpoint,
            /// Where tokens come from.
            token_endpoint: Value<String> as TokenEndpoint,
            /// Where claims about users come from.
            user_info_endpoint: Value<String> as UserInfoEndpoint,
            /// Which of the provider's clients the load balancer is.
            client_id: Value<String> as ClientId,
            /// That client's secret: a reference to where it is kept, never the secret itself, which everyone who can read
            /// the template would know.
            client_secret: Value<String> as ClientSecret,
        }
        optional {
            /// What becomes of clients who have not signed in. Default: they are sent to the provider.
            on_unauthenticated_request: UnauthenticatedAction,
            /// What is asked of the provider, such as `openid email`. Default: `openid`.
            scope: Value<String>,
            /// The name of the session's cookie. Default: `AWSELBAuthSessionCookie`.
            session_cookie_name: Value<String>,
            /// How long a session lasts, up to seven days, which is the default.
            session_timeout: Duration,
            /// Further parameters for the provider, by name.
            authentication_request_extra_params: Vec<(String, Value<String>)> = Vec::new(),
            /// Whether the load balancer may reach the provider's port 443 wherever it is. Without it, the security group
            /// must allow that otherwise.
            allow_https_outbound: bool = true,
        }
    }
}

/// What is asked of clients first.
#[derive(Clone, Debug)]
pub(super) enum Authenticator {
    Oidc(Box<OidcSettings>),
    Jwt { issuer: Value<String>, jwks_endpoint: Value<String> },
}

const LONGEST_JWT_TEXT: usize = 256;
const LONGEST_SESSION: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Authenticator {
    pub(super) fn oidc(settings: OidcSettings) -> Self {
        Authenticator::Oidc(Box::new(settings))
    }

    pub(super) fn jwt(issuer: Value<String>, jwks_endpoint: Value<String>) -> Self {
        Authenticator::Jwt { issuer, jwks_endpoint }
    }

    pub(super) fn mistakes(&self, location: &'static Location<'static>) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self {
            Authenticator::Oidc(settings) => {
                if settings.client_secret.literal().is_some_and(|secret| !secret.starts_with("{{resolve:")) {
                    let finding =
                        Finding::error("secret-in-template", "the client secret would be readable in the template");
                    let help = "keep it in a secret of Secrets Manager, and give a reference to that";
                    findings.push(finding.at(location).help(help));
                }
                if let Some(timeout) = settings
                    .session_timeout
                    .filter(|timeout| *timeout < Duration::from_secs(1) || *timeout > LONGEST_SESSION)
                {
                    let message = format!("a session cannot last {} seconds", timeout.as_secs());
                    let finding = Finding::error("bad-session-timeout", message).at(location);
                    findings.push(finding.help("choose between 1 second and 7 days"));
                }
            }
            Authenticator::Jwt { issuer, jwks_endpoint } => {
                if let Some(address) = jwks_endpoint.literal().filter(|address| !address.starts_with("https://")) {
                    let message = format!("keys cannot be read from `{address}`");
                    let finding = Finding::error("keys-without-https", message).at(location);
                    findings.push(finding.help("give an address that begins with `https://`"));
                }
                for (what, text) in [("issuer", issuer), ("address of the keys", jwks_endpoint)] {
                    let length = text.literal().map_or(0, |text| text.chars().count());
                    if length > LONGEST_JWT_TEXT {
                        let message =
                            format!("the {what} has {length} characters, {LONGEST_JWT_TEXT} at most are allowed");
                        findings.push(Finding::error("long-jwt-text", message).at(location).help("use a shorter one"));
                    }
                }
            }
        }
        findings
    }

    /// Lets the load balancer reach what it asks.
    pub(super) fn bind(&self, listener: &ApplicationListener) {
        if let Authenticator::Oidc(settings) = self
            && settings.allow_https_outbound
        {
            listener.connections().allow_to_described(&Peer::any_ipv4(), Port::HTTPS, "Allow to IdP endpoint");
        }
    }

    pub(super) fn to_entries(&self, in_rule: bool) -> Vec<(&'static str, Val)> {
        match self {
            Authenticator::Oidc(settings) => {
                vec![
                    ("Type", Val::text("authenticate-oidc")),
                    ("AuthenticateOidcConfig", oidc_config(settings, in_rule)),
                ]
            }
            Authenticator::Jwt { issuer, jwks_endpoint } => {
                let config = Val::structure([
                    ("Issuer", issuer.as_val().clone()),
                    ("JwksEndpoint", jwks_endpoint.as_val().clone()),
                ]);
                vec![("Type", Val::text("jwt-validation")), ("JwtValidationConfig", config)]
            }
        }
    }
}

fn oidc_config(settings: &OidcSettings, in_rule: bool) -> Val {
    let OidcSettings {
        issuer,
        authorization_endpoint,
        token_endpoint,
        user_info_endpoint,
        client_id,
        client_secret,
        on_unauthenticated_request,
        scope,
        session_cookie_name,
        session_timeout,
        authentication_request_extra_params,
        allow_https_outbound: _,
    } = settings.clone();
    let required = [
        ("Issuer", issuer),
        ("AuthorizationEndpoint", authorization_endpoint),
        ("TokenEndpoint", token_endpoint),
        ("UserInfoEndpoint", user_info_endpoint),
        ("ClientId", client_id),
        ("ClientSecret", client_secret),
    ];
    let optional = [
        ("OnUnauthenticatedRequest", on_unauthenticated_request.map(IntoValue::into_value)),
        ("Scope", scope),
        ("SessionCookieName", session_cookie_name),
    ];
    let texts = required.into_iter().chain(optional.into_iter().filter_map(|(key, value)| Some((key, value?))));
    let timeout = session_timeout.map(seconds).map(|seconds| {
        ("SessionTimeout", if in_rule { Val::Integer(seconds) } else { Val::text(seconds.to_string()) })
    });
    let params = (!authentication_request_extra_params.is_empty()).then(|| {
        let params = authentication_request_extra_params.into_iter().map(|(key, value)| (key, value.into_val()));
        ("AuthenticationRequestExtraParams", Val::map(params))
    });
    Val::structure(texts.map(|(key, value)| (key, value.into_val())).chain(timeout).chain(params))
}
