//! Secrets.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::secretsmanager::secret::ReplicaRegion as CfnReplicaRegion;
use purlin_cfn::secretsmanager::{CfnSecret, CfnSecretProps, CfnSecretTargetAttachment};
use purlin_core::{
    Complete, Construct, Finding, IntoValue, RemovalPolicy, Scope, Text, Value, dynamic_secret, fn_join, fn_select,
    fn_split, props,
};

use super::contents::{GenerateSecretString, SecretContents, SecretValue};
use super::grants;
use crate::handle::handle;
use crate::iam::PolicyProperty;
use crate::kms::Key;

props! {
    /// The settings of a [`Secret`].
    pub struct SecretProps => SecretSettings in secret_props {
        optional {
            /// Its name: up to 512 letters, digits and `/_+=.@-`. Default: CloudFormation makes one. With a name of its own
            /// it cannot be replaced.
            secret_name: Value<String>,
            /// What it is for.
            description: Value<String>,
            /// Where its value comes from. Default: a random text of 32 characters.
            contents: SecretContents = SecretContents::Generated(GenerateSecretString::new()),
            /// The key that encrypts it. Default: the account's key for Secrets Manager, with which no other account can read
            /// it.
            encryption_key: Key,
            /// Regions that get a copy of it.
            replica_regions: Vec<ReplicaRegion> = Vec::new(),
            /// What becomes of it when it leaves the stack. Default: it is deleted, after the days in which it can be
            /// restored.
            removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
            /// Whether its resource policy may let everyone in. Default: no, Secrets Manager refuses such a policy.
            allow_public_policy: bool = false,
        }
    }
}

impl SecretProps {
    /// Lets Secrets Manager make its value up, in place of what was said of its value before.
    pub fn generate_secret_string(self, generate: GenerateSecretString) -> Self {
        self.contents(SecretContents::Generated(generate))
    }

    /// Makes it a copy of a text from elsewhere, in place of what was said of its value before.
    pub fn secret_string_value(self, value: impl Into<SecretValue>) -> Self {
        self.contents(SecretContents::String(value.into()))
    }

    /// Makes it a JSON object of texts from elsewhere, in place of what was said of its value before.
    pub fn secret_object_value<K: Into<Text>, V: Into<SecretValue>>(
        self,
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let entries = entries.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.contents(SecretContents::Object(entries.collect()))
    }
}

/// A region that gets a copy of a secret.
///
/// ```
/// use purlin_aws::secretsmanager::{ReplicaRegion, Secret, SecretProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let secret = Secret::new(&stack, "Token", SecretProps::new().replica_regions(["eu-north-1".into()]));
/// secret.add_replica_region(ReplicaRegion::new("us-east-1"));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct ReplicaRegion {
    region: Value<String>,
    encryption_key: Option<Key>,
}

impl ReplicaRegion {
    /// A region by its name.
    pub fn new(region: impl IntoValue<String>) -> Self {
        ReplicaRegion { region: region.into_value(), encryption_key: None }
    }

    /// The key of that region that encrypts the copy. Default: the account's key for Secrets Manager.
    pub fn encryption_key(mut self, key: impl Into<Key>) -> Self {
        self.encryption_key = Some(key.into());
        self
    }
}

impl From<&str> for ReplicaRegion {
    fn from(region: &str) -> Self {
        ReplicaRegion::new(region)
    }
}

/// A secret: a text, or a JSON object, that only those read who are granted it.
///
/// ```
/// use purlin_aws::secretsmanager::{Secret, SecretProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let token = Secret::new(&stack, "Token", SecretProps::new().description("of the queue"));
/// let reference = token.secret_value();
///
/// let existing = Secret::from_name(&stack, "License", "valohai/license");
/// # app.synth().unwrap();
/// ```
///
/// [Secrets](https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html)
#[derive(Clone)]
pub struct Secret {
    pub(super) inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) scope: Scope,
    pub(super) source: Source,
    pub(super) arn: Value<String>,
    /// Whether the ARN lacks what Secrets Manager appends to the name.
    pub(super) is_partial: bool,
    pub(super) name: Value<String>,
    pub(super) account: Value<String>,
    pub(super) encryption_key: Option<Key>,
}

pub(super) enum Source {
    Made {
        cfn: CfnSecret,
        excluded_characters: Option<String>,
        replicas: RefCell<Vec<ReplicaRegion>>,
        policy: Policy,
    },
    /// Attached to what it opens: read through this, it is complete.
    Attached {
        cfn: CfnSecretTargetAttachment,
        secret: Secret,
    },
    Imported,
}

/// The resource policy, made when it gets its first statement.
#[derive(Default)]
pub(super) struct Policy {
    pub(super) property: RefCell<Option<PolicyProperty>>,
    pub(super) may_be_public: bool,
}

handle!(Secret, inner.scope);

