//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{Hybrid, known_settings, repository_file};
use purlin_app_sandbox::command_line::{
    assert_bad_subjects, assert_commands, assert_ls, assert_schema, assert_synth, assert_wrong_usage,
};

#[test]
fn synth_writes_the_assembly() {
    assert_synth::<Hybrid>(20);
}

#[test]
fn ls_lists_the_stack() {
    assert_ls::<Hybrid>();
}

#[test]
fn schema_tells_editors_every_setting() {
    assert_schema::<Hybrid>("hybrid", &known_settings());
}

#[test]
fn every_command_has_help_and_answers_at_once() {
    assert_commands::<Hybrid>(&["resource-mapping"]);
}

#[test]
fn what_is_no_assembly_is_refused() {
    assert_bad_subjects::<Hybrid>();
}

#[test]
fn what_is_not_there_is_told() {
    assert_wrong_usage::<Hybrid>();
}

#[test]
fn the_repository_s_cdk_json_runs_the_app() {
    let json: serde_json::Value = serde_json::from_str(&repository_file("cdk.json")).unwrap();
    assert_eq!(json["app"], "cargo run --quiet --bin hybrid");
}
