//! What is known of resource types: data, and what is said of a type that is not in it.

use crate::picture::Category::{
    self, Compute, Database, Messaging, Monitoring, Networking, Other, Permissions, Secrets, Storage,
};

/// How a resource gets into a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// As a box.
    Shown,
    /// As a box if something leads to it.
    Minor,
    /// As a part of what this property names.
    PartOf(&'static str),
    /// Not at all: it tells of others, or nobody would miss it.
    LeftOut,
}

/// What is known of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) category: Category,
    pub(crate) words: String,
    pub(crate) role: Role,
    /// Properties worth showing where they are short texts.
    pub(crate) details: &'static [&'static str],
}

/// Types with words of their own, without `AWS::`.
const TYPES: &[(&str, Category, &str, &[&str])] = &[
    ("ApiGateway::RestApi", Networking, "REST API", &[]),
    ("ApiGatewayV2::Api", Networking, "API", &["ProtocolType"]),
    ("AutoScaling::AutoScalingGroup", Compute, "Auto Scaling group", &["MinSize", "MaxSize"]),
    ("Batch::ComputeEnvironment", Compute, "Batch compute environment", &["Type"]),
    ("Batch::JobQueue", Compute, "Batch job queue", &[]),
    ("CertificateManager::Certificate", Secrets, "certificate", &["DomainName"]),
    ("CloudFront::Distribution", Networking, "CloudFront distribution", &[]),
    ("CloudWatch::Alarm", Monitoring, "alarm", &[]),
    ("CloudWatch::Dashboard", Monitoring, "dashboard", &[]),
    ("Cognito::UserPool", Permissions, "user pool", &[]),
    ("DynamoDB::GlobalTable", Database, "DynamoDB table", &[]),
    ("DynamoDB::Table", Database, "DynamoDB table", &[]),
    ("EC2::Instance", Compute, "EC2 instance", &["InstanceType"]),
    ("EC2::NatGateway", Networking, "NAT gateway", &[]),
    ("EC2::TransitGateway", Networking, "transit gateway", &[]),
    ("EC2::VPCEndpoint", Networking, "VPC endpoint", &[]),
    ("EC2::Volume", Storage, "EBS volume", &["Size"]),
    ("ECR::Repository", Storage, "container repository", &[]),
    ("ECS::Cluster", Compute, "ECS cluster", &[]),
    ("ECS::Service", Compute, "ECS service", &["LaunchType"]),
    ("ECS::TaskDefinition", Compute, "ECS task definition", &["Cpu", "Memory"]),
    ("EFS::FileSystem", Storage, "EFS file system", &[]),
    ("EKS::Cluster", Compute, "EKS cluster", &["Version"]),
    ("EKS::Nodegroup", Compute, "EKS node group", &[]),
    ("ElastiCache::CacheCluster", Database, "ElastiCache cluster", &["Engine", "CacheNodeType"]),
    ("ElastiCache::ReplicationGroup", Database, "ElastiCache", &["Engine", "EngineVersion", "CacheNodeType"]),
    ("ElastiCache::ServerlessCache", Database, "serverless cache", &["Engine"]),
    ("ElasticLoadBalancing::LoadBalancer", Networking, "load balancer", &[]),
    ("ElasticLoadBalancingV2::LoadBalancer", Networking, "load balancer", &["Type", "Scheme"]),
    ("Events::EventBus", Messaging, "event bus", &[]),
    ("Events::Rule", Messaging, "event rule", &["ScheduleExpression"]),
    ("FSx::FileSystem", Storage, "FSx file system", &["FileSystemType", "StorageCapacity"]),
    ("IAM::Group", Permissions, "group", &[]),
    ("IAM::Role", Permissions, "role", &[]),
    ("IAM::User", Permissions, "user", &[]),
    ("KMS::Key", Secrets, "KMS key", &[]),
    ("Kinesis::Stream", Messaging, "Kinesis stream", &[]),
    ("Lambda::Function", Compute, "Lambda function", &["Runtime"]),
    ("Logs::LogGroup", Monitoring, "log group", &[]),
    ("MSK::Cluster", Messaging, "Kafka cluster", &[]),
    ("OpenSearchService::Domain", Database, "OpenSearch domain", &["EngineVersion"]),
    ("RDS::DBCluster", Database, "Aurora cluster", &["Engine", "EngineVersion"]),
    ("RDS::DBInstance", Database, "RDS instance", &["Engine", "EngineVersion", "DBInstanceClass"]),
    ("Redshift::Cluster", Database, "Redshift cluster", &["NodeType"]),
    ("Route53::HostedZone", Networking, "hosted zone", &["Name"]),
    ("S3::Bucket", Storage, "S3 bucket", &[]),
    ("SNS::Topic", Messaging, "SNS topic", &[]),
    ("SQS::Queue", Messaging, "SQS queue", &[]),
    ("SSM::Parameter", Secrets, "parameter", &[]),
    ("SecretsManager::Secret", Secrets, "secret", &[]),
    ("StepFunctions::StateMachine", Compute, "state machine", &[]),
];

