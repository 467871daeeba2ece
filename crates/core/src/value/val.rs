//! The untyped side of values: what a template's leaves and branches can be.

use std::borrow::Cow;

use super::reference::Reference;

/// Text that is either part of the program or owned.
pub type Text = Cow<'static, str>;

/// An untyped value: a literal, a container, or an expression that CloudFormation evaluates.
///
/// Most code holds a [`Value`](super::Value), which is a `Val` with a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// JSON's `null`. It is kept where it stands, unlike [`Expr::NoValue`].
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// Text.
    Text(Text),
    /// A list.
    List(Vec<Val>),
    /// A map whose keys are data, such as environment variables: their order is kept.
    Map(Vec<(Text, Val)>),
    /// A structure whose keys are CloudFormation property names: written sorted.
    Struct(Vec<(Text, Val)>),
    /// An expression that is evaluated during deployment.
    Expr(Box<Expr>),
}

/// What CloudFormation evaluates during deployment.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `Ref`, `Fn::GetAtt` or a stack's own pseudo parameter.
    Reference(Reference),
    /// The logical id of an element as plain text, such as a condition's name in `Fn::If`.
    LogicalId(Reference),
    /// `Ref` of a name: a pseudo parameter, or whatever a template written elsewhere declares.
    RefName(Text),
    /// `Fn::Join` over pieces: adjacent literals are merged, inner joins with the same delimiter are spliced in.
    Join {
        /// What stands between the pieces.
        delimiter: Text,
        /// The pieces.
        items: Vec<Val>,
    },
    /// Any other intrinsic function with its argument.
    Function {
        /// The function's name, such as `Fn::Select`.
        name: Text,
        /// The argument as CloudFormation takes it.
        argument: Val,
    },
    /// The JSON text of a value, with the expressions in it spliced in.
    JsonText(Val),
    /// A list whose order means nothing: written in the order of its elements' JSON, each once, and a single one by itself.
    Sorted(Vec<Val>),
    /// `AWS::NoValue`: removes the property, or the list element, during deployment.
    NoValue,
    /// Leaves out, during synthesis, the property or list element that holds it.
    Absent,
    /// What a context lookup has not found yet. It never reaches a template.
    MissingContext(Text),
}

impl Val {
    /// Text from part of the program, or owned.
    pub fn text(text: impl Into<Text>) -> Val {
        Val::Text(text.into())
    }

    /// A structure: keys are CloudFormation's property names.
    pub fn structure<K: Into<Text>>(entries: impl IntoIterator<Item = (K, Val)>) -> Val {
        Val::Struct(entries.into_iter().map(|(key, val)| (key.into(), val)).collect())
    }

    /// A map: keys are data, and their order is kept.
    pub fn map<K: Into<Text>>(entries: impl IntoIterator<Item = (K, Val)>) -> Val {
        Val::Map(entries.into_iter().map(|(key, val)| (key.into(), val)).collect())
    }

    /// An intrinsic function with its argument.
    pub fn function(name: impl Into<Text>, argument: Val) -> Val {
        Expr::Function { name: name.into(), argument }.into()
    }

    /// The pieces joined, in the shortest form: literals are merged, and inner joins with the same delimiter spliced in.
    ///
    /// ```
    /// use purlin_core::Val;
    /// assert_eq!(Val::join("-", [Val::text("a"), Val::text("b")]), Val::text("a-b"));
    /// ```
    pub fn join(delimiter: impl Into<Text>, items: impl IntoIterator<Item = Val>) -> Val {
        let delimiter = delimiter.into();
        let mut pieces = Vec::new();
        for item in items {
            push_piece(&delimiter, &mut pieces, item);
        }
        match pieces.len() {
            0 => Val::text(""),
            1 => pieces.remove(0),
            _ => Expr::Join { delimiter, items: pieces }.into(),
        }
    }

