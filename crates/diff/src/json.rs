//! A difference as JSON, for other programs. The crate's README documents it.

use serde_json::{Map, Value, json};

use crate::permissions::{AttachmentDifference, AttachmentKind, Breadth, RuleDifference, StatementDifference};
use crate::resources::{DataFate, Effect, Fate, Reason, ResourceDifference};
use crate::{Change, Difference, LineKind, StackDifference, ValueDifference};

/// Grows when a program that reads the document would have to change.
const VERSION: u32 = 1;

/// A difference as a document, whose form only changes with its `version`. `old` and `new` say what was compared.
///
/// ```
/// use purlin_diff::{Difference, document};
///
/// let document = document(&Difference::default(), "cdk.out", "config.yaml");
/// assert_eq!(document["differs"], false);
/// ```
pub fn document(difference: &Difference, old: &str, new: &str) -> Value {
    let summary = difference.summary();
    json!({
        "version": VERSION,
        "old": old,
        "new": new,
        "differs": !difference.is_empty(),
        "summary": {
            "stacks": summary.stacks,
            "left_deployed": summary.left_deployed,
            "added": summary.added,
            "removed": summary.removed,
            "changed": summary.changed,
            "may_be_replaced": summary.may_be_replaced,
            "may_come_or_go": summary.may_come_or_go,
            "replaced": summary.replaced,
            "refused": summary.refused,
            "other": summary.other,
        },
        "stacks": difference.stacks.iter().map(stack).collect::<Vec<_>>(),
        "left_out": difference.left_out,
    })
}

fn stack(stack: &StackDifference) -> Value {
    let elements = stack.elements.iter().map(|element| {
        json!({
            "section": element.section,
            "name": element.name,
            "change": change(element.change),
            "values": values(&element.values),
        })
    });
    let renames =
        stack.renames.iter().map(|rename| json!({ "type": rename.kind, "old": rename.old, "new": rename.new }));
    json!({
        "path": stack.path,
        "name": stack.name,
        "nested": stack.is_nested,
        "change": change(stack.change),
        "stays_deployed": stack.stays_deployed,
        "settings": values(&stack.settings),
        "resources": stack.resources.iter().map(resource).collect::<Vec<_>>(),
        "elements": elements.collect::<Vec<_>>(),
        "renames": renames.collect::<Vec<_>>(),
        "statements": stack.statements.iter().map(statement).collect::<Vec<_>>(),
        "managed_policies": stack.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "security_group_rules": stack.rules.iter().map(rule).collect::<Vec<_>>(),
    })
}

fn resource(resource: &ResourceDifference) -> Value {
    let place = resource.made_at.as_ref();
    let made_at = place.map(|place| json!({ "file": place.file, "line": place.line, "column": place.column }));
    json!({
        "logical_id": resource.logical_id,
        "type": resource.kind,
        "old_type": resource.old_kind,
        "path": resource.path,
        "made_at": made_at,
        "change": change(resource.change),
        "effect": (resource.change == Change::Changed).then(|| effect(resource.effect)),
        "predecessor": resource.predecessor,
        "reasons": resource.reasons.iter().map(reason).collect::<Vec<_>>(),
        "data": resource.data.as_ref().map(data),
        "values": values(&resource.values),
    })
}

fn values(values: &[ValueDifference]) -> Value {
    let value = |value: &ValueDifference| {
        let mut entries = Map::from_iter([("path".to_owned(), Value::from(value.path.as_str()))]);
        entries.extend(value.old.clone().map(|old| ("old".to_owned(), old)));
        entries.extend(value.new.clone().map(|new| ("new".to_owned(), new)));
        if !value.lines.is_empty() {
            let lines = value.lines.iter().map(|line| {
                let mark = match line.kind {
                    LineKind::Added => "+",
                    LineKind::Removed => "-",
                    LineKind::Same => " ",
                    LineKind::LeftOut => "@",
                };
                Value::from(format!("{mark}{}", line.text))
            });
            entries.insert("lines".to_owned(), lines.collect());
        }
        Value::Object(entries)
    };
    values.iter().map(value).collect()
}

fn change(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Changed => "changed",
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::InPlace => "in_place",
        Effect::Unknown => "unknown",
        Effect::MayReplace => "may_replace",
        Effect::MayComeOrGo => "may_come_or_go",
        Effect::Replaces => "replaces",
        Effect::Refused => "refused",
    }
}

fn reason(reason: &Reason) -> Value {
    match reason {
        Reason::Type => json!({ "kind": "type" }),
        Reason::Condition => json!({ "kind": "condition" }),
        Reason::Takes { property, section, target, attribute, stack, is_import } => json!({
            "kind": "takes",
            "property": property,
            "section": section,
            "target": target,
            "attribute": attribute,
            "stack": stack,
            "import": is_import,
        }),
        Reason::Generated => json!({ "kind": "generated" }),
        Reason::Property(property) => json!({ "kind": "property", "property": property }),
        Reason::Follows { property, target } => {
            json!({ "kind": "follows", "property": property, "target": target })
        }
    }
}

fn data(data: &DataFate) -> Value {
    let fate = match data.fate {
        Fate::Lost => "lost",
        Fate::KeptUnlessEmpty => "kept_unless_empty",
        Fate::Snapshot => "snapshot",
        Fate::Kept => "kept",
    };
    json!({
        "fate": fate,
        "attribute": data.attribute,
        "policy": data.policy,
        "certain": !data.is_possible_only,
    })
}

fn breadth(breadth: Option<Breadth>) -> Option<&'static str> {
    breadth.map(Breadth::as_str)
}

fn statement(statement: &StatementDifference) -> Value {
    json!({
        "change": change(statement.change),
        "policy": statement.policy.as_str(),
        "limit": statement.limit,
        "effect": statement.effect,
        "principals": statement.principals,
        "actions": statement.actions,
        "resources": statement.resources,
        "old_conditions": statement.old_conditions,
        "new_conditions": statement.new_conditions,
        "breadth": breadth(statement.breadth),
    })
}

fn attachment(attachment: &AttachmentDifference) -> Value {
    json!({
        "change": change(attachment.change),
        "holder": attachment.holder,
        "policy": attachment.policy,
        "kind": attachment.kind.as_str(),
        "boundary": attachment.kind == AttachmentKind::Boundary,
        "old_conditions": attachment.old_conditions,
        "new_conditions": attachment.new_conditions,
        "breadth": breadth(attachment.breadth),
    })
}

fn rule(rule: &RuleDifference) -> Value {
    json!({
        "change": change(rule.change),
        "group": rule.group,
        "direction": rule.direction.as_str(),
        "protocol": rule.protocol,
        "ports": rule.ports,
        "peer": rule.peer,
        "old_conditions": rule.old_conditions,
        "new_conditions": rule.new_conditions,
        "breadth": breadth(rule.breadth),
    })
}
