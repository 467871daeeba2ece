//! Secrets that AWS makes up, and those that there are.

use purlin_aws::secretsmanager::{GenerateSecretString, Secret, SecretProps};

use crate::plan::Plan;

/// The main user of the database: as `det deploy` calls it, so that its snapshots can be restored.
pub(crate) const DATABASE_USER: &str = "postgres";
const LENGTH: i64 = 30;
/// What would have to be quoted in an address, or a shell.
const EXCLUDED: &str = "\"@/\\ '";

/// What master and agents read when they boot.
#[derive(Clone)]
pub(crate) struct Secrets {
    /// The user and password of the database.
    pub(crate) database: Secret,
    /// The first password of the users `admin` and `determined`.
    pub(crate) initial_password: Secret,
    /// By what master, agents and tasks sign in where images come from.
    pub(crate) docker: Option<Secret>,
    /// The master's certificate and its key.
    pub(crate) tls: Option<Secret>,
    /// What is merged into the master's configuration.
    pub(crate) configuration: Option<Secret>,
}

impl Secrets {
    #[track_caller]
    pub(crate) fn new(plan: &Plan) -> Self {
        let settings = &plan.settings;
        let existing = |id: &str, arn: &Option<String>| {
            arn.as_ref().map(|arn| Secret::from_complete_arn(&plan.scope, id, arn.as_str()))
        };
        let initial = existing("InitialPassword", &settings.initial_password_secret);
        Secrets {
            database: secret(plan, "DatabasePassword", generate().template([("username", DATABASE_USER)], "password")),
            initial_password: initial.unwrap_or_else(|| secret(plan, "InitialPassword", generate())),
            docker: existing("DockerLogin", &settings.docker_secret),
            tls: existing("Certificate", &settings.tls_secret),
            configuration: existing("Configuration", &settings.configuration_secret),
        }
    }

    /// All that the master reads.
    pub(crate) fn of_master(&self) -> Vec<&Secret> {
        let Secrets { database, initial_password, docker, tls, configuration } = self;
        [database, initial_password].into_iter().chain(docker).chain(tls).chain(configuration).collect()
    }
}

/// With letters of both cases and digits, as Determined wants passwords to have.
fn generate() -> GenerateSecretString {
    GenerateSecretString::new().exclude_characters(EXCLUDED).exclude_punctuation(true).password_length(LENGTH)
}

#[track_caller]
fn secret(plan: &Plan, id: &str, generate: GenerateSecretString) -> Secret {
    let mut props = SecretProps::new().generate_secret_string(generate);
    if let Some(key) = &plan.key {
        props = props.encryption_key(key);
    }
    Secret::new(&plan.scope, id, props)
}
