//! Deployments of `purlin_aws::s3`.

use std::time::Duration;

use purlin_aws::iam::{Principal, Role, RoleProps};
use purlin_aws::s3::{
    BlockPublicAccess, Bucket, BucketEncryption, BucketProps, CorsRule, EventNotification, EventType, HttpMethod,
    Inventory, LifecycleRule, ObjectLockRetention, ObjectOwnership, RedirectProtocol, RedirectTarget, StorageClass,
    Transition,
};
use purlin_aws::sns::{Topic, TopicProps};
use purlin_core::RemovalPolicy;
use purlin_tests::Result;

use crate::deploys;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn gone_in_the_end() -> BucketProps {
    BucketProps::new().removal_policy(RemovalPolicy::Destroy)
}

#[test]
fn a_bucket_for_data_and_one_for_its_logs() -> Result<()> {
    deploys(|stack| {
        // It has logs by the end, and stays.
        let owned = BucketProps::new().object_ownership(ObjectOwnership::BUCKET_OWNER_ENFORCED);
        let logs = Bucket::new(stack, "Logs", owned.block_public_access(BlockPublicAccess::ALL));
        let upload = CorsRule::new([HttpMethod::Post], ["https://app.example.com"])
            .allowed_headers(["Authorization"])
            .max_age(Duration::from_secs(3000));
        let rules = [
            LifecycleRule::new().abort_incomplete_multipart_upload_after(7 * DAY),
            LifecycleRule::new()
                .prefix("old/")
                .transitions([Transition::after(StorageClass::GLACIER, 90 * DAY)])
                .expiration(365 * DAY),
        ];
        let props = gone_in_the_end()
            .versioned(true)
            .encryption(BucketEncryption::S3Managed)
            .minimum_tls_version(1.2)
            .cors([upload])
            .lifecycle_rules(rules)
            .server_access_logs_bucket(&logs)
            .server_access_logs_prefix("data/")
            .inventories([Inventory::new(&logs).destination_prefix("inventory")])
            .transfer_acceleration(true)
            .event_bridge_enabled(true);
        let data = Bucket::new(stack, "Data", props);
        let arrivals = Topic::new(stack, "Arrivals", TopicProps::new());
        data.add_event_notification(EventNotification::new(EventType::OBJECT_CREATED, &arrivals).prefix("in/"));
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        data.grant_read_write(&Role::new(stack, "Worker", worker)).assert_success();
        data.objects("shared/*").grant_read(&Principal::account("111122223333")).assert_success();
    })?;
    Ok(())
}

#[test]
fn buckets_with_keys_locks_and_web_sites() -> Result<()> {
    deploys(|stack| {
        let encrypted = gone_in_the_end().encryption(BucketEncryption::Kms).bucket_key_enabled(true);
        let encrypted = Bucket::new(stack, "Encrypted", encrypted);
        let worker = RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com"));
        encrypted.grant_read(&Role::new(stack, "Worker", worker)).assert_success();
        let retention = ObjectLockRetention::governance(DAY);
        Bucket::new(stack, "Locked", gone_in_the_end().object_lock_default_retention(retention));
        let site = gone_in_the_end()
            .website_index_document("index.html")
            .website_error_document("error.html")
            .block_public_access(BlockPublicAccess::NOTHING)
            .public_read_access(true);
        Bucket::new(stack, "Site", site);
        let target = RedirectTarget::new("www.example.com").protocol(RedirectProtocol::Https);
        Bucket::new(stack, "Redirect", gone_in_the_end().website_redirect(target));
    })?;
    Ok(())
}
