//! The construct tree: one arena of nodes that the app owns and every handle points into.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::panic::Location;
use std::path::PathBuf;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::annotation::Annotation;
use crate::asset::AssetRecord;
use crate::context::MissingContext;
use crate::described::Described;
use crate::element::{ConditionData, MappingData, OutputData, ParameterData, ResourceData, RuleData};
use crate::finding::{Finding, Findings, Place};
use crate::names;
use crate::stack::StackData;
use crate::stage::StageData;
use crate::tag::TagRule;
use crate::value::{Attribute, Reference, ReferenceKind, ReferenceStrength, Text, Val};

/// More levels of constructs than any program has been seen to need; documents nest as deep.
const DEEPEST: u32 = 1_000;

/// The position of a node in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

pub(crate) struct Node {
    pub(crate) id: Box<str>,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
    /// The stack that it belongs to: itself, when it is one.
    pub(crate) stack: Option<NodeId>,
    /// How many constructs are around it.
    depth: u32,
    /// Where in the user's program it was made.
    pub(crate) location: &'static Location<'static>,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    App,
    Construct,
    Stage(Box<StageData>),
    Stack(Box<StackData>),
    Resource(Box<ResourceData>),
    Parameter(Box<ParameterData>),
    Output(Box<OutputData>),
    Mapping(Box<MappingData>),
    Condition(Box<ConditionData>),
    Rule(Box<RuleData>),
}

impl Kind {
    /// Whether it stands in a template under a logical id.
    pub(crate) fn is_element(&self) -> bool {
        !matches!(self, Kind::App | Kind::Construct | Kind::Stage(_) | Kind::Stack(_))
    }
}

/// A dependency that the program declared between two constructs.
pub(crate) struct Dependency {
    pub(crate) source: NodeId,
    pub(crate) target: NodeId,
    pub(crate) location: &'static Location<'static>,
}

/// The arena, with tables for what few nodes have.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    by_name: HashTable<NodeId>,
    hasher: DefaultHashBuilder,
    /// What tells this app's references from another's.
    pub(crate) app: u32,
    pub(crate) findings: Findings,
    pub(crate) context: HashMap<NodeId, BTreeMap<String, serde_json::Value>>,
    pub(crate) missing: Vec<MissingContext>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) annotations: BTreeMap<NodeId, Vec<Annotation>>,
    pub(crate) tags: HashMap<NodeId, Vec<TagRule>>,
    pub(crate) logical_id_overrides: HashMap<NodeId, Text>,
    /// Resources whose logical ids end in a hash of this property.
    pub(crate) logical_id_hashes: BTreeMap<NodeId, Text>,
    /// Where settings files describe constructs.
    pub(crate) described: HashMap<NodeId, Described>,
    /// What readers of templates are told, in the order of the tree.
    pub(crate) comments: BTreeMap<NodeId, String>,
    pub(crate) overrides: HashMap<NodeId, Vec<(Vec<Text>, Val)>>,
    pub(crate) assets: Vec<AssetRecord>,
    asset_positions: HashMap<(NodeId, String), usize>,
    /// Where the assembly will be written, as far as that is known: no asset contains it.
    pub(crate) output_directory: PathBuf,
    pub(crate) reference_strength: HashMap<NodeId, ReferenceStrength>,
    /// Set once the tree was synthesised: later changes would not show in what is written.
    pub(crate) sealed: bool,
}

