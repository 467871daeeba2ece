//! Workers in other accounts.

use purlin_aws::ec2::Ipv4Cidr;
use purlin_core::Environment;
use purlin_product::ranges::ipv4_range;
use purlin_product::two_sided_vpc::DEFAULT_CIDR;
use purlin_product::words::is_account;
use purlin_product::{Problems, checks};

use crate::choices::WorkerAccount;
use crate::props::SelfHostedSettings;

const SETTING: &str = "worker_accounts";
/// A shorter prefix than this is most of the world.
const SHORTEST_PREFIX: u8 = 8;

pub(super) fn check(settings: &SelfHostedSettings, environment: &Environment, found: &mut Problems) {
    let vpc = settings.existing_vpc.is_none().then_some(settings.vpc_cidr.as_deref().unwrap_or(DEFAULT_CIDR));
    let vpc = vpc.and_then(|range| ipv4_range(range).ok());
    let accounts = &settings.worker_accounts;
    for (item, there) in accounts.iter().enumerate() {
        let mut of_item = Problems::default();
        account(there, environment, &mut of_item);
        networks(there, vpc, &mut of_item);
        if accounts.iter().take(item).any(|other| (&other.account, &other.role) == (&there.account, &there.role)) {
            let message = format!("the role `{}` of the account `{}` is there twice", there.role, there.account);
            of_item.push(SETTING, None, "worker-account-twice", message, "put the two together");
        }
        for problem in of_item.into_vec() {
            found.push(SETTING, Some(item), problem.rule, problem.message, &problem.help);
        }
    }
}

fn account(there: &WorkerAccount, environment: &Environment, found: &mut Problems) {
    let account = there.account.as_str();
    if !is_account(account) {
        let message = format!("`{account}` is not the id of an account");
        found.push(SETTING, None, "bad-worker-account", message, "write its twelve digits");
    } else if environment.account.as_deref() == Some(account) {
        let message = format!("`{account}` is the account of the stack itself");
        let help = "leave it out: the application manages workers of its own account without another role";
        found.push(SETTING, None, "worker-account-is-own", message, help);
    }
    checks::role_name(SETTING, &there.role, found);
    if let Some(id) = &there.external_id {
        checks::external_id(SETTING, id, found);
    }
}

fn networks(there: &WorkerAccount, vpc: Option<Ipv4Cidr>, found: &mut Problems) {
    let message = format!("workers of the account `{}` would reach neither queue nor application", there.account);
    let help = "write the ranges of their subnets as `networks`, such as `10.1.0.0/16`";
    found.check(!there.networks.is_empty(), SETTING, "worker-account-without-networks", message, help);
    for text in &there.networks {
        match ipv4_range(text) {
            Err(reason) => {
                let message = format!("`{text}` cannot be where workers are: {reason}");
                found.push(SETTING, None, "bad-worker-network", message, "write a range such as `10.1.0.0/16`");
            }
            Ok(range) if range.prefix() < SHORTEST_PREFIX => {
                let message = format!("`{text}` would open the queue to much of the world");
                let help = "write the ranges of the workers' subnets alone, such as `10.1.0.0/16`";
                found.push(SETTING, None, "open-to-the-world", message, help);
            }
            Ok(range) => {
                let Some(own) = vpc.filter(|own| own.overlaps(range)) else { continue };
                let message =
                    format!("`{text}` overlaps the VPC of the installation, `{own}`: no peering connects them");
                let help = "take another `vpc_cidr`, or write the range that the workers are really in";
                found.push(SETTING, None, "worker-network-overlaps", message, help);
            }
        }
    }
}
