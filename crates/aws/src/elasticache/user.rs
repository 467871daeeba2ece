//! Users of caches, and groups of them.

use std::panic::Location;

use purlin_cfn::elasticache::user::{self, AuthenticationMode, AuthenticationModeType};
use purlin_cfn::elasticache::{CfnUser, CfnUserGroup, CfnUserGroupProps, CfnUserProps, user_group};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, UniqueNameOptions, Value, props};

use crate::handle::handle;
use crate::secretsmanager::SecretValue;

use super::engine::CacheEngine;
use super::names;

const LONGEST_ID: usize = 40;
const MOST_PASSWORDS: usize = 2;
/// Whom clients are that name no user.
const DEFAULT_USER: &str = "default";

/// How a [`User`] proves who they are.
#[derive(Clone, Debug)]
pub enum UserAuthentication {
    /// By a token of IAM, which principals get who [may connect](super::ReplicationGroup::grant_connect).
    Iam,
    /// By one of up to two passwords of 16 to 128 characters, such as references to secrets.
    Passwords(Vec<SecretValue>),
    /// Not at all: **whoever reaches the cache over the network is this user.**
    NoPassword,
}

props! {
    /// The settings of a [`User`].
    pub struct UserProps => UserSettings in user_props {
        required {
            /// The engine of the caches; its version does not matter.
            engine: CacheEngine as EngineOfUser,
            /// What the user may do, such as `on ~app:* +@read`.
            access_string: Value<String> as AccessString,
            /// How the user proves who they are.
            authentication: UserAuthentication as AuthenticationOfUser,
        }
        optional {
            /// The user's id: up to 40 letters, digits and hyphens. Default: one made of its path.
            user_id: Value<String>,
            /// The name by which clients call the user. Default: the id; users of IAM have no other.
            user_name: Value<String>,
        }
    }
}

props! {
    /// The settings of a [`UserGroup`].
    pub struct UserGroupProps => UserGroupSettings in user_group_props {
        required {
            /// The engine of the caches; its version does not matter.
            engine: CacheEngine as EngineOfUsers,
            /// The users. Of Redis OSS, one must be named `default`.
            users: Vec<User> as Users,
        }
        optional {
            /// The group's id: up to 40 letters, digits and hyphens. Default: one made of its path.
            user_group_id: Value<String>,
        }
    }
}

/// A user of caches: what they may do, and how they prove who they are.
///
/// ```
/// use purlin_aws::elasticache::{
///     CacheAuthentication, CacheEngine, User, UserAuthentication, UserGroup, UserGroupProps, UserProps, ValkeyVersion,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let engine = CacheEngine::valkey(ValkeyVersion::VER_8_2);
/// let reader = UserProps::new().engine(&engine).access_string("on ~* +@read").authentication(UserAuthentication::Iam);
/// let reader = User::new(&stack, "Reader", reader);
/// let users = UserGroup::new(&stack, "Users", UserGroupProps::new().engine(&engine).users([reader]));
/// let authentication = CacheAuthentication::user_group(&users);
/// # app.synth().unwrap();
/// ```
///
/// [Access by roles](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)
#[derive(Clone)]
pub struct User {
    scope: Scope,
    cfn: CfnUser,
    name: Value<String>,
}

handle!(User, scope);