/// What belongs to something else, by the property that names it.
const PARTS: &[(&str, &str)] = &[
    ("ApiGateway::Deployment", "RestApiId"),
    ("ApiGateway::Method", "RestApiId"),
    ("ApiGateway::Resource", "RestApiId"),
    ("ApiGateway::Stage", "RestApiId"),
    ("ApiGatewayV2::Integration", "ApiId"),
    ("ApiGatewayV2::Route", "ApiId"),
    ("ApiGatewayV2::Stage", "ApiId"),
    ("EFS::AccessPoint", "FileSystemId"),
    ("EFS::MountTarget", "FileSystemId"),
    ("ElasticLoadBalancingV2::Listener", "LoadBalancerArn"),
    ("Events::EventBusPolicy", "EventBusName"),
    ("IAM::AccessKey", "UserName"),
    ("IAM::InstanceProfile", "Roles"),
    ("KMS::Alias", "TargetKeyId"),
    ("Lambda::Alias", "FunctionName"),
    ("Lambda::Url", "TargetFunctionArn"),
    ("Lambda::Version", "FunctionName"),
    ("Route53::RecordSet", "HostedZoneId"),
    ("S3::BucketPolicy", "Bucket"),
    ("SNS::TopicPolicy", "Topics"),
    ("SQS::QueuePolicy", "Queues"),
    ("SecretsManager::ResourcePolicy", "SecretId"),
    ("SecretsManager::RotationSchedule", "SecretId"),
    ("SecretsManager::SecretTargetAttachment", "SecretId"),
    ("FSx::StorageVirtualMachine", "FileSystemId"),
];

/// Types whose resources are only worth a box when something leads to them.
const MINOR: &[&str] = &[
    "EC2::LaunchTemplate",
    "EC2::Volume",
    "ECS::TaskDefinition",
    "ECS::Cluster",
    "Lambda::LayerVersion",
    "Logs::LogGroup",
];

/// Types that say something of others, or hold nothing that a picture is looked at for.
const LEFT_OUT: &[&str] = &[
    "AutoScaling::LifecycleHook",
    "AutoScaling::ScalingPolicy",
    "AutoScaling::ScheduledAction",
    "ApiGateway::Account",
    "CDK::Metadata",
    "CloudFormation::CustomResource",
    "CloudFormation::WaitCondition",
    "CloudFormation::WaitConditionHandle",
    "EC2::DHCPOptions",
    "EC2::EIP",
    "EC2::EIPAssociation",
    "EC2::EgressOnlyInternetGateway",
    "EC2::FlowLog",
    "EC2::InternetGateway",
    "EC2::KeyPair",
    "EC2::NetworkAcl",
    "EC2::NetworkAclEntry",
    "EC2::PlacementGroup",
    "EC2::PrefixList",
    "EC2::Route",
    "EC2::RouteTable",
    "EC2::SecurityGroup",
    "EC2::SecurityGroupEgress",
    "EC2::SecurityGroupIngress",
    "EC2::Subnet",
    "EC2::VPC",
    "EC2::VPCCidrBlock",
    "EC2::VPCGatewayAttachment",
    "ElasticLoadBalancingV2::ListenerRule",
    "ElasticLoadBalancingV2::TargetGroup",
    "IAM::ManagedPolicy",
    "IAM::OIDCProvider",
    "IAM::Policy",
    "IAM::RolePolicy",
    "IAM::UserPolicy",
    "Lambda::EventSourceMapping",
    "Lambda::Permission",
    "Logs::LogStream",
    "Logs::MetricFilter",
    "Logs::ResourcePolicy",
    "Logs::SubscriptionFilter",
    "RDS::OptionGroup",
    "SNS::Subscription",
    "SSM::Association",
];

/// How the names of such types end in services that are not listed.
const LEFT_OUT_ENDINGS: &[&str] = &[
    "Association",
    "Attachment",
    "Authorization",
    "ParameterGroup",
    "Permission",
    "Policy",
    "SecurityGroupIngress",
    "SubnetGroup",
    "SubnetGroups",
    "Version",
];

