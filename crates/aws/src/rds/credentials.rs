//! Who may do everything in a database, and by which password.

use std::panic::Location;

use purlin_core::{Finding, Scope, Value};

use crate::kms::Key;
use crate::secretsmanager::{ReplicaRegion, Secret, SecretValue};

use super::database_secret::{DatabaseSecret, DatabaseSecretProps};
use super::engine::Engine;
use super::names;

/// What RDS takes in no password.
const REFUSED_CHARACTERS: &str = "/@\"";

/// The name and the password of the user who may do everything in a database.
///
/// ```
/// use purlin_aws::rds::Credentials;
/// # use purlin_aws::secretsmanager::Secret;
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
/// # let login = Secret::from_name(&stack, "Login", "database/login");
///
/// // A password that AWS makes up, in a new secret of this name,
/// let generated = Credentials::from_generated_secret("application").secret_name("database/application");
/// // both from a secret that exists,
/// let existing = Credentials::from_secret(&login);
/// // or a password that RDS makes up, keeps in a secret of its own, and changes every week.
/// let managed = Credentials::managed_by_rds();
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Credentials {
    source: Source,
    username: Option<Value<String>>,
    secret_name: Option<Value<String>>,
    encryption_key: Option<Key>,
    exclude_characters: Option<String>,
    replica_regions: Vec<ReplicaRegion>,
}

#[derive(Clone, Debug)]
enum Source {
    /// A new secret, whose logical id may depend on what is excluded from its password.
    Generated {
        replaced_with_criteria: bool,
    },
    Existing(Secret),
    Password(SecretValue),
    ManagedByRds,
}

impl Credentials {
    /// A user of this name, with a password that AWS makes up, in a new secret. When other characters are excluded, there
    /// is a new secret with a new password.
    pub fn from_generated_secret(username: impl Into<Value<String>>) -> Self {
        Credentials::new(Source::Generated { replaced_with_criteria: true }, Some(username.into()))
    }

    /// A user of this name, with a password that AWS makes up, in a new secret that stays when other characters are
    /// excluded.
    pub fn from_username(username: impl Into<Value<String>>) -> Self {
        Credentials::new(Source::Generated { replaced_with_criteria: false }, Some(username.into()))
    }

    /// The user in a secret that exists: its entries `username` and `password`.
    pub fn from_secret(secret: impl Into<Secret>) -> Self {
        Credentials::new(Source::Existing(secret.into()), None)
    }

    /// A user whose password is kept elsewhere, such as in a secure parameter: a reference to it. A password that stands in
    /// the program would stand in the template as well, so that it takes [`SecretValue::unsafe_plain_text`].
    pub fn from_password(username: impl Into<Value<String>>, password: impl Into<SecretValue>) -> Self {
        Credentials::new(Source::Password(password.into()), Some(username.into()))
    }

    /// A password that RDS makes up, keeps in a secret of its own, and changes every week.
    ///
    /// See [the AWS documentation](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html).
    pub fn managed_by_rds() -> Self {
        Credentials::new(Source::ManagedByRds, None)
    }

