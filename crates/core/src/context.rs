//! Context: settings from outside of the program, and facts that the toolkit looks up in the account.

use serde_json::{Map as JsonMap, Value as JsonValue};

use crate::construct::Scope;
use crate::finding::Finding;
use crate::tree::{NodeId, Tree};
use crate::value::{Expr, Text, Value};

/// Turns `aws:cdk:path` metadata of resources on.
pub(crate) const PATH_METADATA: &str = "aws:cdk:enable-path-metadata";
/// Turns `aws:asset:…` metadata of resources on.
pub(crate) const ASSET_METADATA: &str = "aws:cdk:enable-asset-metadata";
/// Leaves assets where they are.
pub(crate) const DISABLE_ASSET_STAGING: &str = "aws:cdk:disable-asset-staging";
/// The bootstrap stack's qualifier.
pub(crate) const BOOTSTRAP_QUALIFIER: &str = "@aws-cdk/core:bootstrapQualifier";
const PROVIDER_ERROR: &str = "$providerError";

/// Something that the toolkit has to look up before the app can be synthesised.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MissingContext {
    pub(crate) key: String,
    pub(crate) provider: String,
    pub(crate) props: JsonMap<String, JsonValue>,
    pub(crate) node: NodeId,
    /// What the toolkit answered instead of a value.
    pub(crate) error: Option<String>,
}

/// What a lookup answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// The value, as the toolkit keeps it in `cdk.context.json`.
    Found(JsonValue),
    /// Not known yet: the toolkit is asked for it. Nothing that depends on it is deployed before it is known.
    Missing(MissingValue),
}

/// What stands for a value that is not known yet. No template is written that contains it.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingValue {
    key: Text,
}

impl MissingValue {
    /// A value of any type that marks whatever it becomes a part of as not deployable yet.
    pub fn value<T: ?Sized>(&self) -> Value<T> {
        Value::from_val(Expr::MissingContext(self.key.clone()))
    }
}

impl Scope {
    /// The value under a context key, of this construct or of the nearest one around it that has one.
    pub fn context(&self, key: &str) -> Option<JsonValue> {
        self.with_tree(|tree| tree.context(self.node, key).cloned())
    }

    /// Sets a context value for this construct and all below it.
    pub fn set_context(&self, key: impl Into<String>, value: impl Into<JsonValue>) {
        let (key, value) = (key.into(), value.into());
        self.with_tree_mut(|tree| tree.context.entry(self.node).or_default().insert(key, value));
    }

    /// Asks one of the toolkit's context providers, such as `ami` or `vpc-provider`.
    ///
    /// `query` is what the provider takes besides account and region, which are the stack's and have to be known. The
    /// answer comes from the context, under the key that aws-cdk-lib uses, so that a `cdk.context.json` can be shared.
    /// What is not there yet is requested: the toolkit finds it out and runs the app again.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Environment, Lookup, Stack, StackProps};
    ///
    /// let app = App::new();
    /// app.scope().set_context("ssm:account=111111111111:parameterName=/image:region=eu-west-1", "ami-1");
    /// let env = Environment::new("111111111111", "eu-west-1");
    /// let stack = Stack::new(&app, "Workers", StackProps::new().environment(env));
    /// let found = stack.scope().lookup("ssm", [("parameterName", "/image")]);
    /// assert_eq!(found, Lookup::Found("ami-1".into()));
    /// ```
    #[track_caller]
    pub fn lookup<K: Into<String>, V: Into<JsonValue>>(
        &self,
        provider: &str,
        query: impl IntoIterator<Item = (K, V)>,
    ) -> Lookup {
        let location = std::panic::Location::caller();
        self.with_tree_mut(|tree| {
            let (mut props, is_known) = tree.lookup_props(self.node, query);
            if !is_known {
                let message = format!("the lookup of `{provider}` needs the stack's account and region");
                let finding = Finding::error("lookup-without-environment", message)
                    .at(location)
                    .help("give the stack an environment, or give the ids explicitly instead of looking them up");
                tree.report_at(self.node, finding);
            }
            let key = context_key(provider, &props);
            let error = match tree.context(self.node, &key) {
                Some(value) => match value.get(PROVIDER_ERROR).map(error_text) {
                    None => return Lookup::Found(value.clone()),
                    error => error,
                },
                None => None,
            };
            let stack = tree.node(self.node).stack;
            if let Some(role) = stack.and_then(|stack| crate::synthesizer::lookup_role(tree, stack)) {
                props.insert("lookupRoleArn".into(), role.into());
            }
            let missing =
                MissingContext { key: key.clone(), provider: provider.to_owned(), props, node: self.node, error };
            tree.missing.push(missing);
            Lookup::Missing(MissingValue { key: key.into() })
        })
    }

