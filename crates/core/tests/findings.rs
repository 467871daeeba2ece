//! What people read of findings.

use purlin_core::{Finding, Findings, Place};

#[test]
fn control_characters_are_written_out_and_the_mark_stays_where_it_belongs() {
    let place = Place {
        line: 7,
        column: 5,
        length: 2,
        snippet: Some("\ta\u{1b}:bc\u{9b}".to_owned()),
        ..Place::file("a\u{7}.yaml")
    };
    let related = Place { line: 1, ..Place::file("b\r") };
    let finding = Finding::error("bad-name", "the name `\u{1b}[2J`\nis none")
        .at(place)
        .construct("Stack/\u{1b}")
        .related("as in \u{8}", related)
        .help("leave out \u{90}");
    let told = "error[bad-name]: the name `\\u{1b}[2J`\nis none
  --> a\\u{7}.yaml:7:5 (Stack/\\u{1b})
   |
 7 | \ta\\u{1b}:bc\\u{9b}
   | \t        ^^
  ::: b\\r:1: as in \\u{8}
  help: leave out \\u{90}";
    assert_eq!(finding.to_string(), told);
    assert_eq!(Findings::from(finding).to_string(), told);
}
