//! The intrinsic functions, one Rust function each.
//!
//! See [the AWS reference](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).

use super::val::{Expr, Text, Val};
use super::{ConditionExpression, IntoValue, Json, Value};

/// `Fn::And` and `Fn::Or` take at most this many conditions; longer lists are nested.
const MOST_CONDITIONS: usize = 10;

/// What names a condition: a [`Condition`](crate::Condition), or its logical id.
pub trait ConditionName {
    /// The condition's name as an untyped value.
    fn condition_name(self) -> Val;
}

impl ConditionName for &str {
    fn condition_name(self) -> Val {
        Val::text(self.to_owned())
    }
}

impl ConditionName for String {
    fn condition_name(self) -> Val {
        Val::text(self)
    }
}

fn function<T: ?Sized>(name: impl Into<Text>, argument: Val) -> Value<T> {
    Value::from_val(Val::function(name, argument))
}

fn val<T: ?Sized>(value: impl IntoValue<T>) -> Val {
    value.into_value().into_val()
}

/// `Ref` of a name, for what a template written elsewhere declares. Constructs have `get_ref`, which cannot be misspelt.
pub fn ref_name<T: ?Sized>(logical_id: impl Into<Text>) -> Value<T> {
    Value::from_val(Expr::RefName(logical_id.into()))
}

/// `Fn::GetAtt` by name, for what a template written elsewhere declares. Constructs have `attr_…` methods.
pub fn fn_get_att<T: ?Sized>(logical_id: impl Into<Text>, attribute: impl Into<Text>) -> Value<T> {
    function("Fn::GetAtt", Val::List(vec![Val::text(logical_id), Val::text(attribute)]))
}

/// `Fn::Base64`: the text encoded, as user data of an instance must be.
pub fn fn_base64(text: impl IntoValue<String>) -> Value<String> {
    function("Fn::Base64", val(text))
}

/// `Fn::Cidr`: `count` address blocks cut out of `block`, each with `bits` host bits (32 less the prefix
/// length): 8 when it is `None`.
pub fn fn_cidr(
    block: impl IntoValue<String>,
    count: impl IntoValue<i64>,
    bits: impl IntoValue<i64>,
) -> Value<Vec<String>> {
    let bits = Some(val(bits)).filter(|bits| !bits.is_absent());
    function("Fn::Cidr", Val::List([val(block), val(count)].into_iter().chain(bits).collect()))
}

/// `Fn::FindInMap` by the mapping's name; a [`Mapping`](crate::Mapping) has `find`.
pub fn fn_find_in_map<T: ?Sized>(
    mapping: impl IntoValue<String>,
    top_level_key: impl IntoValue<String>,
    second_level_key: impl IntoValue<String>,
) -> Value<T> {
    function("Fn::FindInMap", Val::List(vec![val(mapping), val(top_level_key), val(second_level_key)]))
}

/// `Fn::FindInMap` with a value for keys that are not there. Needs the `AWS::LanguageExtensions` transform, which
/// synthesis adds to the stack.
pub fn fn_find_in_map_or<T: ?Sized>(
    mapping: impl IntoValue<String>,
    top_level_key: impl IntoValue<String>,
    second_level_key: impl IntoValue<String>,
    default: impl IntoValue<T>,
) -> Value<T> {
    let default = Val::map([("DefaultValue", val(default))]);
    function("Fn::FindInMap", Val::List(vec![val(mapping), val(top_level_key), val(second_level_key), default]))
}

/// `Fn::GetAZs`: the availability zones of a region; `""` stands for the stack's own.
pub fn fn_get_azs(region: impl IntoValue<String>) -> Value<Vec<String>> {
    function("Fn::GetAZs", val(region))
}

/// `Fn::ImportValue`: what another stack exports under this name.
pub fn fn_import_value<T: ?Sized>(export_name: impl IntoValue<String>) -> Value<T> {
    function("Fn::ImportValue", val(export_name))
}

/// `Fn::GetStackOutput`: an output of another stack, read when this one is deployed. `region` and `role_arn` are for
/// stacks in other regions and accounts.
pub fn fn_get_stack_output<T: ?Sized>(
    stack_name: impl IntoValue<String>,
    output_name: impl IntoValue<String>,
    region: Option<Value<String>>,
    role_arn: Option<Value<String>>,
) -> Value<T> {
    function(
        "Fn::GetStackOutput",
        Val::map([
            ("StackName", val(stack_name)),
            ("Region", val::<String>(region)),
            ("RoleArn", val::<String>(role_arn)),
            ("OutputName", val(output_name)),
        ]),
    )
}

/// `Fn::Join` of texts; what is known now is joined now.
pub fn fn_join<T: IntoValue<String>>(delimiter: impl Into<Text>, texts: impl IntoIterator<Item = T>) -> Value<String> {
    Value::from_val(Val::join(delimiter, texts.into_iter().map(val)))
}

