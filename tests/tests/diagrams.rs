//! The pictures in `diagram/`: what the apps draw of the repository's `config.yaml`.

#[path = "../../crates/diagram/tests/checker/mod.rs"]
mod checker;

use std::path::Path;
use std::process::Command;

use checker::{complaints_of_mermaid, complaints_of_svg, proportion};
use purlin_tests::{Result, apps, directories};

const APPS: [&str; 4] = ["hybrid", "self-hosted", "determined", "data-store"];
const FORMATS: [(&str, &str); 2] = [("mermaid", "mmd"), ("svg", "svg")];
/// Pictures in these proportions fill a page of A4, upright or not, or a part of its width, and can be read there.
const PROPORTIONS: std::ops::Range<f64> = 0.9..2.3;

/// What an app prints of the settings that the repository ships.
fn drawn(app: &str, format: &str) -> Result<String> {
    let mut command = Command::new(apps::binary(app)?);
    command.args(["diagram", "--quiet", "--format", format]).current_dir(directories::workspace());
    purlin_tests::command::run(&mut command)?.stdout_of_success("diagram")
}

/// `PURLIN_REFRESH=1 cargo test -p purlin-tests --test diagrams` draws them anew.
#[test]
fn the_pictures_that_are_shipped_are_what_the_apps_draw() -> Result<()> {
    let directory = directories::workspace().join("diagram");
    let mut changed = Vec::new();
    for app in APPS {
        for (format, extension) in FORMATS {
            let text = drawn(app, format)?;
            let file = directory.join(format!("{app}.{extension}"));
            if std::env::var_os("PURLIN_REFRESH").is_some() {
                std::fs::create_dir_all(&directory)?;
                std::fs::write(&file, &text)?;
            }
            if std::fs::read_to_string(&file).unwrap_or_default() != text {
                changed.push(file.display().to_string());
            }
        }
    }
    assert_eq!(changed, [""; 0], "run the test again with PURLIN_REFRESH=1, and look at what has changed");
    Ok(())
}

#[test]
fn the_pictures_that_are_shipped_are_sound_and_fit_a_page() -> Result<()> {
    for app in APPS {
        let file = |extension: &str| directories::workspace().join("diagram").join(format!("{app}.{extension}"));
        let (mermaid, svg) = (std::fs::read_to_string(file("mmd"))?, std::fs::read_to_string(file("svg"))?);
        assert_eq!([complaints_of_mermaid(&mermaid), complaints_of_svg(&svg)].concat(), [""; 0], "{app}");
        assert!(PROPORTIONS.contains(&proportion(&svg)), "{app}: {}", proportion(&svg));
    }
    Ok(())
}

/// The README shows one of them as code hosts draw it.
#[test]
fn the_readme_shows_a_picture() -> Result<()> {
    let readme = std::fs::read_to_string(directories::workspace().join("README.md"))?;
    let path = "diagram/hybrid.svg";
    assert!(readme.contains(&format!("]({path})")), "README.md does not show {path}");
    assert!(Path::new(&directories::workspace()).join(path).is_file());
    Ok(())
}
