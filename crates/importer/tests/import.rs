//! The importer against a small database made by hand.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use purlin_importer::{DifferenceKind, check, import, items};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A package folder with the database, `package.json` and `LICENSE`.
struct Package {
    folder: TempDir,
}

impl Package {
    fn new(database: &Value) -> Self {
        let package = Self { folder: TempDir::new().unwrap() };
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(database.to_string().as_bytes()).unwrap();
        package.write("db.json.gz", &packed.finish().unwrap());
        package.write("package.json", br#"{"name": "@demo/spec", "version": "1.2.3", "license": "Apache-2.0"}"#);
        package.write("LICENSE", b"the licence\n");
        package
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.path().join(name), content).unwrap();
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("db.json.gz")
    }
}

fn entities(entities: Value) -> Value {
    json!({"type": "entities", "entities": entities})
}

fn links(forward: Value) -> Value {
    json!({"type": "rel", "forward": forward})
}

fn small_database() -> Value {
    json!({"idCtr": 9, "schema": {
        "service": entities(json!([
            {"$id": "1", "name": "aws-demo", "shortName": "demo", "capitalized": "Demo", "cloudFormationNamespace": "AWS::Demo"},
        ])),
        "resource": entities(json!([
            {
                "$id": "2", "name": "Queue", "cloudFormationType": "AWS::Demo::Queue", "documentation": "Sentences.",
                "primaryIdentifier": ["Arn"], "cfnRefIdentifier": ["QueueUrl", "Name"], "isStateful": true,
                "arnTemplate": "arn:${Partition}:demo", "scrutinizable": "ResourcePolicyResource",
                "cloudFormationTransform": "AWS::X-1",
                "tagInformation": {"tagPropertyName": "Tags", "variant": "map"},
                "additionalReplacementProperties": [["Rules", "*", "Port"], ["Rules", "*", "Port"]],
                "properties": {
                    "Tags": {"type": {"type": "map", "element": {"type": "string"}}},
                    "Name": {"type": {"type": "string"}, "required": true, "causesReplacement": "yes", "documentation": "More.",
                        "relationshipRefs": [{"cloudFormationType": "AWS::KMS::Key", "propertyName": "KeyId"},
                            {"cloudFormationType": "AWS::KMS::Key", "propertyName": "Arn"}]},
                    "Mode": {"type": {"type": "string", "allowedValues": ["fast", "very slow", "a|b", "fast"]},
                        "causesReplacement": "maybe", "deprecated": "WARN", "defaultValue": "\"very slow\""},
                    "Size": {"type": {"type": "integer", "allowedValues": [1, 2]}, "scrutinizable": "None"},
                    "Rules": {"type": {"type": "array", "element": {"type": "ref", "reference": {"$ref": "4"}}},
                        "scrutinizable": "IngressRules"},
                    "Policy": {"type": {"type": "union", "types": [{"type": "json"}, {"type": "string"}]}},
                    "Mistake": {"type": {"type": "null"}, "deprecated": "IGNORE"},
                },
                "attributes": {"Endpoint.Port": {"type": {"type": "number"}}, "Made": {"type": {"type": "date-time"}}},
            },
            {"$id": "3", "name": "Alias", "cloudFormationType": "AWS::Demo::Alias", "properties": {}, "attributes": {}},
        ])),
        "typeDefinition": entities(json!([
            {"$id": "4", "name": "Rule", "properties": {
                "Port": {"type": {"type": "integer"}, "required": true}, "Open": {"type": {"type": "boolean"}},
                "Labels": {"type": {"type": "array", "element": {"type": "tag"}}}}},
        ])),
        "hasResource": links(json!({"1": [{"$id": "2"}, {"$id": "3"}]})),
        "usesType": links(json!({"2": [{"$id": "4"}]})),
    }})
}