/// `Fn::Join` of a list, which may itself be an expression.
pub fn fn_join_list(delimiter: impl Into<Text>, list: impl IntoValue<Vec<String>>) -> Value<String> {
    match val(list) {
        Val::List(items) => Value::from_val(Val::join(delimiter, items)),
        list => function("Fn::Join", Val::List(vec![Val::text(delimiter), list])),
    }
}

/// `Fn::Length`: how many elements a list has. A literal list answers at once; otherwise the template needs the
/// `AWS::LanguageExtensions` transform, which synthesis adds.
pub fn fn_length<T>(list: impl IntoValue<Vec<T>>) -> Value<i64> {
    match val(list) {
        Val::List(items) if !items.iter().any(may_vanish) => {
            Value::from_val(Val::Integer(i64::try_from(items.len()).unwrap_or(i64::MAX)))
        }
        list => function("Fn::Length", list),
    }
}

/// Whether an element may turn out not to be in its list.
fn may_vanish(item: &Val) -> bool {
    let Val::Expr(expr) = item else { return false };
    match &**expr {
        Expr::NoValue | Expr::Absent => true,
        Expr::Function { name, .. } => name == "Fn::If",
        _ => false,
    }
}

/// `Fn::Select`: the element at `index`, counted from 0. A literal list answers at once; past its end, the expression is
/// left for CloudFormation to refuse.
pub fn fn_select<T>(index: usize, list: impl IntoValue<Vec<T>>) -> Value<T> {
    let list = val(list);
    match &list {
        Val::List(items) if list.is_literal() && index < items.len() => Value::from_val(items[index].clone()),
        _ => {
            let index = i64::try_from(index).unwrap_or(i64::MAX);
            function("Fn::Select", Val::List(vec![Val::Integer(index), list]))
        }
    }
}

/// `Fn::Split`: the parts of a text between the delimiters. A literal text is split at once.
pub fn fn_split(delimiter: impl Into<Text>, text: impl IntoValue<String>) -> Value<Vec<String>> {
    let delimiter = delimiter.into();
    match val(text) {
        Val::Text(text) => {
            Value::from_val(Val::List(text.split(delimiter.as_ref()).map(|part| Val::text(part.to_owned())).collect()))
        }
        text => function("Fn::Split", Val::List(vec![Val::Text(delimiter), text])),
    }
}

/// `Fn::Sub`: the text with each `${Name}` replaced by what the template declares under that name.
///
/// Synthesis reports a name that the stack does not declare. `${!Name}` stands for `${Name}` itself.
pub fn fn_sub(text: impl Into<Text>) -> Value<String> {
    function("Fn::Sub", Val::text(text))
}

/// `Fn::Sub` with values for some of the names.
pub fn fn_sub_with<K: Into<Text>>(
    text: impl Into<Text>,
    values: impl IntoIterator<Item = (K, Value<String>)>,
) -> Value<String> {
    let values = Val::map(values.into_iter().map(|(name, value)| (name, value.into_val())));
    function("Fn::Sub", Val::List(vec![Val::text(text), values]))
}

/// `Fn::ToJsonString`: a value's JSON text, made during deployment. Needs the `AWS::LanguageExtensions` transform, which
/// synthesis adds. [`to_json_text`] needs no transform.
pub fn fn_to_json_string(value: impl IntoValue<Json>) -> Value<String> {
    function("Fn::ToJsonString", val(value))
}

/// A value's JSON text, with the expressions in it spliced in by `Fn::Join`.
pub fn to_json_text(value: impl IntoValue<Json>) -> Value<String> {
    Value::from_val(Expr::JsonText(val(value)))
}

/// `Fn::Transform`: what a macro makes of its parameters.
pub fn fn_transform<T: ?Sized>(name: impl IntoValue<String>, parameters: impl IntoValue<Json>) -> Value<T> {
    function("Fn::Transform", Val::map([("Name", val(name)), ("Parameters", val(parameters))]))
}

/// `Fn::ForEach`: `body` once for each element of `collection`, in which `${identifier}` stands for the element, as the
/// entries that `key` names. Needs the `AWS::LanguageExtensions` transform, which synthesis adds.
pub fn fn_for_each(
    loop_name: impl AsRef<str>,
    identifier: impl Into<Text>,
    collection: impl IntoValue<Vec<String>>,
    key: impl Into<Text>,
    body: impl IntoValue<Json>,
) -> Value<Json> {
    let body = Val::Map(vec![(key.into(), val(body))]);
    function(
        format!("Fn::ForEach::{}", loop_name.as_ref()),
        Val::List(vec![Val::text(identifier), val(collection), body]),
    )
}

