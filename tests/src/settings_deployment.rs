//! Deployments of what an app makes of a settings file, a folder each: `config.yaml`, `inspect.py`, and where they are needed
//! `setup.py`, `afterwards.py` and `cdk.context.json`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{self, Output};
use crate::deploy_check::{AskingApp, Options, Report, deploy_check};
use crate::emulator::Boot;
use crate::{Failure, Result, apps, directories, linter, schema};

/// Writes the assembly of a settings file into `cdk.out` of a directory.
pub fn synth(app: &str, config: &Path, home: &Path) -> Result<Output> {
    let mut command = command::isolated(apps::binary(app)?, home);
    command.arg("synth").arg("--config").arg(config);
    command::run(&mut command)
}

/// The template of a stack of an assembly, after all of it was found to be good.
pub fn judged(assembly: &Path, stack: &str) -> Result<Value> {
    let problems = schema::check_assembly(assembly)?;
    if !problems.is_empty() {
        return Err(Failure::new(problems.join("\n")));
    }
    let template = assembly.join(format!("{stack}.template.json"));
    let errors: Vec<String> = linter::cfn_lint(std::slice::from_ref(&template))?
        .into_iter()
        .filter(|finding| finding.rule.starts_with('E'))
        .map(|finding| format!("{} {} at {}", finding.rule, finding.message, finding.place))
        .collect();
    if !errors.is_empty() {
        return Err(Failure::new(errors.join("\n")));
    }
    directories::read_json(&template)
}

/// A deployment of an app with one stack.
#[derive(Debug, Clone)]
pub struct SettingsDeployment {
    app: String,
    stack: String,
    folder: PathBuf,
    config: PathBuf,
    boot: Option<Boot>,
}

impl SettingsDeployment {
    /// The deployment of this app and stack in a folder of the fixtures. Without a `config.yaml` it is that of the settings that
    /// the repository comes with.
    pub fn new(app: &str, stack: &str, folder: &str) -> Self {
        let folder = directories::tests().join("fixtures").join(folder);
        let own = Some(folder.join("config.yaml")).filter(|path| path.exists());
        SettingsDeployment {
            app: app.to_owned(),
            stack: stack.to_owned(),
            config: own.unwrap_or_else(|| directories::workspace().join("config.yaml")),
            folder,
            boot: None,
        }
    }

    /// The same with instances that boot.
    #[must_use]
    pub fn boot(self, boot: Boot) -> Self {
        SettingsDeployment { boot: Some(boot), ..self }
    }

    fn options(&self) -> Options {
        let given = |name: &str| Some(self.folder.join(name)).filter(|path| path.exists());
        Options {
            existing: given("cdk.context.json"),
            setup: given("setup.py"),
            inspection: Some(self.folder.join("inspect.py")),
            afterwards: given("afterwards.py"),
            boot: self.boot.clone(),
            ..Options::default()
        }
    }

    /// Deploys it, and takes it down again.
    ///
    /// # Errors
    /// Where anything of it is not good, by the linter, the emulator, the toolkit or the folder's inspection.
    pub fn run(&self) -> Result<(Value, Report)> {
        let home = directories::passing_dir()?;
        let output = synth(&self.app, &self.config, home.path())?;
        if !output.succeeded() {
            return Err(Failure::new(output.stderr));
        }
        let assembly = home.path().join("cdk.out");
        let template = judged(&assembly, &self.stack)?;
        Ok((template, deploy_check(&assembly, &self.options())?))
    }

    /// The same for settings of which the toolkit has to look something up, in an account and region.
    ///
    /// # Errors
    /// As [`run`](Self::run), and where nothing has to be looked up.
    pub fn run_with_lookups(&self, account: &str, region: &str) -> Result<(Value, Report)> {
        let home = directories::passing_dir()?;
        let by_hand = synth(&self.app, &self.config, home.path())?;
        if by_hand.succeeded() || !by_hand.stderr.contains("error[missing-context]") {
            return Err(Failure::new(format!("nothing has to be looked up: {}", by_hand.stderr)));
        }
        let assembly = home.path().join("cdk.out");
        std::fs::create_dir(&assembly)?;
        let app = AskingApp {
            command: format!("{} --config {}", apps::binary(&self.app)?.display(), self.config.display()),
            account: account.to_owned(),
            region: region.to_owned(),
        };
        let report = deploy_check(&assembly, &Options { app: Some(app), ..self.options() })?;
        Ok((judged(&assembly, &self.stack)?, report))
    }
}
