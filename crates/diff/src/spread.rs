//! What other values lead to: whatever takes one that is not the same is changed too, in any stack.

use std::collections::HashMap;

use purlin_assembly::{Assembly, ElementId, Link, LinkKind, ReferenceKind, Stack};
use serde_json::Value;

use crate::resources::{Effect, Reason, ResourceDifference, alone, effect_of, top_property};
use crate::{Change, StackDifference};

/// What two stacks differ in.
pub(crate) struct Compared<'a> {
    pub(crate) old: Option<&'a Stack>,
    pub(crate) new: Option<&'a Stack>,
    pub(crate) found: StackDifference,
}

/// Attributes that are others once a resource is changed in place.
const CHANGING: [(&str, &str); 4] = [
    ("AWS::AmazonMQ::Configuration", "Revision"),
    ("AWS::EC2::LaunchTemplate", "LatestVersionNumber"),
    ("AWS::MSK::Configuration", "LatestRevision.Revision"),
    ("AWS::SSM::Parameter", "Value"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    Possible,
    Certain,
}

/// What is known of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// Whether it has another value, or is another resource.
    is_other: Option<Certainty>,
    /// Whether it is changed, be it in place.
    is_changed: Option<Certainty>,
}

/// What takes a value.
struct Use<'a> {
    by: ElementId<'a>,
    /// Where: the keys and positions from the element on.
    at: String,
    /// The attribute of the resource; none of what `Ref` gives, and of what is no resource.
    attribute: Option<String>,
    is_import: bool,
}

/// What becomes of a resource by what it takes.
struct Follower {
    effect: Effect,
    reasons: Vec<(Effect, Reason)>,
    /// Whether there is enough to say to list one that does not differ by itself.
    is_told: bool,
}

struct Spread<'a> {
    states: HashMap<ElementId<'a>, State>,
    waiting: Vec<ElementId<'a>>,
    followers: HashMap<ElementId<'a>, Follower>,
}

/// Follows what differs to all that takes it.
pub(crate) fn spread<'a>(compared: &mut [Compared<'a>], assembly: &'a Assembly) {
    let mut spread = Spread { states: HashMap::new(), waiting: Vec::new(), followers: HashMap::new() };
    for pair in compared.iter() {
        spread.add_sources(pair, assembly);
    }
    if spread.waiting.is_empty() {
        return;
    }
    let stacks: HashMap<&str, &Compared<'a>> =
        compared.iter().filter_map(|pair| Some((pair.new?.path.as_str(), pair))).collect();
    let uses = uses(assembly);
    while let Some(node) = spread.waiting.pop() {
        let state = spread.states.get(&node).copied().unwrap_or_default();
        let kind = stacks.get(node.stack).and_then(|pair| pair.new).map_or("", |stack| kind_of(stack, node));
        for taken in uses.get(&node).into_iter().flatten().filter(|taken| taken.by != node) {
            let Some(certainty) = certainty(state, node, kind, taken) else { continue };
            match taken.by.section {
                "Resources" => {
                    if let Some(pair) = stacks.get(taken.by.stack) {
                        spread.follow(pair, node, taken, certainty);
                    }
                }
                // A condition may give the same as before.
                "Conditions" => spread.raise(taken.by, State { is_other: Some(Certainty::Possible), is_changed: None }),
                _ => spread.raise(taken.by, State { is_other: Some(certainty), is_changed: None }),
            }
        }
    }
    for pair in compared {
        spread.tell(pair);
    }
}

/// Whether what is taken from an element is another value.
fn certainty(state: State, node: ElementId<'_>, kind: &str, taken: &Use<'_>) -> Option<Certainty> {
    let attribute = taken.attribute.as_deref().unwrap_or_default();
    let in_place = match node.section {
        "Resources" if CHANGING.contains(&(kind, attribute)) => state.is_changed,
        // What its function answers, nobody knows.
        "Resources" if is_custom(kind) => state.is_changed.map(|_| Certainty::Possible),
        _ => None,
    };
    state.is_other.max(in_place)
}

fn is_custom(kind: &str) -> bool {
    kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource"
}

fn kind_of<'a>(stack: &'a Stack, node: ElementId<'_>) -> &'a str {
    let resource = stack.template.resource(node.logical_id).filter(|_| node.section == "Resources");
    resource.map_or("", |resource| resource.kind())
}

impl<'a> Spread<'a> {
    fn raise(&mut self, node: ElementId<'a>, by: State) {
        let state = self.states.entry(node).or_default();
        let raised =
            State { is_other: state.is_other.max(by.is_other), is_changed: state.is_changed.max(by.is_changed) };
        if raised != *state {
            *state = raised;
            self.waiting.push(node);
        }
    }

