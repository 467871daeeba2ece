//! The app's commands, and what it does when it cannot begin.

mod app;

use app::{Directory, LEAST, refusal_of, template_of};

#[test]
fn synth_writes_the_assembly() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["synth"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let resources = template_of(&directory)["Resources"].as_object().map_or(0, serde_json::Map::len);
    let told = format!("1 stack with {resources} resources written to cdk.out in ");
    assert!(resources == 6 && outcome.stderr.starts_with(&told), "{}", outcome.stderr);
    let manifest = directory.json("manifest.json");
    assert_eq!(manifest["artifacts"]["Valohai-Data-Stores"]["environment"], "aws://unknown-account/unknown-region");
}

#[test]
fn ls_lists_the_stack() {
    let directory = Directory::with(LEAST);
    let outcome = directory.run(&["ls"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "Valohai-Data-Stores\n"), "{}", outcome.stderr);
    assert_eq!(directory.files(), ["config.yaml"]);
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
