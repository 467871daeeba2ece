//! The password of Redis.

use purlin_aws::kms::Key;
use purlin_aws::secretsmanager::{GenerateSecretString, Secret, SecretProps};
use purlin_core::Scope;

use crate::names::{self, Names};

/// So many letters and digits, as many as an AES-128 key is worth and more.
const PASSWORD_LENGTH: i64 = 32;

/// The password of Redis: letters and digits alone, because scripts of Valohai's write it without quotes.
pub(crate) fn secret(scope: &Scope, names: &Names, key: Option<&Key>) -> Secret {
    let generate = GenerateSecretString::new()
        .password_length(PASSWORD_LENGTH)
        .exclude_punctuation(true)
        .include_space(false)
        .require_each_included_type(true);
    let props = SecretProps::new()
        .secret_name(names.of(names::SECRET))
        .description("The password of Redis on the Valohai queue")
        .generate_secret_string(generate);
    let props = match key {
        Some(key) => props.encryption_key(key),
        None => props,
    };
    Secret::new(scope, "RedisSecret", props)
}
