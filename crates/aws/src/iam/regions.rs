//! Regions that an account must opt into: services have names of their own there.

const OPT_IN_REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
];

/// Whether an account must [opt into](https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html) a
/// region before it can be used.
pub(crate) fn is_opt_in_region(region: &str) -> bool {
    OPT_IN_REGIONS.contains(&region)
}
