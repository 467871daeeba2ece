//! The construct.

use std::fmt;

use purlin_aws::aspects::PermissionsBoundary;
use purlin_aws::iam::{AccessKey, ManagedPolicy, Role, User};
use purlin_aws::kms::Key;
use purlin_aws::s3::Bucket;
use purlin_aws::secretsmanager::Secret;
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value};
use purlin_product::ranges::ipv4_range;
use purlin_valohai::Surroundings;

use crate::access::{access_key, multipart_role, secret, user};
use crate::check::problems;
use crate::data_bucket::{DataBucket, DataBucketSettings};
use crate::endpoint_policy::keep_user_within;
use crate::outputs::outputs;
use crate::props::{DataStoreProps, DataStoreSettings};
use crate::{VALOHAI_APP_ADDRESS, VALOHAI_APP_ORIGIN};

/// A bucket, and all that Valohai has to be told to use it as a data store: see the [crate's documentation](crate).
///
/// ```
/// use purlin_core::{App, Stack, StackProps};
/// use purlin_data_store::{DataStore, DataStoreProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Valohai-Data-Stores", StackProps::new());
/// let props = DataStoreProps::new().name("results").bucket_name("acme-results").multipart_role(true);
/// let store = DataStore::new(&stack, "Results", props);
/// assert!(store.multipart_role().is_some());
/// assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
pub struct DataStore {
    pub(crate) scope: Scope,
    bucket: Bucket,
    user: User,
    access_key: AccessKey,
    secret: Secret,
    multipart_role: Option<Role>,
}

impl DataStore {
    /// A data store in the stack around it. What is wrong with the settings is reported when the app is synthesised.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<DataStoreSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        let settings = if report(&scope, &settings) { stand_in(&settings) } else { settings };
        let encryption = settings.encryption_key.as_ref().map(|source| source.key(&scope, "EncryptionKey"));
        let bucket = bucket(&scope, &settings, encryption.as_ref());
        let region = scope.region();
        let surroundings = Surroundings {
            bucket: bucket.arn(),
            encryption_key: encryption.as_ref().map(Key::arn),
            ..Surroundings::new(&scope)
        };
        let user = user(&settings, &surroundings);
        if !settings.vpc_endpoints.is_empty() {
            keep_user_within(&bucket, &user, &values(&settings.vpc_endpoints), &values(&settings.admitted_addresses));
        }
        let access_key = access_key(&scope, &settings, &user);
        let secret = secret(&scope, &settings, &access_key, encryption.as_ref());
        let multipart_role = multipart_role(&settings, &user, &surroundings);
        let store = DataStore { scope, bucket, user, access_key, secret, multipart_role };
        if let Some(policy) = &settings.permissions_boundary {
            store.bound(policy);
        }
        outputs(&store, &settings, region);
        store
    }

    /// The bucket.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The user as which Valohai uses the bucket.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// Its access key: the one with the present number.
    pub fn access_key(&self) -> &AccessKey {
        &self.access_key
    }

    /// The secret that has the key: a JSON object with the entries `accessKeyId` and `secretAccessKey`.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The role for uploads of more than 5 GB, if there is one.
    pub fn multipart_role(&self) -> Option<&Role> {
        self.multipart_role.as_ref()
    }

    /// Bounds user and roles, that of the function included which empties the bucket.
    fn bound(&self, policy: &str) {
        let arn = match policy.starts_with("arn:") {
            true => policy.into_value(),
            false => ManagedPolicy::from_name(&self.scope, policy).arn(),
        };
        if let Some(role) = self.bucket.emptying_role() {
            PermissionsBoundary::of(&role).apply(arn.clone());
        }
        PermissionsBoundary::of(&self.scope).apply(arn);
    }
}

/// Tells what is wrong with the settings, or worth knowing; true where something is wrong.
fn report(scope: &Scope, settings: &DataStoreSettings) -> bool {
    let environment = scope.stack().map(|stack| stack.environment()).unwrap_or_default();
    let is_wrong = problems(settings, &environment).report(scope);
    if let Some(name) = settings.bucket_name.as_deref().filter(|name| name.contains('.')) {
        let message = format!("browsers cannot reach `{name}` over TLS by its own host name, for the period in it");
        let finding = Finding::warning("bucket-name-with-period", message);
        scope.report(finding.help("write hyphens in place of periods, as AWS recommends"));
    }
    if settings.keep_previous_access_key {
        let message = format!("the access key before the one of store `{}` still works", settings.name);
        let finding = Finding::warning("previous-access-key", message);
        scope.report(finding.help("take `keep_previous_access_key` out as soon as Valohai has the new one"));
    }
    if !settings.vpc_endpoints.is_empty() && settings.app_origin == VALOHAI_APP_ORIGIN && !admits_app(settings) {
        let message = format!("the Valohai app, which calls from {VALOHAI_APP_ADDRESS}, does not reach the bucket");
        let finding = Finding::warning("valohai-not-admitted", message);
        scope.report(finding.help("add its address to `admitted_addresses`: without it no store can be added"));
    }
    is_wrong
}

/// Whether the Valohai app reaches the bucket beside VPC endpoints.
fn admits_app(settings: &DataStoreSettings) -> bool {
    let app = ipv4_range(VALOHAI_APP_ADDRESS);
    let mut admitted = settings.admitted_addresses.iter().filter_map(|range| ipv4_range(range).ok());
    app.is_ok_and(|app| admitted.any(|range| range.contains(app)))
}

/// What is built in place of settings that are wrong, so that nothing tells the same once more. Nothing is written of it.
fn stand_in(settings: &DataStoreSettings) -> DataStoreSettings {
    DataStoreProps::new().name("store").multipart_role(settings.multipart_role).complete()
}

#[track_caller]
fn bucket(scope: &Scope, settings: &DataStoreSettings, encryption: Option<&Key>) -> Bucket {
    if let Some(existing) = &settings.existing_bucket {
        return existing.bucket(scope, "Bucket");
    }
    let log = settings.access_log_bucket.as_ref().map(|source| source.bucket(scope, "AccessLogBucket"));
    let props =
        DataBucketSettings { encryption_key: encryption.cloned(), access_log_bucket: log, ..new_bucket(settings) };
    DataBucket::new(scope, "Bucket", props).into()
}

/// The new bucket, but for what is a construct of its own.
pub(crate) fn new_bucket(settings: &DataStoreSettings) -> DataBucketSettings {
    DataBucketSettings {
        bucket_name: settings.bucket_name.as_deref().map(Value::from),
        app_origin: settings.app_origin.as_str().into(),
        encryption_key: None,
        versioned: settings.versioned,
        move_old_versions_after_days: settings.move_old_versions_after_days,
        old_version_storage_class: settings.old_version_storage_class.clone(),
        delete_old_versions_after_days: settings.delete_old_versions_after_days,
        abort_uploads_after_days: Some(settings.abort_uploads_after_days).filter(|days| *days != 0),
        access_log_bucket: None,
        access_log_prefix: settings.access_log_prefix.clone(),
        vpc_endpoints: values(&settings.vpc_endpoints),
        admitted_addresses: values(&settings.admitted_addresses),
        delete_with_stack: settings.delete_with_stack,
    }
}

fn values(texts: &[String]) -> Vec<Value<String>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

impl Construct for DataStore {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Debug for DataStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("DataStore").field(&self.scope.path()).finish()
    }
}
