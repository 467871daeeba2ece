//! Key pairs for SSH, and for the password of Windows.

use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::ec2::key_pair::{KeyFormat, KeyType};
use purlin_cfn::ec2::{CfnKeyPair, CfnKeyPairProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, UniqueNameOptions, Value, props, text};

use super::machine_image::OperatingSystem;
use crate::handle::handle;
use crate::iam::{Grant, Grantable};

const LONGEST_NAME: usize = 255;

/// How the keys of a pair are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyPairType {
    /// RSA, for every system.
    #[default]
    Rsa,
    /// Ed25519: shorter, for Linux.
    Ed25519,
}

/// How the private key is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyPairFormat {
    /// For OpenSSH.
    #[default]
    Pem,
    /// For PuTTY.
    Ppk,
}

props! {
    /// The settings of a [`KeyPair`].
    pub struct KeyPairProps => KeyPairSettings in key_pair_props {
        optional {
            /// Its name, 255 characters at most. Default: one made of the stack's name and the ids below it.
            key_pair_name: Value<String>,
            /// How its keys are made. Default: RSA. The type of a public key that is given is its own.
            key_type: KeyPairType,
            /// How the private key is written. Default: for OpenSSH.
            format: KeyPairFormat = KeyPairFormat::Pem,
            /// A public key that there is already, such as `ssh-ed25519 AAAA…`; nobody but its owner has the private key
            /// then.
            public_key: Value<String>,
        }
    }
}

/// A pair of keys: instances have the public one, and whoever has the private one gets in.
///
/// The private key of a pair that is made here is kept in a parameter of Systems Manager, encrypted. Most instances need
/// no key: Session Manager gets in without one.
///
/// ```
/// use purlin_aws::ec2::{KeyPair, KeyPairProps, KeyPairType};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let made = KeyPair::new(&stack, "Key", KeyPairProps::new().key_type(KeyPairType::Ed25519));
/// let parameter = made.private_key_parameter_name(); // /ec2/keypair/key-0123…
/// let existing = KeyPair::from_name(&stack, "Existing", "operators");
/// # app.synth().unwrap();
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html).
#[derive(Clone)]
pub struct KeyPair {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnKeyPair>,
    name: Value<String>,
    key_type: Option<KeyPairType>,
    is_public_key_given: bool,
}

handle!(KeyPair, inner.scope);

impl KeyPair {
    /// A new pair, or an existing public key.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<KeyPairSettings>) -> Self {
        let KeyPairSettings { key_pair_name, key_type, format, public_key } = props.complete();
        let scope = Scope::new(scope, id);
        let location = Location::caller();
        let wrong = |message: String, help: &str| {
            scope.report(Finding::error("bad-key-pair", message).at(location).help(help));
        };
        if public_key.is_some() && key_type.is_some() {
            let message = "a public key that is given has its own type".to_owned();
            wrong(message, "leave out either of `key_type` and `public_key`");
        }
        if let Some(name) = key_pair_name.as_ref().and_then(Value::<String>::literal)
            && !(1..=LONGEST_NAME).contains(&name.len())
        {
            wrong(format!("the name of a key pair cannot have {} characters", name.len()), "use 1 to 255 characters");
        }
        if let Some(key) = public_key.as_ref().and_then(Value::<String>::literal)
            && key.contains("PRIVATE KEY")
        {
            wrong("a private key stands where a public key should".to_owned(), "give the file that ends in `.pub`");
        }
        let is_public_key_given = public_key.is_some();
        let unique =
            || scope.unique_resource_name(&UniqueNameOptions { max_length: LONGEST_NAME, ..Default::default() }).into();
        let cfn_props = CfnKeyPairProps::new()
            .key_name(key_pair_name.unwrap_or_else(unique))
            .key_type(match key_type.unwrap_or_default() {
                KeyPairType::Rsa => KeyType::RSA,
                KeyPairType::Ed25519 => KeyType::ED25519,
            })
            .key_format(match format {
                KeyPairFormat::Pem => KeyFormat::PEM,
                KeyPairFormat::Ppk => KeyFormat::PPK,
            })
            .public_key_material(public_key);
        let cfn = CfnKeyPair::new(&scope, "Resource", cfn_props);
        let key_type = (!is_public_key_given).then(|| key_type.unwrap_or_default());
        let name = cfn.get_ref();
        KeyPair { inner: Rc::new(Inner { scope, cfn: Some(cfn), name, key_type, is_public_key_given }) }
    }

    /// A pair that exists, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        Self::from_attributes(scope, id, name, None)
    }

    /// A pair that exists, by its name and, so that it can be checked against the system of instances, its type.
    #[track_caller]
    pub fn from_attributes(
        scope: &impl Construct,
        id: &str,
        name: impl IntoValue<String>,
        key_type: Option<KeyPairType>,
    ) -> Self {
        let scope = Scope::new(scope, id);
        let name = name.into_value();
        KeyPair { inner: Rc::new(Inner { scope, cfn: None, name, key_type, is_public_key_given: false }) }
    }

    /// The generated resource; none when it was imported.
    pub fn cfn(&self) -> Option<&CfnKeyPair> {
        self.inner.cfn.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// Its id, such as `key-0123456789abcdef0`; none when it was imported.
    pub fn id(&self) -> Option<Value<String>> {
        self.cfn().map(CfnKeyPair::attr_key_pair_id)
    }

    /// The fingerprint of the public key; none when the pair was imported.
    pub fn fingerprint(&self) -> Option<Value<String>> {
        self.cfn().map(CfnKeyPair::attr_key_fingerprint)
    }

    /// The parameter of Systems Manager that holds the private key; none when AWS does not have it, as with public keys that
    /// were given, and pairs that were imported.
    pub fn private_key_parameter_name(&self) -> Option<Value<String>> {
        if self.inner.is_public_key_given {
            return None;
        }
        self.id().map(|id| text!["/ec2/keypair/", id])
    }

    /// Lets someone read the private key. That is an error where AWS does not have it.
    #[track_caller]
    pub fn grant_read_private_key(&self, grantee: &impl Grantable) -> Grant {
        let request = Grant::of(grantee).actions([
            "ssm:DescribeParameters",
            "ssm:GetParameters",
            "ssm:GetParameter",
            "ssm:GetParameterHistory",
        ]);
        let Some(name) = self.private_key_parameter_name() else {
            let finding = Finding::error("no-private-key", "AWS does not have the private key of this pair");
            self.inner
                .scope
                .report(finding.at(Location::caller()).help("let AWS make the pair, without a `public_key`"));
            return request.dropped(self);
        };
        let arn = self.inner.scope.stack().map(|stack| stack.arn("ssm", text!["parameter", name]));
        request.resources(arn).to_principal(self)
    }

    /// Reports on `scope` what the key does not fit.
    #[track_caller]
    pub(super) fn check_fits(&self, scope: &Scope, system: OperatingSystem) {
        if system == OperatingSystem::Windows && self.inner.key_type == Some(KeyPairType::Ed25519) {
            let finding = Finding::error("key-pair-for-linux", "instances of Windows take no Ed25519 keys");
            scope.report(finding.at(Location::caller()).help("use a key pair of the type RSA"));
        }
    }
}
