//! Buckets: who may read and write what is in them, and where the logs of that go.

use purlin_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use purlin_aws::s3::{
    BlockPublicAccess, Bucket, BucketEncryption, BucketPolicy, BucketPolicyProps, BucketProps, ObjectOwnership,
    PartitionDateSource, TargetObjectKeyFormat,
};
use purlin_core::{App, RemovalPolicy};
use purlin_tests::differential::Accepted;

use super::s3::{bucket, role, stack, stack_in};
use crate::{Case, case};

pub(crate) const CASES: &[Case] = &[
    case!(s3_resource_policy),
    case!(s3_bucket_policy_of_ones_own),
    case!(s3_grants),
    case!(s3_grants_on_an_encrypted_bucket),
    case!(s3_grants_to_services_and_accounts),
    case!(s3_grants_across_stacks),
    case!(s3_grants_across_accounts).accepting(&[
        BY_ACCOUNT,
        BY_OUTPUT,
        Accepted { file: "Storage.template.json", place: "/Resources/PublishGetStackOutput", ..BY_OUTPUT },
        Accepted { file: "Storage.template.json", place: "/Outputs", ..BY_OUTPUT },
        Accepted { file: "manifest.json", place: "/artifacts/Storage/metadata/~1Storage~1Publish~1", ..BY_OUTPUT },
    ]),
    case!(s3_block_public_access),
    case!(s3_public_access),
    case!(s3_access_logs_in_another_bucket),
    case!(s3_access_logs_in_the_same_bucket),
    case!(s3_access_logs_in_an_encrypted_bucket),
    case!(s3_access_logs_in_another_stack).accepting(&[Accepted {
        case: "s3_access_logs_in_another_stack",
        file: "Logs.template.json",
        place: "/Resources/LogsPolicy90DB40C9/Properties/PolicyDocument/Statement/1/Condition",
        reason: "safer: without a condition, logs of anyone's bucket could be put there",
    }]),
];

const BY_ACCOUNT: Accepted = Accepted {
    case: "s3_grants_across_accounts",
    file: "Storage.template.json",
    place: "/Resources/DataPolicyB80589C3/Properties/PolicyDocument/Statement/1/Principal/AWS",
    reason: "S3 refuses a policy that names a role which is not there yet: it names the account, and the role's own policy \
             decides",
};

const BY_OUTPUT: Accepted = Accepted {
    case: "s3_grants_across_accounts",
    file: "Roles.template.json",
    place: "/Resources/RoleDefaultPolicy5FFB7DAB/Properties/PolicyDocument/Statement/0/Resource/",
    reason: "values cross accounts by outputs, whether the resource has a name or not",
};

fn s3_resource_policy(app: &App) {
    let data = bucket(&stack(app), "Data");
    let statement = PolicyStatement::allow()
        .actions(["s3:GetObject"])
        .resources([data.arn_for_objects("file.txt")])
        .principals([Principal::account_root()]);
    data.add_to_resource_policy(statement);
}

fn s3_bucket_policy_of_ones_own(app: &App) {
    let stack = stack(app);
    let data = Bucket::new(&stack, "Data", BucketProps::new().enforce_ssl(false));
    let props = BucketPolicyProps::new().bucket(&data).removal_policy(RemovalPolicy::Retain);
    let statement = PolicyStatement::allow()
        .actions(["s3:GetObject"])
        .resources([data.arn_for_objects("*")])
        .principals([Principal::account("222222222222")]);
    BucketPolicy::new(&stack, "Policy", props).add_statement(statement);
}

fn s3_grants(app: &App) {
    let stack = stack(app);
    let data = bucket(&stack, "Data");
    data.grant_read(&role(&stack, "Reader")).assert_success();
    data.objects("part/*").grant_read(&role(&stack, "PartReader")).assert_success();
    data.grant_write(&role(&stack, "Writer")).assert_success();
    let tagging = ["s3:PutObjectTagging"];
    data.objects("part/*").grant_write_actions(&role(&stack, "Tagger"), &tagging).assert_success();
    data.grant_read_write(&role(&stack, "Both")).assert_success();
    data.objects("in/*").grant_put(&role(&stack, "Putter")).assert_success();
    data.grant_put_acl(&role(&stack, "AclPutter")).assert_success();
    data.objects("out/*").grant_delete(&role(&stack, "Deleter")).assert_success();
}

