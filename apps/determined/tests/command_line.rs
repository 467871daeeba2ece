//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{Determined, known_settings};
use purlin_app_sandbox::command_line::{assert_commands, assert_ls, assert_schema, assert_synth, assert_wrong_usage};

#[test]
fn synth_writes_the_assembly() {
    assert_synth::<Determined>(45);
}

#[test]
fn ls_lists_the_stack() {
    assert_ls::<Determined>();
}

#[test]
fn schema_tells_editors_every_setting() {
    assert_schema::<Determined>("determined", &known_settings());
}

#[test]
fn every_command_has_help_and_answers_at_once() {
    assert_commands::<Determined>(&[]);
}

#[test]
fn what_is_not_there_is_told() {
    assert_wrong_usage::<Determined>();
}