impl Tree {
    pub(crate) fn new(app: u32, location: &'static Location<'static>) -> Self {
        let root = Node {
            id: "".into(),
            parent: None,
            children: Vec::new(),
            stack: None,
            depth: 0,
            location,
            kind: Kind::App,
        };
        Tree {
            nodes: vec![root],
            by_name: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            app,
            findings: Findings::default(),
            context: HashMap::new(),
            missing: Vec::new(),
            dependencies: Vec::new(),
            annotations: BTreeMap::new(),
            tags: HashMap::new(),
            logical_id_overrides: HashMap::new(),
            logical_id_hashes: BTreeMap::new(),
            described: HashMap::new(),
            comments: BTreeMap::new(),
            overrides: HashMap::new(),
            assets: Vec::new(),
            asset_positions: HashMap::new(),
            output_directory: PathBuf::from("cdk.out"),
            reference_strength: HashMap::new(),
            sealed: false,
        }
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node. An id that is taken or empty is recorded as a mistake, and the node added without a name to find it by.
    pub(crate) fn add(&mut self, parent: NodeId, id: &str, kind: Kind, location: &'static Location<'static>) -> NodeId {
        let id: Box<str> = node_id(id).into();
        let new = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let hash = self.hash_name(parent, &id);
        let twin = self.find_hashed(hash, parent, &id);
        let stack = match kind {
            Kind::Stack(_) => Some(new),
            Kind::Stage(_) => None,
            _ => self.node(parent).stack,
        };
        let needs_stack = kind.is_element() && stack.is_none();
        let depth = self.node(parent).depth + 1;
        self.nodes.push(Node { id, parent: Some(parent), children: Vec::new(), stack, depth, location, kind });
        self.node_mut(parent).children.push(new);
        if let Some(twin) = twin {
            self.report_twin(new, twin);
        } else {
            let Tree { by_name, nodes, hasher, .. } = self;
            by_name.insert_unique(hash, new, |&node| {
                let node = &nodes[node.index()];
                hash_of(hasher, node.parent, &node.id)
            });
        }
        if self.node(new).id.is_empty() {
            let finding = Finding::error("empty-id", "a construct below the app needs an id")
                .help("give it a name that is unique within its scope");
            self.report_at(new, finding);
        }
        if depth == DEEPEST + 1 {
            let finding = Finding::error("deep-tree", format!("it is more than {DEEPEST} levels deep"))
                .help("look for a construct that makes others without end");
            self.report_at(new, finding);
        }
        if needs_stack {
            let finding = Finding::error("outside-stack", "it is not inside of any stack, so no template can hold it")
                .help("create it in the scope of a Stack, or of a construct below one");
            self.report_at(new, finding);
        }
        if self.sealed {
            let finding = Finding::error("changed-after-synthesis", "it was added after the app had been synthesised");
            self.report_at(new, finding);
        }
        new
    }

    fn report_twin(&mut self, new: NodeId, twin: NodeId) {
        let node = self.node(new);
        let parent = self.path(node.parent.unwrap_or(NodeId::ROOT));
        let scope = if parent.is_empty() { "the app".to_owned() } else { format!("`{parent}`") };
        let finding = Finding::error("duplicate-id", format!("the id `{}` is taken twice in {scope}", node.id))
            .related("first taken here", self.node(twin).location)
            .help("give one of the two constructs another id");
        self.report_at(new, finding);
    }

    pub(crate) fn child(&self, parent: NodeId, id: &str) -> Option<NodeId> {
        let id = &*node_id(id);
        self.find_hashed(self.hash_name(parent, id), parent, id)
    }

    fn find_hashed(&self, hash: u64, parent: NodeId, id: &str) -> Option<NodeId> {
        let is_it = |&candidate: &NodeId| {
            let node = self.node(candidate);
            node.parent == Some(parent) && &*node.id == id
        };
        self.by_name.find(hash, is_it).copied()
    }

    fn hash_name(&self, parent: NodeId, id: &str) -> u64 {
        hash_of(&self.hasher, Some(parent), id)
    }

    /// Records a finding about a node, with the place where a settings file describes it, or the line that made it, unless the
    /// finding names a better one.
    pub(crate) fn report_at(&mut self, node: NodeId, finding: Finding) {
        let finding = self.located(node, finding);
        self.findings.push(finding);
    }

    /// A finding about a node with its path, and with a place unless it has one.
    pub(crate) fn located(&self, node: NodeId, finding: Finding) -> Finding {
        let place = finding.place.clone().unwrap_or_else(|| self.place(node, &finding.rule));
        Finding { place: Some(place), construct: Some(self.path(node)), ..finding }
    }

    /// The place for findings of a rule about a node: where a settings file describes it, or the nearest one above it, or else
    /// the line that made it.
    pub(crate) fn place(&self, node: NodeId, rule: &str) -> Place {
        self.described_at(node, rule).cloned().unwrap_or_else(|| self.node(node).location.into())
    }

    /// Where a settings file describes a node, or the nearest one above it that one describes, for findings of a rule.
    pub(crate) fn described_at(&self, node: NodeId, rule: &str) -> Option<&Place> {
        let mut own_and_above = std::iter::successors(Some(node), |node| self.node(*node).parent);
        own_and_above.find_map(|node| self.described.get(&node)?.place(rule))
    }

    /// The ids from the root, exclusive, to the node.
    pub(crate) fn ids(&self, node: NodeId) -> Vec<&str> {
        self.ids_below(node, NodeId::ROOT)
    }

    /// The ids from below `ancestor` to the node.
    pub(crate) fn ids_below(&self, node: NodeId, ancestor: NodeId) -> Vec<&str> {
        let mut ids = Vec::new();
        let mut current = node;
        while current != ancestor {
            let Node { id, parent, .. } = self.node(current);
            ids.push(&**id);
            match parent {
                Some(parent) => current = *parent,
                None => break,
            }
        }
        ids.reverse();
        ids
    }

    pub(crate) fn path(&self, node: NodeId) -> String {
        self.ids(node).join("/")
    }

    /// The path as messages name it.
    pub(crate) fn display_path(&self, node: NodeId) -> String {
        let path = self.path(node);
        if path.is_empty() { "the app".to_owned() } else { format!("`{path}`") }
    }

    /// The unique id over the whole path, stacks and stages included.
    pub(crate) fn unique_id(&self, node: NodeId) -> String {
        names::unique_id(&self.ids(node))
    }

    /// The node, its parent, and so on to the root.
    pub(crate) fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(node), |&current| self.node(current).parent)
    }

    /// The innermost stage around a node; the root when there is none.
    pub(crate) fn stage_of(&self, node: NodeId) -> NodeId {
        self.ancestors(node).find(|&current| matches!(self.node(current).kind, Kind::Stage(_))).unwrap_or(NodeId::ROOT)
    }

    /// `Ref` of an element, within its own stack.
    pub(crate) fn reference_to(&self, target: NodeId) -> Reference {
        Reference { app: self.app, target, attribute: Attribute::Ref, kind: ReferenceKind::Text, strength: None }
    }

    pub(crate) fn stack_data(&self, stack: NodeId) -> Option<&StackData> {
        match &self.node(stack).kind {
            Kind::Stack(data) => Some(data),
            _ => None,
        }
    }

    pub(crate) fn stack_data_mut(&mut self, stack: NodeId) -> Option<&mut StackData> {
        match &mut self.node_mut(stack).kind {
            Kind::Stack(data) => Some(data),
            _ => None,
        }
    }

    pub(crate) fn resource(&self, node: NodeId) -> Option<&ResourceData> {
        match &self.node(node).kind {
            Kind::Resource(data) => Some(data),
            _ => None,
        }
    }

    pub(crate) fn resource_mut(&mut self, node: NodeId) -> Option<&mut ResourceData> {
        match &mut self.node_mut(node).kind {
            Kind::Resource(data) => Some(data),
            _ => None,
        }
    }

    /// The asset of a stack with this id.
    pub(crate) fn asset_mut(&mut self, stack: NodeId, id: &str) -> Option<&mut AssetRecord> {
        let position = *self.asset_positions.get(&(stack, id.to_owned()))?;
        self.assets.get_mut(position)
    }

    /// Adds an asset that its stack does not have yet.
    pub(crate) fn add_asset(&mut self, record: AssetRecord) {
        self.asset_positions.insert((record.stack, record.id.clone()), self.assets.len());
        self.assets.push(record);
    }

    /// The stack that a nested stack's resource belongs to.
    pub(crate) fn nested_parent(&self, stack: NodeId) -> Option<NodeId> {
        self.stack_data(stack)?.nested.as_ref().map(|nested| nested.parent)
    }

    /// The resource that stands for a nested stack in the stack around it.
    pub(crate) fn nested_resource(&self, stack: NodeId) -> Option<NodeId> {
        self.stack_data(stack)?.nested.as_ref().map(|nested| nested.resource)
    }

    /// The stack of its own that a stack is deployed with: itself, unless it is nested.
    pub(crate) fn top_level_stack(&self, stack: NodeId) -> NodeId {
        let mut current = stack;
        while let Some(parent) = self.nested_parent(current) {
            current = parent;
        }
        current
    }

    /// The node and all below it, parents before children, in the order in which they were made.
    pub(crate) fn descendants(&self, node: NodeId) -> Descendants<'_> {
        Descendants { tree: self, stack: vec![node] }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }
}

/// An id as nodes bear it: a `/` would end it within paths.
pub(crate) fn node_id(id: &str) -> Cow<'_, str> {
    if id.contains('/') { id.replace('/', "--").into() } else { id.into() }
}

pub(crate) struct Descendants<'a> {
    tree: &'a Tree,
    stack: Vec<NodeId>,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let next = self.stack.pop()?;
        self.stack.extend(self.tree.node(next).children.iter().rev());
        Some(next)
    }
}

fn hash_of(hasher: &DefaultHashBuilder, parent: Option<NodeId>, id: &str) -> u64 {
    let mut state = hasher.build_hasher();
    parent.hash(&mut state);
    state.write(id.as_bytes());
    state.finish()
}
