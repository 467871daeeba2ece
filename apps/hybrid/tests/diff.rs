//! The command `diff` as its users run it.

mod app;

use app::{Directory, LEAST};
use purlin_app_sandbox::Outcome;
use serde_json::{Value, json};

/// Where the app has written what the least settings lead to.
fn written() -> Directory {
    let directory = Directory::with(LEAST);
    assert_eq!(directory.run(&["synth"]).status, 0);
    directory
}

/// Where settings have changed since.
fn changed(lines: &str) -> Directory {
    let directory = written();
    directory.write("config.yaml", &format!("{LEAST}{lines}"));
    directory
}

/// What is refused with status 1: the finding's first lines.
#[track_caller]
fn assert_refused(outcome: &Outcome, told: &str) {
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("\n  help: "), "{}", outcome.stderr);
}

#[test]
fn without_a_difference_it_says_so() {
    let directory = written();
    for arguments in [&["diff"][..], &["diff", "--fail"], &["diff", "cdk.out"], &["diff", "--strict", "--fail"]] {
        let outcome = directory.run(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (0, "No difference: 1 stack as in cdk.out\n"));
        assert_eq!(outcome.stderr, "");
    }
    let outcome = directory.run(&["diff", "cdk.out/Valohai-Hybrid.template.json"]);
    assert_eq!(outcome.stdout, "No difference: 1 stack as in cdk.out/Valohai-Hybrid.template.json\n");
}

