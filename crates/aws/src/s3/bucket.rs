//! Buckets.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_cfn::s3::bucket as cfn;
use purlin_cfn::s3::{CfnBucket, CfnBucketProps};
use purlin_core::{Complete, Construct, Finding, Scope, Value};

use super::access_logs::logging;
use super::encryption::encryption;
use super::name_rules::{check_name, check_prefix};
use super::urls::Domains;
use super::website::website;
use super::{
    BlockPublicAccess, BucketMetrics, BucketPolicy, BucketPolicyProps, BucketSettings, CorsRule, Inventory,
    LifecycleRule, TransitionDefaultMinimumObjectSize,
};
use crate::handle::handle;
use crate::iam::{Condition, PolicyStatement, Principal, ResourceWithPolicy};
use crate::kms::Key;

/// A bucket: objects by key, stored several times over.
///
/// ```
/// use purlin_aws::s3::{Bucket, BucketProps, CorsRule, HttpMethod};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let logs = Bucket::new(&stack, "Logs", BucketProps::new());
/// let upload = CorsRule::new([HttpMethod::Post], ["https://app.example.com"]);
/// let data = Bucket::new(
///     &stack,
///     "Data",
///     BucketProps::new().versioned(true).cors([upload]).server_access_logs_bucket(&logs),
/// );
/// let models = data.arn_for_objects("models/*");
/// # app.synth().unwrap();
/// ```
///
/// [AWS documentation](https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html)
#[derive(Clone)]
pub struct Bucket {
    pub(super) inner: Rc<Inner>,
}

handle!(Bucket, inner.parts.scope);

pub(super) struct Inner {
    parts: Parts,
    policy: RefCell<Option<BucketPolicy>>,
    pub(super) lists: RefCell<Lists>,
}

/// What a bucket is known by.
pub(super) struct Parts {
    pub(super) scope: Scope,
    pub(super) cfn: Option<CfnBucket>,
    pub(super) arn: Value<String>,
    pub(super) name: Value<String>,
    pub(super) domains: Domains,
    pub(super) key: Option<Key>,
    /// Whether a policy is made for it when one is needed: no policy of an imported bucket is replaced unasked.
    pub(super) may_have_policy: bool,
    pub(super) blocks_public_policy: bool,
    pub(super) account: Value<String>,
    pub(super) region: Value<String>,
}

/// What can still be added to.
#[derive(Default)]
pub(super) struct Lists {
    cors: Vec<Value<cfn::CorsRule>>,
    lifecycle: Vec<Value<cfn::Rule>>,
    minimum_size: Option<TransitionDefaultMinimumObjectSize>,
    inventories: Vec<Value<cfn::InventoryConfiguration>>,
    metrics: Vec<Value<cfn::MetricsConfiguration>>,
    pub(super) topics: Vec<Value<cfn::TopicConfiguration>>,
    pub(super) event_bridge: bool,
}

