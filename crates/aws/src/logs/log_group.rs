//! Log groups.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::logs::{CfnLogGroup, CfnLogGroupProps};
use purlin_core::{
    Complete, Construct, Finding, RemovalPolicy, Scope, Value, fn_select, fn_split, props, pseudo_parameter, text,
};

use super::{LogGroupClass, ResourcePolicy, ResourcePolicyProps, RetentionDays};
use crate::handle::handle;
use crate::iam::{Condition, PolicyStatement, Principal, ResourceWithPolicy};
use crate::kms::Key;

props! {
    /// The settings of a [`LogGroup`].
    pub struct LogGroupProps => LogGroupSettings in log_group_props {
        optional {
            /// The name. Left out, CloudFormation makes one.
            log_group_name: Value<String>,
            /// For how long events are kept: two years, unless it is set.
            retention: RetentionDays,
            /// The key that events are encrypted with, instead of one that CloudWatch keeps to itself. A key that the app
            /// makes lets CloudWatch use it; an imported one has to do so itself.
            encryption_key: Key,
            /// Standard unless it is set; others cost less and can do less. It cannot be changed later.
            log_group_class: LogGroupClass,
            /// Whether it cannot be deleted until this is taken back.
            deletion_protection_enabled: bool,
            /// What becomes of it when it leaves the stack.
            removal_policy: RemovalPolicy = RemovalPolicy::Retain,
        }
    }
}

/// A log group: streams of events that are kept equally long and read together.
///
/// ```
/// use purlin_aws::kms::{Key, KeyProps};
/// use purlin_aws::logs::{LogGroup, LogGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let key = Key::new(&stack, "Key", KeyProps::new());
/// let props = LogGroupProps::new().log_group_name("/purlin/jobs").encryption_key(&key);
/// let group = LogGroup::new(&stack, "Jobs", props);
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html)
#[derive(Clone)]
pub struct LogGroup {
    inner: Rc<Inner>,
}

handle!(LogGroup, inner.scope);

struct Inner {
    scope: Scope,
    arn: Value<String>,
    name: Value<String>,
    cfn: Option<CfnLogGroup>,
    account: Value<String>,
    region: Value<String>,
    policy: RefCell<Option<ResourcePolicy>>,
}

impl LogGroup {
    /// A log group of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<LogGroupSettings>) -> Self {
        let at = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, at);
        if let Some(key) = &settings.encryption_key {
            allow_encryption(&scope, key, settings.log_group_name.as_ref());
        }
        let delivers = settings.log_group_class == Some(LogGroupClass::DELIVERY);
        let retention = settings.retention.unwrap_or(match delivers {
            true => RetentionDays::INFINITE,
            false => RetentionDays::TWO_YEARS,
        });
        let cfn = CfnLogGroup::new(
            &scope,
            "Resource",
            CfnLogGroupProps::new()
                .log_group_name(settings.log_group_name)
                .retention_in_days(retention.days())
                .kms_key_id(settings.encryption_key.as_ref().map(Key::arn))
                .log_group_class(settings.log_group_class)
                .deletion_protection_enabled(settings.deletion_protection_enabled),
        );
        cfn.resource().apply_removal_policy(settings.removal_policy);
        let (arn, name) = (cfn.attr_arn(), cfn.get_ref());
        let (account, region) = (scope.account(), scope.region());
        LogGroup::made_of(Inner { scope, arn, name, cfn: Some(cfn), account, region, policy: RefCell::default() })
    }

    /// A log group that exists already, by its ARN, with or without `:*` behind it.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let scope = Scope::new(scope, id);
        let arn: Value<String> = match arn.literal() {
            Some(text) => {
                let text = text.strip_suffix(":*").unwrap_or(text);
                let parts: Vec<&str> = text.splitn(7, ':').collect();
                if !matches!(parts[..], ["arn", _, "logs", _, _, "log-group", name] if !name.is_empty()) {
                    let message = format!("`{text}` is not the ARN of a log group");
                    let help = "write it like `arn:aws:logs:eu-west-1:111122223333:log-group:/purlin/jobs`";
                    scope.report(Finding::error("bad-log-group-arn", message).at(Location::caller()).help(help));
                }
                text.into()
            }
            None => arn,
        };
        let part = |index| fn_select(index, fn_split(":", &arn));
        let (name, account, region) = (part(6), part(4), part(3));
        let arn = text![&arn, ":*"];
        LogGroup::made_of(Inner { scope, arn, name, cfn: None, account, region, policy: RefCell::default() })
    }

    /// A log group of the stack's account and region that exists already, by its name.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        let scope = Scope::new(scope, id);
        let name: Value<String> = match name.literal() {
            Some(text) => text.strip_suffix(":*").unwrap_or(text).into(),
            None => name,
        };
        let (account, region) = (scope.account(), scope.region());
        let arn = text![group_arn(&scope, &region, &account, &name), ":*"];
        LogGroup::made_of(Inner { scope, arn, name, cfn: None, account, region, policy: RefCell::default() })
    }

    fn made_of(inner: Inner) -> Self {
        LogGroup { inner: Rc::new(inner) }
    }

    /// The ARN of the log group and all its streams: it ends with `:*`.
    pub fn arn(&self) -> Value<String> {
        self.inner.arn.clone()
    }

    /// The ARN of the log group itself, without `:*` behind it, as some services want it.
    pub fn group_arn(&self) -> Value<String> {
        match self.inner.arn.literal() {
            Some(arn) => arn.strip_suffix(":*").unwrap_or(arn).into(),
            None => group_arn(&self.inner.scope, &self.inner.region, &self.inner.account, &self.inner.name),
        }
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.name.clone()
    }

    /// The generated resource; none of an imported log group.
    pub fn cfn(&self) -> Option<&CfnLogGroup> {
        self.inner.cfn.as_ref()
    }

    /// Adds a statement to a policy of CloudWatch Logs for this log group, which is made with the first one, and tells which
    /// construct holds it.
    ///
    /// These policies know accounts, but no roles and users: those become their accounts. A region has ten such policies at
    /// most. For a log group of another account or region there is none here: then there is `None`, and nothing happens.
    #[track_caller]
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let Inner { scope, account, region, .. } = &*self.inner;
        let elsewhere = |own: &Value<String>, here: Value<String>| {
            own.literal().zip(here.literal()).is_some_and(|(own, here)| own != here)
        };
        if elsewhere(account, scope.account()) || elsewhere(region, scope.region()) {
            return None;
        }
        let made = self.inner.policy.borrow().clone();
        let policy = match made {
            Some(policy) => policy,
            None => ResourcePolicy::new(self, "Policy", ResourcePolicyProps::new()),
        };
        *self.inner.policy.borrow_mut() = Some(policy.clone());
        let scope = self.inner.scope.clone();
        policy.add_statement(statement.map_principals(|principal| principal.as_account_id(&scope)));
        Some(policy.scope().clone())
    }
}

