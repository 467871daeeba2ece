//! What there is already: the key pair, the key, and the policy that bounds roles.

use purlin_core::Environment;
use purlin_product::{Problems, checks};

use crate::props::DeterminedSettings;

pub(super) fn check(settings: &DeterminedSettings, environment: &Environment, found: &mut Problems) {
    if let Some(key) = &settings.public_key {
        checks::public_key("public_key", key, found);
        let message = "there is both an existing key pair and a public key for a new one".to_owned();
        let good = settings.existing_key_pair.is_none();
        found.check(good, "public_key", "key-pair-given-twice", message, "leave out either of the two");
    }
    if let Some(name) = &settings.existing_key_pair {
        checks::key_pair("existing_key_pair", name, found);
    }
    if let Some(key) = &settings.encryption_key {
        checks::encryption_key("encryption_key", key, environment, found);
    }
    if let Some(policy) = &settings.permissions_boundary {
        checks::permissions_boundary("permissions_boundary", policy, environment, found);
    }
}