impl Bucket {
    /// A bucket of the stack around it.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<BucketSettings>) -> Self {
        let at = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, at);
        let (bucket_encryption, key) = encryption(&scope, &settings, at);
        let lock = settings.object_lock_default_retention.as_ref().map(|retention| retention.render(&scope, at));
        let tierings: Vec<_> =
            settings.intelligent_tiering_configurations.iter().map(|tiering| tiering.render(&scope, at)).collect();
        let ownership = settings.object_ownership.clone().map(|ownership| {
            cfn::OwnershipControls::new().rules([cfn::OwnershipControlsRule::new().object_ownership(ownership)])
        });
        let versioning = settings
            .versioned
            .then(|| cfn::VersioningConfiguration::new().status(cfn::VersioningConfigurationStatus::ENABLED));
        let acceleration = settings.transfer_acceleration.then(|| {
            let enabled = cfn::AccelerateConfigurationAccelerationStatus::ENABLED;
            cfn::AccelerateConfiguration::new().acceleration_status(enabled)
        });
        let abac = |on| if on { cfn::AbacStatus::ENABLED } else { cfn::AbacStatus::DISABLED };
        let props = CfnBucketProps::new()
            .bucket_name(settings.bucket_name.clone())
            .bucket_name_prefix(settings.bucket_name_prefix.clone())
            .bucket_namespace(settings.bucket_name_prefix.as_ref().map(|_| cfn::BucketNamespace::ACCOUNT_REGIONAL))
            .bucket_encryption(bucket_encryption)
            .versioning_configuration(versioning)
            .public_access_block_configuration(settings.block_public_access.map(BlockPublicAccess::render))
            .ownership_controls(ownership)
            .website_configuration(website(&scope, &settings, at))
            .logging_configuration(logging(&settings))
            .accelerate_configuration(acceleration)
            .intelligent_tiering_configurations((!tierings.is_empty()).then_some(tierings))
            .object_lock_enabled(lock.as_ref().map(|_| true).or(settings.object_lock_enabled))
            .object_lock_configuration(lock)
            .abac_status(settings.abac_status.map(abac));
        let resource = CfnBucket::new(&scope, "Resource", props);
        resource.resource().apply_removal_policy(settings.removal_policy);
        let bucket = Bucket::made_of(Parts {
            arn: resource.attr_arn(),
            name: resource.get_ref(),
            domains: Domains::of_resource(&resource),
            key,
            may_have_policy: true,
            blocks_public_policy: settings.block_public_access.unwrap_or(BlockPublicAccess::ALL).block_public_policy,
            account: scope.account(),
            region: scope.region(),
            cfn: Some(resource),
            scope,
        });
        bucket.finish(settings, at);
        bucket
    }

    /// What is written once the bucket itself is there.
    #[track_caller]
    fn finish(&self, settings: BucketSettings, at: &'static Location<'static>) {
        if settings.enforce_ssl {
            self.deny(Condition::bool("aws:SecureTransport", false));
        }
        if let Some(version) = settings.minimum_tls_version {
            self.deny(Condition::numeric_less_than("s3:TlsVersion", version));
        }
        self.deliver_logs(&settings, at);
        self.inner.lists.borrow_mut().minimum_size.clone_from(&settings.transition_default_minimum_object_size);
        settings.inventories.iter().for_each(|inventory| self.push_inventory(inventory, at));
        settings.metrics.iter().for_each(|metrics| self.push_metrics(metrics));
        settings.cors.iter().for_each(|rule| self.push_cors_rule(rule));
        settings.lifecycle_rules.iter().for_each(|rule| self.push_lifecycle_rule(rule, at));
        if settings.public_read_access {
            let _ = self.grant_public_access();
        }
        if settings.event_bridge_enabled {
            self.inner.lists.borrow_mut().event_bridge = true;
            self.write_notifications();
        }
        if settings.auto_delete_objects {
            self.delete_objects(settings.removal_policy, at);
        }
    }

    #[track_caller]
    fn deny(&self, condition: Condition) {
        let statement = PolicyStatement::deny()
            .actions(["s3:*"])
            .resources([self.arn(), self.arn_for_objects("*")])
            .principals([Principal::any()])
            .when(condition);
        self.add_to_resource_policy(statement);
    }

    pub(super) fn made_of(parts: Parts) -> Self {
        Bucket { inner: Rc::new(Inner { parts, policy: RefCell::default(), lists: RefCell::default() }) }
    }

    /// Its ARN.
    pub fn arn(&self) -> Value<String> {
        self.inner.parts.arn.clone()
    }

    /// Its name.
    pub fn name(&self) -> Value<String> {
        self.inner.parts.name.clone()
    }

    /// The key that its objects are encrypted with, if it has one of its own.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.inner.parts.key.as_ref()
    }

    /// The generated resource; none of an imported bucket.
    pub fn cfn(&self) -> Option<&CfnBucket> {
        self.inner.parts.cfn.as_ref()
    }

    /// Its policy, if it has one by now.
    pub fn policy(&self) -> Option<BucketPolicy> {
        self.inner.policy.borrow().clone()
    }

    /// Adds a statement to its policy, and tells which construct holds it. An imported bucket has no policy that could be
    /// changed: then there is `None`, and nothing happens.
    #[track_caller]
    pub fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = match self.policy() {
            Some(policy) => policy,
            None if self.inner.parts.may_have_policy => {
                BucketPolicy::new(self, "Policy", BucketPolicyProps::new().bucket(self))
            }
            None => return None,
        };
        policy.add_statement(statement);
        Some(policy.scope().clone())
    }

    /// Adds a rule for requests from web pages of other origins.
    #[track_caller]
    pub fn add_cors_rule(&self, rule: CorsRule) {
        if self.can_change("add_cors_rule", Location::caller()) {
            self.push_cors_rule(&rule);
        }
    }

    /// Adds a rule for objects that grow old.
    #[track_caller]
    pub fn add_lifecycle_rule(&self, rule: LifecycleRule) {
        let at = Location::caller();
        if self.can_change("add_lifecycle_rule", at) {
            self.push_lifecycle_rule(&rule, at);
        }
    }

    /// Adds a list of all objects that S3 makes.
    #[track_caller]
    pub fn add_inventory(&self, inventory: Inventory) {
        let at = Location::caller();
        if self.can_change("add_inventory", at) {
            self.push_inventory(&inventory, at);
        }
    }

    /// Adds metrics of requests.
    #[track_caller]
    pub fn add_metrics(&self, metrics: BucketMetrics) {
        if self.can_change("add_metrics", Location::caller()) {
            self.push_metrics(&metrics);
        }
    }

    pub(super) fn can_change(&self, method: &str, at: &'static Location<'static>) -> bool {
        let made_here = self.cfn().is_some();
        if !made_here {
            let message = format!("`{method}` cannot change a bucket that was made elsewhere");
            let help = "change it where it is made, or make it in this app";
            self.scope().report(Finding::error("imported-bucket", message).at(at).help(help));
        }
        made_here
    }

    pub(super) fn update(&self, props: CfnBucketProps) {
        if let Some(cfn) = self.cfn() {
            cfn.update(props);
        }
    }

    fn push_cors_rule(&self, rule: &CorsRule) {
        let mut lists = self.inner.lists.borrow_mut();
        lists.cors.push(rule.render());
        let cors = cfn::CorsConfiguration::new().cors_rules(&lists.cors);
        self.update(CfnBucketProps::new().cors_configuration(cors));
    }

    fn push_lifecycle_rule(&self, rule: &LifecycleRule, at: &'static Location<'static>) {
        let mut lists = self.inner.lists.borrow_mut();
        lists.lifecycle.push(rule.render(self.scope(), at));
        let lifecycle = cfn::LifecycleConfiguration::new()
            .rules(&lists.lifecycle)
            .transition_default_minimum_object_size(lists.minimum_size.clone());
        self.update(CfnBucketProps::new().lifecycle_configuration(lifecycle));
    }

    fn push_inventory(&self, inventory: &Inventory, at: &'static Location<'static>) {
        let number = self.inner.lists.borrow().inventories.len();
        let rendered = inventory.render(inventory.id(self.scope(), number, at));
        inventory.allow_delivery(self);
        let mut lists = self.inner.lists.borrow_mut();
        lists.inventories.push(rendered);
        self.update(CfnBucketProps::new().inventory_configurations(&lists.inventories));
    }

    fn push_metrics(&self, metrics: &BucketMetrics) {
        let mut lists = self.inner.lists.borrow_mut();
        lists.metrics.push(metrics.render());
        self.update(CfnBucketProps::new().metrics_configurations(&lists.metrics));
    }

    /// Takes a policy for its own, unless it has one.
    #[track_caller]
    pub(super) fn set_policy(&self, policy: &BucketPolicy) {
        let mut own = self.inner.policy.borrow_mut();
        if own.is_some() {
            let finding =
                Finding::error("second-bucket-policy", "the bucket has a policy already, and can have one only")
                    .at(Location::caller())
                    .help("add the statements with `bucket.add_to_resource_policy(…)`");
            return policy.scope().report(finding);
        }
        *own = Some(policy.clone());
    }

    pub(super) fn domains(&self) -> &Domains {
        &self.inner.parts.domains
    }

    pub(super) fn account(&self) -> Value<String> {
        self.inner.parts.account.clone()
    }

    pub(super) fn region(&self) -> Value<String> {
        self.inner.parts.region.clone()
    }

    pub(super) fn blocks_public_policy(&self) -> bool {
        self.inner.parts.blocks_public_policy
    }
}

