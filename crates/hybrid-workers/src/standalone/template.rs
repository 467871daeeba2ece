//! What all templates are: stacks that people deploy by themselves, and readable.

use purlin_cfn::cloudformation::{CfnStack, CfnStackProps};
use purlin_core::{
    Condition, Construct, LogicalIdStyle, Scope, Stack, StackProps, Synthesizer, Tags, Value, fn_equals, fn_if, fn_not,
    fn_sub_with, text,
};

use super::definition::{Definition, Group, declare};
use super::parameters::{COMPANY, NAME_PREFIX};
use crate::names::{self, Names};
use crate::outputs::OutputName;

/// A template before it has anything but its parameters.
pub(super) struct Plan {
    /// What its file is named after.
    pub(super) id: &'static str,
    /// The name that the console suggests for its stack.
    pub(super) stack_name: Option<&'static str>,
    pub(super) description: &'static str,
    /// What stands at the head of the file.
    pub(super) comment: &'static str,
    pub(super) parameters: &'static [Group],
}

/// A stack for a template. It knows neither account nor region, and has the tag of Valohai on everything.
#[track_caller]
pub(super) fn template(scope: &impl Construct, plan: &Plan) -> Stack {
    let props = StackProps::new()
        .description(plan.description)
        .synthesizer(Synthesizer::standalone())
        .logical_id_style(LogicalIdStyle::WithoutHash);
    let props = match plan.stack_name {
        Some(name) => props.stack_name(name),
        None => props,
    };
    let stack = Stack::new(scope, plan.id, props);
    stack.scope().set_comment(plan.comment);
    declare(&stack, plan.parameters);
    let (tag, value) = names::TAG;
    Tags::of(&stack).add(tag, value);
    stack
}

/// The names of an installation, as the parameter says.
pub(super) fn names_of(stack: &Stack) -> Names {
    Names::new(NAME_PREFIX.of(stack).value::<String>())
}

/// The name of the bucket: with the company's name, or else the account's id.
pub(super) fn bucket_name(stack: &Stack) -> Value<String> {
    let company = COMPANY.of(stack).value::<String>();
    let owner = fn_if(is_given(stack, "HasCompany", &COMPANY), company, stack.account());
    // Written so that the name reads as one text.
    let owner = fn_sub_with("${Owner}", [("Owner", owner)]);
    names_of(stack).of(text![names::BUCKET, owner])
}

/// A condition that a parameter is not left empty.
pub(super) fn is_given(stack: &Stack, id: &str, definition: &Definition) -> Condition {
    Condition::new(stack, id, fn_not(fn_equals(definition.of(stack).value::<String>(), "")))
}

/// A condition that a parameter says yes.
pub(super) fn is_true(stack: &Stack, id: &str, definition: &Definition) -> Condition {
    Condition::new(stack, id, fn_equals(definition.of(stack).value::<String>(), "true"))
}

/// A stack of another template, as a resource.
pub(super) fn child<'a>(
    scope: &Scope,
    id: &str,
    url: &str,
    parameters: impl IntoIterator<Item = (&'a Definition, Value<String>)>,
) -> CfnStack {
    let parameters = parameters.into_iter().map(|(definition, value)| (definition.name.to_owned(), value));
    let props = CfnStackProps::new().template_url(url).parameters(parameters.collect::<Vec<_>>());
    CfnStack::new(scope, id, props)
}

/// What a stack of another template tells.
pub(super) fn output_of(child: &CfnStack, output: &OutputName) -> Value<String> {
    child.resource().get_att(format!("Outputs.{}", output.name))
}
