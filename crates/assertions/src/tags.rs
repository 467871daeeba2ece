//! Tags: of resources, and of stacks, which are not in their templates.

use purlin_core::{App, Stack};
use serde_json::{Map, Value as Json};

use crate::failure::fail;
use crate::matcher::{Matcher, evaluate, exact};
use crate::section::explain;
use crate::template::synthesised;

/// The tags of a stack itself, which the toolkit sets and no template shows.
///
/// ```
/// use purlin_assertions::{Tags, matcher};
/// use purlin_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let tagged = [("team".to_owned(), "platform".to_owned())];
/// let stack = Stack::new(&app, "Storage", StackProps::new().tags(tagged));
/// Tags::of(&stack).has_values(matcher!({ "team": "platform" }));
/// ```
pub struct Tags {
    tags: Json,
}

impl Tags {
    /// The tags of a stack. The app around it is synthesised, and cannot change any more.
    #[track_caller]
    pub fn of(stack: &Stack) -> Self {
        synthesised(App::of(stack).synth());
        let tags: Map<String, Json> = stack.tags().into_iter().map(|(key, value)| (key, value.into())).collect();
        Tags { tags: Json::Object(tags) }
    }

    /// The tags match: these at least, unless with [`exact`](crate::exact).
    #[track_caller]
    pub fn has_values(&self, tags: impl Into<Matcher>) {
        let matcher = tags.into();
        if matcher.is_absent() {
            fail("a stack always has tags, if only none; use `has_none`");
        }
        let outcome = evaluate(&matcher, Some(&self.tags), true);
        if !outcome.matched() {
            fail(&format!("the tags of the stack do not match\n{}", explain(&matcher, &self.tags, &outcome)));
        }
        outcome.release_captures();
    }

    /// The stack has no tags of its own.
    #[track_caller]
    pub fn has_none(&self) {
        self.has_values(exact(Matcher::any_object()));
    }
}

/// The tags of a resource as an object, from a list of keys and values or a map, of whatever property it has.
pub(crate) fn of_resource(resource: &Json) -> Json {
    let properties = &resource["Properties"];
    let names = ["Tags", "HostedZoneTags", "UserPoolTags", "FileSystemTags", "Tag"];
    let found = names.iter().find_map(|name| properties.get(name));
    let mut tags = Map::new();
    match found {
        Some(Json::Array(items)) => {
            for item in items {
                if let Some(key) = item["Key"].as_str() {
                    tags.insert(key.to_owned(), item["Value"].clone());
                }
            }
        }
        Some(Json::Object(entries)) => tags = entries.clone(),
        _ => {}
    }
    Json::Object(tags)
}
