//! All rules, by name.

use purlin_core::Severity;

use super::properties::{Expectation, Wants};
use super::subject::Subject;
use super::tls::Protections;
use super::{compute, load_balancers, network, policies, secrets, storage, tls};

/// What is wrong with a resource, given the policies that protect resources of the app.
type Check = fn(&Subject, &Protections) -> Vec<String>;

pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) severity: Severity,
    /// What it finds, as in the table of the module's documentation.
    pub(super) finds: &'static str,
    pub(super) help: &'static str,
    expectations: &'static [Expectation],
    check: Option<Check>,
}

impl Rule {
    pub(super) fn problems(&self, subject: &Subject, protections: &Protections) -> Vec<String> {
        let of_properties = self.expectations.iter().flat_map(|expectation| expectation.problems(subject));
        let of_code = self.check.into_iter().flat_map(|check| check(subject, protections));
        of_properties.chain(of_code).collect()
    }

    const fn of(name: &'static str, severity: Severity, finds: &'static str, help: &'static str) -> Self {
        Rule { name, severity, finds, help, expectations: &[], check: None }
    }

    const fn expecting(self, expectations: &'static [Expectation]) -> Self {
        Rule { expectations, ..self }
    }

    const fn checking(self, check: Check) -> Self {
        Rule { check: Some(check), ..self }
    }
}

const fn expect(kind: &'static str, property: &'static str, wants: Wants) -> Expectation {
    Expectation::new(kind, property, wants)
}

use Severity::{Error, Info, Warning};
use Wants::{NoneOf, NotTrue, NotZero, OneOf, Set, True};

const BUCKET: &str = "AWS::S3::Bucket";
const DB_INSTANCE: &str = "AWS::RDS::DBInstance";
const DB_CLUSTER: &str = "AWS::RDS::DBCluster";
const LAUNCH_CONFIGURATION: &str = "AWS::AutoScaling::LaunchConfiguration";
/// A volume that is made from another one is encrypted as that one is.
const COPIED_VOLUME: &[&str] = &["SnapshotId", "SourceVolumeId"];
const COPIED_INSTANCE: &[&str] =
    &["DBClusterIdentifier", "DBSnapshotIdentifier", "SourceDBInstanceIdentifier", "DBClusterSnapshotIdentifier"];
const COPIED_CLUSTER: &[&str] = &["SnapshotIdentifier", "SourceDBClusterIdentifier", "GlobalClusterIdentifier"];
/// Before TLS 1.2 was the least.
const WEAK_TLS: &[&str] = &[
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
];

