//! Roles that exist already.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;

use purlin_core::{Complete, Construct, Finding, IntoValue, Lookup, Scope, UniqueNameOptions, Value, props, text};

use super::{Inner, Role, Source};
use crate::iam::attachment::InlinePolicies;
use crate::iam::names::account_and_name;
use crate::iam::policy::LONGEST_POLICY_NAME;

props! {
    /// What is to be known of a role that exists.
    pub struct RoleAttributesProps => RoleAttributes in role_attributes_props {
        required {
            /// Its ARN.
            arn: Value<String> as Arn,
        }
        optional {
            /// Whether grants may attach policies to it. Default: yes, when it is in the stack's account or its account is not
            /// known.
            mutable: bool,
            /// Whether grants to a role that is not mutable are written to the policies of resources instead.
            add_grants_to_resources: bool = false,
            /// The name of the policy that grants attach to it. Default: one that is unique to the stack.
            default_policy_name: String,
        }
    }
}

/// What becomes of statements for a role that exists already.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ImportedPolicies {
    /// They are attached to it in a policy of this stack.
    Attached,
    /// They are taken to be there already, as the program said.
    TakenAsThere,
    /// They go to the policies of resources.
    ToResources,
    /// It is in another account, where this stack cannot attach them.
    Lost,
}

impl Role {
    /// A role that exists, by its ARN. Grants attach a policy to it, unless it is in another account.
    #[track_caller]
    pub fn from_arn(scope: &impl Construct, id: &str, arn: impl IntoValue<String>) -> Self {
        Role::from_attributes(scope, id, RoleAttributesProps::new().arn(arn.into_value()))
    }

    /// A role that exists in the stack's account, by its name and, where it has one, path.
    #[track_caller]
    pub fn from_name(scope: &impl Construct, id: &str, name: impl IntoValue<String>) -> Self {
        let place = scope.scope();
        let arn = text!["arn:", place.partition(), ":iam::", place.account(), ":role/", name.into_value()];
        Role::from_arn(scope, id, arn)
    }

    /// A role that exists, looked up by its name: its ARN, with the path, is kept in `cdk.context.json`.
    /// The stack's account and region must be known.
    #[track_caller]
    pub fn from_lookup(scope: &impl Construct, id: &str, role_name: &str) -> Self {
        let query: [(&str, serde_json::Value); 3] = [
            ("typeName", "AWS::IAM::Role".into()),
            ("exactIdentifier", role_name.into()),
            ("propertiesToReturn", vec!["Arn"].into()),
        ];
        let arn = match scope.scope().lookup("cc-api-provider", query) {
            Lookup::Found(found) => found[0]["Arn"].as_str().unwrap_or_default().into(),
            Lookup::Missing(missing) => missing.value(),
        };
        Role::from_arn(scope, id, arn)
    }

    /// A role that exists.
    #[track_caller]
    pub fn from_attributes(scope: &impl Construct, id: &str, props: impl Complete<RoleAttributes>) -> Self {
        let RoleAttributes { arn, mutable, add_grants_to_resources, default_policy_name } = props.complete();
        let scope = Scope::new(scope, id);
        let (account, name) = account_and_name(&scope, "role", &arn, Location::caller());
        let elsewhere =
            matches!((account.literal(), scope.account().literal()), (Some(one), Some(other)) if one != other);
        let policies = match mutable {
            Some(false) if add_grants_to_resources => ImportedPolicies::ToResources,
            Some(false) => ImportedPolicies::TakenAsThere,
            _ if elsewhere => ImportedPolicies::Lost,
            _ => ImportedPolicies::Attached,
        };
        if add_grants_to_resources && mutable != Some(false) {
            let finding =
                Finding::error("grants-to-resources", "grants go to resources only for roles that are not mutable");
            scope.report(finding.at(Location::caller()).help("set `mutable(false)` as well"));
        }
        let source = Source::Imported { policies, default_policy_name };
        let inline = InlinePolicies::default();
        Role { inner: Rc::new(Inner { scope, arn, name, account, source, inline, default_policy: RefCell::default() }) }
    }
}

/// Unique to the stack, so that policies of several stacks on one role do not replace each other.
pub(super) fn imported_policy_name(scope: &Scope) -> String {
    const PREFIX: &str = "Policy";
    let name = format!("{PREFIX}{}", scope.unique_id());
    if name.len() <= LONGEST_POLICY_NAME {
        return name;
    }
    let options = UniqueNameOptions { max_length: LONGEST_POLICY_NAME - PREFIX.len(), ..UniqueNameOptions::default() };
    format!("{PREFIX}{}", scope.unique_resource_name(&options))
}
