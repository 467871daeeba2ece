//! What an imported installation keeps.

use purlin_product::Problems;
use purlin_product::words::consists_of;

use crate::props::HybridWorkersSettings;

/// Beside letters and digits. See [the API](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html).
const IN_DESCRIPTIONS: &str = " ._-:/()#,@[]+=&;{}!$*";
const LONGEST_DESCRIPTION: usize = 255;
/// Beside letters and digits. See [the API](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html).
const IN_SECRET_NAMES: &str = "/_+=.@-";
const LONGEST_SECRET_NAME: usize = 512;

pub(super) fn check(settings: &HybridWorkersSettings, found: &mut Problems) {
    let descriptions = [
        ("worker_security_group_description", &settings.worker_security_group_description),
        ("queue_security_group_description", &settings.queue_security_group_description),
    ];
    for (setting, description) in descriptions {
        let Some(description) = description else { continue };
        let good = (1..=LONGEST_DESCRIPTION).contains(&description.len()) && consists_of(description, IN_DESCRIPTIONS);
        let message = format!("`{description}` cannot be the description of a security group");
        let help = "write it as EC2 shows it: 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*` at most";
        found.check(good, setting, "bad-group-description", message, help);
    }
    if let Some(name) = &settings.secret_name {
        let good = (1..=LONGEST_SECRET_NAME).contains(&name.len()) && consists_of(name, IN_SECRET_NAMES);
        let message = format!("`{name}` cannot be the name of a secret");
        found.check(good, "secret_name", "bad-secret-name", message, "write its name, not its ARN");
    }
}
