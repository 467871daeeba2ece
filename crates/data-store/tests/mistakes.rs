//! What is said about settings that cannot be.

mod template;

use purlin_aws::s3::StorageClass;
use purlin_core::{Environment, Severity};
use purlin_data_store::{DataBucket, DataBucketProps, DataStoreProps, check};
use template::{ENDPOINT, KEY, Props, app, findings, props, synthesise};

/// What synthesis says, which is what `check` says, with the place of the construct and with advice.
fn told_in(environment: Environment, props: Props) -> Vec<String> {
    let problems = check(props.clone(), &environment);
    let checked: Vec<_> = problems.iter().map(|problem| format!("{}: {}", problem.rule, problem.message)).collect();
    let Err(findings) = synthesise(environment, props) else { return checked };
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let told: Vec<_> = errors.clone().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
    assert_eq!(told, checked, "synthesis and `check` tell the same");
    for finding in errors {
        assert!(finding.help.is_some() && finding.construct.as_deref() == Some("Test/Results"), "{finding}");
        assert!(finding.place.as_ref().is_some_and(|place| place.file.ends_with("tests/template/mod.rs")), "{finding}");
    }
    told
}

#[track_caller]
fn only(props: Props, expected: &str) {
    assert_eq!(told_in(Environment::default(), props), [expected]);
}

#[track_caller]
fn good(props: Props) {
    assert_eq!(told_in(Environment::default(), props), [""; 0]);
}

fn own<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

#[test]
fn names_of_stores() {
    for name in ["", "1st", "-a", "with space", "Straße", "a/b", "a_b", &"x".repeat(41)] {
        only(DataStoreProps::new().name(name), &format!("bad-store-name: `{name}` cannot be the name of a store"));
    }
    for name in ["a", "Results-2", &"x".repeat(40)] {
        good(DataStoreProps::new().name(name));
    }
}

#[test]
fn names_of_buckets() {
    for (name, mistake) in [
        ("ab", "it has to have 3 to 63 characters"),
        ("Acme", "it can have lower-case letters, digits, hyphens and periods only"),
        ("acme_results", "it can have lower-case letters, digits, hyphens and periods only"),
        ("-acme", "it has to begin and end with a letter or a digit"),
        ("acme..results", "a period cannot stand next to a hyphen or another period"),
        ("192.168.5.4", "it looks like an IP address"),
        ("xn--acme", "names that begin so are reserved"),
        ("acme-s3alias", "names that end so are reserved"),
    ] {
        only(props().bucket_name(name), &format!("bad-bucket-name: no bucket can be called `{name}`: {mistake}"));
    }
    good(props().bucket_name("acme-results-2"));
    only(props().existing_bucket("Acme Results"), "bad-bucket: `Acme Results` cannot be the name of a bucket");
    only(
        props().existing_bucket("acme").bucket_name("acme"),
        "bucket-given-twice: there is both an existing bucket and a name for a new one",
    );
}

#[test]
fn an_existing_bucket_is_not_changed() {
    let existing = || props().existing_bucket("acme-archive");
    good(existing().app_origin("https://a.example.com").encryption_key(KEY).multipart_role(true).least_privilege(true));
    for (setting, props) in [
        ("versioned", existing().versioned(true)),
        ("move_old_versions_after_days", existing().move_old_versions_after_days(30)),
        ("old_version_storage_class", existing().old_version_storage_class(StorageClass::GLACIER)),
        ("delete_old_versions_after_days", existing().delete_old_versions_after_days(30)),
        ("abort_uploads_after_days", existing().abort_uploads_after_days(3)),
        ("access_log_bucket", existing().access_log_bucket("acme-logs")),
        ("access_log_prefix", existing().access_log_prefix("a/")),
        ("vpc_endpoints", existing().vpc_endpoints(own([ENDPOINT]))),
        ("admitted_addresses", existing().admitted_addresses(own(["198.51.100.0/24"]))),
        ("delete_with_stack", existing().delete_with_stack(true)),
    ] {
        let expected =
            format!("existing-bucket-is-not-changed: `{setting}` is of a new bucket, but there is an existing one");
        only(props, &expected);
    }
}

