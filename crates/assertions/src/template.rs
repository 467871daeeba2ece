//! Templates, and what can be asserted of them.

use std::path::Path;

use purlin_core::{App, CloudAssembly, Findings, Stack};
use serde_json::{Map, Value as Json};

use crate::cycles;
use crate::failure::fail;
use crate::matcher::{Matcher, absent, evaluate};
use crate::section::{Search, explain};

/// So many findings are told of a program that does not synthesise.
const MOST_FINDINGS: usize = 20;

/// A CloudFormation template, with assertions that panic where they do not hold.
///
/// Names of logical ids can be `*` wherever one is asked for: any of them will do.
///
/// ```
/// use purlin_assertions::{Template, matcher};
/// use purlin_core::{App, Resource, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "Storage", StackProps::new());
/// Resource::untyped(&stack, "Data", "AWS::S3::Bucket").set_property("BucketName", "data");
///
/// let template = Template::of(&stack);
/// template.resource_count_is("AWS::S3::Bucket", 1);
/// template.has_resource_properties("AWS::S3::Bucket", matcher!({ "BucketName": "data" }));
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    json: Json,
}

impl Template {
    /// The template of a stack, also of a nested one. The app around it is synthesised, and cannot change any more.
    ///
    /// # Panics
    ///
    /// With all findings, if the app does not synthesise.
    #[track_caller]
    pub fn of(stack: &Stack) -> Self {
        let assembly = synthesised(App::of(stack).synth());
        match assembly.template_of(stack) {
            Some(text) => Self::from_json(&text),
            None => fail("the app has changed after it was synthesised; make all constructs first"),
        }
    }

    /// The template of a stack in an assembly, by its artifact's id, its name in CloudFormation, or its path in the tree.
    /// Nested stacks go by the name of their file.
    #[track_caller]
    pub fn of_assembly(assembly: &CloudAssembly, stack: &str) -> Self {
        let stacks = assembly.stacks();
        let named = stacks.iter().find(|summary| summary.stack_name == stack || summary.display_name == stack);
        let by_name = || assembly.template(&named?.artifact_id);
        match assembly.template(stack).or_else(by_name) {
            Some(text) => Self::from_json(&text),
            None => {
                let known: Vec<&str> = stacks.iter().map(|summary| summary.display_name.as_str()).collect();
                fail(&format!("there is no stack `{stack}`; there are: {}", known.join(", ")))
            }
        }
    }