#[test]
fn what_a_setting_changes_is_told() {
    let outcome = changed("  queue_instance_type: t3.large\n  queue_disk_size: 32\n").run(&["diff"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.starts_with("Stack Valohai-Hybrid\n\nResources\n  ~ AWS::EC2::"));
    assert!(outcome.stdout.contains("\n  ~ AWS::EC2::Instance  ValohaiQueue"));
    let follows = ", which may be replaced: so may be this\n";
    assert!(outcome.stdout.contains(follows), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\n      ~ InstanceType: t3.medium → t3.large\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("Ebs.VolumeSize: 16 → 32\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("perhaps replaced"), "{}", outcome.stdout);
    assert!(outcome.stdout.ends_with("\n1 stack: 2 perhaps replaced\n"), "{}", outcome.stdout);
}

#[test]
fn replacement_spreads_through_the_network() {
    let outcome = changed("  vpc_cidr: 10.1.0.0/16\n").run(&["diff"]);
    assert!(outcome.stdout.contains("changing CidrBlock replaces it\n"), "{}", outcome.stdout);
    let follows = "VpcId refers to ValohaiVpc36589CA9, which is replaced: so is this\n";
    assert!(outcome.stdout.contains(follows), "{}", outcome.stdout);
    assert!(outcome.stdout.ends_with("\n1 stack: 18 replaced\n"), "{}", outcome.stdout);
}

#[test]
fn security_groups_and_policies_have_tables() {
    let outcome = changed("  queue_ssh_from: [203.0.113.7/32]\n  session_manager: false\n").run(&["diff"]);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    let rules = lines.iter().position(|line| *line == "Security group rules").unwrap();
    assert_eq!(lines[rules + 1].split_whitespace().collect::<Vec<_>>(), ["group", "protocol", "ports", "peer"]);
    let row: Vec<&str> = lines[rules + 2].split_whitespace().collect();
    assert_eq!(row[0], "+");
    assert_eq!(row[2..], ["in", "tcp", "22", "203.0.113.7/32", "broader"], "{}", outcome.stdout);
    let permissions = lines.iter().position(|line| *line == "Permissions").unwrap();
    let row: Vec<&str> = lines[permissions + 2].split_whitespace().collect();
    assert_eq!((row[0], row[1], row[3]), ("-", "allow", "ssm:UpdateInstanceInformation"), "{}", outcome.stdout);
    assert_eq!(row[4..], ["*", "narrower"], "{}", outcome.stdout);
}

#[test]
fn fail_is_for_ci() {
    let directory = changed("  queue_instance_type: t3.large\n");
    assert_eq!(directory.run(&["diff"]).status, 0);
    let outcome = directory.run(&["diff", "--fail", "--quiet"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""));
    assert!(outcome.stdout.ends_with("\n1 stack: 2 perhaps replaced\n"), "{}", outcome.stdout);
}

#[test]
fn json_is_for_programs() {
    let directory = changed("  vpc_cidr: 10.1.0.0/16\n");
    let outcome = directory.run(&["diff", "--format", "json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!((document["old"].as_str(), document["new"].as_str()), (Some("cdk.out"), Some("program")));
    assert_eq!((&document["differs"], &document["summary"]["replaced"]), (&json!(true), &json!(18)));
    let vpc = &document["stacks"][0]["resources"][0];
    assert_eq!(vpc["type"], "AWS::EC2::VPC");
    assert_eq!((&vpc["change"], &vpc["effect"]), (&json!("changed"), &json!("replaces")));
    assert_eq!(vpc["reasons"], json!([{ "kind": "property", "property": "CidrBlock" }]));
    assert_eq!(vpc["made_at"]["file"], "config.yaml");
    let value = json!({ "path": "Properties.CidrBlock", "old": "10.0.0.0/16", "new": "10.1.0.0/16" });
    assert_eq!(vpc["values"], json!([value]));
    let same: Value = serde_json::from_str(&written().run(&["diff", "--format=json"]).stdout).unwrap();
    assert_eq!((&same["differs"], &same["stacks"]), (&json!(false), &json!([])));
}

#[test]
fn only_terminals_have_colours() {
    let directory = changed("  queue_instance_type: t3.large\n");
    let piped = directory.run(&["diff", "-q"]).stdout;
    assert!(!piped.contains('\u{1b}'));
    let coloured = directory.run_on_terminal(&["diff", "-q"], &[]).stdout;
    assert!(coloured.contains("\u{1b}[31mt3.medium\u{1b}[0m → \u{1b}[32mt3.large\u{1b}[0m"), "{coloured}");
    assert_eq!(directory.run_on_terminal(&["diff", "-q"], &[("NO_COLOR", "1")]).stdout, piped);
    let document = directory.run_on_terminal(&["diff", "-q", "--format", "json"], &[]).stdout;
    assert!(serde_json::from_str::<Value>(&document).is_ok());
}

#[test]
fn the_old_side_can_be_elsewhere() {
    let directory = written();
    assert_eq!(directory.run(&["synth", "-o", "build"]).status, 0);
    directory.write("config.yaml", &format!("{LEAST}  queue_instance_type: t3.large\n"));
    assert_eq!(directory.run(&["synth"]).status, 0);
    assert!(directory.run(&["diff"]).stdout.starts_with("No difference: 1 stack as in cdk.out"));
    let changed = "\n1 stack: 2 perhaps replaced\n";
    assert!(directory.run(&["diff", "build"]).stdout.ends_with(changed));
    assert!(directory.run(&["diff", "cdk.out", "--app", "build"]).stdout.ends_with(changed));
    let toolkit = directory.command(&["diff"]).env("CDK_OUTDIR", directory.path("build")).output().unwrap();
    assert!(String::from_utf8(toolkit.stdout).unwrap().ends_with(changed));
}

#[test]
fn what_is_deployed_comes_by_standard_input() {
    let directory = written();
    let template = directory.template();
    let same = "No difference: 1 stack as in standard input\n";
    assert_eq!(directory.run_with_input(&["diff", "-"], &template.to_string()).stdout, same);
    // As the AWS command line prints it: with all else, and templates in YAML as a text.
    let answer = json!({ "TemplateBody": template, "StagesAvailable": ["Original"] });
    assert_eq!(directory.run_with_input(&["diff", "-"], &answer.to_string()).stdout, same);
    let yaml = json!(
        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: { TopicName: !Sub '${AWS::Region}' }\n"
    );
    let outcome = directory.run_with_input(&["diff", "-"], &yaml.to_string());
    assert!(outcome.stdout.contains("\n  - AWS::SNS::Topic  Topic\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains(" added, 1 removed"), "{}", outcome.stdout);
    let text = yaml.as_str().unwrap();
    assert_eq!(directory.run_with_input(&["diff", "-"], text).stdout, outcome.stdout);
}

#[test]
fn what_cannot_be_compared_with_is_told() {
    let directory = Directory::with(LEAST);
    let nothing =
        "error[no-assembly]: there is nothing to compare with: no assembly has been written here\n  --> cdk.out\n";
    assert_refused(&directory.run(&["diff"]), nothing);
    std::fs::create_dir(directory.path("empty")).unwrap();
    directory.write("empty.json", "");
    directory.write("bad.json", "{ \"Resources\": { \"A\": } }");
    directory.write("bad.yaml", "Resources: [");
    directory.write("other.json", "{ \"Records\": [] }");
    directory.write("large.json", &format!("{{ \"Resources\": {{}}, \"a\": \"{}\" }}", "x".repeat(17 << 20)));
    directory.write("deep.json", &format!("{{ \"Resources\": {} }}", "[".repeat(100_000)));
    let refusals = [
        ("missing.json", "error[no-assembly]: there is no such file or directory\n  --> missing.json\n"),
        ("empty", "error[no-assembly]: there is no cloud assembly: it has no manifest.json\n  --> empty"),
        ("empty.json", "error[no-template]: there is no template: the file is empty\n  --> empty.json\n"),
        ("bad.json", "error[bad-json]: "),
        ("bad.yaml", "error[bad-yaml]: "),
        (
            "other.json",
            "error[no-template]: the file is no template: it has no section `Resources`\n  --> other.json\n",
        ),
        ("large.json", "error[no-template]: the file is no template: it has more than 16 MiB\n  --> large.json\n"),
        ("deep.json", "error[bad-json]: "),
    ];
    for (file, told) in refusals {
        assert_refused(&directory.run(&["diff", file]), told);
    }
    assert_refused(
        &directory.run_with_input(&["diff", "-"], ""),
        "error[no-template]: there is no template: the file is empty\n  --> standard input\n",
    );
    assert_eq!(directory.run(&["diff", "--format", "xml"]).status, 2);
    assert_eq!(directory.run(&["diff", "a", "b"]).status, 2);
}

/// What people read of two templates in which everything differs that has words of its own. `PURLIN_REFRESH=1` writes it again.
#[test]
fn a_difference_is_pleasant_to_read() {
    let file = |name: &str| format!("{}/tests/differences/{name}", env!("CARGO_MANIFEST_DIR"));
    let outcome = Directory::with("").run(&["diff", &file("old.yaml"), "--app", &file("new.yaml")]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    if std::env::var_os("PURLIN_REFRESH").is_some() {
        std::fs::write(file("told.txt"), &outcome.stdout).unwrap();
    }
    assert_eq!(outcome.stdout, std::fs::read_to_string(file("told.txt")).unwrap());
}

#[test]
fn stacks_are_chosen_by_name() {
    let directory = written();
    assert!(directory.run(&["diff", "--stack", "Valohai-Hybrid"]).stdout.starts_with("No difference: 1 stack"));
    let told = "error[no-stack]: there is no stack `Other`\n  help: the stacks are `Valohai-Hybrid`\n";
    assert_refused(&directory.run(&["diff", "--stack", "Other"]), told);
}

#[test]
fn what_is_moved_elsewhere_becomes_another_stack() {
    let outcome =
        changed("  account: \"123456789012\"\n  region: eu-west-1\n  stack_name: Other\n").run(&["diff", "-q"]);
    for line in ["~ name: Valohai-Hybrid → Other", "+ account: 123456789012", "+ region: eu-west-1"] {
        assert!(outcome.stdout.lines().any(|told| told == line), "{}", outcome.stdout);
    }
    assert!(outcome.stdout.contains("\n! It becomes another stack."), "{}", outcome.stdout);
}

#[test]
fn help_has_examples_with_the_app_s_name() {
    let outcome = Directory::with(LEAST).run(&["diff", "--help"]);
    assert_eq!(outcome.status, 0);
    assert!(
        outcome.stdout.contains("\n  hybrid diff                       compare with the last cdk.out\n"),
        "{}",
        outcome.stdout
    );
}
