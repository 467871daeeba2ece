//! What is said about settings that cannot be, alone or together: at the line of the one that is too much, with the other's.

mod app;

use app::{LEAST, refusal, refusal_of, rules, told};

#[test]
fn names_of_buckets_that_s3_refuses() {
    for (name, help) in [
        ("Acme_Results", "write `acme-results`"),
        ("ab", "write 3 to 63 characters"),
        ("192.168.5.4", "use letters too"),
        ("acme-s3alias", "choose another name"),
        ("acme.-results", "use 3 to 63 lower-case letters, digits and hyphens, or leave the name to CloudFormation"),
    ] {
        let (message, place, advice) = told(&format!("      bucket_name: {name}\n"));
        assert!(message.contains(&format!("`{name}`")) || message.contains("bucket_name"), "{message}");
        assert_eq!((place.as_str(), advice.as_str()), ("config.yaml:5:20", help), "{name}");
    }
}

#[test]
fn each_bad_combination_is_told_with_its_places() {
    for (lines, message, place, related) in [
        (
            "bucket_name: acme\n      existing_bucket: acme",
            "[bucket-given-twice]",
            "5:20",
            "6:24: `existing_bucket` is set here",
        ),
        (
            "existing_bucket: acme-archive\n      versioned: true",
            "[existing-bucket-is-not-changed]: `versioned` is of a new bucket",
            "6:18",
            "5:24: `existing_bucket` is set here",
        ),
        (
            "versioned: false\n      delete_old_versions_after_days: 3",
            "[old-versions-without-versions]",
            "6:39",
            "5:18: `versioned` is set here",
        ),
        (
            "versioned: true\n      move_old_versions_after_days: 10\n      delete_old_versions_after_days: 5",
            "[deleted-before-moved]",
            "7:39",
            "6:37: `move_old_versions_after_days` is set here",
        ),
        (
            "versioned: true\n      move_old_versions_after_days: 10\n      old_version_storage_class: standard-ia",
            "[moved-too-early]",
            "6:37",
            "7:34: `old_version_storage_class` is set here",
        ),
        (
            "bucket_name: acme\n      access_log_bucket: acme",
            "[logs-in-own-bucket]",
            "6:26",
            "5:20: `bucket_name` is set here",
        ),
        (
            "vpc_endpoints: []\n      admitted_addresses: [198.51.100.0/24]",
            "[addresses-without-endpoints]",
            "6:27",
            "5:22: `vpc_endpoints` is set here",
        ),
        (
            "access_key_serial: 1\n      keep_previous_access_key: true",
            "[no-previous-access-key]",
            "6:33",
            "5:26: `access_key_serial` is set here",
        ),
        (
            "multipart_role: false\n      multipart_role_name: uploads",
            "[setting-without-multipart-role]",
            "6:28",
            "5:23: `multipart_role` is set here",
        ),
    ] {
        let text = refusal(&format!("      {lines}\n"));
        assert!(text.contains(&format!("error{message}")), "{lines}: {text}");
        assert!(text.contains(&format!("\n  --> config.yaml:{place}\n")), "{lines}: {text}");
        assert!(text.contains(&format!("\n  ::: config.yaml:{related}\n")), "{lines}: {text}");
        assert!(text.ends_with("\n1 error: nothing was written\n"), "{lines}: {text}");
    }
}

#[test]
fn items_of_lists_have_their_own_places() {
    let text =
        refusal("      vpc_endpoints: [vpce-0123abcd, endpoint]\n      admitted_addresses: [10.0.0.0/8, 1.2.3.4]\n");
    // What was refused when it was read is not judged, so that the store is told of the rest afterwards.
    assert_eq!(rules(&text), [("invalid-setting".to_owned(), "6:40".to_owned())], "{text}");
    let text = refusal("      vpc_endpoints: [vpce-0123abcd, endpoint]\n      admitted_addresses: [10.0.0.0/8]\n");
    let expected = [("bad-vpc-endpoint", "5:38"), ("private-address", "6:28")];
    assert_eq!(rules(&text), expected.map(|(rule, place)| (rule.to_owned(), place.to_owned())), "{text}");
}

