//! Deployments of `purlin_aws::kms`.

use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::kms::{Alias, AliasProps, Key, KeyProps, KeySpec, KeyUsage};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn keys_and_aliases() -> Result<()> {
    deploys(|stack| {
        let props = KeyProps::new()
            .alias("purlin-data")
            .rotation_period(180 * DAY)
            .pending_window(7 * DAY)
            .removal_policy(RemovalPolicy::Destroy);
        let key = Key::new(stack, "Data", props);
        key.add_alias("alias/purlin-backups");
        Alias::new(stack, "Own", AliasProps::new().alias_name("purlin-own").target_key(&key));
        let signing = KeyProps::new()
            .key_spec(KeySpec::ECC_NIST_P256)
            .key_usage(KeyUsage::SIGN_VERIFY)
            .removal_policy(RemovalPolicy::Destroy);
        let signing = Key::new(stack, "Signing", signing);
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        let worker = Role::new(stack, "Worker", worker);
        key.grant_encrypt_decrypt(&worker).assert_success();
        key.grant_decrypt(&Principal::service("delivery.logs.amazonaws.com")).assert_success();
        signing.grant_sign_verify(&worker).assert_success();
    })?;
    Ok(())
}
