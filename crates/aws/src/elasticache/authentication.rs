//! How clients of a cache prove who they are.

use std::panic::Location;

use purlin_core::{Finding, IntoValue, Scope, Value};

use crate::kms::Key;
use crate::secretsmanager::{GenerateSecretString, Secret, SecretProps, SecretValue};

/// Letters and digits alone, so that the token can stand in an address as it is; AWS wants 16 to 128 characters.
const TOKEN_LENGTH: i64 = 64;
const TOKEN_LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;

/// How clients of a cache prove who they are: by a token that all of them share, or as users.
///
/// ```
/// use purlin_aws::elasticache::CacheAuthentication;
///
/// // A token that AWS makes up, in a new secret of this name.
/// let token = CacheAuthentication::generated_token().secret_name("queue/token");
/// let users = CacheAuthentication::user_group("application-users");
/// ```
///
/// [Authentication](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-redis.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct CacheAuthentication {
    source: Source,
    secret_name: Option<Value<String>>,
    encryption_key: Option<Key>,
}

#[derive(Clone, Debug)]
enum Source {
    Generated,
    /// All of a secret, or an entry of it.
    Secret(Secret, Option<String>),
    Token(SecretValue),
    UserGroup(Value<String>),
    Nobody,
}

/// Authentication as a cache is told it.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) token: Option<Value<String>>,
    pub(super) user_group: Option<Value<String>>,
    pub(super) secret: Option<Secret>,
}

impl CacheAuthentication {
    /// A token of 64 letters and digits that AWS makes up, in a new secret.
    pub fn generated_token() -> Self {
        CacheAuthentication::new(Source::Generated)
    }

    /// The token that a secret is.
    pub fn token_from_secret(secret: impl Into<Secret>) -> Self {
        CacheAuthentication::new(Source::Secret(secret.into(), None))
    }

    /// The token in an entry of a secret that is a JSON object.
    pub fn token_from_secret_entry(secret: impl Into<Secret>, entry: impl Into<String>) -> Self {
        CacheAuthentication::new(Source::Secret(secret.into(), Some(entry.into())))
    }

    /// A token that is kept elsewhere: a reference to it. A token that stands in the program would stand in the template as
    /// well, so that it takes [`SecretValue::unsafe_plain_text`].
    pub fn token(token: impl Into<SecretValue>) -> Self {
        CacheAuthentication::new(Source::Token(token.into()))
    }

    /// The users of a [`UserGroup`](super::UserGroup), or of one that exists, by its id. Those may be principals of IAM.
    pub fn user_group(id: impl IntoValue<String>) -> Self {
        CacheAuthentication::new(Source::UserGroup(id.into_value()))
    }

    /// Nobody has to prove anything: **whoever reaches the cache over the network may read and write everything.**
    pub fn open_to_the_network() -> Self {
        CacheAuthentication::new(Source::Nobody)
    }

    /// The name of the new secret. Default: CloudFormation makes one.
    pub fn secret_name(mut self, name: impl Into<Value<String>>) -> Self {
        self.secret_name = Some(name.into());
        self
    }

    /// The key that encrypts the new secret. Default: the account's key for Secrets Manager.
    pub fn encryption_key(mut self, key: impl Into<Key>) -> Self {
        self.encryption_key = Some(key.into());
        self
    }

    fn new(source: Source) -> Self {
        CacheAuthentication { source, secret_name: None, encryption_key: None }
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.source, Source::Nobody)
    }

    #[track_caller]
    pub(super) fn render(self, scope: &Scope, location: &'static Location<'static>) -> Rendered {
        let report = |rule: &str, message: &str, help: &str| {
            scope.report(Finding::error(rule, message).at(location).help(help));
        };
        let is_generated = matches!(self.source, Source::Generated);
        if !is_generated && (self.secret_name.is_some() || self.encryption_key.is_some()) {
            let message = "no secret is generated for this cache, so that it can have neither name nor key";
            report("useless-secret-setting", message, "use `CacheAuthentication::generated_token`");
        }
        match self.source {
            Source::Generated => {
                let generate = GenerateSecretString::new().password_length(TOKEN_LENGTH).exclude_punctuation(true);
                let mut props = SecretProps::new().generate_secret_string(generate);
                if let Some(name) = self.secret_name {
                    props = props.secret_name(name);
                }
                if let Some(key) = self.encryption_key {
                    props = props.encryption_key(key);
                }
                let secret = Secret::new(scope, "AuthToken", props);
                Rendered { token: Some(secret.secret_value()), secret: Some(secret), ..Rendered::default() }
            }
            Source::Secret(secret, entry) => {
                let token = match entry {
                    Some(entry) => secret.secret_value_from_json(&entry),
                    None => secret.secret_value(),
                };
                Rendered { token: Some(token), secret: Some(secret), ..Rendered::default() }
            }
            Source::Token(token) => {
                if token.is_exposed() {
                    let message = "the token of a cache would stand in the template as plain text";
                    let help = "let it be generated, or refer to where it is kept; if everybody may know it, say \
                                `SecretValue::unsafe_plain_text`";
                    report("plain-text-password", message, help);
                } else if let Some(text) = token.value().literal()
                    && !text.starts_with("{{resolve:")
                    && !is_token(text)
                {
                    let help = "use 16 to 128 letters, digits, and `!&#$^<>-`";
                    report("bad-auth-token", "this cannot be the token of a cache", help);
                }
                Rendered { token: Some(token.value().clone()), ..Rendered::default() }
            }
            Source::UserGroup(id) => Rendered { user_group: Some(id), ..Rendered::default() },
            Source::Nobody => Rendered::default(),
        }
    }
}

fn is_token(text: &str) -> bool {
    TOKEN_LENGTHS.contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "!&#$^<>-".contains(c))
}
