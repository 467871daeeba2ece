//! The security check over an installation.

use std::collections::BTreeSet;

use purlin_aws::aspects::SecurityCheck;
use purlin_core::{App, Stack, StackProps};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};

#[test]
fn an_installation_with_default_settings_is_in_order() {
    let app = App::new();
    SecurityCheck::new().check(&app);
    let props = HybridWorkersProps::new()
        .queue_address("example.vqueue.net")
        .assume_user("arn:aws:iam::905675611115:user/example");
    HybridWorkers::new(&Stack::new(&app, "Test", StackProps::new()), "Valohai", props);
    let found = app.synth().map(|assembly| assembly.remarks().to_string());
    assert_eq!(found.map_err(|findings| findings.to_string()), Ok(String::new()));
}

#[test]
fn ssh_from_everywhere_is_found() {
    let app = App::new();
    SecurityCheck::new().check(&app);
    let props = HybridWorkersProps::new()
        .queue_address("example.vqueue.net")
        .assume_user("arn:aws:iam::905675611115:user/example")
        .queue_ssh_from(["0.0.0.0/0".to_owned()]);
    HybridWorkers::new(&Stack::new(&app, "Test", StackProps::new()), "Valohai", props);
    let rules: BTreeSet<String> = app.synth().err().into_iter().flatten().map(|finding| finding.rule).collect();
    assert!(rules.iter().map(String::as_str).eq(["open-admin-port", "open-to-the-world"]), "{rules:?}");
}