    /// What the toolkit has answered to the same question before, if it has: nothing is asked for.
    ///
    /// This is for what is good to know and can be done without. What a program makes should be the same with an answer and
    /// without one, as other programs may ask, or `cdk context` forget it.
    ///
    /// ```
    /// use purlin_core::{App, Construct, Environment, Stack, StackProps};
    ///
    /// let app = App::new();
    /// app.scope().set_context("ssm:account=111111111111:parameterName=/image:region=eu-west-1", "ami-1");
    /// let env = Environment::new("111111111111", "eu-west-1");
    /// let stack = Stack::new(&app, "Workers", StackProps::new().environment(env));
    /// assert_eq!(stack.scope().known_lookup("ssm", [("parameterName", "/image")]), Some("ami-1".into()));
    /// assert_eq!(stack.scope().known_lookup("ssm", [("parameterName", "/other")]), None);
    /// # app.synth().unwrap();
    /// ```
    pub fn known_lookup<K: Into<String>, V: Into<JsonValue>>(
        &self,
        provider: &str,
        query: impl IntoIterator<Item = (K, V)>,
    ) -> Option<JsonValue> {
        self.with_tree(|tree| {
            let (props, is_known) = tree.lookup_props(self.node, query);
            let answer = is_known.then(|| tree.context(self.node, &context_key(provider, &props)))??;
            answer.get(PROVIDER_ERROR).is_none().then(|| answer.clone())
        })
    }
}

fn error_text(error: &JsonValue) -> String {
    error.as_str().map_or_else(|| error.to_string(), str::to_owned)
}

impl Tree {
    /// What a provider is asked, with the stack's account and region, and whether these are known.
    fn lookup_props<K: Into<String>, V: Into<JsonValue>>(
        &self,
        node: NodeId,
        query: impl IntoIterator<Item = (K, V)>,
    ) -> (JsonMap<String, JsonValue>, bool) {
        let environment = self.node(node).stack.and_then(|stack| self.stack_data(stack)).map(|data| &data.environment);
        let known = environment.and_then(|env| Some((env.account.clone()?, env.region.clone()?)));
        let is_known = known.is_some();
        let own = known.map(|(account, region)| [("account", account), ("region", region)]);
        let own = own.into_iter().flatten().map(|(key, value)| (key.to_owned(), value.into()));
        let query = query.into_iter().map(|(key, value)| (key.into(), value.into()));
        (own.chain(query).collect(), is_known)
    }

    pub(crate) fn context(&self, node: NodeId, key: &str) -> Option<&JsonValue> {
        self.ancestors(node).find_map(|node| self.context.get(&node)?.get(key))
    }

    /// Whether a context value is set and says yes, as JavaScript takes it.
    pub(crate) fn context_flag(&self, node: NodeId, key: &str) -> bool {
        match self.context(node, key) {
            None | Some(JsonValue::Null | JsonValue::Bool(false)) => false,
            Some(JsonValue::String(text)) => !text.is_empty(),
            Some(JsonValue::Number(number)) => number.as_f64() != Some(0.0),
            Some(_) => true,
        }
    }
}

/// The key under which the toolkit keeps an answer: the provider and everything that was asked, sorted.
fn context_key(provider: &str, props: &JsonMap<String, JsonValue>) -> String {
    let mut parts = Vec::new();
    for (key, value) in props {
        flatten(key.clone(), value, &mut parts);
    }
    parts.sort_by(|left, right| left.encode_utf16().cmp(right.encode_utf16()));
    std::iter::once(provider.to_owned()).chain(parts).collect::<Vec<_>>().join(":")
}

fn flatten(path: String, value: &JsonValue, parts: &mut Vec<String>) {
    match value {
        JsonValue::Object(entries) => {
            for (key, value) in entries {
                flatten(format!("{path}.{key}"), value, parts);
            }
        }
        JsonValue::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                flatten(format!("{path}.{index}"), value, parts);
            }
        }
        JsonValue::String(text) => parts.push(format!("{path}={}", text.replace(':', "$:"))),
        other => parts.push(format!("{path}={other}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::context_key;

    #[test]
    fn keys_are_those_of_the_toolkit() {
        let cases = [
            (
                "vpc-provider",
                json!({"filter": {"isDefault": "true"}, "returnAsymmetricSubnets": true}),
                "vpc-provider:account=1:filter.isDefault=true:region=eu-west-1:returnAsymmetricSubnets=true",
            ),
            (
                "ami",
                json!({"owners": ["amazon"], "filters": {"name": ["al2023-*"], "state": ["available"], "image-type": ["machine"]}}),
                "ami:account=1:filters.image-type.0=machine:filters.name.0=al2023-*:filters.state.0=available:owners.0=amazon:region=eu-west-1",
            ),
            (
                "cc-api-provider",
                json!({"typeName": "AWS::IAM::Role", "exactIdentifier": "MyRole", "propertiesToReturn": ["Arn"]}),
                "cc-api-provider:account=1:exactIdentifier=MyRole:propertiesToReturn.0=Arn:region=eu-west-1:typeName=AWS$:$:IAM$:$:Role",
            ),
            (
                "load-balancer-listener",
                json!({"listenerPort": 443, "region": "us-east-1"}),
                "load-balancer-listener:account=1:listenerPort=443:region=us-east-1",
            ),
        ];
        for (provider, query, key) in cases {
            let mut props = json!({"account": "1", "region": "eu-west-1"});
            props.as_object_mut().unwrap().extend(query.as_object().unwrap().clone());
            assert_eq!(context_key(provider, props.as_object().unwrap()), key);
        }
    }
}