    /// A template of any origin, as JSON text.
    #[track_caller]
    pub fn from_json(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(json) => Self::from_value(json),
            Err(error) => fail(&format!("the template is not JSON: {error}")),
        }
    }

    /// A template of any origin, as parsed JSON.
    ///
    /// # Panics
    ///
    /// If resources wait for each other in a circle, so that it cannot be deployed; as all functions that take templates.
    #[track_caller]
    pub fn from_value(json: Json) -> Self {
        if let Some(circle) = cycles::find(&json) {
            let first = circle.first().cloned().unwrap_or_default();
            fail(&format!("the template's resources wait for each other: {} -> {first}", circle.join(" -> ")));
        }
        Self::with_circles(json)
    }

    /// A template that may have resources which wait for each other: for those that a macro still changes.
    #[track_caller]
    pub fn with_circles(json: Json) -> Self {
        if !json.is_object() {
            fail("a template is a JSON object");
        }
        Template { json }
    }

    /// A template of any origin, from a JSON file.
    #[track_caller]
    pub fn from_file(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_json(&text),
            Err(error) => fail(&format!("cannot read `{}`: {error}", path.display())),
        }
    }

    /// The whole template.
    pub fn as_json(&self) -> &Json {
        &self.json
    }

    /// As many resources of a type as this.
    #[track_caller]
    pub fn resource_count_is(&self, kind: &str, count: usize) {
        let found: Vec<&str> = self.resources(kind).map(|(id, _)| id).collect();
        if found.len() != count {
            let list = if found.is_empty() { self.known_types() } else { found.join(", ") };
            fail(&format!("expected {count} of type {kind}, but found {}: {list}", found.len()));
        }
    }

    /// As many resources of a type whose properties match as this.
    #[track_caller]
    pub fn resource_properties_count_is(&self, kind: &str, properties: impl Into<Matcher>, count: usize) {
        let (resources, matcher) = self.with_properties(kind, properties.into());
        let search = Search::new(entries(&resources), &matcher);
        if search.matching.len() != count {
            let matching: Vec<&str> = search.matching.iter().map(|(id, _)| *id).collect();
            fail(&format!(
                "expected {count} of type {kind} with these properties, but found {}: {}\n{}",
                matching.len(),
                if matching.is_empty() { "none matches".to_owned() } else { matching.join(", ") },
                search.explain()
            ));
        }
    }

    /// A resource of a type whose properties match.
    ///
    /// ```
    /// # use purlin_assertions::{Template, matcher};
    /// # let template = Template::from_json(r#"{ "Resources": { "Disk": { "Type": "AWS::EC2::Volume", "Properties": {
    /// #     "Size": 8, "Encrypted": true } } } }"#);
    /// template.has_resource_properties("AWS::EC2::Volume", matcher!({ "Encrypted": true, "SnapshotId": absent() }));
    /// ```
    #[track_caller]
    pub fn has_resource_properties(&self, kind: &str, properties: impl Into<Matcher>) {
        let (resources, matcher) = self.with_properties(kind, properties.into());
        self.expect_some(&format!("resources of type {kind}"), &Search::new(entries(&resources), &matcher));
    }

    /// A resource of a type that matches as a whole: with `DependsOn`, `DeletionPolicy`, `Condition` and `Metadata`.
    ///
    /// ```
    /// # use purlin_assertions::{Template, matcher};
    /// # let template = Template::from_json(r#"{ "Resources": { "Db": { "Type": "AWS::RDS::DBInstance",
    /// #     "DeletionPolicy": "Snapshot", "Properties": {} } } }"#);
    /// template.has_resource("AWS::RDS::DBInstance", matcher!({ "DeletionPolicy": "Snapshot" }));
    /// ```
    #[track_caller]
    pub fn has_resource(&self, kind: &str, resource: impl Into<Matcher>) {
        let matcher = resource.into();
        self.expect_some(&format!("resources of type {kind}"), &Search::new(self.resources(kind), &matcher));
    }

    /// All resources of a type match as a whole, and there is one at least.
    #[track_caller]
    pub fn all_resources(&self, kind: &str, resource: impl Into<Matcher>) {
        let matcher = resource.into();
        self.expect_all(kind, &Search::new(self.resources(kind), &matcher));
    }

    /// The properties of all resources of a type match, and there is one at least.
    #[track_caller]
    pub fn all_resources_properties(&self, kind: &str, properties: impl Into<Matcher>) {
        let (resources, matcher) = self.with_properties(kind, properties.into());
        self.expect_all(kind, &Search::new(entries(&resources), &matcher));
    }

    /// The resources of a type that match as a whole, by their logical ids.
    pub fn find_resources(&self, kind: &str, resource: impl Into<Matcher>) -> Map<String, Json> {
        Search::new(self.resources(kind), &resource.into()).found()
    }

    /// The logical id of the only resource of a type that matches as a whole.
    ///
    /// ```
    /// # use purlin_assertions::{Template, matcher};
    /// # let template = Template::from_json(r#"{ "Resources": {
    /// #     "Data1": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "data" } },
    /// #     "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Data1" } } } } }"#);
    /// let bucket = template.resource_id("AWS::S3::Bucket", matcher!({}));
    /// template.has_resource_properties("AWS::S3::BucketPolicy", matcher!({ "Bucket": { "Ref": bucket } }));
    /// ```
    #[track_caller]
    pub fn resource_id(&self, kind: &str, resource: impl Into<Matcher>) -> String {
        let matcher = resource.into();
        let search = Search::new(self.resources(kind), &matcher);
        self.expect_some(&format!("resources of type {kind}"), &search);
        match search.matching.as_slice() {
            [(id, _)] => (*id).to_owned(),
            several => {
                let ids: Vec<&str> = several.iter().map(|(id, _)| *id).collect();
                fail(&format!("expected one resource of type {kind} that matches, but there are {}", ids.join(", ")))
            }
        }
    }

    /// A resource of a type has at least these tags, however the type writes them.
    ///
    /// ```
    /// # use purlin_assertions::Template;
    /// # let template = Template::from_json(r#"{ "Resources": { "Data": { "Type": "AWS::S3::Bucket", "Properties": {
    /// #     "Tags": [{ "Key": "owner", "Value": "Ada" }, { "Key": "stage", "Value": "test" }] } } } }"#);
    /// template.has_tags("AWS::S3::Bucket", [("owner", "Ada")]);
    /// ```
    #[track_caller]
    pub fn has_tags<V: Into<Matcher>>(&self, kind: &str, tags: impl IntoIterator<Item = (&'static str, V)>) {
        let entries = tags.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        let matcher = Matcher::object(entries);
        let tagged: Vec<(&str, Json)> =
            self.resources(kind).map(|(id, resource)| (id, crate::tags::of_resource(resource))).collect();
        let search = Search::new(tagged.iter().map(|(id, tags)| (*id, tags)), &matcher);
        self.expect_some(&format!("resources of type {kind} by their tags"), &search);
    }

    /// The template as a whole has at least this; [`exact`](crate::exact) asks for nothing else.
    #[track_caller]
    pub fn template_matches(&self, expected: impl Into<Matcher>) {
        let matcher = expected.into();
        let outcome = evaluate(&matcher, Some(&self.json), true);
        if !outcome.matched() {
            fail(&format!("the template does not match\n{}", explain(&matcher, &self.json, &outcome)));
        }
        outcome.release_captures();
    }

    #[track_caller]
    fn expect_some(&self, what: &str, search: &Search<'_>) {
        if !search.matching.is_empty() {
            return;
        }
        match search.total() {
            0 => fail(&format!("there are no {what}; {}", self.known_types())),
            total => fail(&format!("none of {total} {what} matches\n{}", search.explain())),
        }
    }

    #[track_caller]
    fn expect_all(&self, kind: &str, search: &Search<'_>) {
        if search.total() == 0 {
            fail(&format!("there are no resources of type {kind}; {}", self.known_types()));
        }
        if !search.failing.is_empty() {
            let (failing, total) = (search.failing.len(), search.total());
            fail(&format!("{failing} of {total} resources of type {kind} do not match\n{}", search.explain()));
        }
    }

    fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.section("Resources", "*").filter(move |(_, resource)| resource["Type"] == kind)
    }

    /// The resources of a type, and a matcher for their properties: a resource without any has no reason to fail a
    /// pattern that asks for nothing.
    fn with_properties(&self, kind: &str, properties: Matcher) -> (Map<String, Json>, Matcher) {
        let wants_none = properties.is_absent();
        let complete = |(id, resource): (&str, &Json)| {
            let mut resource = resource.clone();
            if let (false, Json::Object(entries)) = (wants_none, &mut resource) {
                entries.entry("Properties").or_insert_with(|| Json::Object(Map::new()));
            }
            (id.to_owned(), resource)
        };
        let matcher = if wants_none { absent() } else { properties };
        let matcher = Matcher::object(vec![("Properties".to_owned(), matcher)]);
        (self.resources(kind).map(complete).collect(), matcher)
    }

    fn section<'a>(&'a self, name: &str, logical_id: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.json
            .get(name)
            .and_then(Json::as_object)
            .into_iter()
            .flat_map(entries)
            .filter(move |(id, _)| logical_id == "*" || *id == logical_id)
    }

    fn known_types(&self) -> String {
        let mut types: Vec<&str> =
            self.section("Resources", "*").filter_map(|(_, resource)| resource["Type"].as_str()).collect();
        types.sort_unstable();
        types.dedup();
        if types.is_empty() {
            "there are no resources at all".to_owned()
        } else {
            format!("there are {}", types.join(", "))
        }
    }
}

