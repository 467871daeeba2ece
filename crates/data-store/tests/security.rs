//! The security check over data stores.

#![allow(clippy::panic, reason = "in tests, helpers included")]

mod template;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::{Environment, Severity};
use purlin_data_store::DataStore;
use template::{ENDPOINT, KEY, Props, app, findings, props};

/// What is found in a store, remarks as well: severity, rule, and why it is accepted.
fn found(check: SecurityCheck, props: Props) -> Vec<(Severity, String, Option<String>)> {
    let app = app(Environment::default(), |stack| {
        DataStore::new(stack, "Results", props.clone());
    });
    check.check(&app);
    findings(&app).iter().map(|finding| (finding.severity, finding.rule.clone(), finding.accepted.clone())).collect()
}

/// What is chosen, and how.
type Choice = (&'static str, fn(Props) -> Props);

const CHOICES: &[Choice] = &[
    ("defaults", |props| props),
    ("least privilege", |props| props.least_privilege(true)),
    ("a role", |props| props.multipart_role(true)),
    ("a role for another role", |props| {
        props.multipart_role(true).multipart_role_trusts("arn:aws:iam::111122223333:role/ValohaiMaster")
    }),
    ("a key", |props| props.encryption_key(KEY).multipart_role(true)),
    ("endpoints", |props| props.vpc_endpoints([ENDPOINT.to_owned()])),
    ("an existing bucket", |props| props.existing_bucket("acme-archive")),
    ("versions", |props| props.versioned(true).delete_old_versions_after_days(30)),
    ("deleted with the stack", |props| props.delete_with_stack(true)),
];

#[test]
fn nothing_is_found_but_the_key_that_valohai_s_form_takes() {
    for (name, choose) in CHOICES {
        for check in [SecurityCheck::new(), SecurityCheck::new().thorough()] {
            let found = found(check, choose(props()));
            let [(severity, rule, accepted)] = &found[..] else { panic!("{name}: {found:?}") };
            assert_eq!((severity, rule.as_str()), (&Severity::Info, "access-key"), "{name}");
            let reason = accepted.as_deref().unwrap_or_default();
            assert!(reason.starts_with("Valohai's form for stores takes the key of a user"), "{reason}");
        }
    }
}

#[test]
fn each_of_two_keys_is_told() {
    let found = found(SecurityCheck::new(), props().access_key_serial(2).keep_previous_access_key(true));
    let rules: Vec<&str> = found.iter().map(|(_, rule, _)| rule.as_str()).collect();
    assert_eq!(rules.iter().filter(|rule| **rule == "access-key").count(), 2, "{found:?}");
    assert!(rules.contains(&"previous-access-key"), "{found:?}");
}
