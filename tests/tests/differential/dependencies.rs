//! `DependsOn` between resources, and the order of stacks.

use purlin_core::{App, Construct, Output, OutputProps, Scope};

use crate::resources::{nested, setting, stack, topic};
use crate::{Case, case};

pub const CASES: &[Case] = &[
    case!(dependency_between_resources),
    case!(dependency_between_constructs),
    case!(dependency_on_a_group),
    case!(dependency_order),
    case!(dependency_removed_and_replaced),
    case!(dependency_across_stacks),
    case!(dependency_across_stacks_by_construct),
    case!(dependency_of_stacks),
    case!(dependency_on_a_nested_stack),
    case!(dependency_on_a_resource_in_a_nested_stack),
    case!(dependency_of_a_resource_in_a_nested_stack),
    case!(dependency_between_sibling_nested_stacks),
    case!(dependency_between_nested_stacks_of_two_stacks),
    case!(dependency_beside_a_reference),
];

fn dependency_between_resources(app: &App) {
    let stack = stack(app, "Deps");
    let [a, b, c] = ["A", "B", "C"].map(|id| topic(&stack, id));
    c.resource().add_dependency(&b);
    c.resource().add_dependency(&a);
    c.resource().add_dependency(&a);
    b.scope().add_dependency(&a);
}

fn dependency_between_constructs(app: &App) {
    let stack = stack(app, "Deps");
    let [first, second] = ["First", "Second"].map(|id| Scope::new(&stack, id));
    for id in ["Z", "M", "A"] {
        topic(&first, id);
    }
    for id in ["X", "Y"] {
        topic(&Scope::new(&second, id), "Topic");
    }
    second.add_dependency(&first);
}

/// A group is whatever a program depends on in a loop.
fn dependency_on_a_group(app: &App) {
    let stack = stack(app, "Deps");
    let group = ["A", "B", "C"].map(|id| topic(&stack, id));
    let last = topic(&stack, "Last");
    for member in &group {
        last.scope().add_dependency(member);
    }
}

fn dependency_order(app: &App) {
    let stack = stack(app, "Deps");
    let ids = ["b", "B", "a", "A", "a-b", "ab", "a1", "a10", "a2", "Z", "z", "1", "10", "2"];
    let topics = ids.map(|id| topic(&Scope::new(&stack, id), "T"));
    let last = topic(&stack, "Last");
    for topic in topics.iter().rev() {
        last.resource().add_dependency(topic);
    }
}

fn dependency_removed_and_replaced(app: &App) {
    let stack = stack(app, "Deps");
    let [a, b, c] = ["A", "B", "C"].map(|id| topic(&stack, id));
    a.scope().add_dependency(&b);
    a.scope().remove_dependency(&b);
    b.scope().add_dependency(&a);
    b.scope().remove_dependency(&a);
    b.scope().add_dependency(&c);
}

fn dependency_across_stacks(app: &App) {
    let [first, second] = ["First", "Second"].map(|id| stack(app, id));
    let before = topic(&first, "Topic");
    topic(&second, "Topic").resource().add_dependency(&before);
}

fn dependency_across_stacks_by_construct(app: &App) {
    let [first, second, third] = ["First", "Second", "Third"].map(|id| stack(app, id));
    let [first_group, second_group] = [&first, &second].map(|stack| Scope::new(stack, "Group"));
    topic(&first_group, "Topic");
    topic(&second_group, "Topic");
    topic(&third, "Topic");
    second_group.add_dependency(&first_group);
    third.scope().add_dependency(&second);
}

fn dependency_of_stacks(app: &App) {
    let [d, c, b, a] = ["D", "C", "B", "A"].map(|id| stack(app, id));
    for stack in [&d, &c, &b, &a] {
        topic(stack, "Topic");
    }
    d.add_dependency(&a);
    d.add_dependency(&c);
    c.add_dependency(&b);
}

fn dependency_on_a_nested_stack(app: &App) {
    let stack = stack(app, "Deps");
    let nested = nested(&stack, "Nested");
    topic(&nested, "Topic");
    topic(&stack, "After").scope().add_dependency(&nested);
}

fn dependency_on_a_resource_in_a_nested_stack(app: &App) {
    let stack = stack(app, "Deps");
    let inside = topic(&nested(&stack, "Nested"), "Topic");
    topic(&stack, "After").resource().add_dependency(&inside);
}

fn dependency_of_a_resource_in_a_nested_stack(app: &App) {
    let stack = stack(app, "Deps");
    let before = topic(&stack, "Before");
    topic(&nested(&stack, "Nested"), "Topic").resource().add_dependency(&before);
}

fn dependency_between_sibling_nested_stacks(app: &App) {
    let stack = stack(app, "Deps");
    let [first, second] = ["First", "Second"].map(|id| topic(&nested(&stack, id), "Topic"));
    second.resource().add_dependency(&first);
}

fn dependency_between_nested_stacks_of_two_stacks(app: &App) {
    let [first, second] = ["First", "Second"].map(|id| topic(&nested(&stack(app, id), "Nested"), "Topic"));
    second.resource().add_dependency(&first);
}

fn dependency_beside_a_reference(app: &App) {
    let stack = stack(app, "Deps");
    let topic = topic(&stack, "Topic");
    let setting = setting(&stack, "Setting", topic.get_ref());
    setting.resource().add_dependency(&topic);
    Output::new(&stack, "Out", topic.get_ref(), OutputProps::new()).scope().add_dependency(&setting);
}
