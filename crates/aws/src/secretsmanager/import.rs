//! Secrets that exist already.

use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Construct, Finding, IntoValue, Scope, Value, fn_select, fn_split, text};

use super::secret::{Inner, Secret, Source};
use crate::kms::Key;

/// What is known of a secret that exists.
///
/// ```
/// use purlin_aws::kms::Key;
/// use purlin_aws::secretsmanager::{Secret, SecretAttributes};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let key = Key::from_arn(&stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
/// let attributes = SecretAttributes::name("login").encryption_key(key);
/// let secret = Secret::from_attributes(&stack, "Login", attributes);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SecretAttributes {
    identity: Identity,
    encryption_key: Option<Key>,
}

#[derive(Clone, Debug)]
enum Identity {
    CompleteArn(Value<String>),
    PartialArn(Value<String>),
    Name(Value<String>),
}

impl SecretAttributes {
    /// Its ARN, with the hyphen and six characters that Secrets Manager appends to the name.
    pub fn complete_arn(arn: impl IntoValue<String>) -> Self {
        Identity::CompleteArn(arn.into_value()).into()
    }

    /// Its ARN, without what Secrets Manager appends to the name.
    pub fn partial_arn(arn: impl IntoValue<String>) -> Self {
        Identity::PartialArn(arn.into_value()).into()
    }

    /// Its name. It is in the stack's account and region.
    pub fn name(name: impl IntoValue<String>) -> Self {
        Identity::Name(name.into_value()).into()
    }

    /// The key that encrypts it, so that whoever is granted to read it may use the key as well.
    pub fn encryption_key(mut self, key: impl Into<Key>) -> Self {
        self.encryption_key = Some(key.into());
        self
    }
}

impl From<Identity> for SecretAttributes {
    fn from(identity: Identity) -> Self {
        SecretAttributes { identity, encryption_key: None }
    }
}

impl Secret {
    /// A secret that exists, by its ARN: complete if it ends with a hyphen and six characters or is only known during
    /// deployment, partial otherwise.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        let arn = arn.into_value();
        let attributes = match arn.literal() {
            Some(text) if !has_suffix(text) => SecretAttributes::partial_arn(arn),
            _ => SecretAttributes::complete_arn(arn),
        };
        Secret::from_attributes(scope, id, attributes)
    }

    /// A secret that exists, by its ARN with the hyphen and six characters that Secrets Manager appends to the name.
    #[track_caller]
    pub fn from_complete_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        Secret::from_attributes(scope, id, SecretAttributes::complete_arn(arn))
    }

    /// A secret that exists, by its ARN without what Secrets Manager appends to the name.
    #[track_caller]
    pub fn from_partial_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        Secret::from_attributes(scope, id, SecretAttributes::partial_arn(arn))
    }

    /// A secret that exists in the stack's account and region, by its name.
    #[doc(alias = "fromSecretNameV2")]
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        Secret::from_attributes(scope, id, SecretAttributes::name(name))
    }

    /// A secret that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, attributes: SecretAttributes) -> Self {
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let SecretAttributes { identity, encryption_key } = attributes;
        let (arn, name, account, is_partial) = match identity {
            Identity::Name(name) => {
                let parts = (scope.partition(), scope.region(), scope.account());
                let arn = text!["arn:", parts.0, ":secretsmanager:", parts.1, ":", parts.2, ":secret:", name.clone()];
                (arn, name, scope.account(), true)
            }
            Identity::CompleteArn(arn) => {
                if arn.literal().is_some_and(|arn| !has_suffix(arn)) {
                    let message =
                        "the ARN of the secret lacks the hyphen and six characters that Secrets Manager appends";
                    let finding = Finding::error("partial-secret-arn", message).at(location);
                    scope.report(finding.help("copy it whole, or call `from_partial_arn`"));
                }
                let (name, account) = parts(&scope, &arn, location);
                (arn, name, account, false)
            }
            Identity::PartialArn(arn) => {
                let (name, account) = parts(&scope, &arn, location);
                (arn, name, account, true)
            }
        };
        let source = Source::Imported;
        Secret { inner: Rc::new(Inner { scope, source, arn, is_partial, name, account, encryption_key }) }
    }
}

/// Whether a name or an ARN ends like what Secrets Manager appends.
pub(super) fn has_suffix(text: &str) -> bool {
    text.rsplit_once('-')
        .is_some_and(|(_, suffix)| suffix.len() == 6 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The name in a secret's ARN, without what Secrets Manager appends, and the account.
fn parts(scope: &Scope, arn: &Value<String>, location: &'static Location<'static>) -> (Value<String>, Value<String>) {
    let Some(text) = arn.literal() else {
        let part = |index| fn_select(index, fn_split(":", arn));
        return (part(6), part(4));
    };
    if let ["arn", _, "secretsmanager", _, account, "secret", name] = text.splitn(7, ':').collect::<Vec<_>>()[..]
        && !name.is_empty()
    {
        let name = match name.rsplit_once('-') {
            Some((name, _)) if has_suffix(text) => name,
            _ => name,
        };
        return (name.into(), account.into());
    }
    let finding = Finding::error("bad-arn", format!("`{text}` is not the ARN of a secret")).at(location);
    scope.report(finding.help("it is written like `arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3`"));
    ("".into(), scope.account())
}
