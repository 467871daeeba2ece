//! The key pair of master and agents: Determined launches no agent without one.

use purlin_aws::ec2::{KeyPair, KeyPairProps, KeyPairType};

use crate::plan::Plan;

#[track_caller]
pub(crate) fn key_pair(plan: &Plan) -> KeyPair {
    let settings = &plan.settings;
    if let Some(name) = &settings.existing_key_pair {
        return KeyPair::from_name(&plan.scope, "KeyPair", name);
    }
    let props = match &settings.public_key {
        Some(key) => KeyPairProps::new().public_key(key.trim()),
        None => KeyPairProps::new().key_type(KeyPairType::Ed25519),
    };
    KeyPair::new(&plan.scope, "KeyPair", props)
}
