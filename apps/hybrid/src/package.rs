//! `hybrid package`: the installation as templates for people who have neither this app nor the toolkit.

use purlin_cli::{Arguments, Package};
use purlin_core::{App, Findings};
use purlin_hybrid_workers::StandaloneTemplates;

/// Fills the app with the templates. They ask by parameters what `config.yaml` would tell, so that it is not read.
pub fn build(app: &App, package: &Package, _arguments: &Arguments) -> Result<(), Findings> {
    let templates = StandaloneTemplates::new(app, |id| package.template_url(id));
    package.add_entry_point(templates.iam());
    if package.is_in_bucket() {
        package.add_entry_point(&templates.add_packaged());
    }
    Ok(())
}
