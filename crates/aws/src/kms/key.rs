//! Keys.

use std::cell::Cell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_cfn::kms::{CfnKey, CfnKeyProps};
use purlin_core::{
    Complete, Construct, Finding, Lookup, RemovalPolicy, Scope, Value, fn_select, fn_split, props, text,
};

use super::key_spec::{KeySpec, KeyUsage, fits, spec_name, usage_name};
use super::{Alias, AliasProps};
use crate::durations::whole_days;
use crate::handle::handle;
use crate::iam::{PolicyDocument, PolicyKind, PolicyProperty, PolicyStatement, Principal, ResourceWithPolicy};

const LONGEST_DESCRIPTION: usize = 8_192;
/// The most characters of a key's policy.
const LARGEST_POLICY: usize = 32_768;

props! {
    /// The settings of a [`Key`].
    pub struct KeyProps => KeySettings in key_props {
        optional {
            /// A name for it; `alias/` in front of it can be left out.
            alias: Value<String>,
            /// What it is for, 8,192 characters at most.
            description: Value<String>,
            /// Whether it can be used, which is the default.
            enabled: bool,
            /// Whether AWS changes its material now and then; what was encrypted before can still be read. On by default for
            /// keys of [`SYMMETRIC_DEFAULT`](KeySpec::SYMMETRIC_DEFAULT), and not to be had for others.
            enable_key_rotation: bool,
            /// How often, 90 to 2,560 days: 365 unless it is set.
            rotation_period: Duration,
            /// How long AWS waits before it deletes a key that is to be deleted, 7 to 30 days: 30 unless it is set.
            pending_window: Duration,
            /// What it is made of: [`SYMMETRIC_DEFAULT`](KeySpec::SYMMETRIC_DEFAULT) unless it is set.
            key_spec: KeySpec,
            /// What it is for: [`ENCRYPT_DECRYPT`](KeyUsage::ENCRYPT_DECRYPT) unless it is set.
            key_usage: KeyUsage,
            /// Whether it can be replicated to other regions.
            multi_region: bool,
            /// The key's policy, instead of the one by which it trusts its account.
            ///
            /// **Whoever is not in it has no access**, also not to change it: name the account, or the key may become
            /// unmanageable.
            policy: PolicyDocument,
            /// Who may change and delete it, but not use it.
            admins: Vec<Principal>,
            /// What becomes of it when it leaves the stack. What it encrypted is lost with it.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}

/// A key that encrypts, signs or authenticates, and never leaves AWS.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::kms::{Key, KeyProps, KeySpec, KeyUsage};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let data = Key::new(&stack, "Data", KeyProps::new().rotation_period(Duration::from_secs(180 * 24 * 3600)));
/// let signing = KeyProps::new().key_spec(KeySpec::ECC_NIST_P256).key_usage(KeyUsage::SIGN_VERIFY);
/// Key::new(&stack, "Signing", signing);
///
/// let imported = Key::from_arn(&stack, "Partner", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab");
/// assert_eq!(imported.id().literal(), Some("1234abcd-12ab"));
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html)
#[derive(Clone)]
pub struct Key {
    pub(super) inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) scope: Scope,
    arn: Value<String>,
    id: Value<String>,
    cfn: Option<CfnKey>,
    policy: Option<PolicyProperty>,
    pub(super) account: Value<String>,
    pub(super) region: Value<String>,
    pub(super) access: Access,
    /// Whether it has an alias already: the second one needs another id.
    aliased: Cell<bool>,
}

/// By what a principal is given access.
pub(super) enum Access {
    /// The key itself.
    Direct,
    /// The key that an alias stands for.
    Through(Key),
    /// Whatever key has this alias.
    ByAlias(Value<String>),
}

impl Key {
    /// A key of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<KeySettings>) -> Self {
        let at = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let rotation = rotation(&scope, &settings, at);
        let days = |setting, duration: Option<Duration>| duration.map(|it| whole_days(&scope, setting, it, at));
        let pending_window = days("pending_window", settings.pending_window);
        if let Some(days) = pending_window.filter(|days| !(7..=30).contains(days)) {
            let message = format!("`pending_window` is {days} days");
            let help = "wait for 7 to 30 days before the key is deleted";
            scope.report(Finding::error("bad-pending-window", message).at(at).help(help));
        }
        let description = settings.description.as_ref().and_then(|text| text.literal());
        if description.is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
            let finding = Finding::error("long-description", "the description of a key is too long").at(at);
            scope.report(finding.help("use up to 8,192 characters"));
        }
        let cfn = CfnKey::new(
            &scope,
            "Resource",
            CfnKeyProps::new()
                .description(settings.description)
                .enable_key_rotation(rotation)
                .rotation_period_in_days(days("rotation_period", settings.rotation_period))
                .enabled(settings.enabled)
                .key_spec(settings.key_spec)
                .key_usage(settings.key_usage)
                .multi_region(settings.multi_region)
                .pending_window_in_days(pending_window),
        );
        cfn.resource().apply_removal_policy(settings.removal_policy);
        let document = settings.policy.unwrap_or_else(trusting_the_account);
        let policy = PolicyProperty::new(cfn.resource(), "KeyPolicy", PolicyKind::Resource, document);
        let policy = policy.at_most(LARGEST_POLICY);
        let key = Key::made_of(Inner {
            arn: cfn.attr_arn(),
            id: cfn.get_ref(),
            account: scope.account(),
            region: scope.region(),
            cfn: Some(cfn),
            policy: Some(policy),
            access: Access::Direct,
            aliased: Cell::new(false),
            scope,
        });
        for admin in settings.admins.unwrap_or_default() {
            let _ = key.grant_admin(&admin);
        }
        if let Some(alias) = settings.alias {
            key.add_alias(alias);
        }
        key
    }

    /// A key that exists already, by its ARN. Its policy stays as it is.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let (at, arn) = (Location::caller(), arn.into());
        let scope = Scope::new(scope, id);
        if let Some(text) = arn.literal()
            && key_of_arn(text).is_none()
        {
            let message = format!("`{text}` is not the ARN of a key");
            let help = "write it like `arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`";
            scope.report(Finding::error("bad-key-arn", message).at(at).help(help));
        }
        let part = |index| fn_select(index, fn_split(":", &arn));
        let id = match arn.literal() {
            Some(text) => key_of_arn(text).unwrap_or(text).into(),
            None => fn_select(1, fn_split("/", part(5))),
        };
        let (region, account) = (part(3), part(4));
        Key::imported(scope, arn, id, account, region, Access::Direct)
    }

    /// A key that exists already, found by one of its aliases while the app is synthesised. The stack needs an account and a
    /// region.
    ///
    /// The answer is kept in `cdk.context.json`. Where the id of the key is not needed, [`Alias::from_name`] does without
    /// looking it up.
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, alias_name: &str) -> Self {
        let scope = Scope::new(scope, id);
        let id = match scope.lookup("key-provider", [("aliasName", alias_name)]) {
            Lookup::Found(found) => found.get("keyId").and_then(|id| id.as_str()).unwrap_or_default().into(),
            Lookup::Missing(missing) => missing.value(),
        };
        let arn = arn_in_stack(&scope, text!["key/", &id]);
        let (account, region) = (scope.account(), scope.region());
        Key::imported(scope, arn, id, account, region, Access::Direct)
    }

    pub(super) fn imported(
        scope: Scope,
        arn: Value<String>,
        id: Value<String>,
        account: Value<String>,
        region: Value<String>,
        access: Access,
    ) -> Self {
        let (cfn, policy, aliased) = (None, None, Cell::new(false));
        Key::made_of(Inner { scope, arn, id, cfn, policy, account, region, access, aliased })
    }

    fn made_of(inner: Inner) -> Self {
        Key { inner: Rc::new(inner) }
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// Its id, such as `1234abcd-12ab-34cd-56ef-1234567890ab`.
    pub fn id(&self) -> Value<String> {
        self.inner.id.clone()
    }

    /// The generated resource; none of an imported key.
    pub fn cfn(&self) -> Option<&CfnKey> {
        self.inner.cfn.as_ref()
    }

    /// Gives it another name; `alias/` in front of it can be left out.
    ///
    /// ```
    /// # use purlin_aws::kms::{Key, KeyProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// let key = Key::new(&stack, "Key", KeyProps::new());
    /// key.add_alias("alias/data");
    /// key.add_alias("backups");
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn add_alias(&self, name: impl Into<Value<String>>) -> Alias {
        let name = name.into();
        let id = match self.inner.aliased.replace(true) {
            false => "Alias".to_owned(),
            true => format!("Alias{}", name.literal().unwrap_or_default()),
        };
        Alias::new(self, &id, AliasProps::new().alias_name(name).target_key(self))
    }

    /// Adds a statement to its policy, and tells which construct holds it. The policy of an imported key cannot be changed:
    /// then there is `None`, and nothing happens.
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        match (&self.inner.access, &self.inner.policy) {
            (Access::Through(key), _) => key.add_to_resource_policy(statement),
            (_, Some(policy)) => {
                policy.add_statement(statement);
                Some(policy.resource().scope().clone())
            }
            (_, None) => None,
        }
    }
}

