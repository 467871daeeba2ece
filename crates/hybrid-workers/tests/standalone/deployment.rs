//! What templates come to when they are deployed: every function resolved, and nested stacks within.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub const ACCOUNT: &str = "111111111111";

/// What a stack in no region in particular says of its region.
pub const ANY_REGION: &str = "*";

/// The stack that instances tell that they are ready.
const STACK_ID: &str = "the stack";

/// A resource as it is deployed.
#[derive(Clone, Debug)]
pub struct Deployed {
    pub kind: String,
    pub logical_id: String,
    /// Everything that the template says of it, functions resolved.
    pub definition: Value,
}

/// Templates that are deployed, with those of nested stacks by the names of their files.
pub struct Templates<'a> {
    pub all: &'a BTreeMap<String, Value>,
}

/// A stack with its parameters.
pub struct Stack<'a> {
    templates: &'a Templates<'a>,
    template: &'a Value,
    parameters: Map<String, Value>,
}

impl<'a> Templates<'a> {
    /// A stack of a template; parameters that are not given have their defaults.
    pub fn stack(&'a self, id: &str, given: &Value) -> Stack<'a> {
        let template = self.all.get(id).unwrap_or_else(|| panic!("there is no template {id}"));
        let declared = template["Parameters"].as_object().cloned().unwrap_or_default();
        let mut given = given.as_object().cloned().unwrap_or_default();
        let value = |(name, declaration): (String, Value)| {
            let value = given.remove(&name).unwrap_or_else(|| declaration["Default"].clone());
            assert!(!value.is_null(), "{id} is given no {name}");
            (name, value)
        };
        let parameters = declared.into_iter().map(value).collect();
        assert!(given.is_empty(), "{id} takes no {given:?}");
        Stack { templates: self, template, parameters }
    }
}

impl Stack<'_> {
    /// All resources, those of nested stacks included.
    pub fn resources(&self) -> Vec<Deployed> {
        let mut found = Vec::new();
        for (logical_id, definition) in self.template["Resources"].as_object().into_iter().flatten() {
            if definition["Condition"].as_str().is_some_and(|name| !self.holds(name)) {
                continue;
            }
            if let Some(child) = self.child(definition) {
                found.extend(child.resources());
                continue;
            }
            let kind = definition["Type"].as_str().unwrap_or_default().to_owned();
            let definition = self.resolved(definition);
            found.push(Deployed { kind, logical_id: logical_id.clone(), definition });
        }
        found
    }

    /// The outputs.
    pub fn outputs(&self) -> BTreeMap<String, Value> {
        let outputs = self.template["Outputs"].as_object().into_iter().flatten();
        outputs.map(|(name, output)| (name.clone(), self.resolved(&output["Value"]))).collect()
    }