#[test]
fn versions_and_uploads() {
    let versioned = || props().versioned(true);
    only(
        props().delete_old_versions_after_days(30),
        "old-versions-without-versions: old versions are to be deleted, but none are kept",
    );
    only(
        props().move_old_versions_after_days(30),
        "old-versions-without-versions: old versions are to be moved, but none are kept",
    );
    for days in [0, -1, 36_501] {
        let expected = format!("bad-days: old versions cannot be deleted after {days} days");
        only(versioned().delete_old_versions_after_days(days), &expected);
        let expected = format!("bad-days: old versions cannot be moved after {days} days");
        only(versioned().move_old_versions_after_days(days), &expected);
    }
    for days in [-1, 36_501] {
        let expected = format!("bad-days: uploads cannot be given up after {days} days");
        only(props().abort_uploads_after_days(days), &expected);
    }
    only(
        versioned().old_version_storage_class(StorageClass::GLACIER),
        "class-of-nothing-moved: there is a storage class for old versions, but they are not moved to it",
    );
    for class in [StorageClass::INFREQUENT_ACCESS, StorageClass::ONE_ZONE_INFREQUENT_ACCESS] {
        let props = versioned().old_version_storage_class(class);
        only(
            props.clone().move_old_versions_after_days(29),
            "moved-too-early: S3 moves nothing to this storage class after 29 days already",
        );
        good(props.move_old_versions_after_days(30));
    }
    only(
        versioned().move_old_versions_after_days(30).delete_old_versions_after_days(30),
        "deleted-before-moved: old versions are deleted after 30 days, and moved after 30: never",
    );
    good(versioned().move_old_versions_after_days(30).delete_old_versions_after_days(31));
}

#[test]
fn logs() {
    only(props().access_log_bucket("Logs"), "bad-bucket: `Logs` cannot be the name of a bucket");
    only(
        props().bucket_name("acme").access_log_bucket("acme"),
        "logs-in-own-bucket: a bucket that logs requests to itself logs its own logs as well, and never ends",
    );
    only(
        props().access_log_prefix("a/"),
        "prefix-without-logs: there is a prefix for access logs, but no bucket that they go to",
    );
    only(
        props().access_log_bucket("acme-logs").access_log_prefix("a\0/"),
        "bad-log-prefix: `a\\u{0}/` cannot be what keys of logs begin with",
    );
    good(props().access_log_bucket("acme-logs").access_log_prefix("a/"));
}

#[test]
fn networks() {
    let within = || props().vpc_endpoints(own([ENDPOINT]));
    good(within().admitted_addresses(own([])));
    for id in ["", "vpc-0123456789abcdef0", "vpce-", "vpce-XYZ"] {
        let expected = format!("bad-vpc-endpoint: `{id}` is not the id of a VPC endpoint");
        only(props().vpc_endpoints(own([id])), &expected);
    }
    only(
        props().vpc_endpoints(own([ENDPOINT, ENDPOINT])),
        &format!("endpoint-twice: the endpoint `{ENDPOINT}` is there twice"),
    );
    only(
        props().admitted_addresses(own(["198.51.100.0/24"])),
        "addresses-without-endpoints: addresses are admitted beside VPC endpoints, but there are none",
    );
    only(
        within().admitted_addresses(own(["198.51.100.1/24"])),
        "bad-admitted-address: `198.51.100.1/24` cannot be where the bucket is reached from: it begins inside of its \
         network, which is `198.51.100.0/24`",
    );
    for range in ["10.1.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/10"] {
        let expected = format!("private-address: no request reaches S3 from `{range}`, which are private addresses");
        only(within().admitted_addresses(own(["34.248.245.191/32", range])), &expected);
    }
    only(
        within().admitted_addresses(own(["0.0.0.0/0"])),
        "open-to-the-world: `0.0.0.0/0` would let much of the world at the bucket, as without VPC endpoints",
    );
    only(
        within().admitted_addresses(own(["34.248.245.191/32", "198.51.100.0/24", "198.51.100.0/24"])),
        "address-twice: `198.51.100.0/24` is admitted twice",
    );
    good(within().admitted_addresses(own(["34.248.245.191/32", "172.32.0.0/16", "100.0.0.0/10"])));
}

