//! Where flow logs go.

use purlin_cfn::ec2::CfnFlowLogProps;
use purlin_cfn::ec2::flow_log::{DestinationOptions, LogDestinationType};
use purlin_core::{IntoValue, RemovalPolicy, Scope, Value, text};

use crate::iam::{Condition, PolicyStatement, Principal, Role, RoleProps};
use crate::logs::{LogGroup, LogGroupProps};
use crate::s3::{Bucket, BucketProps};

use super::FlowLogFileFormat;

const DELIVERY: &str = "delivery.logs.amazonaws.com";

/// Where flow logs go.
///
/// ```
/// use purlin_aws::ec2::{FlowLog, FlowLogDestination, FlowLogProps, FlowLogResourceType, Vpc, VpcProps};
/// use purlin_aws::s3::{Bucket, BucketProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
/// let bucket = Bucket::new(&stack, "Traffic", BucketProps::new());
/// let resource = FlowLogResourceType::from_vpc(&vpc);
/// let destination = FlowLogDestination::to_s3().bucket(&bucket).key_prefix("vpc/");
/// FlowLog::new(&vpc, "FlowLog", FlowLogProps::new().resource_type(resource).destination(destination));
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug)]
pub enum FlowLogDestination {
    /// A log group.
    CloudWatchLogs(CloudWatchLogsDestination),
    /// A bucket.
    S3(S3Destination),
    /// A stream of Data Firehose, by its ARN.
    Firehose(Value<String>),
}

impl FlowLogDestination {
    /// A log group.
    pub fn to_cloud_watch_logs() -> CloudWatchLogsDestination {
        CloudWatchLogsDestination::default()
    }

    /// A bucket.
    pub fn to_s3() -> S3Destination {
        S3Destination::default()
    }

    /// A stream of Data Firehose, by its ARN.
    pub fn to_firehose(delivery_stream_arn: impl IntoValue<String>) -> Self {
        FlowLogDestination::Firehose(delivery_stream_arn.into_value())
    }

    /// Lets the destination take flow logs, and sets the properties that name it.
    #[track_caller]
    pub(super) fn bind<A, B>(self, scope: &Scope, props: CfnFlowLogProps<A, B>) -> Bound<A, B> {
        match self {
            FlowLogDestination::CloudWatchLogs(destination) => destination.bind(scope, props),
            FlowLogDestination::S3(destination) => destination.bind(scope, props),
            FlowLogDestination::Firehose(arn) => {
                let props = props.log_destination_type(LogDestinationType::KINESIS_DATA_FIREHOSE).log_destination(arn);
                Bound { props, log_group: None, bucket: None, role: None, after: None }
            }
        }
    }
}

/// A destination that takes flow logs.
pub(super) struct Bound<A, B> {
    pub(super) props: CfnFlowLogProps<A, B>,
    pub(super) log_group: Option<LogGroup>,
    pub(super) bucket: Option<Bucket>,
    pub(super) role: Option<Role>,
    /// What allows AWS to write there.
    pub(super) after: Option<Scope>,
}

/// A log group that flow logs go to.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CloudWatchLogsDestination {
    log_group: Option<LogGroup>,
    role: Option<Role>,
}

impl CloudWatchLogsDestination {
    /// The log group. Default: a new one.
    pub fn log_group(mut self, log_group: impl Into<LogGroup>) -> Self {
        self.log_group = Some(log_group.into());
        self
    }

    /// The role that AWS writes with; it is allowed to. Default: a new one.
    pub fn role(mut self, role: impl Into<Role>) -> Self {
        self.role = Some(role.into());
        self
    }

    #[track_caller]
    fn bind<A, B>(self, scope: &Scope, props: CfnFlowLogProps<A, B>) -> Bound<A, B> {
        let role = match self.role {
            Some(role) => role,
            None => {
                let writer = Principal::service("vpc-flow-logs.amazonaws.com");
                Role::new(scope, "IAMRole", RoleProps::new().assumed_by(writer))
            }
        };
        let group = match self.log_group {
            Some(group) => group,
            None => LogGroup::new(scope, "LogGroup", LogGroupProps::new()),
        };
        role.add_to_policy(
            PolicyStatement::allow()
                .actions(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"])
                .resources([group.arn()]),
        );
        let props = props
            .log_destination_type(LogDestinationType::CLOUD_WATCH_LOGS)
            .deliver_logs_permission_arn(role.arn())
            .log_group_name(group.name());
        Bound { props, log_group: Some(group), bucket: None, role: Some(role), after: None }
    }
}

impl From<CloudWatchLogsDestination> for FlowLogDestination {
    fn from(destination: CloudWatchLogsDestination) -> Self {
        FlowLogDestination::CloudWatchLogs(destination)
    }
}

/// A bucket that flow logs go to.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct S3Destination {
    bucket: Option<Bucket>,
    key_prefix: Option<String>,
    file_format: Option<FlowLogFileFormat>,
    hive_compatible_partitions: Option<bool>,
    per_hour_partition: Option<bool>,
}

