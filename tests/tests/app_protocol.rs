//! What an app does when it is run by hand, and when the toolkit runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use purlin_tests::command::{self, Output};
use purlin_tests::deploy_check::{Options, deploy_check};
use purlin_tests::{Result, directories, schema, toolkit};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const APP: &str = env!("CARGO_BIN_EXE_sample-app");

/// Runs the app by hand in a directory.
fn app(sample: &str, arguments: &[&str], directory: &Path) -> Result<Output> {
    let mut command = command::isolated(APP, directory);
    command.env("SAMPLE", sample).args(arguments);
    command::run(&mut command)
}

/// Lets the toolkit run the app in a directory, through its `cdk.json`.
fn cdk(sample: &str, arguments: &[&str], directory: &Path) -> Result<Output> {
    fs::write(directory.join("cdk.json"), json!({ "app": APP, "context": { "from": "cdk.json" } }).to_string())?;
    toolkit::cdk(arguments, directory, &[("SAMPLE".to_owned(), sample.to_owned())])
}

/// All files of an assembly as text, without locks and without what the toolkit gets for its statistics.
fn contents(directory: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            let name = path.strip_prefix(directory)?.to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if !name.ends_with(".lock") && !["error.txt", "performance-counters.json"].contains(&name.as_str()) {
                found.insert(name, fs::read_to_string(&path)?);
            }
        }
    }
    Ok(found)
}

#[test]
fn by_hand_it_writes_and_tells_what_it_wrote() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = app("plain", &[], home.path())?;
    assert!(output.succeeded(), "{}", output.stderr);
    assert_eq!(output.stdout, "");
    let first = output.stderr.lines().next().unwrap_or_default();
    assert!(first.starts_with("2 stacks with 2 resources written to cdk.out in "), "{first}");
    assert!(output.stderr.contains("Live/Main  1 resource, any account in any region"), "{}", output.stderr);
    let assembly = home.path().join("cdk.out");
    assert_eq!(schema::check_assembly(&assembly)?, [""; 0]);
    assert_eq!(toolkit::list_validated(&assembly)?, ["Main", "Live/Main (Live-Main)"]);

    let listed = app("plain", &["ls"], home.path())?;
    assert_eq!((listed.stdout.as_str(), listed.stderr.as_str()), ("Main\nLive/Main\n", ""));
    let listed = app("plain", &["ls", "--long"], home.path())?;
    assert!(listed.stdout.contains("Live/Main\tLive-Main\taws://unknown-account/unknown-region"), "{}", listed.stdout);

    let quiet = app("plain", &["synth", "--quiet", "--output", "else/where"], home.path())?;
    assert_eq!((quiet.status, quiet.stderr.as_str()), (Some(0), ""));
    assert!(contents(&home.path().join("else/where"))? == contents(&assembly)?);
    Ok(())
}

#[test]
fn a_wrong_command_line_is_told_with_status_2() -> Result<()> {
    let home = directories::passing_dir()?;
    for (arguments, message) in [
        (&["synht"][..], "a similar subcommand exists: 'synth'"),
        (&["synth", "--outptu", "x"], "a similar argument exists: '--output'"),
        (&["-c", "novalue"], "write it as KEY=VALUE"),
        (&["-c", "aws:cdk:x=1"], "the toolkit's own"),
        (&["--threads", "0"], "threads"),
    ] {
        let output = app("plain", arguments, home.path())?;
        assert_eq!(output.status, Some(2), "{arguments:?}");
        assert!(output.stderr.contains(message), "{arguments:?}: {}", output.stderr);
    }
    let help = app("plain", &["--help"], home.path())?;
    assert_eq!(help.status, Some(0));
    assert!(help.stdout.contains("cdk deploy --app cdk.out"), "{}", help.stdout);
    assert!(contents(home.path())?.is_empty());
    Ok(())
}