/// What can be wrong with settings that do not go together.
fn check(scope: &Scope, settings: &BucketSettings, at: &'static Location<'static>) {
    let report = |rule: &str, message: &str, help: &str| {
        scope.report(Finding::error(rule, message).at(at).help(help));
    };
    if let Some(name) = &settings.bucket_name {
        check_name(scope, name, false, at);
    }
    if let Some(prefix) = &settings.bucket_name_prefix {
        check_prefix(scope, prefix, at);
        if settings.bucket_name.is_some() {
            let message = "the bucket cannot have a name and a prefix for one";
            report("bucket-name-and-prefix", message, "leave out `bucket_name` or `bucket_name_prefix`");
        }
    }
    if settings.minimum_tls_version.is_some() && !settings.enforce_ssl {
        let message = "`minimum_tls_version` says nothing of requests without TLS, which are allowed";
        report("tls-version-without-tls", message, "leave `enforce_ssl` as it is");
    }
    if settings.object_lock_default_retention.is_some() && settings.object_lock_enabled == Some(false) {
        let message = "`object_lock_default_retention` is set, but `object_lock_enabled` is not";
        report("retention-without-object-lock", message, "leave out one of the two settings");
    }
}

impl ResourceWithPolicy for Bucket {
    #[track_caller]
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Bucket::add_to_resource_policy(self, statement)
    }

    fn resource_account(&self) -> Value<String> {
        self.account()
    }
}