#[test]
fn what_two_stores_cannot_have_in_common() {
    for (first, second, rule, place, related) in [
        ("name: results", "name: results", "store-twice", "5:13", "4:13: `results` is here"),
        ("name: results", "name: re-sults", "store-twice", "5:13", "4:13: `results` is here"),
        (
            "{name: a, bucket_name: acme}",
            "{name: b, bucket_name: acme}",
            "bucket-twice",
            "5:30",
            "4:30: `acme` is here",
        ),
        (
            "{name: a, existing_bucket: acme}",
            "{name: b, bucket_name: acme}",
            "bucket-twice",
            "5:30",
            "4:34: `acme` is here",
        ),
        (
            "{name: a, user_name: valohai}",
            "{name: b, user_name: Valohai}",
            "user-twice",
            "5:28",
            "4:28: `valohai` is here",
        ),
        (
            "{name: a, multipart_role: true, multipart_role_name: up}",
            "{name: b, multipart_role: true, multipart_role_name: up}",
            "role-twice",
            "5:60",
            "4:60: `up` is here",
        ),
        (
            "{name: a, bucket_name: acme}",
            "{name: b, access_log_bucket: acme}",
            "logs-in-store",
            "5:36",
            "4:30: `bucket_name` is set here",
        ),
    ] {
        let text = refusal_of(&format!("# Stores.\ndata_store:\n  stores:\n    - {first}\n    - {second}\n"));
        assert_eq!(rules(&text), [(rule.to_owned(), place.to_owned())], "{text}");
        assert!(text.contains(&format!("\n  ::: config.yaml:{related}\n")), "{text}");
    }
}

#[test]
fn what_is_only_worth_knowing_points_into_the_file() {
    let directory = app::Directory::with(&format!(
        "{LEAST}      bucket_name: results.acme.com\n      access_key_serial: 2\n      keep_previous_access_key: true\n      \
         access_log_bucket: acme-logs\n      vpc_endpoints: [vpce-0123abcd]\n      admitted_addresses: []\n"
    ));
    let outcome = directory.run(&["synth"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    for (rule, place) in [
        ("bucket-name-with-period", "5:20"),
        ("previous-access-key", "7:33"),
        ("access-logs-policy", "8:26"),
        ("valohai-not-admitted", "10:27"),
    ] {
        let (_, rest) = outcome.stderr.split_once(&format!("warning[{rule}]")).unwrap_or_default();
        let told = rest.lines().find_map(|line| line.strip_prefix("  --> config.yaml:"));
        let told = told.and_then(|told| told.split(' ').next());
        assert_eq!(told, Some(place), "{rule}: {}", outcome.stderr);
    }
}

#[test]
fn there_has_to_be_a_store() {
    let text = refusal_of("data_store:\n  stores: []\n");
    assert_eq!(rules(&text), [("no-stores".to_owned(), "2:11".to_owned())], "{text}");
    // A store that was refused is none that is missing.
    let text = refusal_of("data_store:\n  stores:\n    - nam: results\n");
    assert_eq!(rules(&text), [("unknown-setting".to_owned(), "3:7".to_owned())], "{text}");
}

#[test]
fn as_many_stores_as_a_stack_takes() {
    let stores = |number| (0..number).map(|index| format!("    - name: store-{index}\n")).collect::<String>();
    app::template(&format!("data_store:\n  region: eu-west-1\n  stores:\n{}", stores(33)));
    let text = refusal_of(&format!("data_store:\n  region: eu-west-1\n  stores:\n{}", stores(34)));
    assert_eq!(rules(&text), [("stack-limit".to_owned(), "3:3 (Valohai-Data-Stores)".to_owned())], "{text}");
}

#[test]
fn settings_that_there_are_not() {
    let (message, place, help) = told("      bucketname: acme\n");
    assert_eq!(message, "[unknown-setting]: `data_store.stores[0]` has no setting `bucketname`");
    assert_eq!((place.as_str(), help.as_str()), ("config.yaml:5:7", "did you mean `bucket_name`?"));
}

#[test]
fn tags_that_roles_take_for_the_same() {
    let text = refusal_of(&format!("{LEAST}  tags: {{Team: blue, team: red}}\n"));
    assert_eq!(rules(&text), [("tag-twice".to_owned(), "5:22".to_owned())], "{text}");
}
