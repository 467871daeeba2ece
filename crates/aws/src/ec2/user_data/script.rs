//! A script as it grows, and its text.

use std::panic::Location;
use std::str::SplitWhitespace;

use purlin_core::{Text, Val};

use super::quoting::Language;

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Linux { shebang: Text },
    Windows { persist: bool },
    Custom,
}

impl Kind {
    pub(super) fn language(&self) -> Option<Language> {
        match self {
            Kind::Linux { .. } => Some(Language::Shell),
            Kind::Windows { .. } => Some(Language::PowerShell),
            Kind::Custom => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: Val,
    pub(super) location: &'static Location<'static>,
}

#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) kind: Kind,
    /// Functions that lines call, each once.
    pub(super) functions: Vec<&'static str>,
    pub(super) lines: Vec<Line>,
    pub(super) on_exit: Vec<Line>,
}

impl Script {
    pub(super) fn new(kind: Kind) -> Self {
        Script { kind, functions: Vec::new(), lines: Vec::new(), on_exit: Vec::new() }
    }

    pub(super) fn push(&mut self, text: Val, location: &'static Location<'static>) {
        self.lines.push(Line { text, location });
    }

    pub(super) fn push_on_exit(&mut self, text: Val, location: &'static Location<'static>) {
        self.on_exit.push(Line { text, location });
    }

    pub(super) fn use_functions(&mut self, functions: &[&'static str]) {
        for function in functions {
            if !self.functions.contains(function) {
                self.functions.push(function);
            }
        }
    }

    pub(super) fn text(&self) -> Val {
        let lines = self.lines.iter().map(|line| line.text.clone());
        let on_exit = |before: &[&'static str], after: &[&'static str]| {
            let fixed = |lines: &[&'static str]| lines.iter().copied().map(Val::text).collect::<Vec<_>>();
            let own = self.on_exit.iter().map(|line| line.text.clone());
            let all: Vec<Val> = fixed(before).into_iter().chain(own).chain(fixed(after)).collect();
            if self.on_exit.is_empty() { Vec::new() } else { all }
        };
        match &self.kind {
            Kind::Custom => joined(lines),
            Kind::Linux { shebang } => {
                let start = if is_bash(shebang) { "function exitTrap(){" } else { "exitTrap(){" };
                let trap = on_exit(&[start, "exitCode=$?"], &["}", "trap exitTrap EXIT"]);
                let functions = self.functions.iter().map(|text| Val::text(text.trim_end()));
                joined([Val::Text(shebang.clone())].into_iter().chain(trap).chain(functions).chain(lines))
            }
            Kind::Windows { persist } => {
                let success = "$success=($PSItem.Exception.Message -eq \"Success\")";
                let trap = on_exit(&["trap {", success], &["break", "}"]);
                let end = (!self.on_exit.is_empty()).then(|| Val::text("throw \"Success\""));
                let body = joined(trap.into_iter().chain(lines).chain(end));
                let persist = if *persist { "<persist>true</persist>" } else { "" };
                Val::join("", [Val::text("<powershell>"), body, Val::text("</powershell>"), Val::text(persist)])
            }
        }
    }
}

/// Whether a script's first line names Bash, which can do more than the plain shell of Ubuntu.
pub(super) fn is_bash(shebang: &str) -> bool {
    interpreter(shebang).0.as_deref() == Some("bash")
}

/// The program that a script's first line names, and its options.
pub(super) fn interpreter(shebang: &str) -> (Option<String>, SplitWhitespace<'_>) {
    let mut words = shebang.trim_start_matches("#!").split_whitespace();
    let named = |word: &str| word.rsplit('/').next().map(str::to_owned);
    let mut program = words.next().and_then(named);
    if program.as_deref() == Some("env") {
        program = words.next().and_then(named);
    }
    (program, words)
}

/// Lines one below the other, joined so that texts around an expression become one.
fn joined(lines: impl Iterator<Item = Val>) -> Val {
    let mut pieces = Vec::new();
    for line in lines {
        if !pieces.is_empty() {
            pieces.push(Val::text("\n"));
        }
        pieces.push(line);
    }
    Val::join("", pieces)
}
