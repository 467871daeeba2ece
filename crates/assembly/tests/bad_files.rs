//! Files that are no assemblies, or broken ones: each is told with its place and what to do, and none is a panic.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;
use std::path::Path;

use purlin_assembly::Assembly;
use purlin_core::Finding;
use tempfile::TempDir;

const TEMPLATE: &str = r#"{"Resources": {"Data": {"Type": "AWS::S3::Bucket"}}}"#;

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

/// All findings about a path, each of which has to name a file and to help.
fn refused(path: &Path) -> Vec<Finding> {
    let findings: Vec<Finding> = Assembly::read(path).unwrap_err().into_iter().collect();
    assert!(!findings.is_empty());
    for finding in &findings {
        assert!(finding.place.as_ref().is_some_and(|place| !place.file.is_empty()), "{finding}");
        assert!(finding.help.is_some(), "{finding}");
        assert!(finding.to_string().len() < 1500, "{} characters", finding.to_string().len());
    }
    findings
}

/// The one finding about a file of this name and text: its rule, and the line and column that it names.
fn refusal(name: &str, text: &str) -> (String, u32, u32) {
    let directory = directory(&[(name, text)]);
    let findings = refused(&directory.path().join(name));
    assert_eq!(findings.len(), 1, "{findings:?}");
    let place = findings[0].place.as_ref().unwrap();
    assert!(place.file.ends_with(name));
    (findings[0].rule.clone(), place.line, place.column)
}

fn rule(name: &str, text: &str) -> String {
    refusal(name, text).0
}