    /// The user's name. Default: `postgres` for PostgreSQL, `admin` for others, and that in the secret for one that exists.
    pub fn username(mut self, username: impl Into<Value<String>>) -> Self {
        self.username = Some(username.into());
        self
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

    /// Characters that do not occur in the new password. Default: space and ``%+~`#$&*()|[]{}:;<>?!'/@"\``.
    pub fn exclude_characters(mut self, characters: impl Into<String>) -> Self {
        self.exclude_characters = Some(characters.into());
        self
    }

    /// Regions that get a copy of the new secret.
    pub fn replica_regions(mut self, regions: impl Into<Vec<ReplicaRegion>>) -> Self {
        self.replica_regions = regions.into();
        self
    }

    fn new(source: Source, username: Option<Value<String>>) -> Self {
        Credentials {
            source,
            username,
            secret_name: None,
            encryption_key: None,
            exclude_characters: None,
            replica_regions: Vec::new(),
        }
    }
}

/// Credentials as instances and clusters are told them.
#[derive(Default)]
pub(super) struct Login {
    pub(super) username: Option<Value<String>>,
    pub(super) password: Option<Value<String>>,
    pub(super) manage_password: Option<bool>,
    /// The key of the secret that RDS manages.
    pub(super) managed_secret_key: Option<Key>,
    /// The secret to be attached to the database.
    pub(super) secret: Option<Secret>,
}

/// Credentials of a new database: without any, a user of the engine's default name.
#[track_caller]
pub(super) fn login(
    scope: &Scope,
    engine: &Engine,
    credentials: Option<Credentials>,
    location: &'static Location<'static>,
) -> Login {
    let credentials = credentials.unwrap_or_else(|| Credentials::from_username(engine.default_username()));
    credentials.check(scope, engine, location);
    let default_username = || Value::from(engine.default_username());
    match credentials.source.clone() {
        Source::Generated { replaced_with_criteria } => {
            let username = credentials.username.clone().unwrap_or_else(default_username);
            let secret = credentials.generate(scope, "Secret", &username, replaced_with_criteria);
            Login {
                // A name that decides over the secret's logical id is told as it is, any other is read from the secret.
                username: Some(match replaced_with_criteria {
                    true => username,
                    false => secret.secret_value_from_json("username"),
                }),
                password: Some(secret.secret_value_from_json("password")),
                secret: Some(secret),
                ..Login::default()
            }
        }
        Source::Existing(secret) => Login {
            username: Some(credentials.username.unwrap_or_else(|| secret.secret_value_from_json("username"))),
            password: Some(secret.secret_value_from_json("password")),
            secret: Some(secret),
            ..Login::default()
        },
        Source::Password(password) => Login {
            username: Some(credentials.username.unwrap_or_else(default_username)),
            password: Some(password.value().clone()),
            ..Login::default()
        },
        Source::ManagedByRds => Login {
            username: Some(credentials.username.unwrap_or_else(default_username)),
            manage_password: Some(true),
            managed_secret_key: credentials.encryption_key,
            ..Login::default()
        },
    }
}

/// Credentials of a database from a snapshot, which has its users already: a password alone can be a new one.
#[track_caller]
pub(super) fn login_of_snapshot(
    scope: &Scope,
    secret_id: &str,
    engine: &Engine,
    credentials: Option<Credentials>,
    location: &'static Location<'static>,
) -> Login {
    let Some(credentials) = credentials else { return Login::default() };
    credentials.check(scope, engine, location);
    match credentials.source.clone() {
        Source::Generated { replaced_with_criteria } => {
            let username = credentials.username.clone().unwrap_or_else(|| engine.default_username().into());
            let secret = credentials.generate(scope, secret_id, &username, replaced_with_criteria);
            let password = Some(secret.secret_value_from_json("password"));
            Login { password, secret: Some(secret), ..Login::default() }
        }
        Source::Existing(secret) => {
            let password = Some(secret.secret_value_from_json("password"));
            Login { password, secret: Some(secret), ..Login::default() }
        }
        Source::Password(password) => Login { password: Some(password.value().clone()), ..Login::default() },
        Source::ManagedByRds => {
            Login { manage_password: Some(true), managed_secret_key: credentials.encryption_key, ..Login::default() }
        }
    }
}

impl Credentials {
    #[track_caller]
    fn generate(&self, scope: &Scope, id: &str, username: &Value<String>, replaced_with_criteria: bool) -> Secret {
        let mut props = DatabaseSecretProps::new()
            .username(username)
            .replica_regions(self.replica_regions.clone())
            .replace_on_password_criteria_changes(replaced_with_criteria);
        if let Some(name) = &self.secret_name {
            props = props.secret_name(name);
        }
        if let Some(key) = &self.encryption_key {
            props = props.encryption_key(key);
        }
        if let Some(characters) = &self.exclude_characters {
            props = props.exclude_characters(characters);
        }
        DatabaseSecret::new(scope, id, props).into()
    }

    fn check(&self, scope: &Scope, engine: &Engine, location: &'static Location<'static>) {
        if let Some(name) = self.username.as_ref().and_then(|name| name.literal()) {
            names::check_username(scope, engine.name(), name, location);
        }
        if let Source::Password(password) = &self.source
            && password.is_exposed()
        {
            let message = "the password of a database would stand in the template as plain text";
            let help = "let it be generated, or refer to where it is kept; if everybody may know it, say \
                        `SecretValue::unsafe_plain_text`";
            scope.report(Finding::error("plain-text-password", message).at(location).help(help));
        }
        if matches!(self.source, Source::Generated { .. }) {
            self.check_characters(scope, location);
            return;
        }
        let is_managed = matches!(self.source, Source::ManagedByRds);
        let useless = [
            ("secret_name", self.secret_name.is_some()),
            ("encryption_key", self.encryption_key.is_some() && !is_managed),
            ("exclude_characters", self.exclude_characters.is_some()),
            ("replica_regions", !self.replica_regions.is_empty()),
        ];
        for (setting, _) in useless.into_iter().filter(|(_, set)| *set) {
            let message = format!("`{setting}` of these credentials has no effect: no secret is generated for them");
            let help = "leave it out, or use `Credentials::from_generated_secret`";
            scope.report(Finding::error("useless-credentials-setting", message).at(location).help(help));
        }
    }

    /// A password that AWS makes up may consist of any characters that are not excluded, and RDS refuses some.
    fn check_characters(&self, scope: &Scope, location: &'static Location<'static>) {
        let Some(excluded) = &self.exclude_characters else { return };
        let refused: Vec<char> = REFUSED_CHARACTERS.chars().filter(|refused| !excluded.contains(*refused)).collect();
        if !refused.is_empty() {
            let refused = refused.iter().map(|refused| format!("`{refused}`")).collect::<Vec<_>>().join(" and ");
            let message = format!("the password may turn out to have a character that RDS refuses: {refused}");
            let help = "add it to `exclude_characters`, or leave that out";
            scope.report(Finding::warning("password-characters", message).at(location).help(help));
        }
    }
}
