//! As whom Valohai uses the bucket: a user with a key, and a role for large uploads.

use purlin_aws::aspects::SecurityCheck;
use purlin_aws::iam::{AccessKey, AccessKeyProps, Policy, PolicyProps, Principal, Role, RoleProps, User, UserProps};
use purlin_aws::kms::Key;
use purlin_aws::secretsmanager::{Secret, SecretProps, SecretValue};
use purlin_core::Scope;
use purlin_valohai::Surroundings;

use crate::policies::{FULL_ACCESS, LEAST_PRIVILEGE, MULTIPART};
use crate::props::DataStoreSettings;

/// The name of the user's policy, and of the role's.
const POLICY: &str = "ValohaiDataStore";
const MULTIPART_POLICY: &str = "ValohaiS3MultipartPolicy";

/// The user, and what it may do.
pub(crate) fn user(settings: &DataStoreSettings, surroundings: &Surroundings<'_>) -> User {
    let props = match &settings.user_name {
        Some(name) => UserProps::new().user_name(name.as_str()),
        None => UserProps::new(),
    };
    let user = User::new(surroundings.scope, "User", props);
    let statements = if settings.least_privilege { LEAST_PRIVILEGE } else { FULL_ACCESS };
    let props =
        PolicyProps::new().policy_name(POLICY).document(surroundings.document(statements)).users([user.clone()]);
    Policy::new(surroundings.scope, "Access", props);
    user
}

/// The key with the present number. Each is a resource of its own, so that the one before can stay for a while: a key that is
/// replaced is gone before anybody could have told Valohai the new one.
pub(crate) fn access_key(scope: &Scope, settings: &DataStoreSettings, user: &User) -> AccessKey {
    let key = |serial: i64| {
        let key = AccessKey::new(scope, &format!("AccessKey{serial}"), AccessKeyProps::new().user(user));
        let reason = "Valohai's form for stores takes the key of a user, which `access_key_serial` replaces";
        SecurityCheck::suppress(&key, "access-key", reason);
        key
    };
    if settings.keep_previous_access_key {
        key(settings.access_key_serial - 1);
    }
    key(settings.access_key_serial)
}

/// Both halves of the key, and nothing of them anywhere else.
pub(crate) fn secret(scope: &Scope, settings: &DataStoreSettings, key: &AccessKey, encryption: Option<&Key>) -> Secret {
    let halves: [(&str, SecretValue); 2] =
        [("accessKeyId", key.access_key_id().into()), ("secretAccessKey", key.secret_access_key().into())];
    let props = SecretProps::new()
        .description(format!("The access key of the Valohai data store {}", settings.name))
        .secret_object_value(halves);
    let props = match encryption {
        Some(encryption) => props.encryption_key(encryption),
        None => props,
    };
    Secret::new(scope, "Secret", props)
}

/// The role that Valohai lends to workers for large uploads.
pub(crate) fn multipart_role(
    settings: &DataStoreSettings,
    user: &User,
    surroundings: &Surroundings<'_>,
) -> Option<Role> {
    if !settings.multipart_role {
        return None;
    }
    let trusted = match &settings.multipart_role_trusts {
        Some(arn) => Principal::arn(arn.as_str()),
        // The reference makes the role wait for the user: IAM refuses a principal that is not there.
        None => Principal::arn(user.arn()),
    };
    let props = RoleProps::new()
        .assumed_by(trusted)
        .description(format!("Uploads of more than 5 GB to the Valohai data store {}", settings.name))
        .inline_policies(vec![(MULTIPART_POLICY.to_owned(), surroundings.document(MULTIPART))]);
    let props = match &settings.multipart_role_name {
        Some(name) => props.role_name(name.as_str()),
        None => props,
    };
    Some(Role::new(surroundings.scope, "MultipartRole", props))
}
