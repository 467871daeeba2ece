//! Data stores, from `config.yaml` to a deployed stack and back. `fixtures/data-store` has a folder for each deployment: its
//! settings, what has to be there before, and what is done with the stores while they stand, with the access that they give.

use std::path::{Path, PathBuf};

use purlin_tests::command::{self, Output};
use purlin_tests::deploy_check::{Options, Report, deploy_check};
use purlin_tests::emulator::Emulator;
use purlin_tests::{Failure, Result, apps, directories, linter, schema, toolkit, tools};
use serde_json::Value as Json;

const STACK: &str = "Valohai-Data-Stores";

/// Writes the assembly of a settings file into `cdk.out` of a directory.
fn synth(config: &Path, home: &Path) -> Result<Output> {
    let mut command = command::isolated(apps::binary("data-store")?, home);
    command.arg("synth").arg("--config").arg(config);
    command::run(&mut command)
}

/// The template of an assembly, after all of it was found to be good.
fn judged(assembly: &Path) -> Result<Json> {
    let problems = schema::check_assembly(assembly)?;
    if !problems.is_empty() {
        return Err(Failure::new(problems.join("\n")));
    }
    let template = assembly.join(format!("{STACK}.template.json"));
    let errors: Vec<String> = linter::cfn_lint(std::slice::from_ref(&template))?
        .into_iter()
        .filter(|finding| finding.rule.starts_with('E'))
        .map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place))
        .collect();
    if !errors.is_empty() {
        return Err(Failure::new(errors.join("\n")));
    }
    directories::read_json(&template)
}

fn folder(name: &str) -> PathBuf {
    directories::tests().join("fixtures/data-store").join(name)
}

/// Deploys a folder of `fixtures/data-store`, and takes it down again. The settings are the repository's own where the
/// folder has none.
fn deploy(name: &str) -> Result<(Json, Report)> {
    let folder = folder(name);
    let given = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
    let config = given("config.yaml").unwrap_or_else(|| directories::workspace().join("config.yaml"));
    let home = directories::passing_dir()?;
    let output = synth(&config, home.path())?;
    if !output.succeeded() {
        return Err(Failure::new(output.stderr));
    }
    let assembly = home.path().join("cdk.out");
    let template = judged(&assembly)?;
    let options =
        Options { setup: given("setup.py"), inspection: Some(folder.join("inspect.py")), ..Options::default() };
    Ok((template, deploy_check(&assembly, &options)?))
}

#[test]
fn the_shipped_settings() -> Result<()> {
    let (template, report) = deploy("default")?;
    assert_eq!(report.resources.len(), template["Resources"].as_object().map_or(0, serde_json::Map::len));
    let key = report.output(STACK, "results3AccessKeyId");
    assert!(key.is_some_and(|key| key.starts_with("AKIA")), "{report:?}");
    Ok(())
}

#[test]
fn several_stores_of_all_kinds() -> Result<()> {
    deploy("several").map(drop)
}

#[test]
fn within_endpoints_and_emptied_in_the_end() -> Result<()> {
    deploy("endpoints").map(drop)
}

/// A deployment, and what the store then is to Valohai: `inspect.py` of the folder `rotation` is told which step it is.
fn rotate(steps: &[(&str, &str)]) -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let variables = emulator.variables("123456789012", "eu-west-1")?;
    let cdk = |arguments: &[&str]| {
        toolkit::cdk(arguments, home.path(), &variables)?.stdout_of_success(&format!("cdk {}", arguments.join(" ")))
    };
    cdk(&["bootstrap", "aws://123456789012/eu-west-1"])?;
    let config = home.path().join("config.yaml");
    for (step, settings) in steps {
        let base = "data_store:\n  stores:\n    - name: results\n      bucket_name: acme-results\n";
        std::fs::write(&config, format!("{base}{settings}"))?;
        let output = synth(&config, home.path())?;
        assert!(output.succeeded(), "{}", output.stderr);
        assert_eq!(output.stderr.contains("warning[previous-access-key]"), settings.contains("keep"), "{step}");
        judged(&home.path().join("cdk.out"))?;
        cdk(&["deploy", "--app", "cdk.out", "--require-approval", "never", "--progress", "events", "--all"])?;
        let mut python = tools::install()?.python(home.path());
        python.arg("-P").arg(folder("rotation").join("inspect.py")).arg(step).envs(variables.clone());
        command::run(&mut python)?.stdout_of_success(&format!("step {step}"))?;
    }
    cdk(&["diff", "--app", "cdk.out", "--fail", "--method", "template", "--all"])?;
    cdk(&["destroy", "--app", "cdk.out", "--force", "--all"])?;
    assert_eq!(emulator.not_applied()?, [""; 0]);
    assert_eq!(emulator.internal_errors()?, [""; 0]);
    Ok(())
}

#[test]
fn keys_are_replaced_at_once_or_one_after_the_other() -> Result<()> {
    rotate(&[
        ("first", ""),
        ("replaced", "      access_key_serial: 2\n"),
        ("both", "      access_key_serial: 3\n      keep_previous_access_key: true\n"),
        ("new", "      access_key_serial: 3\n"),
        ("same", "      access_key_serial: 3\n      least_privilege: true\n      multipart_role: true\n"),
    ])
}