/// `Fn::If`: one of two values, by a condition. [`NoValue`](super::NoValue), or `None`, as either removes the property.
pub fn fn_if<T: ?Sized>(
    condition: impl ConditionName,
    then: impl IntoValue<T>,
    otherwise: impl IntoValue<T>,
) -> Value<T> {
    let branch = |val: Val| if val.is_absent() { Expr::NoValue.into() } else { val };
    function("Fn::If", Val::List(vec![condition.condition_name(), branch(val(then)), branch(val(otherwise))]))
}

/// `Fn::Equals`: whether two values are the same.
pub fn fn_equals(left: impl IntoValue<Json>, right: impl IntoValue<Json>) -> Value<ConditionExpression> {
    function("Fn::Equals", Val::List(vec![val(left), val(right)]))
}

/// `Fn::Not`: the opposite of a condition.
pub fn fn_not(condition: impl IntoValue<ConditionExpression>) -> Value<ConditionExpression> {
    function("Fn::Not", Val::List(vec![val(condition)]))
}

/// `Fn::And`: whether all of the conditions hold. One condition stands for itself, and more than ten are nested.
pub fn fn_and<C: IntoValue<ConditionExpression>>(
    conditions: impl IntoIterator<Item = C>,
) -> Value<ConditionExpression> {
    nested_conditions("Fn::And", conditions.into_iter().map(val).collect())
}

/// `Fn::Or`: whether any of the conditions holds. One condition stands for itself, and more than ten are nested.
pub fn fn_or<C: IntoValue<ConditionExpression>>(conditions: impl IntoIterator<Item = C>) -> Value<ConditionExpression> {
    nested_conditions("Fn::Or", conditions.into_iter().map(val).collect())
}

fn nested_conditions(name: &'static str, mut conditions: Vec<Val>) -> Value<ConditionExpression> {
    while conditions.len() > MOST_CONDITIONS {
        conditions = conditions
            .chunks(MOST_CONDITIONS)
            .map(|group| match group {
                [only] => only.clone(),
                group => Val::function(name, Val::List(group.to_vec())),
            })
            .collect();
    }
    match conditions.len() {
        1 => Value::from_val(conditions.remove(0)),
        _ => function(name, Val::List(conditions)),
    }
}

/// `Fn::Contains`, in rules: whether a list contains a text.
pub fn fn_contains(list: impl IntoValue<Vec<String>>, text: impl IntoValue<String>) -> Value<ConditionExpression> {
    function("Fn::Contains", Val::List(vec![val(list), val(text)]))
}

/// `Fn::EachMemberEquals`, in rules: whether every element of a list is this text.
pub fn fn_each_member_equals(
    list: impl IntoValue<Vec<String>>,
    text: impl IntoValue<String>,
) -> Value<ConditionExpression> {
    function("Fn::EachMemberEquals", Val::List(vec![val(list), val(text)]))
}

/// `Fn::EachMemberIn`, in rules: whether every element of the first list is in the second.
pub fn fn_each_member_in(
    list: impl IntoValue<Vec<String>>,
    allowed: impl IntoValue<Vec<String>>,
) -> Value<ConditionExpression> {
    function("Fn::EachMemberIn", Val::List(vec![val(list), val(allowed)]))
}

/// `Fn::RefAll`, in rules: the values of all parameters of a type.
pub fn fn_ref_all(parameter_type: impl IntoValue<String>) -> Value<Vec<String>> {
    function("Fn::RefAll", val(parameter_type))
}

/// `Fn::ValueOf`, in rules: an attribute of what a parameter names.
pub fn fn_value_of(parameter: impl IntoValue<String>, attribute: impl IntoValue<String>) -> Value<String> {
    function("Fn::ValueOf", Val::List(vec![val(parameter), val(attribute)]))
}

/// `Fn::ValueOfAll`, in rules: an attribute of whatever the parameters of a type name.
pub fn fn_value_of_all(
    parameter_type: impl IntoValue<String>,
    attribute: impl IntoValue<String>,
) -> Value<Vec<String>> {
    function("Fn::ValueOfAll", Val::List(vec![val(parameter_type), val(attribute)]))
}

/// A dynamic reference to a secret, such as `{{resolve:secretsmanager:…}}`, which CloudFormation reads when it uses the
/// value: the secret itself is in no template.
///
/// `json_key` picks one entry of a secret that holds JSON.
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
pub fn dynamic_secret(secret_id: impl IntoValue<String>, json_key: Option<&str>) -> Value<String> {
    crate::text![
        "{{resolve:secretsmanager:",
        secret_id.into_value(),
        format!(":SecretString:{}::}}}}", json_key.unwrap_or_default()),
    ]
}

/// A dynamic reference to a parameter of Systems Manager, `{{resolve:ssm:…}}`, read when CloudFormation uses the value.
pub fn dynamic_ssm(parameter_name: impl IntoValue<String>) -> Value<String> {
    crate::text!["{{resolve:ssm:", parameter_name.into_value(), "}}"]
}