fn manifest(artifacts: &str) -> String {
    format!(r#"{{"version": "36.0.0", "artifacts": {artifacts}}}"#)
}

/// What is told of an assembly with this manifest and a template.
fn of_manifest(text: &str) -> Vec<String> {
    let directory = directory(&[("manifest.json", text), ("a.json", TEMPLATE)]);
    refused(directory.path()).into_iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

#[test]
fn what_is_not_there_or_cannot_be_read_is_told() {
    let empty = directory(&[]);
    assert_eq!(refused(&empty.path().join("nothing"))[0].rule, "no-assembly");
    assert_eq!(refused(empty.path())[0].rule, "no-assembly");
    fs::write(empty.path().join("bytes.json"), [0x7b, 0xff, 0xfe]).unwrap();
    assert_eq!(refused(&empty.path().join("bytes.json"))[0].rule, "unreadable-assembly");
    fs::create_dir(empty.path().join("manifest.json")).unwrap();
    assert_eq!(refused(empty.path())[0].rule, "unreadable-assembly");
}

#[test]
fn broken_json_is_told_with_its_line() {
    for (text, line, column) in [
        (&TEMPLATE[..20], 1, 20),
        ("{\n  \"Resources\": nothing\n}", 2, 17),
        ("{\r\n\"Resources\": {},\r\n}\r\n", 3, 1),
        ("\u{feff}{\n,", 2, 1),
        ("{} {}", 1, 4),
    ] {
        assert_eq!(refusal("a.template.json", text), ("bad-json".to_owned(), line, column), "{text}");
    }
    let deep = format!("{{\"Resources\": {}", "[".repeat(100_000));
    assert_eq!(rule("deep.json", &deep), "bad-json");
    // Of a minified file the line is not shown, but told.
    let resources = (0..10_000).map(|number| format!("\"A{number}\": {{\"Type\": \"AWS::S3::Bucket\"}},"));
    let minified = format!("{{\"Resources\": {{{}", resources.collect::<String>());
    let (rule, line, column) = refusal("minified.json", &minified);
    assert_eq!((rule.as_str(), line), ("bad-json", 1));
    assert!(column > 100_000);
}

#[test]
fn what_would_be_lost_is_told() {
    let twice = "{\"Resources\": {\n  \"A\": {\"Type\": \"T\"},\n  \"A\": {\"Type\": \"U\"}}}";
    assert_eq!(refusal("a.json", twice), ("bad-json".to_owned(), 3, 5));
    for text in [
        r#"{"Resources": {"A": null}}"#,
        r#"{"Resources": {"A": {"Type": "T"}, "B": "text"}}"#,
        r#"{"Resources": {"A": []}}"#,
        r#"{"Resources": {}, "Outputs": []}"#,
        r#"{"Resources": {}, "Conditions": null}"#,
        "Resources:\n  A:\n",
    ] {
        assert_eq!(rule("a.yaml", text), "bad-template", "{text}");
        if text.starts_with('{') {
            let manifest = manifest(
                r#"{"A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "a.template.json"}}}"#,
            );
            let directory = directory(&[("manifest.json", &manifest), ("a.template.json", text)]);
            assert_eq!(refused(directory.path())[0].rule, "bad-template", "{text}");
        }
    }
    // Loops and macros are no resources.
    let loops = r#"{"Resources": {"Fn::ForEach::Each": ["X", ["a"], {"A${X}": {"Type": "T"}}]}}"#;
    let directory = directory(&[("a.json", loops)]);
    assert!(Assembly::read(directory.path().join("a.json")).is_ok());
}

#[test]
fn what_is_no_template_is_told() {
    for text in
        ["", " \n", "{}", "[]", "- 1", "text", "12", "Resources: 1", "Resources: []", "{\"Resources\": null}", "a: b"]
    {
        assert_eq!(rule("a.yaml", text), "no-template", "{text}");
    }
}

#[test]
fn broken_yaml_is_told_with_its_line() {
    let many = format!("Resources:\n{}", "  A: {Type: T}\n".repeat(2));
    let laughs: String = (1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    let kept = format!("a: {}{}{}", "&x [".repeat(90), "1, ".repeat(50_000), "]".repeat(90));
    let deep = format!("a: {}", "[".repeat(10_000));
    for (text, line) in [
        ("Resources:\n  A: [\n", 0),
        ("Resources:\n\tA: 1\n", 2),
        (many.as_str(), 3),
        ("Resources: {}\n---\nResources: {}\n", 2),
        ("Resources: {}\n---\n", 2),
        ("Resources: &a\n  A: *a\n", 2),
        ("Resources:\n  A: *nowhere\n", 2),
        ("Resources:\n  ? [A]\n  : 1\n", 0),
        (&format!("a0: &a0 [1, 1, 1]\n{laughs}Resources: {{}}\n"), 0),
        (&kept, 1),
        (&deep, 1),
        ("Resources: 'open\n", 0),
        ("Resources: {}\n\u{0}\n", 0),
    ] {
        let (rule, told, _) = refusal("a.yaml", text);
        assert_eq!(rule, "bad-yaml", "{}", &text[..text.len().min(100)]);
        assert!(line == 0 || told == line, "{told}: {}", &text[..text.len().min(100)]);
    }
}

#[test]
fn a_manifest_of_wrong_types_is_told_or_has_nothing() {
    for text in ["{}", r#"{"artifacts": 1}"#, r#"{"artifacts": []}"#, r#"{"artifacts": null}"#] {
        assert_eq!(of_manifest(text), ["bad-manifest: the manifest has no `artifacts`"], "{text}");
    }
    for text in ["[]", "1", "\"text\"", "", "{", "null"] {
        assert!(of_manifest(text)[0].starts_with("bad-json: "), "{text}");
    }
    for artifact in [r#"{}"#, r#"{"properties": 1}"#, r#"{"properties": {"templateFile": 1}}"#, r#"{"properties": []}"#]
    {
        let artifact = artifact.replacen('{', r#"{"type": "aws:cloudformation:stack","#, 1).replace(",}", "}");
        assert_eq!(
            of_manifest(&manifest(&format!(r#"{{"A": {artifact}}}"#))),
            ["bad-manifest: the artifact `A` has no property `templateFile`"]
        );
    }
    // What is of no type that is known is somebody else's.
    for artifact in ["null", "1", "[]", "{}", r#"{"type": 1}"#, r#"{"type": "cdk:asset-manifest"}"#] {
        let directory = directory(&[("manifest.json", &manifest(&format!(r#"{{"A": {artifact}}}"#)))]);
        assert_eq!(Assembly::read(directory.path()).unwrap().stacks().len(), 0, "{artifact}");
    }
    // All else that is of a wrong type is left out.
    let odd = r#"{"A": {"type": "aws:cloudformation:stack", "displayName": 1, "environment": {}, "dependencies": [1, {}],
        "metadata": {"/A/B": 1, "": [1, {"type": 1}, {"type": "aws:cdk:logicalId", "data": {}}, {"type": "aws:cdk:error"}]},
        "properties": {"templateFile": "a.json", "stackName": []}}}"#;
    let directory = directory(&[("manifest.json", &manifest(odd)), ("a.json", TEMPLATE)]);
    let assembly = Assembly::read(directory.path()).unwrap();
    assert_eq!((assembly.stacks()[0].path.as_str(), assembly.stacks()[0].name.as_deref()), ("A", Some("A")));
    assert_eq!(assembly.construct_of("A", "Data").unwrap().path, "A/Data");
}

#[test]
fn all_missing_files_are_told_at_once() {
    let text = manifest(
        r#"{"A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "missing.json"}},
            "B": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "a.json"}, "additionalMetadataFile": "gone.json"},
            "C": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-C"}},
            "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}"#,
    );
    let directory = directory(&[("manifest.json", &text), ("a.json", TEMPLATE)]);
    let places: Vec<String> =
        refused(directory.path()).iter().map(|finding| finding.place.as_ref().unwrap().to_string()).collect();
    let ends = ["missing.json", "gone.json", "assembly-C/", "tree.json"];
    assert!(places.len() == 4 && places.iter().zip(ends).all(|(place, end)| place.ends_with(end)), "{places:?}");
}

#[test]
fn an_assembly_within_itself_ends() {
    for inner in [".", "..", "sub/..", "./", "sub/../sub/.."] {
        let artifacts: Vec<String> = (0..20)
            .map(|n| {
                format!(r#""A{n}": {{"type": "cdk:cloud-assembly", "properties": {{"directoryName": "{inner}"}}}}"#)
            })
            .collect();
        let text = manifest(&format!("{{{}}}", artifacts.join(",")));
        let directory = directory(&[("out/manifest.json", &text), ("manifest.json", &text), ("out/sub/x", "")]);
        let findings = refused(&directory.path().join("out"));
        assert!(findings.iter().any(|finding| finding.message.contains("a part of itself")), "{inner}: {findings:?}");
    }
}

#[test]
fn nested_stacks_within_themselves_end() {
    let nested = |file: &str| -> String {
        let resources: Vec<String> = (0..10)
            .map(|n| {
                format!(
                    r#""N{n}": {{"Type": "AWS::CloudFormation::Stack", "Metadata":
                    {{"aws:cdk:path": "A/N{n}.NestedStack/N{n}.NestedStackResource", "aws:asset:path": "{file}"}}}}"#
                )
            })
            .collect();
        format!(r#"{{"Resources": {{{}}}}}"#, resources.join(","))
    };
    let text = manifest(r#"{"A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "a.json"}}}"#);
    // In itself, in each other, and ten of ten of ten.
    let chain: Vec<(String, String)> =
        (0..12).map(|n| (format!("c{n}.json"), nested(&format!("c{}.json", n + 1)))).collect();
    let mut long: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let first = nested("c0.json");
    long.extend([("manifest.json", text.as_str()), ("a.json", first.as_str()), ("c12.json", TEMPLATE)]);
    for files in [
        vec![("manifest.json", text.as_str()), ("a.json", nested("a.json").as_str())],
        vec![
            ("manifest.json", text.as_str()),
            ("a.json", nested("b.json").as_str()),
            ("b.json", nested("a.json").as_str()),
        ],
        long,
    ] {
        let directory = directory(&files);
        assert!(refused(directory.path()).iter().any(|finding| finding.rule == "bad-template"));
    }
}
