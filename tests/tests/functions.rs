//! The functions behind custom resources do what they say: they run here, against the emulator.

use purlin_tests::emulator::Emulator;
use purlin_tests::{Result, command, directories, tools};

#[test]
fn functions_do_what_they_say() -> Result<()> {
    let home = directories::passing_dir()?;
    let emulator = Emulator::start(home.path(), None)?;
    let mut python = tools::install()?.python(home.path());
    python.arg(directories::tests().join("functions/check.py")).arg(directories::workspace().join("crates"));
    python.envs(emulator.variables("123456789012", "eu-west-1")?).env("PYTHONDONTWRITEBYTECODE", "1");
    command::run(&mut python)?.stdout_of_success("the functions")?;
    assert_eq!(emulator.internal_errors()?, Vec::<String>::new());
    Ok(())
}
