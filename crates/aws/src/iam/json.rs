//! Policies that are written as JSON.

use std::panic::Location;

use purlin_core::{Finding, Val, Value};
use serde_json::{Map, Value as JsonValue};

use super::condition::{Condition, ConditionValue};
use super::policy_document::PolicyDocument;
use super::policy_statement::{Effect, PolicyStatement};
use super::principal::Principal;

impl PolicyDocument {
    /// A document from JSON, such as one that AWS or a vendor publishes. What is wrong with it is reported when it is used.
    ///
    /// ```
    /// use purlin_aws::iam::PolicyDocument;
    ///
    /// let document = PolicyDocument::from_json(
    ///     r#"{
    ///         "Version": "2012-10-17",
    ///         "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/*"}]
    ///     }"#,
    /// );
    /// assert_eq!(document.statement_count(), 1);
    /// ```
    #[track_caller]
    pub fn from_json(json: &str) -> Self {
        let mut reader = Reader { location: Location::caller(), mistakes: Vec::new() };
        let statements = reader.document(json);
        let mut document = PolicyDocument::new(statements);
        document.unread = reader.mistakes;
        document
    }
}

impl PolicyStatement {
    /// A statement from JSON. What is wrong with it is reported when it is used.
    ///
    /// ```
    /// use purlin_aws::iam::PolicyStatement;
    ///
    /// let json = r#"{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}"#;
    /// let statement = PolicyStatement::from_json(json).sid("Read");
    /// ```
    #[track_caller]
    pub fn from_json(json: &str) -> Self {
        let mut reader = Reader { location: Location::caller(), mistakes: Vec::new() };
        let mut statement = match reader.object(json) {
            Some(entries) => reader.statement(entries),
            None => PolicyStatement::allow(),
        };
        statement.unread = reader.mistakes;
        statement
    }
}

struct Reader {
    location: &'static Location<'static>,
    mistakes: Vec<Finding>,
}

impl Reader {
    fn complain(&mut self, message: impl Into<String>, help: &str) {
        self.mistakes.push(Finding::error("bad-policy-json", message).at(self.location).help(help));
    }

    fn object(&mut self, json: &str) -> Option<Map<String, JsonValue>> {
        match serde_json::from_str(json) {
            Ok(JsonValue::Object(entries)) => return Some(entries),
            Ok(_) => self.complain("a policy is not a JSON object", "it begins with `{`"),
            Err(error) => self.complain(format!("a policy is not JSON: {error}"), "correct it there"),
        }
        None
    }

    fn document(&mut self, json: &str) -> Vec<PolicyStatement> {
        let Some(entries) = self.object(json) else { return Vec::new() };
        let mut statements = Vec::new();
        let mut found = false;
        for (key, value) in entries {
            match (key.as_str(), value) {
                ("Version", JsonValue::String(version)) if version == "2012-10-17" || version == "2008-10-17" => {}
                ("Version", version) => {
                    self.complain(format!("{version} is not a version of the policy language"), "write `2012-10-17`");
                }
                ("Id", JsonValue::String(_)) => {}
                ("Statement", JsonValue::Array(items)) => {
                    found = true;
                    for item in items {
                        match item {
                            JsonValue::Object(entries) => statements.push(self.statement(entries)),
                            _ => self.complain("a statement is not an object", "it begins with `{`"),
                        }
                    }
                }
                ("Statement", JsonValue::Object(entries)) => {
                    found = true;
                    statements.push(self.statement(entries));
                }
                (key, _) => self.complain(format!("a policy has no element `{key}` like this"), ELEMENTS_OF_DOCUMENT),
            }
        }
        if !found && self.mistakes.is_empty() {
            self.complain("a policy has no statements", ELEMENTS_OF_DOCUMENT);
        }
        statements
    }

    fn statement(&mut self, entries: Map<String, JsonValue>) -> PolicyStatement {
        let effect = match entries.get("Effect").and_then(JsonValue::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            _ => {
                self.complain("a statement neither allows nor denies", "set `Effect` to `Allow` or `Deny`");
                Effect::Deny
            }
        };
        let mut statement = PolicyStatement::new(effect).made_at(self.location);
        for (key, value) in entries {
            statement = match (key.as_str(), value) {
                ("Effect", _) => statement,
                ("Sid", JsonValue::String(sid)) => statement.sid(sid),
                ("Action", value) => statement.actions(self.texts(&key, value)),
                ("NotAction", value) => statement.not_actions(self.texts(&key, value)),
                ("Resource", value) => statement.resources(self.texts(&key, value)),
                ("NotResource", value) => statement.not_resources(self.texts(&key, value)),
                ("Principal", value) => statement.principals(self.principal(&key, value)),
                ("NotPrincipal", value) => statement.not_principals(self.principal(&key, value)),
                ("Condition", JsonValue::Object(operators)) => {
                    self.conditions(operators).into_iter().fold(statement, PolicyStatement::when)
                }
                (key, _) => {
                    self.complain(format!("a statement has no element `{key}` like this"), ELEMENTS_OF_STATEMENT);
                    statement
                }
            };
        }
        statement
    }

    /// A text or a list of texts.
    fn texts(&mut self, key: &str, value: JsonValue) -> Vec<Value<String>> {
        let items = match value {
            JsonValue::Array(items) => items,
            single => vec![single],
        };
        let mut texts = Vec::new();
        for item in items {
            match item {
                JsonValue::String(text) => texts.push(text.into()),
                other => self.complain(format!("`{key}` holds {other}"), "give it a text, or a list of texts"),
            }
        }
        texts
    }

    fn principal(&mut self, key: &str, value: JsonValue) -> Vec<Principal> {
        match value {
            JsonValue::String(text) if text == "*" => vec![Principal::star()],
            JsonValue::Object(kinds) => {
                let mut given = Vec::new();
                for (kind, value) in kinds {
                    let names = self.texts(key, value).into_iter().map(Value::into_val).collect();
                    given.push((kind.into(), names));
                }
                vec![Principal::given(given)]
            }
            other => {
                self.complain(format!("`{key}` is {other}"), "write `*`, or an object such as `{\"AWS\": \"…\"}`");
                Vec::new()
            }
        }
    }

    fn conditions(&mut self, operators: Map<String, JsonValue>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (operator, keys) in operators {
            let JsonValue::Object(keys) = keys else {
                self.complain(format!("the condition `{operator}` has no keys"), "write `{\"key\": \"value\"}`");
                continue;
            };
            for (key, value) in keys {
                let value = ConditionValue::from(Val::from(value));
                conditions.push(Condition::new(operator.clone(), key, value));
            }
        }
        conditions
    }
}

const ELEMENTS_OF_DOCUMENT: &str = "it has `Version`, `Id` and a list `Statement`";
const ELEMENTS_OF_STATEMENT: &str =
    "it has `Sid`, `Effect`, `Action`, `Resource`, `Principal`, their negations, and `Condition`";