/// Whether its material is rotated, if the template says so.
fn rotation(scope: &Scope, settings: &KeySettings, at: &'static Location<'static>) -> Option<bool> {
    let spec = settings.key_spec.clone().unwrap_or(KeySpec::SYMMETRIC_DEFAULT);
    let usage = settings.key_usage.clone().unwrap_or(KeyUsage::ENCRYPT_DECRYPT);
    let (spec_name, symmetric) = (spec_name(&spec), spec == KeySpec::SYMMETRIC_DEFAULT);
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if !fits(&spec, &usage) {
        let message = format!("a key made of `{spec_name}` cannot be for `{}`", usage_name(&usage));
        report("key-spec-and-usage", message, "choose a `key_spec` that goes with the `key_usage`");
    }
    let period = settings.rotation_period.map(|period| period.as_secs() / (24 * 3600));
    if let Some(days) = period.filter(|days| !(90..=2560).contains(days)) {
        let message = format!("`rotation_period` is {days} days");
        report("bad-rotation-period", message, "rotate the key every 90 to 2,560 days");
    }
    if settings.enable_key_rotation == Some(false) && period.is_some() {
        let message = "`rotation_period` is set, but rotation is switched off".to_owned();
        report("rotation-period-without-rotation", message, "leave out one of the two settings");
    }
    let wanted = settings.enable_key_rotation == Some(true) || period.is_some();
    if wanted && !symmetric {
        let message = format!("AWS does not rotate keys made of `{spec_name}`");
        report("rotation-of-asymmetric-key", message, "leave `enable_key_rotation` and `rotation_period` out");
    }
    settings.enable_key_rotation.or(symmetric.then_some(true)).or(wanted.then_some(true))
}

/// The policy that the console gives to keys: whatever policies of the account's roles and users allow.
fn trusting_the_account() -> PolicyDocument {
    let statement = PolicyStatement::allow().actions(["kms:*"]).all_resources().principals([Principal::account_root()]);
    PolicyDocument::new([statement])
}

/// The key's id, when the text is the ARN of one.
fn key_of_arn(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "kms", _, _, resource] => resource.strip_prefix("key/").filter(|id| !id.is_empty()),
        _ => None,
    }
}

/// An ARN in the region and account of the stack around a construct.
pub(super) fn arn_in_stack(scope: &Scope, resource: Value<String>) -> Value<String> {
    text!["arn:", scope.partition(), ":kms:", scope.region(), ":", scope.account(), ":", resource]
}

impl ResourceWithPolicy for Key {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Key::add_to_resource_policy(self, statement)
    }

    fn resource_account(&self) -> Value<String> {
        self.inner.account.clone()
    }
}

handle!(Key, inner.scope);
