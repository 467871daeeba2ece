//! Which cargo feature a service belongs to.

/// Services whose names begin like this share a feature: a registry accepts 300 features a crate, and there are more
/// services than that.
const FAMILIES: &[&str] = &[
    "amplify",
    "apigateway",
    "application",
    "backup",
    "bcm",
    "bedrock",
    "billing",
    "cleanrooms",
    "code",
    "connect",
    "docdb",
    "emr",
    "gamelift",
    "greengrass",
    "health",
    "inspector",
    "iot",
    "ivs",
    "kendra",
    "kinesis",
    "lookout",
    "media",
    "mwaa",
    "neptune",
    "network",
    "notifications",
    "opensearch",
    "opsworks",
    "pcaconnector",
    "pinpoint",
    "redshift",
    "resiliencehub",
    "route53",
    "servicecatalog",
    "support",
    "waf",
    "workspaces",
];

/// The feature that turns the service on.
pub fn feature(service: &str) -> &str {
    FAMILIES.iter().find(|family| service.starts_with(**family)).copied().unwrap_or(service)
}
