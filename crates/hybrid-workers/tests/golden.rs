//! The whole template with default settings. `PURLIN_REFRESH=1 cargo test -p purlin-hybrid-workers` writes it anew.

mod template;

use std::fs;

use template::{props, template};

#[test]
fn the_template_with_default_settings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/default.json");
    let found = serde_json::to_string_pretty(&template(props())).unwrap() + "\n";
    if std::env::var_os("PURLIN_REFRESH").is_some() {
        fs::write(path, &found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == expected,
        "the template has changed; if it should, set PURLIN_REFRESH=1 and look at the difference"
    );
}
