//! Databases that exist, looked up by their names.

use std::panic::Location;

use purlin_core::{Construct, Finding, Lookup, Value};
use serde_json::{Value as JsonValue, json};

use crate::ec2::SecurityGroup;

use super::cluster::DatabaseCluster;
use super::cluster_props::DatabaseClusterAttributesProps;
use super::instance::{DatabaseInstance, DatabaseInstanceAttributesProps};

/// What is asked of instances, in aws-cdk-lib's order, which the key in the context depends on.
const OF_INSTANCES: [&str; 6] =
    ["DBInstanceArn", "Endpoint.Address", "Endpoint.Port", "DbiResourceId", "DBSecurityGroups", "VPCSecurityGroups"];

/// What is asked of clusters.
const OF_CLUSTERS: [&str; 7] = [
    "DBClusterArn",
    "Endpoint.Address",
    "Endpoint.Port",
    "ReadEndpoint.Address",
    "DBClusterResourceId",
    "VpcSecurityGroupIds",
    "EnableHttpEndpoint",
];

impl DatabaseInstance {
    /// An instance that exists, looked up by its name. The stack's account and region have to be known.
    ///
    /// ```
    /// use purlin_aws::rds::DatabaseInstance;
    /// use purlin_core::{App, Environment, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let props = StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    /// let stack = Stack::new(&app, "Stack", props);
    /// let database = DatabaseInstance::from_lookup(&stack, "Database", "application");
    /// let address = database.endpoint().socket_address();
    /// ```
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, instance_identifier: &str) -> Self {
        let found = Found::of(scope, "AWS::RDS::DBInstance", instance_identifier, &OF_INSTANCES);
        let props = DatabaseInstanceAttributesProps::new()
            .instance_identifier(instance_identifier)
            .endpoint_address(found.text("Endpoint.Address"))
            .port(found.number("Endpoint.Port"))
            .instance_resource_id(found.text("DbiResourceId"))
            .security_groups(found.security_groups(scope, &["DBSecurityGroups", "VPCSecurityGroups"]));
        DatabaseInstance::from_attributes(scope, id, props)
    }
}

impl DatabaseCluster {
    /// A cluster that exists, looked up by its name. The stack's account and region have to be known.
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, cluster_identifier: &str) -> Self {
        let found = Found::of(scope, "AWS::RDS::DBCluster", cluster_identifier, &OF_CLUSTERS);
        let props = DatabaseClusterAttributesProps::new()
            .cluster_identifier(cluster_identifier)
            .endpoint_address(found.text("Endpoint.Address"))
            .reader_endpoint_address(found.text("ReadEndpoint.Address"))
            .port(found.number("Endpoint.Port"))
            .cluster_resource_id(found.text("DBClusterResourceId"))
            .security_groups(found.security_groups(scope, &["VpcSecurityGroupIds"]))
            .data_api_enabled(found.is_true("EnableHttpEndpoint"));
        DatabaseCluster::from_attributes(scope, id, props)
    }
}

/// What a lookup says of a database: by the names that were asked for, or nothing yet.
struct Found(Lookup);

impl Found {
    #[track_caller]
    fn of(scope: &impl Construct, resource_type: &str, identifier: &str, asked: &[&str]) -> Self {
        let query = [
            ("typeName", json!(resource_type)),
            ("exactIdentifier", json!(identifier)),
            ("propertiesToReturn", json!(asked)),
        ];
        Found(match scope.scope().lookup("cc-api-provider", query) {
            Lookup::Found(JsonValue::Array(mut all)) if all.len() == 1 => Lookup::Found(all.remove(0)),
            Lookup::Found(answer) => {
                let message = format!("the context has not one database `{identifier}`, but {answer}");
                let finding = Finding::error("bad-lookup-answer", message).at(Location::caller());
                scope.scope().report(finding.help("remove the entry from `cdk.context.json`, and look it up again"));
                Lookup::Found(JsonValue::Null)
            }
            missing => missing,
        })
    }

    fn text(&self, name: &str) -> Value<String> {
        match &self.0 {
            Lookup::Found(found) => found[name].as_str().unwrap_or_default().into(),
            Lookup::Missing(missing) => missing.value(),
        }
    }

    /// The toolkit keeps numbers as numbers or as texts, as the service gives them.
    fn number(&self, name: &str) -> Value<i64> {
        match &self.0 {
            Lookup::Found(found) => {
                let number = &found[name];
                number.as_i64().or_else(|| number.as_str()?.parse().ok()).unwrap_or_default().into()
            }
            Lookup::Missing(missing) => missing.value(),
        }
    }

    fn is_true(&self, name: &str) -> bool {
        matches!(&self.0, Lookup::Found(found) if found[name] == true || found[name] == "true")
    }

    /// The security groups under the first name that has any.
    #[track_caller]
    fn security_groups(&self, scope: &impl Construct, names: &[&str]) -> Vec<SecurityGroup> {
        let Lookup::Found(found) = &self.0 else { return Vec::new() };
        let ids = names.iter().filter_map(|name| found[*name].as_array()).find(|ids| !ids.is_empty());
        let mut groups = Vec::new();
        for id in ids.into_iter().flatten().filter_map(JsonValue::as_str) {
            groups.push(SecurityGroup::from_id(scope, &format!("LSG-{id}"), id));
        }
        groups
    }
}