#[test]
fn every_fact_has_its_line() {
    let package = Package::new(&small_database());
    let facts = import(package.database()).unwrap();
    let expected = "\
# @demo/spec (Apache-2.0); version and hash are in index.txt
S AWS::Demo demo Demo
R Alias
R Queue id=QueueUrl,Name tag=Tags:map stateful ~ResourcePolicyResource transform=AWS::X-1 primary=Arn arn=arn:${Partition}:demo
 Mode <fast|very%20slow|a%7Cb> r D =\"very%20slow\"
 Name s ! R >AWS::KMS::Key.Arn >AWS::KMS::Key.KeyId
 Policy (j|s)
 Rules [.Rule ~IngressRules
 Size i<1|2>
 Tags {s
 ^Rules/*/Port
 @Endpoint.Port n
 @Made d
T Rule
 Labels [t
 Open b
 Port i !
";
    assert_eq!(facts.files["demo.txt"], expected);
    assert_eq!(facts.files["LICENSE"], "the licence\n");

    let index: Vec<&str> = facts.files["index.txt"].lines().collect();
    assert_eq!(index[..2], ["# package @demo/spec", "# version 1.2.3"]);
    assert!(index[2].starts_with("# sha256 ") && index[2].len() == "# sha256 ".len() + 64);
    assert_eq!(index[3..], ["# license Apache-2.0 (see LICENSE)", "S AWS::Demo demo Demo"]);
}

#[test]
fn the_items_are_those_of_the_database() {
    let items = items(Package::new(&small_database()).database()).unwrap();
    assert_eq!(
        items[..4],
        ["AWS::Demo::Alias", "AWS::Demo::Queue", "AWS::Demo::Queue#Rule", "AWS::Demo::Queue#Rule.Labels"]
    );
    assert!(items.contains(&"AWS::Demo::Queue.Mode".to_owned()));
    assert!(items.contains(&"AWS::Demo::Queue@Endpoint.Port".to_owned()));
    assert!(!items.contains(&"AWS::Demo::Queue.Mistake".to_owned()));
}

#[test]
fn a_check_finds_what_a_refresh_would_change() {
    let package = Package::new(&small_database());
    let folder = TempDir::new().unwrap();
    let kinds = |differences: Vec<purlin_importer::Difference>| -> Vec<(String, DifferenceKind)> {
        differences.into_iter().map(|difference| (difference.file, difference.kind)).collect()
    };

    let missing = kinds(check(package.database(), &folder).unwrap());
    assert_eq!(missing.len(), 3);
    assert!(missing.iter().all(|(_, kind)| *kind == DifferenceKind::Missing));

    import(package.database()).unwrap().write(folder.path()).unwrap();
    assert_eq!(check(package.database(), &folder).unwrap(), []);

    let demo = folder.path().join("demo.txt");
    let edited = fs::read_to_string(&demo).unwrap().replace(" Open b\n", " Open s\n");
    fs::write(&demo, edited).unwrap();
    fs::write(folder.path().join("gone.txt"), "S AWS::Gone gone Gone\n").unwrap();
    let changed = check(package.database(), &folder).unwrap();
    let lines: Vec<String> = changed.iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["demo.txt:16: is `Open s`, should be `Open b`", "gone.txt: no longer in the specification"]);

    import(package.database()).unwrap().write(folder.path()).unwrap();
    assert_eq!(check(package.database(), &folder).unwrap(), []);
    assert!(!folder.path().join("gone.txt").exists());
}

#[test]
fn mistakes_name_the_file_and_the_cause() {
    let message = |package: &Package| import(package.database()).unwrap_err().to_string();

    let package = Package::new(&small_database());
    let elsewhere = import(package.folder.path().join("other.gz")).unwrap_err().to_string();
    assert!(elsewhere.contains("other.gz: cannot be read"), "{elsewhere}");

    fs::remove_file(package.folder.path().join("LICENSE")).unwrap();
    assert!(message(&package).contains("LICENSE: cannot be read"));
    package.write("package.json", b"{}");
    assert!(message(&package).contains("package.json: is not an npm package description"));
    package.write("db.json.gz", b"no gzip");
    assert!(message(&package).contains("db.json.gz: not a gzip file"));

    let without_schema = message(&Package::new(&json!({"idCtr": 1})));
    assert!(without_schema.contains("is not a service specification database as this importer knows it"));
    assert!(without_schema.contains("missing field `schema`"), "{without_schema}");
}

#[test]
fn what_the_importer_does_not_know_is_an_error() {
    let with = |pointer: &str, value: Value| {
        let mut database = small_database();
        *database.pointer_mut(pointer).unwrap() = value;
        import(Package::new(&database).database()).unwrap_err().to_string()
    };
    let queue = "/schema/resource/entities/0";
    let kind = with(&format!("{queue}/properties/Size/type"), json!({"type": "decimal"}));
    assert!(kind.contains("unknown variant `decimal`"), "{kind}");
    let replacement = with(&format!("{queue}/properties/Name/causesReplacement"), json!("often"));
    assert!(replacement.contains("unknown variant `often`"), "{replacement}");
    let reference = with(&format!("{queue}/properties/Rules/type/element/reference/$ref"), json!("77"));
    assert!(reference.contains("AWS::Demo::Queue: refers to a nested type of the unknown id 77"), "{reference}");
    let misnamed = with(&format!("{queue}/name"), json!("Topic"));
    assert!(misnamed.contains("AWS::Demo::Queue is not named AWS::Demo::Topic"), "{misnamed}");
}
