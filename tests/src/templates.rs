//! Templates in YAML, as AWS's own tools read them.

use std::path::Path;

use serde_json::Value;

use crate::{Failure, Result, directories, tools};

/// Where templates differ from those beside them: each `NAME.yml` of the directory, as `cfn-lint` and as `aws` read it,
/// from `NAME.json`.
///
/// Joined texts and substitutions that come to the same are the same. A directory without templates is a failure.
pub fn differences(directory: &Path) -> Result<Vec<String>> {
    let home = directories::passing_dir()?;
    let mut command = tools::install()?.python(home.path());
    command.arg(directories::tests().join("templates/compare.py")).arg(directory);
    let answer = crate::command::run(&mut command)?.stdout_of_success("compare.py")?;
    let answer: Value = serde_json::from_str(&answer)?;
    if answer["compared"] == 0 {
        return Err(Failure::new(format!("there is no template in {}", directory.display())));
    }
    Ok(serde_json::from_value(answer["differences"].clone())?)
}
