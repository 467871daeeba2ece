//! The JSON Schema that the repository's `config.yaml` names: what the apps print, together, and what the file obeys.

use std::path::Path;
use std::process::Command;

use purlin_tests::{Failure, Result, apps, directories, tools};
use serde_json::{Value, json};

const APPS: [&str; 4] = ["hybrid", "self-hosted", "determined", "data-store"];
const FILE: &str = "config.schema.json";

/// What an app prints.
fn schema_of(app: &str) -> Result<Value> {
    let mut command = Command::new(apps::binary(app)?);
    let text = purlin_tests::command::run(command.arg("schema"))?.stdout_of_success("schema")?;
    Ok(serde_json::from_str(&text)?)
}

/// The schema of the file with the sections of all apps, and no others.
fn schema() -> Result<Value> {
    let mut whole = json!({});
    for app in APPS {
        let mut schema = schema_of(app)?;
        if whole["properties"].is_null() {
            whole = schema;
        } else if let Some(sections) = schema["properties"].as_object_mut() {
            for (name, section) in std::mem::take(sections) {
                whole["properties"][name] = section;
            }
        }
    }
    whole["additionalProperties"] = false.into();
    Ok(whole)
}

/// A file as JSON.
fn yaml(text: &str) -> Result<Value> {
    let home = directories::passing_dir()?;
    let mut command = tools::install()?.python(home.path());
    let file = home.path().join("file.yaml");
    std::fs::write(&file, text)?;
    command.args(["-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"]).arg(&file);
    Ok(serde_json::from_str(&purlin_tests::command::run(&mut command)?.stdout_of_success("yaml")?)?)
}

fn mistakes(schema: &Value, document: &Value) -> Result<Vec<String>> {
    let validator = jsonschema::validator_for(schema).map_err(|error| Failure::new(error.to_string()))?;
    Ok(validator.iter_errors(document).map(|error| error.instance_path().to_string()).collect())
}

fn shipped(name: &str) -> Result<String> {
    Ok(std::fs::read_to_string(Path::new(&directories::workspace()).join(name))?)
}

/// `PURLIN_REFRESH=1` writes it anew.
#[test]
fn the_file_that_is_shipped_is_what_the_apps_print() -> Result<()> {
    let text = format!("{:#}\n", schema()?);
    if std::env::var_os("PURLIN_REFRESH").is_some() {
        std::fs::write(directories::workspace().join(FILE), &text)?;
    }
    assert!(shipped(FILE)? == text, "run the test again with PURLIN_REFRESH=1, and look at what has changed");
    Ok(())
}

#[test]
fn the_shipped_settings_name_it_and_obey_it() -> Result<()> {
    let text = shipped("config.yaml")?;
    assert_eq!(text.lines().next(), Some("# yaml-language-server: $schema=config.schema.json"));
    let schema = schema()?;
    assert_eq!(mistakes(&schema, &yaml(&text)?)?, [""; 0]);
    let wrong = [
        ("hybrid: {queue_address: 1}", "/hybrid/queue_address"),
        ("self_hosted: {domain: https://a.example.com, disk_size: 1}", "/self_hosted/disk_size"),
        ("determined: {no_such_setting: 1}", "/determined"),
        ("data_store: {}", "/data_store"),
        ("no_such_section: {}", ""),
    ];
    for (text, place) in wrong {
        assert_eq!(mistakes(&schema, &yaml(text)?)?, [place], "{text}");
    }
    Ok(())
}
