//! `hybrid completion`: what shells complete, asked of the shells themselves.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod app;

use std::process::Command;

use app::{Directory, LEAST};

/// What bash offers for the last of these words.
fn bash(directory: &Directory, words: &[&str]) -> Vec<String> {
    let list: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <('{binary}' completion bash) || exit 1
        complete -p hybrid > /dev/null || exit 1
        # It only works while somebody types.
        compopt() {{ :; }}
        COMP_WORDS=({words}); COMP_CWORD={last}
        _hybrid hybrid \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
        printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        binary = <app::Hybrid as purlin_app_sandbox::TestedApp>::BINARY,
        words = list.join(" "),
        last = words.len() - 1,
    );
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", &script])
        .current_dir(directory.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_files() {
    let directory = Directory::with(LEAST);
    let commands = bash(&directory, &["hybrid", ""]);
    for command in ["synth", "ls", "tree", "explain", "check", "package", "schema", "resource-mapping", "completion"] {
        assert!(commands.iter().any(|offered| offered == command), "{command}: {commands:?}");
    }
    assert_eq!(bash(&directory, &["hybrid", "exp"]), ["explain"]);
    assert_eq!(bash(&directory, &["hybrid", "synth", "--wat"]), ["--watch"]);
    assert_eq!(bash(&directory, &["hybrid", "tree", "--format", ""]), ["text", "json"]);
    assert_eq!(bash(&directory, &["hybrid", "synth", "--config", "conf"]), ["config.yaml"]);
    assert_eq!(bash(&directory, &["hybrid", "completion", "z"]), ["zsh"]);
    assert_eq!(bash(&directory, &["hybrid", "package", "--buck"]), ["--bucket"]);
    assert_eq!(bash(&directory, &["hybrid", "resource-mapping", "--wi"]), ["--without"]);
    // What a command does not take is not offered.
    let of_tree = bash(&directory, &["hybrid", "tree", "--"]);
    assert!(of_tree.contains(&"--depth".to_owned()) && !of_tree.contains(&"--output".to_owned()), "{of_tree:?}");
}

#[test]
fn each_shell_has_a_script_that_it_can_read() {
    // Settings are not needed for it.
    let directory = Directory::with("hybrid: [");
    for (shell, own, checks) in [
        ("bash", "complete -F _hybrid ", &["-n"][..]),
        ("zsh", "#compdef hybrid", &["-n"]),
        ("fish", "complete -c hybrid ", &["--no-execute"]),
        ("elvish", "set edit:completion:arg-completer[hybrid]", &["-compileonly"]),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName 'hybrid'", &["-NoProfile", "-File"]),
    ] {
        let outcome = directory.run(&["completion", shell]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{shell}");
        for word in [own, "explain", "package", "resource-mapping"] {
            assert!(outcome.stdout.contains(word), "{shell}, {word}: {}", outcome.stdout);
        }
        directory.write(shell, &outcome.stdout);
        // A shell that is here has to take it.
        if let Ok(checked) = Command::new(shell).args(checks).arg(directory.path(shell)).output() {
            assert!(checked.status.success(), "{shell}: {}", String::from_utf8_lossy(&checked.stderr));
        }
    }
    for arguments in [&["completion"][..], &["completion", "tcsh"]] {
        let outcome = directory.run(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
    }
}

#[test]
fn the_script_is_for_the_name_that_the_program_is_called_by() {
    let directory = Directory::with(LEAST);
    std::os::unix::fs::symlink(<app::Hybrid as purlin_app_sandbox::TestedApp>::BINARY, directory.path("workers"))
        .unwrap();
    let output = Command::new(directory.path("workers")).args(["completion", "bash"]).output().unwrap();
    let script = String::from_utf8(output.stdout).unwrap();
    assert!(script.contains("complete -F _workers ") && !script.contains("hybrid"), "{script}");
    let help = Command::new(directory.path("workers")).args(["tree", "--help"]).output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("\n  workers tree --depth 2 "));
}