impl User {
    /// A user.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<UserSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let user_id = names::name(&scope, settings.user_id, LONGEST_ID, "user", location);
        let user_id = user_id.unwrap_or_else(|| name_of_path(&scope));
        let name = settings.user_name.unwrap_or_else(|| user_id.clone());
        check(&scope, &settings.authentication, &user_id, &name, location);
        let mode = match settings.authentication {
            UserAuthentication::Iam => AuthenticationMode::new().type_(AuthenticationModeType::IAM),
            UserAuthentication::NoPassword => {
                AuthenticationMode::new().type_(AuthenticationModeType::NO_PASSWORD_REQUIRED)
            }
            UserAuthentication::Passwords(passwords) => {
                let passwords: Vec<Value<String>> = passwords.iter().map(|it| it.value().clone()).collect();
                AuthenticationMode::new().type_(AuthenticationModeType::PASSWORD).passwords(passwords)
            }
        };
        let props = CfnUserProps::new()
            .access_string(settings.access_string)
            .authentication_mode(mode)
            .engine(user::Engine::new(settings.engine.name()))
            .user_id(user_id)
            .user_name(&name);
        let cfn = CfnUser::new(&scope, "Resource", props);
        User { scope, cfn, name }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnUser {
        &self.cfn
    }

    /// The user's id.
    pub fn id(&self) -> Value<String> {
        self.cfn.get_ref()
    }

    /// The user's ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn.attr_arn()
    }

    /// The name by which clients call the user.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }
}

/// A group of users: those who may connect to a cache.
#[derive(Clone)]
pub struct UserGroup {
    scope: Scope,
    cfn: CfnUserGroup,
}

handle!(UserGroup, scope);

impl UserGroup {
    /// A group of users.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<UserGroupSettings>) -> Self {
        let settings = props.complete();
        let location = Location::caller();
        let scope = Scope::new(scope, id);
        let group_id = names::name(&scope, settings.user_group_id, LONGEST_ID, "user group", location);
        let may_be_default = |user: &User| user.name.literal().is_none_or(|name| name == DEFAULT_USER);
        if settings.engine.name() == "redis" && !settings.users.iter().any(may_be_default) {
            let finding = Finding::error("no-default-user", "a group of Redis OSS users has no user named `default`");
            let help = "add one that may do nothing: `user_name(\"default\")` with the access string `off -@all`";
            scope.report(finding.at(location).help(help));
        }
        let users: Vec<Value<String>> = settings.users.iter().map(User::id).collect();
        let props = CfnUserGroupProps::new()
            .engine(user_group::Engine::new(settings.engine.name()))
            .user_group_id(group_id.unwrap_or_else(|| name_of_path(&scope)))
            .user_ids(users);
        UserGroup { cfn: CfnUserGroup::new(&scope, "Resource", props), scope }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnUserGroup {
        &self.cfn
    }

    /// The group's id.
    pub fn id(&self) -> Value<String> {
        self.cfn.get_ref()
    }

    /// The group's ARN.
    pub fn arn(&self) -> Value<String> {
        self.cfn.attr_arn()
    }
}

impl IntoValue<String> for &UserGroup {
    fn into_value(self) -> Value<String> {
        self.id()
    }
}

fn name_of_path(scope: &Scope) -> Value<String> {
    let options = UniqueNameOptions { max_length: LONGEST_ID, separator: "-", ..UniqueNameOptions::default() };
    scope.unique_resource_name(&options).to_lowercase().into()
}

fn check(
    scope: &Scope,
    authentication: &UserAuthentication,
    id: &Value<String>,
    name: &Value<String>,
    location: &'static Location<'static>,
) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    match authentication {
        UserAuthentication::Iam if id.literal().is_some_and(|id| name.literal().is_some_and(|name| id != name)) => {
            let message = "a user of IAM has the name that is their id".into();
            report("name-of-iam-user", message, "leave `user_name` out");
        }
        UserAuthentication::Passwords(passwords) => {
            if !(1..=MOST_PASSWORDS).contains(&passwords.len()) {
                let message = format!("a user cannot have {} passwords", passwords.len());
                report("bad-passwords", message, "give one password, or two while one replaces the other");
            }
            if passwords.iter().any(SecretValue::is_exposed) {
                let message = "the password of a user would stand in the template as plain text".into();
                let help = "refer to where it is kept; if everybody may know it, say `SecretValue::unsafe_plain_text`";
                report("plain-text-password", message, help);
            }
        }
        _ => {}
    }
}