#[test]
fn access() {
    only(
        props().app_origin("http://app.valohai.com"),
        "bad-app-origin: `http://app.valohai.com` is not the origin of a web page",
    );
    for (origin, sent) in [
        ("https://Valohai.Example.com", "https://valohai.example.com"),
        ("https://valohai.example.com:443", "https://valohai.example.com"),
        ("https://valohai.example.com:08443", "https://valohai.example.com:8443"),
    ] {
        let expected = format!(
            "bad-app-origin: browsers send the origin `{origin}` as `{sent}`, and nothing else is compared with it"
        );
        only(props().app_origin(origin), &expected);
        good(props().app_origin(sent));
    }
    only(props().encryption_key("alias/data"), "bad-encryption-key: `alias/data` is not the ARN of a KMS key");
    let elsewhere = Environment { account: None, region: Some("us-east-1".to_owned()) };
    assert_eq!(
        told_in(elsewhere, props().encryption_key(KEY)),
        ["key-of-other-region: the key is in `eu-west-1`, but the stack in `us-east-1`"]
    );
    only(props().user_name("a b"), "bad-user-name: `a b` cannot be the name of a user");
    only(props().user_name(""), "bad-user-name: `` cannot be the name of a user");
    for serial in [0, -3] {
        let expected = format!("bad-access-key-serial: there is no access key with the number {serial}");
        only(props().access_key_serial(serial), &expected);
    }
    only(
        props().keep_previous_access_key(true),
        "no-previous-access-key: there is no access key before the first one that could be kept",
    );
    for (setting, props) in [
        ("multipart_role_name", props().multipart_role_name("uploads")),
        ("multipart_role_trusts", props().multipart_role_trusts("arn:aws:iam::111122223333:role/Master")),
    ] {
        let expected =
            format!("setting-without-multipart-role: `{setting}` is of the role for large uploads, but there is none");
        only(props, &expected);
    }
    let role = || props().multipart_role(true);
    only(role().multipart_role_name("a/b"), "bad-role-name: `a/b` cannot be the name of a role");
    for arn in ["Master", "arn:aws:iam::111122223333:root", "arn:aws:s3:::acme"] {
        let expected = format!("bad-principal: `{arn}` is not the ARN of a role or user");
        only(role().multipart_role_trusts(arn), &expected);
    }
    only(
        props().permissions_boundary("a b"),
        "bad-permissions-boundary: `a b` is neither the ARN of a policy nor the name of one",
    );
}

#[test]
fn everything_is_told_at_once() {
    let props = DataStoreProps::new().name("1").bucket_name("A").user_name("a b").keep_previous_access_key(true);
    let told = told_in(Environment::default(), props.access_log_prefix("a"));
    let rules: Vec<&str> = told.iter().filter_map(|text| text.split(':').next()).collect();
    let expected =
        ["bad-store-name", "bad-bucket-name", "prefix-without-logs", "bad-user-name", "no-previous-access-key"];
    assert_eq!(rules, expected);
}

#[test]
fn what_is_only_worth_knowing_is_a_warning() {
    let warnings = |props: Props| {
        let app = app(Environment::default(), |stack| {
            purlin_data_store::DataStore::new(stack, "Results", props.clone());
        });
        let findings = findings(&app);
        assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings}");
        findings.iter().map(|finding| finding.rule.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(warnings(props()), [""; 0]);
    assert_eq!(warnings(props().bucket_name("results.acme.com")), ["bucket-name-with-period"]);
    assert_eq!(warnings(props().access_key_serial(2).keep_previous_access_key(true)), ["previous-access-key"]);
    assert_eq!(warnings(props().access_log_bucket("acme-logs")), ["access-logs-policy"]);
    let within = |ranges: &[&str]| {
        let ranges: Vec<String> = ranges.iter().map(|range| (*range).to_owned()).collect();
        props().vpc_endpoints(own([ENDPOINT])).admitted_addresses(ranges)
    };
    assert_eq!(warnings(within(&["203.0.113.0/24"])), ["valohai-not-admitted"]);
    assert_eq!(warnings(within(&[])), ["valohai-not-admitted"]);
    assert_eq!(warnings(within(&["203.0.113.0/24", "34.248.245.0/24"])), [""; 0]);
    // An installation of one's own calls from elsewhere.
    assert_eq!(warnings(within(&["203.0.113.0/24"]).app_origin("https://valohai.example.com")), [""; 0]);
}

#[test]
fn buckets_of_other_products_tell_the_same_once() {
    let app = app(Environment::default(), |stack| {
        let props = DataBucketProps::new().bucket_name("Acme").delete_old_versions_after_days(3);
        DataBucket::new(stack, "Data", props.vpc_endpoints(["vpce-1".into()]));
    });
    let findings = findings(&app);
    let told: Vec<(&str, Option<&str>)> =
        findings.iter().map(|finding| (finding.rule.as_str(), finding.construct.as_deref())).collect();
    let at = Some("Test/Data");
    assert_eq!(told, [("bad-bucket-name", at), ("old-versions-without-versions", at), ("bad-vpc-endpoint", at)]);
}
