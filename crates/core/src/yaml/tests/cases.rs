//! Templates beside what becomes of them, in `tests/yaml`. `PURLIN_REFRESH=1 cargo test -p purlin-core yaml` writes the latter
//! anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::reader::read;
use super::sameness::normal;
use crate::yaml::{Comments, write};

#[test]
fn templates_are_written_as_people_would() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/yaml");
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let is_case = path.extension().is_some_and(|extension| extension == "json");
        names.extend(is_case.then(|| path.with_extension("")));
    }
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let template = serde_json::from_str(&fs::read_to_string(name.with_extension("json")).unwrap()).unwrap();
        let found = write(&template, &Comments::default());
        assert_eq!(normal(&read(&found)), normal(&template.into()), "{}", name.display());
        let path = name.with_extension("yml");
        if std::env::var_os("PURLIN_REFRESH").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            found == expected,
            "{} is written differently now; if it should be, set PURLIN_REFRESH=1 and look at the difference",
            path.display()
        );
    }
}