    /// A list whose order means nothing, such as the actions of a policy: each element once, in the order of their JSON,
    /// and a single one by itself. Where expressions are among them, their order is found when the template is written.
    ///
    /// ```
    /// use purlin_core::Val;
    /// let texts = |texts: &[&'static str]| texts.iter().map(|text| Val::text(*text)).collect::<Vec<_>>();
    /// assert_eq!(Val::sorted(texts(&["b", "a", "b"])), Val::List(texts(&["a", "b"])));
    /// assert_eq!(Val::sorted(texts(&["a", "a"])), Val::text("a"));
    /// ```
    pub fn sorted(items: impl IntoIterator<Item = Val>) -> Val {
        let mut unique = Vec::new();
        for item in items {
            if !item.is_absent() && !unique.contains(&item) {
                unique.push(item);
            }
        }
        if unique.len() == 1 {
            return unique.remove(0);
        }
        if unique.iter().all(|item| matches!(item, Val::Text(_))) {
            unique.sort_by_cached_key(|item| item.as_text().map(crate::json::quoted));
            return Val::List(unique);
        }
        Expr::Sorted(unique).into()
    }

    /// The text, when it is literal.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Val::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a map or a structure.
    pub fn entries(&self) -> Option<&[(Text, Val)]> {
        match self {
            Val::Map(entries) | Val::Struct(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry with this key, of a map or a structure.
    pub fn get(&self, key: &str) -> Option<&Val> {
        self.entries()?.iter().find(|(name, _)| name == key).map(|(_, val)| val)
    }

    /// Whether it is known now, all the way down: it contains no expression.
    pub fn is_literal(&self) -> bool {
        match self {
            Val::Expr(expr) => matches!(&**expr, Expr::Sorted(items) if items.iter().all(Val::is_literal)),
            Val::List(items) => items.iter().all(Val::is_literal),
            Val::Map(entries) | Val::Struct(entries) => entries.iter().all(|(_, val)| val.is_literal()),
            _ => true,
        }
    }

    /// Whether it is left out of the list or map that holds it.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Val::Expr(expr) if matches!(**expr, Expr::Absent))
    }
}

fn push_piece(delimiter: &Text, pieces: &mut Vec<Val>, item: Val) {
    let item = match item {
        Val::Expr(expr) => match *expr {
            Expr::Join { delimiter: inner, items } if inner == *delimiter => {
                return items.into_iter().for_each(|item| push_piece(delimiter, pieces, item));
            }
            Expr::Absent => return,
            other => Val::Expr(Box::new(other)),
        },
        Val::Integer(number) => Val::text(number.to_string()),
        Val::Number(number) => Val::text(crate::json::number_text(number)),
        other => other,
    };
    match (pieces.last_mut(), item) {
        (Some(Val::Text(last)), Val::Text(text)) => {
            let last = last.to_mut();
            last.push_str(delimiter);
            last.push_str(&text);
        }
        (_, item) => pieces.push(item),
    }
}

impl From<Expr> for Val {
    fn from(expr: Expr) -> Val {
        Val::Expr(Box::new(expr))
    }
}

impl From<Reference> for Val {
    fn from(reference: Reference) -> Val {
        Expr::Reference(reference).into()
    }
}

impl From<serde_json::Value> for Val {
    /// A JSON document as literals; objects become maps, whose keys keep the document's order as far as it is known.
    fn from(json: serde_json::Value) -> Val {
        match json {
            serde_json::Value::Null => Val::Null,
            serde_json::Value::Bool(value) => Val::Bool(value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Val::Integer(number),
                None => Val::Number(number.as_f64().unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(text) => Val::Text(text.into()),
            serde_json::Value::Array(items) => Val::List(items.into_iter().map(Val::from).collect()),
            serde_json::Value::Object(entries) => {
                Val::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }
    }
}

/// Text with placeholders as CloudFormation fills them.
pub(crate) fn substituted(text: &str) -> Val {
    if text.contains("${") { Val::function("Fn::Sub", Val::text(text.to_owned())) } else { Val::text(text.to_owned()) }
}
