//! JSON Schema (draft 2020-12) of settings, for editors.

use serde_json::{Map, Value, json};

use crate::structure::Field;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a whole file from the schemas of its sections.
///
/// ```
/// use purlin_settings::{file_schema, settings};
///
/// settings! {
///     /// Settings of the app.
///     pub struct App {
///         /// Its name.
///         name: String,
///     }
/// }
///
/// let schema = file_schema([("app", App::schema())]);
/// assert_eq!(schema["properties"]["app"]["required"][0], "name");
/// ```
pub fn file_schema<'a>(sections: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let section = |(name, mut schema): (&str, Value)| {
        if let Value::Object(schema) = &mut schema {
            schema.remove("$schema");
            // A section of which nothing is written has no value, as long as nothing has to be.
            if !schema.contains_key("required") {
                schema.insert("type".to_owned(), json!(["object", "null"]));
            }
        }
        (name.to_owned(), schema)
    };
    json!({
        "$schema": DIALECT,
        "type": "object",
        "properties": sections.into_iter().map(section).collect::<Map<_, _>>(),
        "additionalProperties": false,
    })
}

/// The schema of a file of which an app reads one section: others may be there, of which it knows nothing.
///
/// ```
/// use purlin_settings::{section_schema, settings};
///
/// settings! {
///     /// Settings of the app.
///     pub struct App {
///         /// Its name.
///         name: String,
///     }
/// }
///
/// let schema = section_schema("app", App::schema());
/// assert_eq!(schema["properties"]["app"]["required"][0], "name");
/// assert_eq!(schema["additionalProperties"], true);
/// ```
pub fn section_schema(name: &str, schema: Value) -> Value {
    let mut file = file_schema([(name, schema)]);
    file["additionalProperties"] = true.into();
    file
}

/// A schema as a document of its own.
pub(crate) fn document(title: &str, mut fragment: Value) -> Value {
    fragment["$schema"] = DIALECT.into();
    fragment["title"] = title.into();
    fragment
}

/// The schema of a struct.
pub(crate) fn object(docs: &str, fields: &[Field]) -> Value {
    let required: Vec<_> = fields.iter().filter(|field| field.is_required()).map(Field::key).collect();
    let properties: Map<_, _> = fields.iter().map(|field| (field.key().to_owned(), property(field))).collect();
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    describe(&mut schema, docs);
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &Field) -> Value {
    let mut schema = (field.fragment)();
    if let Some(default) = field.default {
        schema = allow_null(schema);
        schema["default"] = default();
    }
    describe(&mut schema, field.docs);
    schema
}

/// Adds the documentation, unless there is none.
pub(crate) fn describe(schema: &mut Value, docs: &str) {
    let text = paragraphs(docs);
    if !text.is_empty() {
        schema["description"] = text.into();
    }
}

/// Doc comments as text: the lines of a paragraph joined, a line break between paragraphs.
pub(crate) fn paragraphs(docs: &str) -> String {
    let mut text = String::new();
    for line in docs.trim().lines().map(str::trim) {
        if line.is_empty() {
            text.push('\n');
        } else {
            if !(text.is_empty() || text.ends_with('\n')) {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text
}

/// A schema that accepts an empty value too, as the reader does for what may be left out.
pub(crate) fn allow_null(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) if !kinds.contains(&json!("null")) => kinds.push("null".into()),
        Some(kind) if kind.is_string() => *kind = json!([kind, "null"]),
        _ => {}
    }
    if let Some(words) =
        schema.get_mut("enum").and_then(Value::as_array_mut).filter(|words| !words.contains(&Value::Null))
    {
        words.push(Value::Null);
    }
    schema
}