macro_rules! sections {
    ($($section:literal, $what:literal: $has:ident, $find:ident;)+) => {
        impl Template {
            $(
                #[doc = concat!("The ", $what, " with a logical id, or any of them by `*`, matches.")]
                #[track_caller]
                pub fn $has(&self, logical_id: &str, expected: impl Into<Matcher>) {
                    let matcher = expected.into();
                    let search = Search::new(self.section($section, logical_id), &matcher);
                    if search.matching.is_empty() {
                        fail(&self.no_entry($section, $what, logical_id, &search));
                    }
                }

                #[doc = concat!("Each ", $what, " with a logical id, or any by `*`, that matches.")]
                pub fn $find(&self, logical_id: &str, expected: impl Into<Matcher>) -> Map<String, Json> {
                    Search::new(self.section($section, logical_id), &expected.into()).found()
                }
            )+
        }
    };
}

sections! {
    "Outputs", "output": has_output, find_outputs;
    "Parameters", "parameter": has_parameter, find_parameters;
    "Mappings", "mapping": has_mapping, find_mappings;
    "Conditions", "condition": has_condition, find_conditions;
}

impl Template {
    fn no_entry(&self, section: &str, what: &str, logical_id: &str, search: &Search<'_>) -> String {
        if search.total() > 0 {
            return format!("no {what} `{logical_id}` matches\n{}", search.explain());
        }
        let known: Vec<&str> = self.section(section, "*").map(|(id, _)| id).collect();
        match known.as_slice() {
            [] => format!("there is no {what} in the template"),
            known => format!("there is no {what} `{logical_id}`; there are: {}", known.join(", ")),
        }
    }
}

fn entries(object: &Map<String, Json>) -> impl Iterator<Item = (&str, &Json)> {
    object.iter().map(|(key, value)| (key.as_str(), value))
}

/// The assembly, or a failure with everything that is wrong.
#[track_caller]
pub(crate) fn synthesised(result: Result<CloudAssembly, Findings>) -> CloudAssembly {
    match result {
        Ok(assembly) => assembly,
        Err(findings) => {
            let total = findings.iter().count();
            let shown: Findings = findings.into_iter().take(MOST_FINDINGS).collect();
            let more = if total > MOST_FINDINGS {
                format!("\n\n… and {} more", total - MOST_FINDINGS)
            } else {
                String::new()
            };
            fail(&format!("the app does not synthesise:\n\n{shown}{more}"))
        }
    }
}