/// Services by what they are for, and as people call them where that is not their name.
const SERVICES: &[(&str, Category, &str)] = &[
    ("ApiGateway", Networking, "API Gateway"),
    ("ApiGatewayV2", Networking, "API Gateway"),
    ("AppRunner", Compute, "App Runner"),
    ("AppSync", Networking, "AppSync"),
    ("Athena", Database, "Athena"),
    ("AutoScaling", Compute, "Auto Scaling"),
    ("Backup", Storage, "Backup"),
    ("Batch", Compute, "Batch"),
    ("Bedrock", Compute, "Bedrock"),
    ("CertificateManager", Secrets, "Certificate Manager"),
    ("CloudFormation", Other, "CloudFormation"),
    ("CloudFront", Networking, "CloudFront"),
    ("CloudTrail", Monitoring, "CloudTrail"),
    ("CloudWatch", Monitoring, "CloudWatch"),
    ("CodeBuild", Compute, "CodeBuild"),
    ("CodeCommit", Storage, "CodeCommit"),
    ("CodePipeline", Compute, "CodePipeline"),
    ("Cognito", Permissions, "Cognito"),
    ("DAX", Database, "DAX"),
    ("DocDB", Database, "DocumentDB"),
    ("DynamoDB", Database, "DynamoDB"),
    ("EC2", Compute, "EC2"),
    ("ECR", Storage, "ECR"),
    ("ECS", Compute, "ECS"),
    ("EFS", Storage, "EFS"),
    ("EKS", Compute, "EKS"),
    ("EMR", Compute, "EMR"),
    ("ElastiCache", Database, "ElastiCache"),
    ("ElasticLoadBalancing", Networking, "Elastic Load Balancing"),
    ("ElasticLoadBalancingV2", Networking, "Elastic Load Balancing"),
    ("Events", Messaging, "EventBridge"),
    ("FSx", Storage, "FSx"),
    ("GlobalAccelerator", Networking, "Global Accelerator"),
    ("Glue", Database, "Glue"),
    ("IAM", Permissions, "IAM"),
    ("KMS", Secrets, "KMS"),
    ("Kinesis", Messaging, "Kinesis"),
    ("KinesisFirehose", Messaging, "Firehose"),
    ("Lambda", Compute, "Lambda"),
    ("Logs", Monitoring, "CloudWatch Logs"),
    ("MSK", Messaging, "MSK"),
    ("MemoryDB", Database, "MemoryDB"),
    ("Neptune", Database, "Neptune"),
    ("OpenSearchService", Database, "OpenSearch"),
    ("Pipes", Messaging, "EventBridge Pipes"),
    ("RDS", Database, "RDS"),
    ("Redshift", Database, "Redshift"),
    ("Route53", Networking, "Route 53"),
    ("S3", Storage, "S3"),
    ("SES", Messaging, "SES"),
    ("SNS", Messaging, "SNS"),
    ("SQS", Messaging, "SQS"),
    ("SSM", Secrets, "Systems Manager"),
    ("SSO", Permissions, "Identity Center"),
    ("SageMaker", Compute, "SageMaker"),
    ("Scheduler", Messaging, "EventBridge Scheduler"),
    ("SecretsManager", Secrets, "Secrets Manager"),
    ("ServiceDiscovery", Networking, "Cloud Map"),
    ("StepFunctions", Compute, "Step Functions"),
    ("WAFv2", Networking, "WAF"),
];

/// What is known of a type such as `AWS::S3::Bucket`.
pub(crate) fn facts(kind: &str) -> Facts {
    let short = kind.strip_prefix("AWS::").unwrap_or(kind);
    let role = role(kind, short);
    if let Some((_, category, words, details)) = TYPES.iter().find(|(name, ..)| *name == short) {
        return Facts { category: *category, words: (*words).to_owned(), role, details };
    }
    let (service, name) = short.split_once("::").unwrap_or(("", short));
    let listed = SERVICES.iter().find(|(known, ..)| *known == service && kind.starts_with("AWS::"));
    let category = listed.map_or(Other, |(_, category, _)| *category);
    let name = crate::names::words(name.rsplit("::").next().unwrap_or_default());
    let words = match (listed, service) {
        (Some((_, _, called)), _) => format!("{called} {}", lower_first(&name)),
        (None, "Custom") => format!("custom resource: {}", lower_first(&name)),
        (None, "") => name,
        (None, service) => format!("{service} {}", lower_first(&name)),
    };
    Facts { category, words, role, details: &[] }
}

/// What people call a service by the prefix of its actions: `s3`, `autoscaling`.
pub(crate) fn service_of_actions(prefix: &str) -> String {
    let called = match prefix {
        "elasticloadbalancing" => Some("Elastic Load Balancing"),
        "elasticfilesystem" => Some("EFS"),
        "cloudformation" => Some("CloudFormation"),
        "states" => Some("Step Functions"),
        "ssm" => Some("Systems Manager"),
        "sts" => Some("STS"),
        _ => (SERVICES.iter()).find(|(name, ..)| name.eq_ignore_ascii_case(prefix)).map(|(_, _, called)| *called),
    };
    called.map_or_else(|| prefix.to_owned(), str::to_owned)
}

fn role(kind: &str, short: &str) -> Role {
    if let Some((_, property)) = PARTS.iter().find(|(name, _)| *name == short) {
        return Role::PartOf(property);
    }
    if LEFT_OUT.contains(&short) {
        return Role::LeftOut;
    }
    if MINOR.contains(&short) || kind.starts_with("Custom::") {
        return Role::Minor;
    }
    let is_listed = TYPES.iter().any(|(name, ..)| *name == short);
    match !is_listed && kind.starts_with("AWS::") && LEFT_OUT_ENDINGS.iter().any(|ending| short.ends_with(ending)) {
        true => Role::LeftOut,
        false => Role::Shown,
    }
}

/// The same text with a small first letter, unless its first word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