impl S3Destination {
    /// The bucket; AWS is allowed to write there. Default: a new one, which stays when the stack is deleted.
    pub fn bucket(mut self, bucket: impl Into<Bucket>) -> Self {
        self.bucket = Some(bucket.into());
        self
    }

    /// What the keys of logs begin with.
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.key_prefix = Some(prefix.into());
        self
    }

    /// How the logs are written. Default: as text.
    pub fn file_format(mut self, format: FlowLogFileFormat) -> Self {
        self.file_format = Some(format);
        self
    }

    /// Whether the keys of logs are made so that Hive and Athena find partitions in them.
    pub fn hive_compatible_partitions(mut self, compatible: bool) -> Self {
        self.hive_compatible_partitions = Some(compatible);
        self
    }

    /// Whether there is a partition for each hour, rather than for each day.
    pub fn per_hour_partition(mut self, per_hour: bool) -> Self {
        self.per_hour_partition = Some(per_hour);
        self
    }

    #[track_caller]
    fn bind<A, B>(self, scope: &Scope, props: CfnFlowLogProps<A, B>) -> Bound<A, B> {
        let bucket = match &self.bucket {
            Some(bucket) => bucket.clone(),
            None => Bucket::new(scope, "Bucket", BucketProps::new().removal_policy(RemovalPolicy::Retain)),
        };
        let after = self.allow_delivery(scope, &bucket);
        let options = self.file_format.is_some()
            || self.hive_compatible_partitions == Some(true)
            || self.per_hour_partition == Some(true);
        let options = options.then(|| {
            DestinationOptions::new()
                .file_format(self.file_format.unwrap_or(FlowLogFileFormat::PLAIN_TEXT))
                .hive_compatible_partitions(self.hive_compatible_partitions.unwrap_or(false))
                .per_hour_partition(self.per_hour_partition.unwrap_or(false))
        });
        let destination = match &self.key_prefix {
            Some(prefix) => bucket.arn_for_objects(prefix),
            None => bucket.arn(),
        };
        let props = props
            .log_destination_type(LogDestinationType::S3)
            .log_destination(destination)
            .destination_options(options);
        Bound { props, log_group: None, bucket: Some(bucket), role: None, after }
    }

    /// Allows the delivery of logs of this account alone. Gives what holds the bucket's policy.
    #[track_caller]
    fn allow_delivery(&self, scope: &Scope, bucket: &Bucket) -> Option<Scope> {
        let mut prefix = self.key_prefix.clone().unwrap_or_default();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        let account = scope.account();
        let folder = if self.hive_compatible_partitions == Some(true) { "AWSLogs/aws-account-id=" } else { "AWSLogs/" };
        let objects = bucket.arn_for_objects(text![prefix, folder, &account, "/*"]);
        let logs = text!["arn:", scope.partition(), ":logs:", scope.region(), ":", &account, ":*"];
        let of_account = |statement: PolicyStatement| {
            statement
                .principals([Principal::service(DELIVERY)])
                .when(Condition::string_equals("aws:SourceAccount", &account))
                .when(Condition::arn_like("aws:SourceArn", &logs))
        };
        let write = PolicyStatement::allow()
            .actions(["s3:PutObject"])
            .resources([objects])
            .when(Condition::string_equals("s3:x-amz-acl", "bucket-owner-full-control"));
        bucket.add_to_resource_policy(of_account(write));
        let look = PolicyStatement::allow().actions(["s3:GetBucketAcl", "s3:ListBucket"]).resources([bucket.arn()]);
        bucket.add_to_resource_policy(of_account(look))
    }
}

impl From<S3Destination> for FlowLogDestination {
    fn from(destination: S3Destination) -> Self {
        FlowLogDestination::S3(destination)
    }
}
