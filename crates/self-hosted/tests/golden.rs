//! Whole templates, one for each choice. `PURLIN_REFRESH=1 cargo test -p purlin-self-hosted --test golden` writes them
//! anew.

mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use purlin_core::Stack;
use purlin_self_hosted::{DatabaseKind, SelfHosted};
use template::{ANYWHERE, Place, Props, props, synthesise_stack};

/// A choice: the golden file's name, where the stack is deployed to, and what is in it.
type Case = (&'static str, Place, fn(&Stack));

const CASES: &[Case] = &[
    ("default", ANYWHERE, |stack| make(stack, props())),
    ("aurora", ANYWHERE, |stack| make(stack, props().database(DatabaseKind::AuroraServerless))),
];

fn make(stack: &Stack, props: Props) {
    SelfHosted::new(stack, "Valohai", props);
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

#[test]
fn each_choice_has_its_template() {
    let refresh = std::env::var_os("PURLIN_REFRESH").is_some();
    let mut changed = Vec::new();
    for (name, place, build) in CASES {
        let path = folder().join(format!("{name}.json"));
        let template = synthesise_stack(place, build).unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let found = serde_json::to_string_pretty(&template).unwrap() + "\n";
        if refresh {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            changed.push(*name);
        }
    }
    assert_eq!(changed, [""; 0], "these have changed; if they should, set PURLIN_REFRESH=1 and look at the difference");
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = CASES.iter().map(|(name, ..)| format!("{name}.json")).collect();
    assert_eq!(files.collect::<BTreeSet<_>>(), names, "each template is of a choice");
}
