//! Whole templates, one for each choice. `PURLIN_REFRESH=1 cargo test -p purlin-data-store --test golden` writes them anew.

#![allow(clippy::panic, clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_aws::kms::{Key, KeyProps};
use purlin_aws::s3::{Bucket, BucketProps, StorageClass};
use purlin_core::{Environment, Stack};
use purlin_data_store::{DataStore, DataStoreProps};
use template::{ENDPOINT, KEY, Props, app, props, template_of};

/// A choice: the golden file's name, and what is in the stack.
type Case = (&'static str, fn(&Stack));

const CASES: &[Case] = &[
    ("default", |stack| make(stack, props())),
    ("everything-new", |stack| make(stack, everything())),
    ("least-privilege", |stack| make(stack, props().least_privilege(true).encryption_key(KEY).multipart_role(true))),
    ("existing-bucket", |stack| make(stack, props().existing_bucket("acme-archive").multipart_role(true))),
    ("endpoints", |stack| make(stack, props().vpc_endpoints([ENDPOINT.to_owned()]))),
    ("deleted-with-stack", |stack| make(stack, deleted())),
    ("two-keys", |stack| make(stack, props().access_key_serial(2).keep_previous_access_key(true))),
    ("constructs", constructs),
];

fn make(stack: &Stack, props: Props) {
    DataStore::new(stack, "Results", props);
}

fn everything() -> Props {
    props()
        .bucket_name("acme-results")
        .app_origin("https://valohai.example.com")
        .encryption_key(KEY)
        .versioned(true)
        .move_old_versions_after_days(30)
        .old_version_storage_class(StorageClass::INFREQUENT_ACCESS)
        .delete_old_versions_after_days(365)
        .abort_uploads_after_days(3)
        .user_name("valohai-results")
        .multipart_role(true)
        .multipart_role_name("acme-uploads")
        .multipart_role_trusts("arn:aws:iam::111122223333:role/ValohaiMaster")
        .permissions_boundary("boundary")
}

fn deleted() -> Props {
    props().delete_with_stack(true).vpc_endpoints([ENDPOINT.to_owned()]).permissions_boundary("boundary")
}

/// With what the same app makes: a key, and a bucket for logs.
fn constructs(stack: &Stack) {
    let key = Key::new(stack, "Key", KeyProps::new());
    let logs = Bucket::new(stack, "Logs", BucketProps::new());
    let props = props().encryption_key(&key).access_log_bucket(&logs).access_log_prefix("results/");
    make(stack, props);
    let archive = Bucket::new(stack, "Archive", BucketProps::new());
    DataStore::new(stack, "Archives", DataStoreProps::new().name("archives").existing_bucket(&archive));
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

#[test]
fn each_choice_has_its_template() {
    let refresh = std::env::var_os("PURLIN_REFRESH").is_some();
    let mut changed = Vec::new();
    for (name, build) in CASES {
        let path = folder().join(format!("{name}.json"));
        let template = template_of(&app(Environment::default(), build)).unwrap_or_else(|told| panic!("{name}: {told}"));
        let found = serde_json::to_string_pretty(&template).unwrap() + "\n";
        if refresh {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            changed.push(*name);
        }
    }
    assert_eq!(changed, [""; 0], "these have changed; if they should, set PURLIN_REFRESH=1 and look at the difference");
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = CASES.iter().map(|(name, ..)| format!("{name}.json")).collect();
    assert_eq!(files.collect::<BTreeSet<_>>(), names, "each template is of a choice");
}