impl Secret {
    /// A secret.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<SecretSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, Location::caller());
        let excluded_characters = match &settings.contents {
            SecretContents::Generated(generate) => generate.excluded_characters().map(str::to_owned),
            _ => None,
        };
        let (generated, secret_string) = settings.contents.render();
        let cfn_props = CfnSecretProps::new()
            .description(settings.description)
            .generate_secret_string(generated)
            .kms_key_id(settings.encryption_key.as_ref().map(Key::arn))
            .name(settings.secret_name.clone())
            .secret_string(secret_string);
        let cfn = CfnSecret::new(&scope, "Resource", cfn_props);
        cfn.resource().apply_removal_policy(settings.removal_policy);
        if let Some(key) = &settings.encryption_key {
            grants::let_account_use_key(&scope, key);
        }
        let secret = Secret {
            inner: Rc::new(Inner {
                arn: cfn.get_ref(),
                is_partial: false,
                name: name_of_own(&cfn.get_ref(), settings.secret_name),
                account: scope.account(),
                encryption_key: settings.encryption_key,
                source: Source::Made {
                    cfn,
                    excluded_characters,
                    replicas: RefCell::default(),
                    policy: Policy { property: RefCell::default(), may_be_public: settings.allow_public_policy },
                },
                scope,
            }),
        };
        for replica in settings.replica_regions {
            secret.add_replica_region(replica);
        }
        secret
    }

    /// The generated resource; none when it was imported.
    pub fn cfn(&self) -> Option<&CfnSecret> {
        match &self.inner.source {
            Source::Made { cfn, .. } => Some(cfn),
            Source::Attached { secret, .. } => secret.cfn(),
            Source::Imported => None,
        }
    }

    /// Its ARN. Of a secret imported by its name or by a partial ARN it lacks the hyphen and six characters that Secrets
    /// Manager appends: AWS finds the secret by it, but policies want [`arn_for_policies`](Secret::arn_for_policies).
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its ARN with all that Secrets Manager appends; none when that is not known.
    #[doc(alias = "secretFullArn")]
    pub fn full_arn(&self) -> Option<Value<String>> {
        (!self.inner.is_partial).then(|| self.arn())
    }

    /// Its ARN as the resource of a statement: with wildcards for what is not known of it.
    pub fn arn_for_policies(&self) -> Value<String> {
        self.full_arn().unwrap_or_else(|| self.arn() + "-??????")
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The key that encrypts it, where it is not the account's key for Secrets Manager.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.inner.encryption_key.as_ref()
    }

    /// A reference to the whole value, which CloudFormation reads when it makes or updates a resource: the value itself is
    /// in no template.
    ///
    /// See [where it can be used](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
    pub fn secret_value(&self) -> Value<String> {
        dynamic_secret(self.arn(), None)
    }

    /// A reference to one entry of a secret that is a JSON object.
    ///
    /// ```
    /// use purlin_aws::secretsmanager::Secret;
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let login = Secret::from_name(&stack, "Login", "login");
    /// let password = login.secret_value_from_json("password");
    /// # app.synth().unwrap();
    /// ```
    pub fn secret_value_from_json(&self, field: &str) -> Value<String> {
        dynamic_secret(self.arn(), Some(field))
    }

    /// Gives another region a copy.
    #[track_caller]
    pub fn add_replica_region(&self, replica: impl Into<ReplicaRegion>) {
        let replica = replica.into();
        let Source::Made { cfn, replicas, .. } = &self.inner.source else {
            let finding = Finding::error("secret-not-changed", "an imported secret cannot be given replica regions");
            return self.scope().report(finding.at(Location::caller()).help("add them where the secret is made"));
        };
        let region = replica.region.literal();
        if region.is_some() && region == self.scope().region().literal() {
            let message =
                format!("the secret is to be copied to `{}`, where it already is", region.unwrap_or_default());
            let finding = Finding::error("replica-in-same-region", message);
            return self.scope().report(finding.at(Location::caller()).help("leave out the region of the stack"));
        }
        let mut replicas = replicas.borrow_mut();
        replicas.push(replica);
        let all: Vec<_> = replicas
            .iter()
            .map(|replica| {
                let key = replica.encryption_key.as_ref().map(Key::arn);
                CfnReplicaRegion::new().kms_key_id(key).region(&replica.region)
            })
            .collect();
        cfn.update(CfnSecretProps::new().replica_regions(all));
    }

    /// The characters that do not occur in it, as far as is known.
    pub(super) fn excluded_characters(&self) -> Option<&str> {
        match &self.inner.source {
            Source::Made { excluded_characters, .. } => excluded_characters.as_deref(),
            _ => None,
        }
    }
}

/// The name in a secret's own ARN, without the hyphen and what follows it, that Secrets Manager appends.
fn name_of_own(arn: &Value<String>, given: Option<Value<String>>) -> Value<String> {
    let hyphens = match &given {
        Some(name) => match name.literal() {
            Some(name) => name.matches('-').count(),
            None => return name.clone(),
        },
        // CloudFormation makes names of a logical id, a hyphen and letters.
        None => 1,
    };
    let name = fn_select::<String>(6, fn_split(":", arn));
    fn_join("-", (0..=hyphens).map(|index| fn_select::<String>(index, fn_split("-", &name))))
}

fn check(scope: &Scope, settings: &SecretSettings, location: &'static Location<'static>) {
    settings.contents.check(scope, location);
    let Some(name) = settings.secret_name.as_ref().and_then(|name| name.literal()) else { return };
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    if !(1..=512).contains(&name.len()) || !name.bytes().all(in_name) {
        let finding = Finding::error("bad-secret-name", format!("`{name}` cannot be the name of a secret"));
        scope.report(finding.at(location).help("use up to 512 letters, digits and `/_+=.@-`"));
    } else if super::import::has_suffix(name) {
        let message =
            format!("the name `{name}` ends like what Secrets Manager appends to names, which confuses lookups");
        let finding = Finding::warning("confusing-secret-name", message);
        scope.report(finding.at(location).help("do not end it with a hyphen and six characters"));
    }
}
