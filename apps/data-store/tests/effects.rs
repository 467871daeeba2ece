//! Where each setting ends up.

mod app;

use std::collections::BTreeSet;

use app::{Directory, LEAST, known_settings, known_settings_of_stack, template};

#[test]
fn the_stack_is_as_told() {
    let lines = "  stack_name: Valohai-Test\n  account: 012345678901\n  region: eu-west-1\n  termination_protection: true\n  \
                 tags: {team: red}\n";
    let directory = Directory::with(&format!("{LEAST}{lines}"));
    assert_eq!(directory.run(&["synth", "--quiet"]).status, 0);
    let artifact = &directory.json("manifest.json")["artifacts"]["Valohai-Data-Stores"];
    assert_eq!(artifact["environment"], "aws://012345678901/eu-west-1");
    assert_eq!(artifact["properties"]["stackName"], "Valohai-Test");
    assert_eq!(artifact["properties"]["terminationProtection"], true);
    let template = app::template_of(&directory).to_string();
    for kind in ["AWS::S3::Bucket", "AWS::IAM::User", "AWS::SecretsManager::Secret"] {
        assert!(template.contains(kind), "{kind}");
    }
    assert_eq!(template.matches(r#"{"Key":"team","Value":"red"}"#).count(), 3, "{template}");
    let all = ["account", "region", "stack_name", "stores", "tags", "termination_protection"];
    assert_eq!(known_settings_of_stack(), all.map(str::to_owned).into());
}

/// Lines of settings, and a text that is in the template because of the first of them.
const EFFECTS: &[(&str, &str)] = &[
    ("bucket_name: acme-results", "\"BucketName\":\"acme-results\""),
    ("existing_bucket: acme-archive", ":s3:::acme-archive"),
    ("app_origin: https://valohai.example.com", "\"https://valohai.example.com\""),
    ("encryption_key: arn:aws:kms:eu-west-1:123456789012:key/1234abcd", "\"SSEAlgorithm\":\"aws:kms\""),
    ("versioned: true", "\"VersioningConfiguration\":{\"Status\":\"Enabled\"}"),
    ("move_old_versions_after_days: 31\n      versioned: true", "\"TransitionInDays\":31"),
    (
        "old_version_storage_class: deep-archive\n      versioned: true\n      move_old_versions_after_days: 31",
        "\"DEEP_ARCHIVE\"",
    ),
    (
        "old_version_storage_class: standard-ia\n      versioned: true\n      move_old_versions_after_days: 31",
        "\"STANDARD_IA\"",
    ),
    (
        "old_version_storage_class: onezone-ia\n      versioned: true\n      move_old_versions_after_days: 31",
        "\"ONEZONE_IA\"",
    ),
    ("old_version_storage_class: glacier\n      versioned: true\n      move_old_versions_after_days: 1", "\"GLACIER\""),
    (
        "old_version_storage_class: intelligent-tiering\n      versioned: true\n      move_old_versions_after_days: 1",
        "\"INTELLIGENT_TIERING\"",
    ),
    ("delete_old_versions_after_days: 91\n      versioned: true", "\"NoncurrentDays\":91"),
    ("abort_uploads_after_days: 3", "\"DaysAfterInitiation\":3"),
    ("access_log_bucket: acme-logs", "\"DestinationBucketName\":\"acme-logs\""),
    ("access_log_prefix: results/\n      access_log_bucket: acme-logs", "\"LogFilePrefix\":\"results/\""),
    ("vpc_endpoints: [vpce-0123abcd]", "\"aws:SourceVpce\":[\"vpce-0123abcd\"]"),
    (
        "admitted_addresses: [198.51.100.0/24]\n      vpc_endpoints: [vpce-0123abcd]",
        "\"aws:SourceIp\":[\"198.51.100.0/24\"]",
    ),
    ("delete_with_stack: true", "Custom::S3AutoDeleteObjects"),
    ("user_name: valohai", "\"UserName\":\"valohai\""),
    ("least_privilege: true", "\"LookIntoBucket\""),
    ("access_key_serial: 7", "AccessKey7"),
    ("keep_previous_access_key: true\n      access_key_serial: 7", "AccessKey6"),
    ("multipart_role: true", "\"MultipartAccess\""),
    ("multipart_role_name: uploads\n      multipart_role: true", "\"RoleName\":\"uploads\""),
    (
        "multipart_role_trusts: arn:aws:iam::123456789012:role/Master\n      multipart_role: true",
        "\"arn:aws:iam::123456789012:role/Master\"",
    ),
    ("permissions_boundary: acme-boundary", ":policy/acme-boundary"),
];

#[test]
fn each_setting_is_in_the_template() {
    let without = template(LEAST).to_string();
    let mut tried = BTreeSet::from(["name"]);
    for (lines, expected) in EFFECTS {
        let with = template(&format!("{LEAST}      {lines}\n")).to_string();
        assert!(with.contains(expected) && !without.contains(expected), "{lines}: {with}");
        tried.extend(lines.split(':').next());
    }
    let all = known_settings();
    assert_eq!(tried, all.iter().map(String::as_str).collect::<BTreeSet<_>>(), "each setting has its effect here");
}

#[test]
fn nobody_is_admitted_beside_endpoints_if_so_told() {
    let lines = "      vpc_endpoints: [vpce-0123abcd]\n      admitted_addresses: []\n";
    let template = template(&format!("{LEAST}{lines}")).to_string();
    assert!(template.contains("aws:SourceVpce") && !template.contains("aws:SourceIp"), "{template}");
}

#[test]
fn each_store_has_its_own_outputs() {
    let template = template("data_store:\n  stores:\n    - name: results\n    - name: old-models\n");
    let outputs: BTreeSet<&str> =
        template["Outputs"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert!(outputs.contains("results1Name") && outputs.contains("oldmodels1Name"), "{outputs:?}");
    assert_eq!(template["Outputs"]["oldmodels1Name"]["Value"], "old-models");
}