fn group_arn(scope: &Scope, region: &Value<String>, account: &Value<String>, name: &Value<String>) -> Value<String> {
    text!["arn:", scope.partition(), ":logs:", region, ":", account, ":log-group:", name]
}

/// Lets CloudWatch Logs encrypt with a key: without that, the log group cannot be made.
///
/// The name of a log group that CloudFormation names is not known here; then it is any log group of the account and region.
///
/// [Encryption](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html)
fn allow_encryption(scope: &Scope, key: &Key, name: Option<&Value<String>>) {
    let name = name.cloned().unwrap_or_else(|| "*".into());
    let arn = group_arn(scope, &scope.region(), &scope.account(), &name);
    let statement = PolicyStatement::allow()
        .actions(["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"])
        .all_resources()
        .principals([Principal::service(text!["logs.", scope.region(), ".", domain(scope)])])
        .when(Condition::arn_like("kms:EncryptionContext:aws:logs:arn", arn));
    key.add_to_resource_policy(statement);
}

/// The domain of the partition's services. It is part of this service's name, other than of most.
fn domain(scope: &Scope) -> Value<String> {
    match scope.partition().literal() {
        Some("aws" | "aws-us-gov") => "amazonaws.com".into(),
        Some("aws-cn") => "amazonaws.com.cn".into(),
        _ => pseudo_parameter::url_suffix(),
    }
}

/// What can be wrong with the settings.
fn check(scope: &Scope, settings: &LogGroupSettings, at: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if settings.log_group_class == Some(LogGroupClass::DELIVERY) && settings.retention.is_some() {
        let message = "a log group of the class `DELIVERY` keeps nothing".to_owned();
        report("retention-of-delivery", message, "leave out `retention`, or choose another class");
    }
    if let Some(days) = settings.retention.and_then(RetentionDays::days).filter(|days| *days < 1) {
        let message = format!("events cannot be kept for {days} days");
        report("bad-retention", message, "choose a constant of `RetentionDays`");
    }
    if let Some(name) = settings.log_group_name.as_ref().and_then(|name| name.literal()) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-/.#".contains(c);
        if !(1..=512).contains(&name.len()) || !name.chars().all(allowed) || name.starts_with("aws/") {
            let message = format!("no log group can be called `{name}`");
            let help = "use up to 512 letters, digits and `_-/.#`; names that begin with `aws/` are reserved";
            report("bad-log-group-name", message, help);
        }
    }
}

impl ResourceWithPolicy for LogGroup {
    #[track_caller]
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        LogGroup::add_to_resource_policy(self, statement)
    }

    fn resource_account(&self) -> Value<String> {
        self.inner.account.clone()
    }
}
