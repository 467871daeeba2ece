//! What works with what in another way than by roles and ports: what refers to what, and what is connected by a third resource.

use serde_json::Value;

use super::{Builder, UNTOLD, category};
use crate::kinds::Role;
use crate::picture::{ArrowKind, Category, Kind, Label};

/// Properties that are looked at elsewhere, or tell nothing of what something does.
const ELSEWHERE: [&str; 6] = ["Dimensions", "Metrics", "Policies", "Code", "SecurityGroupIds", "VpcId"];

impl Builder<'_> {
    pub(super) fn add_uses(&mut self) {
        for item in 0..self.model.items.len() {
            let known = &self.model.items[item];
            let kind = known.resource.kind();
            match kind {
                "AWS::Lambda::EventSourceMapping" => self.link(item, "EventSourceArn", "FunctionName", "starts"),
                "AWS::SNS::Subscription" => self.link(item, "TopicArn", "Endpoint", "notifies"),
                "AWS::Logs::SubscriptionFilter" => self.link(item, "LogGroupName", "DestinationArn", "forwards"),
                _ => {}
            }
            if kind.starts_with("AWS::IAM::") || known.facts.role == Role::LeftOut {
                continue;
            }
            let Some(from) = self.shape_of(item) else { continue };
            for (name, value) in known.resource.properties() {
                if UNTOLD.contains(&name)
                    || ELSEWHERE.contains(&name)
                    || name.ends_with("Policy")
                    || name.contains("Role")
                {
                    continue;
                }
                for to in self.used(known.stack, value) {
                    if to != from {
                        let label = use_label(name);
                        self.picture.connect(from, to, ArrowKind::Use, label);
                    }
                }
            }
        }
    }

    fn used(&self, stack: usize, value: &Value) -> Vec<usize> {
        let items = self.model.items_in(stack, value).into_iter();
        let shapes = items.filter(|&item| self.model.items[item].facts.role != Role::LeftOut);
        let shapes = shapes.filter_map(|item| self.shape_of(item));
        let is_resource = |shape: &usize| matches!(self.picture.shapes[*shape].kind, Kind::Resource(_));
        let is_role = |shape: &usize| category(&self.picture.shapes[*shape]) == Some(Category::Permissions);
        shapes.filter(|shape| is_resource(shape) && !is_role(shape)).collect()
    }

    /// An arrow that a resource of its own stands for.
    fn link(&mut self, item: usize, from: &str, to: &str, says: &str) {
        let find = |name: &str| self.model.items_of(item, name).into_iter().find_map(|item| self.shape_of(item));
        if let (Some(from), Some(to)) = (find(from), find(to)) {
            self.picture.connect(from, to, ArrowKind::Use, [Label::new(0, says)]);
        }
    }
}

/// What a property says of the arrow.
fn use_label(property: &str) -> Option<Label> {
    let says = match property {
        "AlarmActions" | "OKActions" | "InsufficientDataActions" | "NotificationConfiguration" => "notifies",
        "Targets" => "starts",
        "RedrivePolicy" | "DeadLetterConfig" | "DeadLetterQueue" => "gives up to",
        name if name.contains("Kms") || name.contains("KMS") => "encrypted by",
        _ => return None,
    };
    Some(Label::new(0, says))
}
