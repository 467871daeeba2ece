//! Access keys of users.

use purlin_cfn::iam::{CfnAccessKey, CfnAccessKeyProps};
use purlin_cfn::secretsmanager::{CfnSecret, CfnSecretProps};
use purlin_core::{Complete, Construct, RemovalPolicy, Scope, Val, Value, props, to_json_text};

use super::user::User;
use crate::handle::handle;

/// Whether an access key can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKeyStatus {
    /// It can.
    Active,
    /// It cannot, for now.
    Inactive,
}

props! {
    /// The settings of an [`AccessKey`].
    pub struct AccessKeyProps => AccessKeySettings in access_key_props {
        required {
            /// Whose key it is.
            user: User as KeyUser,
        }
        optional {
            /// Whether it can be used. Default: yes.
            status: AccessKeyStatus,
            /// A number that is raised whenever the key is to be replaced by a new one.
            serial: i64,
        }
    }
}

/// An access key: how a user's programs call AWS from places where they cannot assume a role.
///
/// ```
/// use purlin_aws::iam::{AccessKey, AccessKeyProps, User, UserProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let user = User::new(&stack, "Uploader", UserProps::new());
/// let key = AccessKey::new(&stack, "Key", AccessKeyProps::new().user(&user).serial(1));
/// let secret = key.keep_in_secret(); // {"accessKeyId": "…", "secretAccessKey": "…"}
/// # app.synth().unwrap();
/// ```
///
/// [Access keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html)
#[derive(Clone)]
pub struct AccessKey {
    scope: Scope,
    cfn: CfnAccessKey,
}

handle!(AccessKey, scope);

impl AccessKey {
    /// A key of a user.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<AccessKeySettings>) -> Self {
        let AccessKeySettings { user, status, serial } = props.complete();
        let scope = Scope::new(scope, id);
        let status = status.map(|status| match status {
            AccessKeyStatus::Active => "Active",
            AccessKeyStatus::Inactive => "Inactive",
        });
        let cfn_props = CfnAccessKeyProps::new().serial(serial).status(status).user_name(user.name());
        AccessKey { cfn: CfnAccessKey::new(&scope, "Resource", cfn_props), scope }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnAccessKey {
        &self.cfn
    }

    /// The id of the key, which is no secret: `AKIA…`.
    pub fn access_key_id(&self) -> Value<String> {
        self.cfn.get_ref()
    }

    /// The secret part of the key. Whatever it is put into shows it to whoever may read that: outputs, parameters, user
    /// data. [`keep_in_secret`](AccessKey::keep_in_secret) is the place for it.
    pub fn secret_access_key(&self) -> Value<String> {
        self.cfn.attr_secret_access_key()
    }

    /// Keeps both parts in a secret of Secrets Manager, as JSON with the entries `accessKeyId` and `secretAccessKey`. Its
    /// `Ref` is the secret's ARN. Only the secret's value holds the key; the template refers to it.
    ///
    /// The secret goes away with the key. Call it once: a second secret would take the same place in the tree.
    #[track_caller]
    pub fn keep_in_secret(&self) -> CfnSecret {
        let entries = [("accessKeyId", self.access_key_id()), ("secretAccessKey", self.secret_access_key())];
        let json = Val::map(entries.map(|(key, value)| (key, value.into_val())));
        let place = Scope::new(self, "Secret");
        let secret = CfnSecret::new(&place, "Resource", CfnSecretProps::new().secret_string(to_json_text(json)));
        secret.resource().apply_removal_policy(RemovalPolicy::Destroy);
        secret
    }
}
