//! Secrets that AWS makes up, and the application reads when it boots.

use purlin_aws::secretsmanager::{GenerateSecretString, Secret, SecretProps};

use crate::cache;
use crate::database::USER;
use crate::layout::{self, Position};
use crate::names;
use crate::plan::Plan;

const LENGTH: i64 = 30;
/// What would have to be quoted in an address, or a shell.
const EXCLUDED: &str = "\"@/\\ '";

#[derive(Clone)]
pub(crate) struct Secrets {
    /// The user and password of the database, and where it is.
    pub(crate) database: Secret,
    /// What encrypts the private keys of repositories.
    pub(crate) repository: Secret,
    /// What signs sessions.
    pub(crate) application: Secret,
    /// What signs tokens.
    pub(crate) jwt: Secret,
    /// What the application tells Optimo, which optimises parameters of jobs beside it.
    pub(crate) optimo: Secret,
    /// What the queue wants to be told by whoever connects, where it wants that.
    pub(crate) queue: Option<Secret>,
    /// What users of the installation add to the application's configuration.
    pub(crate) configuration: Option<Secret>,
}

impl Secrets {
    pub(crate) fn new(plan: &Plan) -> Self {
        let database = generate().template([("username", USER)], "password");
        let has_token = cache::has_token(plan);
        let queue = has_token.then(|| secret(plan, &layout::QUEUE_TOKEN, names::QUEUE_TOKEN, generate()));
        Secrets {
            database: secret(plan, &layout::DATABASE_PASSWORD, names::DATABASE_PASSWORD, database),
            repository: secret(plan, &layout::REPOSITORY_SECRET, names::REPOSITORY_SECRET, generate()),
            application: secret(plan, &layout::APPLICATION_SECRET, names::APPLICATION_SECRET, generate()),
            jwt: secret(plan, &layout::JWT_SECRET, names::JWT_SECRET, generate()),
            optimo: secret(plan, &layout::OPTIMO_PASSWORD, names::OPTIMO_PASSWORD, generate()),
            queue,
            configuration: configuration(plan),
        }
    }

    /// All that the application reads.
    pub(crate) fn all(&self) -> Vec<&Secret> {
        let Secrets { database, repository, application, jwt, optimo, queue, configuration } = self;
        [database, repository, application, jwt, optimo].into_iter().chain(queue).chain(configuration).collect()
    }
}

fn configuration(plan: &Plan) -> Option<Secret> {
    let arn = plan.settings.configuration_secret.as_ref()?;
    Some(Secret::from_complete_arn(plan.scope(), "Configuration", arn.as_str()))
}

fn generate() -> GenerateSecretString {
    GenerateSecretString::new().exclude_characters(EXCLUDED).exclude_punctuation(true).password_length(LENGTH)
}

fn secret(plan: &Plan, position: &Position, name: &str, generate: GenerateSecretString) -> Secret {
    let mut props = SecretProps::new().generate_secret_string(generate);
    if let Some(name) = plan.names.physical(name) {
        props = props.secret_name(name);
    }
    if let Some(key) = &plan.key {
        props = props.encryption_key(key);
    }
    let (scope, id) = plan.layout.at(position);
    let secret = Secret::new(&scope, id, props);
    plan.names.tag(&secret, name);
    secret
}