    /// What differs in a stack by itself.
    fn add_sources(&mut self, pair: &Compared<'a>, assembly: &'a Assembly) {
        let (Some(_), Some(new)) = (pair.old, pair.new) else { return };
        let node = |section: &'static str, wanted: &str| {
            let (logical_id, _) = new.template.sections().get(section)?.as_object()?.get_key_value(wanted)?;
            Some(ElementId { stack: &new.path, section, logical_id })
        };
        for difference in pair.found.resources.iter().filter(|difference| difference.change == Change::Changed) {
            let Some(id) = node("Resources", &difference.logical_id) else { continue };
            let reasons = difference.reasons.iter().map(|reason| (difference.effect, reason.clone())).collect();
            self.followers.insert(id, Follower { effect: difference.effect, reasons, is_told: true });
            let is_changed = Some(Certainty::Certain).filter(|_| difference.effect != Effect::Refused);
            self.raise(id, State { is_other: of_effect(difference.effect), is_changed });
            self.add_parameters(difference, id, assembly);
        }
        for element in pair.found.elements.iter().filter(|element| element.change == Change::Changed) {
            let differs = |key: &str| element.values.iter().any(|value| value.path.starts_with(key));
            let (section, certainty) = match element.section.as_str() {
                // Of a nested stack, the one around it gives them.
                "Parameters" if new.nested_in.is_none() && differs("Default") => ("Parameters", Certainty::Possible),
                "Mappings" => ("Mappings", Certainty::Possible),
                "Conditions" => ("Conditions", Certainty::Possible),
                "Outputs" if differs("Value") => ("Outputs", Certainty::Certain),
                _ => continue,
            };
            if let Some(id) = element.name.as_ref().and_then(|name| node(section, name)) {
                self.raise(id, State { is_other: Some(certainty), is_changed: None });
            }
        }
    }

    /// The parameters that a nested stack is given otherwise.
    fn add_parameters(&mut self, difference: &ResourceDifference, id: ElementId<'a>, assembly: &'a Assembly) {
        let is_it = |stack: &&Stack| {
            stack.nested_in.as_ref().is_some_and(|at| at.stack == id.stack && at.logical_id == id.logical_id)
        };
        let Some(nested) = assembly.stacks().iter().find(is_it) else { return };
        for value in &difference.values {
            let Some(rest) = value.path.strip_prefix("Properties.Parameters.") else { continue };
            let name = rest.split(['.', '[', ' ']).next().unwrap_or_default();
            if let Some((logical_id, _)) = nested.template.section("Parameters").find(|(id, _)| *id == name) {
                let id = ElementId { stack: &nested.path, section: "Parameters", logical_id };
                self.raise(id, State { is_other: Some(Certainty::Certain), is_changed: None });
            }
        }
    }

    /// What a resource does that takes another value than before.
    fn follow(&mut self, pair: &Compared<'a>, source: ElementId<'a>, taken: &Use<'a>, certainty: Certainty) {
        let (Some(old), Some(new)) = (pair.old, pair.new) else { return };
        // One that is new takes what is there, and one of another type is refused anyway.
        if old.template.resource(taken.by.logical_id).is_none() {
            return;
        }
        let kind = kind_of(new, taken.by);
        let (effect, reason) = match (taken.at.as_str(), top_property(&taken.at)) {
            ("Condition", _) => (Effect::MayComeOrGo, Reason::Condition),
            (_, Some(property)) => {
                let effect = match (effect_of(kind, property), certainty) {
                    (Effect::Replaces, Certainty::Possible) => Effect::MayReplace,
                    (effect, _) => effect,
                };
                (effect, self.reason(property, source, taken))
            }
            _ => return,
        };
        let is_told = certainty == Certainty::Certain || effect >= Effect::MayReplace;
        let none = || Follower { effect: Effect::InPlace, reasons: Vec::new(), is_told: false };
        let follower = self.followers.entry(taken.by).or_insert_with(none);
        if follower.effect == Effect::Refused {
            return;
        }
        if is_told {
            follower.is_told = true;
            match follower.reasons.iter_mut().find(|(_, known)| *known == reason) {
                Some((known, _)) => *known = effect.max(*known),
                None => follower.reasons.push((effect, reason)),
            }
            follower.effect = follower.effect.max(effect);
        }
        self.raise(taken.by, State { is_other: of_effect(effect), is_changed: Some(certainty) });
    }

    fn reason(&self, property: &str, source: ElementId<'_>, taken: &Use<'_>) -> Reason {
        let (property, target) = (property.to_owned(), source.logical_id.to_owned());
        let is_near = source.stack == taken.by.stack;
        let is_other = self.states.get(&source).is_some_and(|state| state.is_other.is_some());
        if source.section == "Resources" && is_near && is_other {
            return Reason::Follows { property, target };
        }
        Reason::Takes {
            property,
            section: source.section.to_owned(),
            target,
            attribute: taken.attribute.clone().filter(|_| source.section == "Resources"),
            stack: (!is_near).then(|| source.stack.to_owned()),
            is_import: taken.is_import,
        }
    }

    /// Writes down what was found in a stack.
    fn tell(&mut self, pair: &mut Compared<'a>) {
        let Some(new) = pair.new else { return };
        let known: HashMap<String, usize> = (pair.found.resources.iter().enumerate())
            .map(|(index, difference)| (difference.logical_id.clone(), index))
            .collect();
        let mut places = HashMap::new();
        for (place, (logical_id, _)) in new.template.section("Resources").enumerate() {
            places.insert(logical_id, place);
            let id = ElementId { stack: &new.path, section: "Resources", logical_id };
            let Some(follower) = self.followers.remove(&id).filter(|follower| follower.is_told) else { continue };
            let difference = match known.get(logical_id).and_then(|index| pair.found.resources.get_mut(*index)) {
                Some(difference) => difference,
                None => {
                    let resource = new.template.sections().get("Resources").and_then(|all| all.get(logical_id));
                    pair.found.resources.push(alone(logical_id, resource.unwrap_or(&Value::Null), Change::Changed));
                    let Some(difference) = pair.found.resources.last_mut() else { continue };
                    difference
                }
            };
            difference.effect = follower.effect;
            // Those alone that have the whole effect. What changes in place by itself needs no reason.
            let is_needed = difference.effect != Effect::InPlace || difference.values.is_empty();
            let reasons = follower.reasons.into_iter().filter(|(effect, _)| is_needed && *effect == follower.effect);
            difference.reasons = reasons.map(|(_, reason)| reason).collect();
        }
        let place = |it: &ResourceDifference| match it.change {
            Change::Removed => usize::MAX,
            _ => places.get(it.logical_id.as_str()).copied().unwrap_or(usize::MAX),
        };
        pair.found.resources.sort_by_key(place);
    }
}

