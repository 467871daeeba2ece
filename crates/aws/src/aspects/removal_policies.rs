//! What becomes of all resources of a construct when they leave their stack.

use purlin_core::{AspectPhase, Aspects, Construct, DEFAULT_ASPECT_PRIORITY, RemovalPolicy, Resource, Scope};

/// The types of which a snapshot can be taken before they are deleted.
const WITH_SNAPSHOTS: [&str; 8] = [
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
];
/// An instance of a cluster has no snapshots of its own.
const INSTANCE: &str = "AWS::RDS::DBInstance";
const CLUSTER_OF_INSTANCE: &str = "DBClusterIdentifier";

/// Which resources a removal policy is for, and when it is set.
#[derive(Clone, Debug)]
struct Selection {
    scope: Scope,
    only: Vec<String>,
    without: Vec<String>,
    priority: i32,
    missing_only: bool,
}

impl Selection {
    fn new(construct: &impl Construct, missing_only: bool) -> Self {
        let scope = construct.scope().clone();
        Selection { scope, only: Vec::new(), without: Vec::new(), priority: DEFAULT_ASPECT_PRIORITY, missing_only }
    }

    fn includes(&self, resource: &Resource, policy: RemovalPolicy) -> bool {
        let kind = resource.scope().resource_type().unwrap_or_default();
        let named = |types: &[String]| types.iter().any(|name| *name == kind);
        let chosen = (self.only.is_empty() || named(&self.only)) && !named(&self.without);
        let able = policy != RemovalPolicy::Snapshot
            || WITH_SNAPSHOTS.contains(&kind.as_ref())
                && (kind != INSTANCE || resource.property(CLUSTER_OF_INSTANCE).is_none());
        chosen && able && !(self.missing_only && resource.removal_policy().is_some())
    }

    #[track_caller]
    fn apply(self, policy: RemovalPolicy) {
        let aspects = Aspects::of(&self.scope);
        aspects.add_with_priority(AspectPhase::Mutate, self.priority, move |construct| {
            if let Some(resource) = construct.resource().filter(|resource| self.includes(resource, policy)) {
                resource.apply_removal_policy(policy);
            }
        });
    }
}

macro_rules! removal_policies {
    ($type:ident, missing_only: $missing_only:literal) => {
        impl $type {
            /// Those of a construct and all below it.
            pub fn of(construct: &impl Construct) -> Self {
                $type { selection: Selection::new(construct, $missing_only) }
            }

            /// Only those of these types, such as `AWS::S3::Bucket`.
            pub fn apply_to_resource_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
                self.selection.only.extend(types.into_iter().map(Into::into));
                self
            }

            /// All but those of these types.
            pub fn exclude_resource_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
                self.selection.without.extend(types.into_iter().map(Into::into));
                self
            }

            /// When it is set among the aspects that change resources, 500 unless told otherwise: smaller numbers come first, and
            /// what comes later wins.
            pub fn priority(mut self, priority: i32) -> Self {
                self.selection.priority = priority;
                self
            }

            /// Sets a policy.
            #[track_caller]
            pub fn apply(self, policy: RemovalPolicy) {
                self.selection.apply(policy);
            }

            /// They are deleted, with all data that is in them.
            #[track_caller]
            pub fn destroy(self) {
                self.apply(RemovalPolicy::Destroy);
            }

            /// They are left in the account, owned by nobody.
            #[track_caller]
            pub fn retain(self) {
                self.apply(RemovalPolicy::Retain);
            }

            /// They are left in the account, unless their very creation fails.
            #[track_caller]
            pub fn retain_on_update_or_delete(self) {
                self.apply(RemovalPolicy::RetainOnUpdateOrDelete);
            }

            /// They are deleted after a snapshot was taken: databases, caches and volumes. All other resources stay as they are.
            #[track_caller]
            pub fn snapshot(self) {
                self.apply(RemovalPolicy::Snapshot);
            }
        }
    };
}

/// What becomes of the resources of a construct when they leave their stack, whatever they say of it themselves.
///
/// Of several for one resource the inner one wins, and of those on one construct the later one.
///
/// ```
/// use purlin_aws::aspects::RemovalPolicies;
/// # let app = purlin_core::App::new();
/// # let production = purlin_core::Stack::new(&app, "Production", purlin_core::StackProps::new());
/// # let trial = purlin_core::Stack::new(&app, "Trial", purlin_core::StackProps::new());
///
/// RemovalPolicies::of(&trial).destroy();
/// RemovalPolicies::of(&production).apply_to_resource_types(["AWS::S3::Bucket", "AWS::Logs::LogGroup"]).retain();
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is set before a policy is named"]
pub struct RemovalPolicies {
    selection: Selection,
}

removal_policies!(RemovalPolicies, missing_only: false);

/// What becomes of those resources of a construct that say nothing of it themselves.
///
/// The first one that reaches a resource wins: that of the outer construct.
///
/// ```
/// use purlin_aws::aspects::MissingRemovalPolicies;
/// # let app = purlin_core::App::new();
///
/// MissingRemovalPolicies::of(&app).exclude_resource_types(["AWS::IAM::Role"]).retain();
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is set before a policy is named"]
pub struct MissingRemovalPolicies {
    selection: Selection,
}

removal_policies!(MissingRemovalPolicies, missing_only: true);
