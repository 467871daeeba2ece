//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{DataStores, Directory, known_settings_of_stack, refusal_of};
use purlin_app_sandbox::command_line::{assert_commands, assert_ls, assert_schema, assert_synth, assert_wrong_usage};

#[test]
fn synth_writes_the_assembly() {
    assert_synth::<DataStores>(6);
}

#[test]
fn ls_lists_the_stack() {
    assert_ls::<DataStores>();
}

#[test]
fn schema_tells_editors_every_setting() {
    assert_schema::<DataStores>("data_store", &known_settings_of_stack());
}

#[test]
fn every_command_has_help_and_answers_at_once() {
    assert_commands::<DataStores>(&[]);
}

#[test]
fn what_is_not_there_is_told() {
    assert_wrong_usage::<DataStores>();
}

#[test]
fn without_its_section_it_says_what_to_write() {
    let text = refusal_of("hybrid:\n  queue_address: example.vqueue.net\n");
    assert!(text.contains("`data_store`"), "{text}");
    let text = refusal_of("data_store:\n  region: eu-west-1\n");
    assert!(text.starts_with("error[missing-setting]: the setting `data_store.stores` is missing"), "{text}");
}

#[test]
fn settings_of_several_stores_are_written_once() {
    let readme = include_str!("../README.md");
    let examples: Vec<&str> = readme.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let directory = Directory::with(example);
        let outcome = directory.run(&["synth"]);
        assert_eq!(outcome.status, 0, "{example}{}", outcome.stderr);
    }
}