fn of_effect(effect: Effect) -> Option<Certainty> {
    match effect {
        Effect::Replaces => Some(Certainty::Certain),
        Effect::MayReplace => Some(Certainty::Possible),
        Effect::InPlace | Effect::Unknown | Effect::MayComeOrGo | Effect::Refused => None,
    }
}

/// Who takes what.
fn uses(assembly: &Assembly) -> HashMap<ElementId<'_>, Vec<Use<'_>>> {
    let mut uses: HashMap<ElementId<'_>, Vec<Use<'_>>> = HashMap::new();
    for Link { from: by, at, to, kind } in assembly.links() {
        let is_import = matches!(kind, LinkKind::Import(_));
        let attribute = match kind {
            LinkKind::Reference(ReferenceKind::DependsOn) | LinkKind::NestedParameter(ReferenceKind::DependsOn) => {
                continue;
            }
            LinkKind::Reference(ReferenceKind::Attribute(name))
            | LinkKind::NestedParameter(ReferenceKind::Attribute(name)) => Some(name),
            _ => None,
        };
        uses.entry(to).or_default().push(Use { by, at, attribute, is_import });
    }
    for stack in assembly.stacks() {
        for section in ["Resources", "Conditions", "Outputs"] {
            for (logical_id, element) in stack.template.section(section) {
                let by = ElementId { stack: &stack.path, section, logical_id };
                mappings(element, "", &mut |at, mapping| {
                    let to = ElementId { stack: &stack.path, section: "Mappings", logical_id: mapping };
                    uses.entry(to).or_default().push(Use { by, at: at.to_owned(), attribute: None, is_import: false });
                });
            }
        }
    }
    uses
}

/// The mappings that a value is looked up in, and where; only as deep as the name of a property.
fn mappings<'a>(value: &'a Value, path: &str, found: &mut dyn FnMut(&str, &'a str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| mappings(item, path, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                if key == "Fn::FindInMap"
                    && let Some(mapping) = value.get(0).and_then(Value::as_str)
                {
                    found(path, mapping);
                }
                match key.as_str() {
                    key if key.starts_with("Fn::") || path.contains('.') => mappings(value, path, found),
                    key if path.is_empty() => mappings(value, key, found),
                    key => mappings(value, &format!("{path}.{key}"), found),
                }
            }
        }
        _ => {}
    }
}