pub(super) const RULES: &[Rule] = &[
    Rule::of("access-key", Warning, "access keys of users", "let a role be assumed instead")
        .checking(compute::access_key),
    Rule::of("backups", Warning, "databases without automatic backups", "keep backups for some days").expecting(&[
        expect(DB_INSTANCE, "BackupRetentionPeriod", NotZero).unless(&["SourceDBInstanceIdentifier"]),
        expect(DB_CLUSTER, "BackupRetentionPeriod", NotZero),
    ]),
    Rule::of(
        "deletion-protection",
        Warning,
        "databases that anybody who may can delete in one step",
        "turn deletion protection on",
    )
    .expecting(&[
        expect(DB_INSTANCE, "DeletionProtection", True).unless(&["DBClusterIdentifier", "SourceDBInstanceIdentifier"]),
        expect(DB_CLUSTER, "DeletionProtection", True),
        expect("AWS::DocDB::DBCluster", "DeletionProtection", True),
        expect("AWS::Neptune::DBCluster", "DeletionProtection", True),
    ]),
    Rule::of(
        "http-listener",
        Warning,
        "load balancers that serve HTTP instead of redirecting to HTTPS",
        "redirect to a listener for HTTPS",
    )
    .checking(load_balancers::http_listener),
    Rule::of("iam-all-actions", Error, "policies that allow everything", "allow the actions that are needed")
        .checking(policies::all_actions),
    Rule::of(
        "iam-all-resources",
        Warning,
        "policies that allow changes, or reading secrets, of all resources without a condition",
        "name the resources, or add a condition",
    )
    .checking(policies::all_resources),
    Rule::of(
        "iam-for-all-values",
        Error,
        "`ForAllValues` in an allowing statement, which holds where the key is absent",
        "add the condition `\"Null\": { \"the key\": \"false\" }`, so that the key has to be there",
    )
    .checking(policies::for_all_values),
    Rule::of(
        "iam-not-action",
        Warning,
        "statements that allow whatever they do not name",
        "name what is allowed instead",
    )
    .checking(policies::not_action),
    Rule::of(
        "iam-pass-role",
        Error,
        "`iam:PassRole` without `iam:PassedToService`",
        "add a condition on `iam:PassedToService`",
    )
    .checking(policies::pass_role),
    Rule::of("imds-v2", Warning, "instances whose metadata can be read without a token", "require tokens")
        .checking(compute::metadata_without_token),
    Rule::of(
        "key-rotation",
        Warning,
        "symmetric keys that are never rotated",
        "turn rotation on: KMS keeps the old material for what it encrypted",
    )
    .checking(compute::key_without_rotation),
    Rule::of("log-retention", Warning, "log groups that are kept forever", "say for how many days logs are kept")
        .expecting(&[expect("AWS::Logs::LogGroup", "RetentionInDays", Set).unless(&["LogGroupClass=DELIVERY"])]),
    Rule::of(
        "open-admin-port",
        Error,
        "SSH, RDP and their like, open to the world",
        "use Session Manager, or name the addresses that may connect",
    )
    .checking(network::open_admin_ports),
    Rule::of(
        "open-all-ports",
        Error,
        "all ports or protocols, open to the world",
        "name the ports, and who may connect",
    )
    .checking(network::open_to_everything),
    Rule::of(
        "open-database-port",
        Error,
        "databases, caches and file systems, open to the world",
        "let in the security groups of those who use it",
    )
    .checking(network::open_database_ports),
    Rule::of(
        "plain-secret",
        Error,
        "passwords and tokens in plain text",
        "generate it in Secrets Manager, and refer to it",
    )
    .checking(secrets::in_plain_text),
    Rule::of(
        "public-policy",
        Error,
        "policies of resources that let anybody in",
        "name the principals, or add a condition",
    )
    .expecting(&[expect("AWS::Lambda::Permission", "Principal", NoneOf(&["*"])).unless(&[
        "EventSourceToken",
        "PrincipalOrgID",
        "SourceAccount",
        "SourceArn",
    ])])
    .checking(policies::anybody),
    Rule::of(
        "publicly-accessible",
        Error,
        "databases and brokers with public addresses",
        "reach it from inside of the network",
    )
    .expecting(&[
        expect(DB_INSTANCE, "PubliclyAccessible", NotTrue),
        expect(DB_CLUSTER, "PubliclyAccessible", NotTrue),
        expect("AWS::AmazonMQ::Broker", "PubliclyAccessible", NotTrue),
        expect("AWS::DMS::ReplicationInstance", "PubliclyAccessible", NotTrue),
        expect("AWS::Redshift::Cluster", "PubliclyAccessible", NotTrue),
    ]),
    Rule::of(
        "s3-default-access",
        Info,
        "buckets that leave it to S3 to block public access",
        "say that public access is blocked",
    )
    .expecting(&[expect(BUCKET, "PublicAccessBlockConfiguration", Set)]),
    Rule::of("s3-default-encryption", Info, "buckets that leave encryption to S3", "say how it is encrypted")
        .expecting(&[expect(BUCKET, "BucketEncryption", Set)]),
    Rule::of("s3-public-access", Error, "buckets that do not block public access", "block public access")
        .checking(storage::public_access),
    Rule::of("s3-public-acl", Error, "buckets with a public access control list", "grant access by a policy")
        .expecting(&[expect(BUCKET, "AccessControl", NoneOf(&["PublicRead", "PublicReadWrite", "AuthenticatedRead"]))]),
    Rule::of(
        "s3-tls",
        Warning,
        "buckets that can be used without TLS",
        "deny requests for which `aws:SecureTransport` is false",
    )
    .checking(tls::bucket),
    Rule::of(
        "secret-in-user-data",
        Error,
        "secrets in the user data of instances, where every process can read them",
        "let the instance read the secret when it boots",
    )
    .checking(secrets::in_user_data),
    Rule::of(
        "sns-tls",
        Info,
        "topics that can be used without TLS",
        "deny requests for which `aws:SecureTransport` is false",
    )
    .checking(tls::topic),
    Rule::of(
        "sqs-tls",
        Info,
        "queues that can be used without TLS",
        "deny requests for which `aws:SecureTransport` is false",
    )
    .checking(tls::queue),
    Rule::of("trust-anybody", Error, "roles that anybody may assume", "name those who may assume the role")
        .checking(policies::trust_anybody),
    Rule::of(
        "unencrypted-storage",
        Warning,
        "volumes, file systems, databases and caches without encryption at rest",
        "turn encryption on",
    )
    .expecting(&[
        expect(LAUNCH_CONFIGURATION, "Encrypted", True).within("BlockDeviceMappings.*.Ebs").unless(COPIED_VOLUME),
        expect("AWS::DocDB::DBCluster", "StorageEncrypted", True).unless(COPIED_CLUSTER),
        expect("AWS::EC2::Instance", "Encrypted", True).within("BlockDeviceMappings.*.Ebs").unless(COPIED_VOLUME),
        expect("AWS::EC2::LaunchTemplate", "Encrypted", True)
            .within("LaunchTemplateData.BlockDeviceMappings.*.Ebs")
            .unless(COPIED_VOLUME),
        expect("AWS::EC2::Volume", "Encrypted", True).unless(COPIED_VOLUME),
        expect("AWS::EFS::FileSystem", "Encrypted", True),
        expect("AWS::ElastiCache::ReplicationGroup", "AtRestEncryptionEnabled", True),
        expect("AWS::Neptune::DBCluster", "StorageEncrypted", True).unless(COPIED_CLUSTER),
        expect("AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.Enabled", True),
        expect(DB_CLUSTER, "StorageEncrypted", True).unless(COPIED_CLUSTER),
        expect(DB_INSTANCE, "StorageEncrypted", True).unless(COPIED_INSTANCE),
        expect("AWS::Redshift::Cluster", "Encrypted", True).unless(&["SnapshotIdentifier"]),
    ]),
    Rule::of("unencrypted-transit", Warning, "caches without TLS", "turn encryption in transit on").expecting(&[
        expect("AWS::DAX::Cluster", "ClusterEndpointEncryptionType", OneOf(&["TLS"])),
        expect("AWS::ElastiCache::ReplicationGroup", "TransitEncryptionEnabled", True),
    ]),
    Rule::of("weak-tls", Warning, "load balancers with TLS older than 1.2", "use a policy with TLS 1.2 at least")
        .expecting(&[expect("AWS::ElasticLoadBalancingV2::Listener", "SslPolicy", NoneOf(WEAK_TLS))]),
];
