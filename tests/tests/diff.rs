//! What `purlin-diff` foresees, beside what the real toolkit foresees, and what then happens when it is deployed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use purlin_assembly::Assembly;
use purlin_core::{App, Stack, StackProps};
use purlin_diff::{Change, Difference, Effect, Options, compare};
use purlin_hybrid_workers::{HybridWorkers, HybridWorkersProps};
use purlin_tests::update_check::{self, Step, update_check};
use purlin_tests::{Result, directories, toolkit};
use serde_json::{Value, json};

/// What becomes of a resource, in the words of the toolkit.
type Verdicts = BTreeMap<String, &'static str>;

fn fixture(name: &str) -> PathBuf {
    directories::tests().join("fixtures/diff").join(name)
}

fn verdicts(difference: &Difference) -> Verdicts {
    let resources = difference.stacks.iter().flat_map(|stack| &stack.resources);
    let verdict = |change, effect| match (change, effect) {
        (Change::Added, _) => "new",
        (Change::Removed, _) => "destroy",
        // The toolkit does not tell that CloudFormation refuses another type.
        (_, Effect::Replaces | Effect::Refused) => "replace",
        (_, Effect::MayReplace | Effect::MayComeOrGo) => "may be replaced",
        (_, Effect::InPlace | Effect::Unknown) => "update",
    };
    resources.map(|it| (it.logical_id.clone(), verdict(it.change, it.effect))).collect()
}

/// What `cdk diff` says of a template and an assembly of one stack.
fn verdicts_of_toolkit(old: &Path, assembly: &Path) -> Result<Verdicts> {
    let home = directories::passing_dir()?;
    let arguments = ["diff".as_ref(), "--template".as_ref(), old, "--app".as_ref(), assembly];
    let output = toolkit::cdk(arguments, home.path(), &[])?;
    let text = format!("{}{}", output.stdout, output.stderr);
    assert!(text.contains("Number of stacks with differences: "), "{text}");
    let section = text.lines().skip_while(|line| *line != "Resources").skip(1).take_while(|line| !line.is_empty());
    let verdict = |line: &str| {
        let (mark, rest) = line.strip_prefix('[')?.split_once("] ")?;
        let verdict =
            ["replace", "may be replaced", "destroy"].into_iter().find(|end| rest.ends_with(&format!(" {end}")));
        let rest = verdict.and_then(|verdict| rest.strip_suffix(verdict)).unwrap_or(rest);
        let verdict = verdict.unwrap_or(if mark == "+" { "new" } else { "update" });
        Some((rest.split_whitespace().last()?.to_owned(), verdict))
    };
    Ok(section.filter_map(verdict).collect())
}

/// An assembly of one template.
fn assembly_of(template: &Path) -> Result<tempfile::TempDir> {
    let directory = directories::passing_dir()?;
    std::fs::copy(template, directory.path().join("Stack.template.json"))?;
    let stack = json!({
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/unknown-region",
        "properties": { "templateFile": "Stack.template.json" },
    });
    let manifest = json!({ "version": "36.0.0", "artifacts": { "Stack": stack } });
    std::fs::write(directory.path().join("manifest.json"), manifest.to_string())?;
    Ok(directory)
}

fn compared(old: &Path, new: &Path) -> Result<Difference> {
    Ok(compare(&Assembly::read(old)?, &Assembly::read(new)?, &Options::default())?)
}

#[test]
fn the_toolkit_foresees_the_same() -> Result<()> {
    let (before, after) = (fixture("before.template.json"), fixture("after.template.json"));
    let mut ours = verdicts(&compared(&before, &after)?);
    let mut theirs = verdicts_of_toolkit(&before, assembly_of(&after)?.path())?;
    let on_purpose = [
        // It refers to a resource that is replaced, by a property that is changed in place: CloudFormation changes it, the toolkit does not tell.
        ("Parameter", Some("update"), None),
        // It refers to one within `Fn::Sub`, which the toolkit does not look into.
        ("SubnetBySub", Some("replace"), None),
        // The order of actions means nothing.
        ("Reordered", None, Some("update")),
        // `Fn::Sub` and `Fn::Join` of the same text.
        ("Join", None, Some("update")),
        // CloudFormation gives `?` back for other characters. This file is none that it gave back, which the toolkit takes each for.
        ("Text", Some("update"), None),
        // Where a construct stands, and where an asset is, is nothing that is deployed.
        ("Path", None, Some("update")),
        ("Asset", None, Some("update")),
    ];
    for (id, our, their) in on_purpose {
        assert_eq!((ours.remove(id), theirs.remove(id)), (our, their), "{id}");
    }
    assert_eq!(ours, theirs);
    assert_eq!(ours.values().copied().collect::<BTreeSet<_>>().len(), 5, "{ours:?}");
    Ok(())
}

#[test]
fn the_toolkit_foresees_the_same_of_another_network() -> Result<()> {
    let workers = |range: &str| {
        let app = App::new();
        let stack = Stack::new(&app, "Workers", StackProps::new());
        let props = HybridWorkersProps::new().queue_address("example.vqueue.net").vpc_cidr(range);
        HybridWorkers::new(&stack, "Valohai", props);
        app.synth()
    };
    let directory = directories::passing_dir()?;
    workers("10.1.0.0/16")?.write(directory.path())?;
    let old_directory = directories::passing_dir()?;
    workers("10.0.0.0/16")?.write(old_directory.path())?;
    let old = old_directory.path().join("Workers.template.json");
    let ours = verdicts(&compared(&old, directory.path())?);
    let theirs = verdicts_of_toolkit(&old, directory.path())?;
    assert!(ours.values().filter(|verdict| **verdict == "replace").count() > 10, "{ours:?}");
    assert_eq!(ours, theirs);
    Ok(())
}

#[test]
fn what_is_foreseen_happens() -> Result<()> {
    let (before, after) = (fixture("deployed-before.template.json"), fixture("deployed-after.template.json"));
    let foreseen = verdicts(&compared(&before, &after)?);
    let replaced: BTreeSet<&str> =
        foreseen.iter().filter(|(_, verdict)| **verdict == "replace").map(|(id, _)| id.as_str()).collect();
    let steps = [Step::template(&before), Step::template(&after)];
    let report = update_check("Foreseen", &steps, &update_check::Options::default())?;
    assert_eq!(report.replaced(), replaced);
    assert_eq!(report.not_applied, Vec::<String>::new());
    let template: Value = directories::read_json(&before)?;
    for id in template["Resources"].as_object().into_iter().flat_map(|resources| resources.keys()) {
        assert!(replaced.contains(id.as_str()) || report.is_kept(id), "{id}: {:?}", report.ids(id));
    }
    Ok(())
}

#[test]
fn what_the_rig_replaces_is_foreseen() -> Result<()> {
    let upgrade = directories::tests().join("fixtures/upgrade");
    let difference = compared(&upgrade.join("before.template.json"), &upgrade.join("assembly"))?;
    let of = |wanted: &str| -> Vec<String> {
        verdicts(&difference).into_iter().filter(|(_, verdict)| *verdict == wanted).map(|(id, _)| id).collect()
    };
    // What `rig_update.rs` sees happen.
    assert_eq!((of("replace"), of("destroy")), (vec!["Master".to_owned()], vec!["Topic".to_owned()]));
    Ok(())
}