#[test]
fn mistakes_are_told_together_and_nothing_is_written() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = app("mistakes", &[], home.path())?;
    assert_eq!(output.status, Some(1));
    assert_eq!(output.stdout, "");
    for text in ["error[duplicate-id]", "error[bad-stack-name]", "sample-app.rs:", "2 errors: nothing was written"] {
        assert!(output.stderr.contains(text), "{text}: {}", output.stderr);
    }
    assert!(contents(home.path())?.is_empty());

    // The toolkit fails with it, and what was there before stays.
    assert!(cdk("plain", &["synth", "--quiet"], home.path())?.succeeded());
    let before = contents(&home.path().join("cdk.out"))?;
    let output = cdk("mistakes", &["synth"], home.path())?;
    assert_eq!(output.status, Some(1));
    assert!(output.stderr.contains("error[duplicate-id]"), "{}", output.stderr);
    assert!(contents(&home.path().join("cdk.out"))? == before);
    Ok(())
}

#[test]
fn context_files_are_read_by_hand_too() -> Result<()> {
    let home = directories::passing_dir()?;
    let synth = |arguments: &[&str]| app("lookup", arguments, home.path());

    let output = synth(&[])?;
    assert_eq!(output.status, Some(1), "{}", output.stderr);
    assert!(output.stderr.contains("error[missing-context]"), "{}", output.stderr);
    assert!(output.stderr.contains("cdk synth"), "{}", output.stderr);
    assert!(!home.path().join("cdk.out").exists());

    let key = "ssm:account=123456789012:parameterName=/sample/name:region=us-east-1";
    fs::write(home.path().join("cdk.context.json"), json!({ key: "kept" }).to_string())?;
    assert!(synth(&[])?.succeeded());
    let template = directories::read_json(&home.path().join("cdk.out/Main.template.json"))?;
    assert_eq!(template["Resources"]["Topic"]["Properties"]["DisplayName"], "kept");

    // cdk.json wins over what the toolkit keeps.
    fs::write(home.path().join("cdk.json"), json!({ "context": { key: "set" } }).to_string())?;
    assert!(synth(&[])?.succeeded());
    let template = directories::read_json(&home.path().join("cdk.out/Main.template.json"))?;
    assert_eq!(template["Resources"]["Topic"]["Properties"]["DisplayName"], "set");

    for (content, message) in [("[]", "no JSON object"), ("{\n \"a\": nothing\n}", "cdk.context.json:2")] {
        fs::write(home.path().join("cdk.context.json"), content)?;
        let output = synth(&[])?;
        assert_eq!(output.status, Some(1));
        assert!(output.stderr.contains("error[bad-context]"), "{}", output.stderr);
        assert!(output.stderr.contains(message), "{}", output.stderr);
    }
    Ok(())
}

#[test]
fn the_toolkit_hands_over_context() -> Result<()> {
    let home = directories::passing_dir()?;
    assert!(cdk("annotations", &["synth", "--quiet", "-c", "harmless=yes"], home.path())?.succeeded());
    // More than an environment variable takes: the toolkit puts the rest into a file.
    let large = json!({ "harmless": "yes", "large": "x".repeat(200_000) });
    fs::write(home.path().join("cdk.context.json"), large.to_string())?;
    let output = cdk("annotations", &["synth", "--quiet"], home.path())?;
    assert!(output.succeeded(), "{}", output.stderr);
    Ok(())
}

#[test]
fn annotations_are_shown_and_errors_refused() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = cdk("annotations", &["synth"], home.path())?;
    assert_eq!(output.status, Some(1));
    for text in ["nobody listens", "this topic must not be"] {
        assert!(output.stderr.contains(text), "{text}: {}", output.stderr);
    }
    assert!(cdk("annotations", &["synth", "--ignore-errors"], home.path())?.succeeded());
    assert!(cdk("annotations", &["synth", "-c", "harmless=yes"], home.path())?.succeeded());
    assert_eq!(cdk("annotations", &["synth", "-c", "harmless=yes", "--strict"], home.path())?.status, Some(1));

    let alone = directories::passing_dir()?;
    let output = app("annotations", &[], alone.path())?;
    assert_eq!(output.status, Some(1));
    assert!(output.stderr.contains("error[annotation]: this topic must not be"), "{}", output.stderr);
    assert!(contents(alone.path())?.is_empty());
    let output = app("annotations", &["-c", "harmless=yes"], alone.path())?;
    assert!(output.succeeded());
    assert!(output.stderr.contains("warning[annotation]: nobody listens"), "{}", output.stderr);
    Ok(())
}