fn s3_grants_on_an_encrypted_bucket(app: &App) {
    let stack = stack(app);
    let data = Bucket::new(&stack, "Data", BucketProps::new().encryption(BucketEncryption::Kms));
    data.grant_read(&role(&stack, "Reader")).assert_success();
    data.grant_write(&role(&stack, "Writer")).assert_success();
    data.grant_read_write(&role(&stack, "Both")).assert_success();
    data.grant_put(&role(&stack, "Putter")).assert_success();
    data.grant_delete(&role(&stack, "Deleter")).assert_success();
}

fn s3_grants_to_services_and_accounts(app: &App) {
    let data = Bucket::new(&stack(app), "Data", BucketProps::new().encryption(BucketEncryption::Kms));
    data.grant_read(&Principal::account("222222222222")).assert_success();
    data.objects("logs/*").grant_put(&Principal::service("delivery.logs.amazonaws.com")).assert_success();
}

fn s3_grants_across_stacks(app: &App) {
    let storage = stack_in(app, "Storage", "111111111111");
    let data = Bucket::new(&storage, "Data", BucketProps::new().removal_policy(RemovalPolicy::Destroy));
    data.grant_read_write(&role(&stack_in(app, "Roles", "111111111111"), "Role")).assert_success();
}

fn s3_grants_across_accounts(app: &App) {
    let storage = stack_in(app, "Storage", "111111111111");
    let data = Bucket::new(&storage, "Data", BucketProps::new().bucket_name("purlin-data"));
    let reader = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")).role_name("reader");
    let reader = Role::new(&stack_in(app, "Roles", "222222222222"), "Role", reader);
    data.grant_read(&reader).assert_success();
}

fn s3_block_public_access(app: &App) {
    let stack = stack(app);
    let blocking = |blocked| BucketProps::new().block_public_access(blocked);
    Bucket::new(&stack, "All", blocking(BlockPublicAccess::ALL));
    Bucket::new(&stack, "Acls", blocking(BlockPublicAccess::ACLS_ONLY));
    Bucket::new(&stack, "Policies", blocking(BlockPublicAccess::ALL.allow_public_policy()));
}

fn s3_public_access(app: &App) {
    let stack = stack(app);
    let open = BucketProps::new().block_public_access(BlockPublicAccess::NOTHING);
    Bucket::new(&stack, "Public", open.clone().public_read_access(true));
    let images = Bucket::new(&stack, "Data", open).objects("img/*");
    images.grant_public_access(["s3:GetObject", "s3:GetObjectVersion"]).assert_success();
}

fn s3_access_logs_in_another_bucket(app: &App) {
    let stack = stack(app);
    let owned = BucketProps::new().object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED);
    let logs = Bucket::new(&stack, "Logs", owned);
    let logging = BucketProps::new().server_access_logs_bucket(&logs);
    let by_day = TargetObjectKeyFormat::PartitionedPrefix(PartitionDateSource::EVENT_TIME);
    let data = logging.clone().server_access_logs_prefix("data/").target_object_key_format(by_day);
    Bucket::new(&stack, "Data", data);
    Bucket::new(&stack, "Other", logging.target_object_key_format(TargetObjectKeyFormat::SimplePrefix));
}

fn s3_access_logs_in_the_same_bucket(app: &App) {
    Bucket::new(&stack(app), "Data", BucketProps::new().server_access_logs_prefix("logs/"));
}

fn s3_access_logs_in_an_encrypted_bucket(app: &App) {
    let stack = stack(app);
    let logs = Bucket::new(&stack, "Logs", BucketProps::new().encryption(BucketEncryption::Kms));
    Bucket::new(&stack, "Data", BucketProps::new().server_access_logs_bucket(&logs));
}

fn s3_access_logs_in_another_stack(app: &App) {
    let logs = stack_in(app, "Logs", "111111111111");
    let logs = Bucket::new(&logs, "Logs", BucketProps::new().bucket_name("purlin-logs"));
    let storage = stack_in(app, "Storage", "111111111111");
    Bucket::new(&storage, "Data", BucketProps::new().server_access_logs_bucket(&logs));
}