    fn child(&self, definition: &Value) -> Option<Stack<'_>> {
        let url = definition["Properties"]["TemplateURL"].as_str()?;
        let id = url.trim_start_matches("./").trim_end_matches(".yml");
        Some(self.templates.stack(id, &self.resolved(&definition["Properties"]["Parameters"])))
    }

    fn holds(&self, condition: &str) -> bool {
        self.is_true(&self.template["Conditions"][condition])
    }

    fn is_true(&self, expression: &Value) -> bool {
        let (function, argument) = only_entry(expression).unwrap_or_else(|| panic!("{expression}"));
        let all: Vec<&Value> = argument.as_array().into_iter().flatten().collect();
        match function {
            "Condition" => self.holds(argument.as_str().unwrap_or_default()),
            "Fn::Equals" => self.resolved(all[0]) == self.resolved(all[1]),
            "Fn::Not" => !self.is_true(all[0]),
            "Fn::And" => all.iter().all(|condition| self.is_true(condition)),
            _ => panic!("this does not know {function}"),
        }
    }

    /// A part of the template with every function in it resolved.
    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => {
                items.iter().map(|item| self.resolved(item)).filter(|item| !item.is_null()).collect()
            }
            Value::Object(entries) => match only_entry(value) {
                Some((function, argument)) if function == "Ref" || function.starts_with("Fn::") => {
                    self.function(function, argument)
                }
                _ => {
                    let entries = entries.iter().map(|(key, value)| (key.clone(), self.resolved(value)));
                    entries.filter(|(_, value)| !value.is_null()).collect()
                }
            },
            _ => value.clone(),
        }
    }

    fn function(&self, function: &str, argument: &Value) -> Value {
        let item = |index: usize| self.resolved(&argument[index]);
        let texts = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
        match function {
            "Ref" => self.reference(argument.as_str().unwrap_or_default()),
            "Fn::GetAtt" => self.attribute(&text(&argument[0]), &text(&argument[1])),
            "Fn::If" if self.holds(&text(&argument[0])) => item(1),
            "Fn::If" => item(2),
            "Fn::Join" => texts(&item(1)).join(&text(&argument[0])).into(),
            "Fn::Sub" => self.substituted(argument),
            "Fn::Split" => text(&item(1)).split(&text(&argument[0])).collect(),
            "Fn::Select" => item(1)[text(&argument[0]).parse::<usize>().unwrap_or_default()].clone(),
            "Fn::FindInMap" => self.template["Mappings"][text(&item(0))][text(&item(1))][text(&item(2))].clone(),
            "Fn::GetAZs" => ["a", "b", "c", "d", "e", "f"].map(|zone| format!("zone {zone}")).into_iter().collect(),
            "Fn::Cidr" => cidr(&text(&item(0)), &text(&item(1)), &text(&item(2))),
            "Fn::Base64" => self.resolved(argument),
            _ => panic!("this does not know {function}"),
        }
    }

    fn substituted(&self, argument: &Value) -> Value {
        let variables = &argument[1];
        let mut out = String::new();
        let whole = argument.as_str().map_or_else(|| text(&argument[0]), str::to_owned);
        let mut pieces = whole.split("${");
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (name, after) = piece.split_once('}').unwrap_or_else(|| panic!("{whole}"));
            let value = match (&variables[name], name.split_once('.')) {
                (Value::Null, Some((element, attribute))) => self.attribute(element, attribute),
                (Value::Null, None) => self.reference(name),
                (variable, _) => self.resolved(variable),
            };
            out.push_str(&text(&value));
            out.push_str(after);
        }
        out.into()
    }

    fn reference(&self, name: &str) -> Value {
        if let Some(value) = self.parameters.get(name) {
            return value.clone();
        }
        match name {
            "AWS::AccountId" => ACCOUNT.into(),
            "AWS::Partition" => "aws".into(),
            "AWS::Region" => ANY_REGION.into(),
            "AWS::URLSuffix" => "amazonaws.com".into(),
            "AWS::StackId" => STACK_ID.into(),
            "AWS::StackName" => "a-stack".into(),
            "AWS::NoValue" => Value::Null,
            _ => self.physical_id(name).into(),
        }
    }

    fn attribute(&self, name: &str, attribute: &str) -> Value {
        let definition = &self.template["Resources"][name];
        if let (Some(child), Some(output)) = (self.child(definition), attribute.strip_prefix("Outputs.")) {
            return child.outputs()[output].clone();
        }
        let id = self.physical_id(name);
        match (definition["Type"].as_str().unwrap_or_default(), attribute) {
            ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::{ACCOUNT}:role/{id}").into(),
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{id}").into(),
            // What references to these give, too.
            (_, "GroupId" | "VpcId" | "SubnetId" | "AllocationId") => id.into(),
            _ => format!("{attribute} of {id}").into(),
        }
    }

    /// What a reference to a resource gives: its name where it has one, and otherwise what says which one it is.
    fn physical_id(&self, name: &str) -> String {
        let definition = &self.template["Resources"][name];
        let kind = definition["Type"].as_str().unwrap_or_else(|| panic!("there is no {name}"));
        let properties = self.resolved(&definition["Properties"]);
        let named = |property: &str| text(&properties[property]);
        match kind {
            "AWS::IAM::Role" => named("RoleName"),
            "AWS::IAM::InstanceProfile" => named("InstanceProfileName"),
            "AWS::S3::Bucket" => named("BucketName"),
            "AWS::SecretsManager::Secret" => {
                format!("arn:aws:secretsmanager:{ANY_REGION}:{ACCOUNT}:secret:{}-??????", named("Name"))
            }
            _ => format!("<{}>", name_tag(&properties).unwrap_or_else(|| kind.to_owned())),
        }
    }
}

/// The tag `Name`.
pub fn name_tag(properties: &Value) -> Option<String> {
    let mut tags = properties["Tags"].as_array().into_iter().flatten();
    tags.find(|tag| tag["Key"] == "Name").map(|tag| text(&tag["Value"]))
}

pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn only_entry(value: &Value) -> Option<(&str, &Value)> {
    let mut entries = value.as_object()?.iter();
    let (key, value) = entries.next().filter(|_| entries.next().is_none())?;
    Some((key, value))
}

fn cidr(block: &str, count: &str, bits: &str) -> Value {
    let (address, _) = block.split_once('/').unwrap_or_else(|| panic!("{block}"));
    let address: std::net::Ipv4Addr = address.parse().unwrap_or_else(|error| panic!("{block}: {error}"));
    let (count, bits) = (count.parse::<u32>().unwrap_or_default(), bits.parse::<u32>().unwrap_or_default());
    let blocks = (0..count).map(|index| u32::from(address) + (index << bits));
    blocks.map(|first| json!(format!("{}/{}", std::net::Ipv4Addr::from(first), 32 - bits))).collect()
}