/// A lookup that nobody can answer: the stack that needs it is refused, and nothing deployable is written for it.
#[test]
fn open_lookups_never_reach_a_deployable_template() -> Result<()> {
    let home = directories::passing_dir()?;
    let output = cdk("lookup", &["synth", "Main"], home.path())?;
    assert_eq!(output.status, Some(1), "{}", output.stdout);
    assert!(output.stderr.contains("/sample/name"), "{}", output.stderr);
    let template = directories::read_json(&home.path().join("cdk.out/Main.template.json"))?;
    assert_eq!(template["Resources"], json!({}));
    let manifest = directories::read_json(&home.path().join("cdk.out/manifest.json"))?;
    assert_eq!(manifest["missing"][0]["provider"], "ssm");
    assert_eq!(manifest["missing"][0]["props"]["parameterName"], "/sample/name");
    // The other stack does not need it.
    let other = directories::read_json(&home.path().join("cdk.out/Other.template.json"))?;
    assert_eq!(other["Resources"]["Topic"]["Type"], "AWS::SNS::Topic");
    Ok(())
}

#[test]
fn the_toolkit_names_the_directory_and_the_environment() -> Result<()> {
    let home = directories::passing_dir()?;
    let variables: Vec<(String, String)> = [
        ("SAMPLE", "environment"),
        ("CDK_OUTDIR", "given"),
        ("CDK_DEFAULT_ACCOUNT", "123456789012"),
        ("CDK_DEFAULT_REGION", "eu-west-1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let mut command = command::isolated(APP, home.path());
    command.envs(variables);
    let output = command::run(&mut command)?;
    assert_eq!((output.status, output.stdout.as_str(), output.stderr.as_str()), (Some(0), "", ""));
    let manifest = directories::read_json(&home.path().join("given/manifest.json"))?;
    assert_eq!(manifest["artifacts"]["Main"]["environment"], "aws://123456789012/eu-west-1");
    Ok(())
}

#[test]
fn what_the_toolkit_ran_deploys() -> Result<()> {
    let home = directories::passing_dir()?;
    assert!(app("environment", &[], home.path())?.succeeded());
    let report = deploy_check(&home.path().join("cdk.out"), &Options::default())?;
    assert_eq!(report.resources.len(), 1);
    assert!(report.output("Main", "TopicArn").is_some_and(|arn| arn.starts_with("arn:aws:sns:")));
    Ok(())
}

#[test]
fn the_same_program_writes_the_same_bytes() -> Result<()> {
    let home = directories::passing_dir()?;
    let write = |threads: &str, directory: &str| -> Result<BTreeMap<String, String>> {
        let output = app("many", &["synth", "--threads", threads, "-o", directory], home.path())?;
        assert!(output.succeeded(), "{}", output.stderr);
        contents(&home.path().join(directory))
    };
    let alone = write("1", "alone")?;
    assert!(alone.len() > 80);
    assert!(alone == write("1", "again")?);
    assert!(alone == write("2", "two")?);
    assert!(alone == write("16", "sixteen")?);
    assert!(alone == write("16", "alone")?);
    Ok(())
}

#[test]
fn several_at_once_do_not_disturb_each_other() -> Result<()> {
    let home = directories::passing_dir()?;
    let expected = {
        assert!(app("many", &["-o", "expected"], home.path())?.succeeded());
        contents(&home.path().join("expected"))?
    };
    let mut children = Vec::new();
    for _ in 0..8 {
        let mut command = command::isolated(APP, home.path());
        command.env("SAMPLE", "many").args(["-q", "-o", "shared"]).stderr(Stdio::piped());
        children.push(command.spawn()?);
    }
    for child in children {
        let output = child.wait_with_output()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(contents(&home.path().join("shared"))? == expected);
    Ok(())
}

/// Killed at any moment, a run leaves a directory that the toolkit can read, and the next run puts everything right.
#[test]
fn killed_half_way_it_leaves_nothing_broken() -> Result<()> {
    let home = directories::passing_dir()?;
    assert!(app("many", &["-o", "out"], home.path())?.succeeded());
    let expected = contents(&home.path().join("out"))?;
    for microseconds in (0..30_000).step_by(1_500) {
        let mut command: Command = command::isolated(APP, home.path());
        command.env("SAMPLE", "many").args(["-q", "-o", "out"]);
        let mut child = command.spawn()?;
        std::thread::sleep(Duration::from_micros(microseconds));
        let _ = child.kill();
        child.wait()?;
        let left = contents(&home.path().join("out"))?;
        for (name, content) in &expected {
            let found = left.get(name).unwrap_or_else(|| panic!("{name} was lost after {microseconds} µs"));
            assert!(found == content, "{name} is broken after {microseconds} µs");
        }
        let manifest: Json = serde_json::from_str(&left["manifest.json"])?;
        assert!(manifest["artifacts"].is_object());
    }
    assert!(app("many", &["-o", "out"], home.path())?.succeeded());
    assert!(contents(&home.path().join("out"))? == expected);
    Ok(())
}

/// Killed while it replaces another assembly, a run leaves the old one, the new one, or none: never a mixture. The next run
/// completes it.
#[test]
fn killed_half_way_it_leaves_no_mixture() -> Result<()> {
    let home = directories::passing_dir()?;
    let out = home.path().join("out");
    let (mut old, mut new, mut none) = (0, 0, 0);
    for (generation, microseconds) in (0..40_000).step_by(500).enumerate() {
        assert!(app("many", &["-q", "-o", "out", "-c", "generation=old"], home.path())?.succeeded());
        let context = format!("generation={generation}");
        let mut command: Command = command::isolated(APP, home.path());
        command.env("SAMPLE", "many").args(["-q", "-o", "out", "-c", &context]);
        let mut child = command.spawn()?;
        std::thread::sleep(Duration::from_micros(microseconds));
        let _ = child.kill();
        child.wait()?;
        if !out.join("manifest.json").exists() {
            none += 1;
            continue;
        }
        let manifest = directories::read_json(&out.join("manifest.json"))?;
        let template = fs::read_to_string(out.join("Stack7.template.json"))?;
        if template.contains("old") {
            old += 1
        } else {
            new += 1
        }
        for index in 0..40 {
            let stack = format!("Stack{index}");
            let template = fs::read(out.join(format!("{stack}.template.json")))?;
            let hash: String = Sha256::digest(&template).iter().map(|byte| format!("{byte:02x}")).collect();
            let url = &manifest["artifacts"][&stack]["properties"]["stackTemplateAssetObjectUrl"];
            assert!(url.as_str().is_some_and(|url| url.contains(&hash)), "{stack} after {microseconds} µs: {url}");
            let assets = directories::read_json(&out.join(format!("{stack}.assets.json")))?;
            assert!(assets["files"][&hash].is_object(), "{stack} after {microseconds} µs");
        }
    }
    assert!(old > 0, "{old} old, {new} new, {none} none");
    assert!(app("many", &["-q", "-o", "out"], home.path())?.succeeded());
    assert!(app("many", &["-q", "-o", "expected"], home.path())?.succeeded());
    assert!(contents(&out)? == contents(&home.path().join("expected"))?);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_is_told() -> Result<()> {
    let home = directories::passing_dir()?;
    fs::write(home.path().join("file"), "")?;
    // A directory in the way of a file is found before anything was changed.
    fs::create_dir_all(home.path().join("in-the-way/manifest.json"))?;
    for (output, message) in [
        ("file", "it is a file, and not a directory"),
        ("file/below", "cannot write"),
        ("in-the-way", "a directory is in the way"),
    ] {
        let result = app("plain", &["-o", output], home.path())?;
        assert_eq!(result.status, Some(1));
        assert!(result.stderr.contains("error[unwritable-output]"), "{}", result.stderr);
        assert!(result.stderr.contains(message), "{}", result.stderr);
    }
    assert!(!home.path().join("in-the-way/tree.json").exists());
    Ok(())
}
