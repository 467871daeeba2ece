//! Scripts of instances, run: whatever values hold, the shell reads one word, and secrets stay where they are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests, helpers included")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use purlin_aws::ec2::{BootSecret, LaunchTemplate, LaunchTemplateProps, S3Download, ShellCommand, UserData};
use purlin_core::{App, Construct, Expr, Stack, StackProps, Val, Value, ref_name, text};

/// What a shell could stumble over.
const NASTY: &str = "it's \"$HOME\" `id` $(id) ${PATH} \\ ! * ~ ; & | < > # ä\n\tsecond line";
const ARN: &str = "arn:aws:secretsmanager:eu-north-1:111122223333:secret:redis-AbCdEf";

/// A machine that scripts run on: a folder, with stand-ins for programs.
struct Machine {
    folder: tempfile::TempDir,
    values: BTreeMap<&'static str, String>,
}

impl Machine {
    fn new() -> Self {
        let machine = Machine { folder: tempfile::tempdir().unwrap(), values: BTreeMap::new() };
        machine.stand_in("sleep", "echo \"$1\" >> \"$FOLDER/slept\"");
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A program that does what a few lines of shell say.
    fn stand_in(&self, name: &str, body: &str) {
        let programs = self.path("bin");
        fs::create_dir_all(&programs).unwrap();
        let file = programs.join(name);
        fs::write(&file, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The script as EC2 would get it, with these values for what is known during deployment.
    fn script(&self, script: &UserData) -> String {
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let text = self.evaluate(script.render(&stack).as_val());
        app.synth().unwrap();
        text
    }

    fn run(&self, script: &UserData) -> Output {
        self.run_with(&["bash"], script)
    }

    fn run_with(&self, shell: &[&str], script: &UserData) -> Output {
        let file = self.path("script");
        fs::write(&file, self.script(script)).unwrap();
        let checked = Command::new("bash").arg("-n").arg(&file).output().unwrap();
        assert!(checked.status.success(), "{checked:?}\n{}", self.read("script"));
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        let mut command = Command::new(shell.first().unwrap());
        command.args(&shell[1..]).arg(&file).current_dir(self.folder.path()).env_clear();
        command.env("PATH", path).env("FOLDER", self.folder.path()).output().unwrap()
    }

    fn evaluate(&self, val: &Val) -> String {
        match val {
            Val::Text(text) => text.to_string(),
            Val::Expr(expr) => match &**expr {
                Expr::Join { delimiter, items } => {
                    items.iter().map(|item| self.evaluate(item)).collect::<Vec<_>>().join(delimiter)
                }
                Expr::Function { name, argument } if name == "Fn::Base64" => base64(&self.evaluate(argument)),
                Expr::RefName(name) => match self.values.get(&**name) {
                    Some(value) => value.clone(),
                    None => format!("<{name}>"),
                },
                Expr::LogicalId(_) => "Server".to_owned(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
}

fn base64(text: &str) -> String {
    use std::io::Write;
    let mut child = Command::new("base64")
        .arg("-w0")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn values_are_one_word_whatever_they_hold() {
    for shell in [&["bash", "-u"][..], &["sh", "-u"]] {
        let mut machine = Machine::new();
        machine.values.insert("Given", NASTY.to_owned());
        let given: Value<String> = ref_name("Given");
        let script = UserData::linux();
        script.set_variable("LITERAL", NASTY);
        script.set_variable("EXPRESSION", &given);
        script.export_variable("BOTH", text!["a'", &given, "'b"]);
        script.add_commands([r#"printf '%s|' "$LITERAL" "$EXPRESSION""#, r#"sh -c 'printf "%s|" "$BOTH"'"#]);
        script.add_command(ShellCommand::new("printf '%s|'").argument(&given).argument("plain").text("| cat"));
        let expected = format!("{NASTY}|{NASTY}|a'{NASTY}'b|{NASTY}|plain|");
        assert_eq!(out(&machine.run_with(shell, &script)), expected);
    }
}

#[test]
fn shell_text_stays_the_shell_s() {
    let machine = Machine::new();
    let script = UserData::linux();
    script.add_commands(["NAME=world", "echo \"hello ${NAME} ${NAME:0:2} ${!N*}\""]);
    assert_eq!(out(&machine.run(&script)), "hello world wo NAME\n");
}

#[test]
fn errors_stop_the_script_when_asked_to() {
    let machine = Machine::new();
    let script = UserData::linux();
    script.stop_on_errors();
    script.add_commands(["false | cat", "echo later"]);
    let output = machine.run(&script);
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
}

/// The shell of Ubuntu knows neither `function` nor `pipefail`.
#[test]
fn scripts_of_a_plain_shell() {
    let machine = Machine::new();
    let script = UserData::linux_with_shebang("#!/bin/sh");
    script.stop_on_errors();
    script.add_on_exit_commands(["echo \"ended with $exitCode\""]);
    script.add_commands(["sh -c 'exit 3'", "echo later"]);
    let text = machine.script(&script);
    assert!(!text.contains("function ") && !text.contains("pipefail"), "{text}");
    let output = machine.run_with(&["sh"], &script);
    assert_eq!((output.status.code(), all(&output).as_str()), (Some(3), "ended with 3\n"));
}

/// A stand-in for the AWS command line that works from the given attempt on.
fn aws_that_works_at(machine: &Machine, attempt: usize, prints: &str) {
    fs::write(machine.path("answer"), prints).unwrap();
    let body = format!(
        "echo \"$*\" >> \"$FOLDER/calls\"\n\
         [ $(wc -l < \"$FOLDER/calls\") -ge {attempt} ] || {{ echo AccessDenied >&2; exit 254; }}\n\
         cat \"$FOLDER/answer\""
    );
    machine.stand_in("aws", &body);
}

fn reads_secret(field: Option<&str>) -> UserData {
    let script = UserData::linux();
    script.read_secret_at_boot("PASSWORD", BootSecret::from_arn(ARN), field);
    script.add_commands(["printf %s \"$PASSWORD\" > \"$FOLDER/got\"", "echo done"]);
    script
}

#[test]
fn a_secret_is_read_as_soon_as_it_may_be() {
    for shell in [&["bash"][..], &["bash", "-eu"], &["sh", "-eu"]] {
        let machine = Machine::new();
        aws_that_works_at(&machine, 4, "s3cr3t $x 'y'\n");
        let output = machine.run_with(shell, &reads_secret(None));
        assert_eq!(out(&output), "done\n");
        assert_eq!(machine.read("got"), "s3cr3t $x 'y'");
        assert_eq!(machine.read("slept"), "2\n4\n8\n");
        let call = format!(
            "secretsmanager get-secret-value --secret-id {ARN} --region eu-north-1 --query SecretString --output text"
        );
        assert_eq!(machine.read("calls").lines().next(), Some(call.as_str()));
    }
}

#[test]
fn secrets_do_not_show_even_when_the_shell_is_traced() {
    let machine = Machine::new();
    aws_that_works_at(&machine, 2, "s3cr3t");
    let output = machine.run_with(&["bash", "-x"], &reads_secret(None));
    assert!(!all(&output).contains("s3cr3t"), "{}", all(&output));
    assert_eq!(machine.read("got"), "s3cr3t");
}

#[test]
fn fields_of_a_secret() {
    let secret = r#"{"password": "p\u00e4ss'\"$(id)", "port": 6379, "nested": {"a": [1]}}"#;
    for (field, value) in [("password", "päss'\"$(id)"), ("port", "6379"), ("nested", "{\"a\": [1]}")] {
        let machine = Machine::new();
        aws_that_works_at(&machine, 1, secret);
        out(&machine.run(&reads_secret(Some(field))));
        assert_eq!(machine.read("got"), value);
    }
    let machine = Machine::new();
    aws_that_works_at(&machine, 1, secret);
    let output = machine.run(&reads_secret(Some("missing")));
    assert_eq!(output.status.code(), Some(1));
    assert!(all(&output).contains("has no field missing") && !all(&output).contains("6379"), "{}", all(&output));
}

#[test]
fn a_secret_that_cannot_be_read_ends_the_script_loudly() {
    let machine = Machine::new();
    aws_that_works_at(&machine, 100, "s3cr3t");
    let output = machine.run(&reads_secret(None));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(machine.read("calls").lines().count(), 10);
    assert_eq!(machine.read("slept").lines().map(|pause| pause.parse::<u32>().unwrap()).sum::<u32>(), 306);
    assert!(all(&output).contains("failed 10 times") && !all(&output).contains("done"), "{}", all(&output));
    let machine = Machine::new();
    aws_that_works_at(&machine, 1, "None");
    assert!(all(&machine.run(&reads_secret(None))).contains("holds no text"));
}

#[test]
fn a_machine_without_the_command_line_says_so() {
    let machine = Machine::new();
    let output = machine.run(&reads_secret(None));
    assert_eq!(output.status.code(), Some(1));
    assert!(all(&output).contains("aws is not installed"), "{}", all(&output));
}

#[test]
fn parameters_are_read_in_the_stack_s_region() {
    let mut machine = Machine::new();
    machine.values.insert("AWS::Region", "eu-west-1".to_owned());
    aws_that_works_at(&machine, 1, "value");
    let script = UserData::linux();
    script.read_parameter_at_boot("SETTING", "/my/setting");
    script.add_commands(["echo \"$SETTING\""]);
    assert_eq!(out(&machine.run(&script)), "value\n");
    let call = "ssm get-parameter --name /my/setting --region eu-west-1 --with-decryption --query Parameter.Value --output text";
    assert_eq!(machine.read("calls").trim_end(), call);
}

#[test]
fn the_command_line_tells_cloudformation_how_it_went() {
    for (ends_with, status) in [("true", "SUCCESS"), ("exit 7", "FAILURE")] {
        let mut machine = Machine::new();
        machine.values.insert("AWS::Region", "eu-west-1".to_owned());
        aws_that_works_at(&machine, 1, "");
        machine.stand_in("curl", "case \"$*\" in *PUT*) echo token;; *token:\\ token*instance-id) echo i-1;; esac");
        let app = App::new();
        let stack = Stack::new(&app, "Main", StackProps::new());
        let script = UserData::linux();
        let server = LaunchTemplate::new(&stack, "Server", LaunchTemplateProps::new());
        script.signal_on_exit_with_aws_cli(&server);
        script.add_commands([ends_with]);
        machine.run(&script);
        let call = format!(
            "cloudformation signal-resource --stack-name Main --logical-resource-id Server --region eu-west-1 \
             --unique-id i-1 --status {status}"
        );
        assert_eq!(machine.read("calls").trim_end(), call);
    }
}

#[test]
fn files_from_s3_go_where_they_are_run_from() {
    let mut machine = Machine::new();
    machine.values.insert("Key", "it's/run.sh".to_owned());
    machine.stand_in("aws", "printf '#!/bin/sh\\necho \"ran $1 $2\"' > \"$4\"; echo \"$3\" > \"$FOLDER/copied\"");
    let path = machine.path("it's here/run").to_str().unwrap().to_owned();
    let script = UserData::linux();
    let key: Value<String> = ref_name("Key");
    let path = script.download_from_s3(S3Download::new("scripts", key).to(path));
    script.execute_file(path, ["--verbose", "two words"]);
    assert_eq!(out(&machine.run(&script)), "ran --verbose two words\n");
    assert_eq!(machine.read("copied"), "s3://scripts/it's/run.sh\n");
}

#[test]
fn functions_stand_once_in_a_script() {
    let machine = Machine::new();
    let script = reads_secret(None);
    script.read_secret_at_boot("OTHER", BootSecret::from_arn(ARN), Some("other"));
    let text = machine.script(&script);
    assert_eq!(text.matches("purlin_read_secret() (").count(), 1);
    assert_eq!(text.matches("purlin_retry() (").count(), 1);
    assert!(Path::new("/bin/sh").exists() && text.starts_with("#!/bin/bash\n"));
}

#[test]
fn user_data_shows_its_text() {
    let script = UserData::linux();
    script.add_commands(["echo one"]);
    assert_eq!(format!("{script:?}"), "UserData(Text(\"#!/bin/bash\\necho one\"))");
    let app = App::new();
    let stack = Stack::new(&app, "Main", StackProps::new());
    assert_eq!(script.render(stack.scope()).literal(), Some("#!/bin/bash\necho one"));
}
