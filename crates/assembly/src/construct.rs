//! The construct tree of an assembly.

use std::collections::HashMap;

use purlin_core::Place;

/// A construct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Construct {
    /// The ids from the app to here, joined with `/`; empty for the app.
    pub path: String,
    /// What it is, as the library that made it says: `purlin.Stack`, `aws-cdk-lib.aws_s3.Bucket`. Empty where nothing tells.
    pub kind: String,
    /// How many constructs are around it.
    pub depth: usize,
    /// The line of the program that made it, where that is known.
    pub made_at: Option<Place>,
    /// Where a settings file describes it, where one does.
    pub described_at: Option<Place>,
    /// What it is in its template, when it stands in one.
    pub element: Option<Element>,
}

/// What stands in a template under a logical id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The path of the stack whose template it is in.
    pub stack: String,
    /// Its key in the template.
    pub logical_id: String,
    /// The type of a resource; none for other elements.
    pub resource_type: Option<String>,
}

impl Construct {
    /// The last id of its path; empty for the app.
    pub fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path of the construct that it is in; none for the app.
    pub fn parent_path(&self) -> Option<&str> {
        if self.path.is_empty() {
            return None;
        }
        Some(self.path.rsplit_once('/').map_or("", |(parent, _)| parent))
    }
}

/// Constructs by their paths, to be put in order.
#[derive(Default)]
pub(crate) struct Constructs {
    list: Vec<Construct>,
    positions: HashMap<String, usize>,
    children: Vec<Vec<usize>>,
}

impl Constructs {
    /// A tree with nothing but the app.
    pub(crate) fn new() -> Self {
        let mut constructs = Constructs::default();
        constructs.at("");
        constructs
    }

    /// The construct with a path, which is added with all above it unless it is there.
    pub(crate) fn at(&mut self, path: &str) -> &mut Construct {
        let index = self.index(path);
        &mut self.list[index]
    }

    /// Those that there are by now, in no order that means anything.
    pub(crate) fn list(&self) -> &[Construct] {
        &self.list
    }

    pub(crate) fn list_mut(&mut self) -> &mut [Construct] {
        &mut self.list
    }

    /// Whether something of a template stands at a path already.
    pub(crate) fn has_element(&self, path: &str) -> bool {
        let construct = self.positions.get(path).and_then(|&index| self.list.get(index));
        construct.is_some_and(|construct| construct.element.is_some())
    }

    fn index(&mut self, path: &str) -> usize {
        if let Some(&index) = self.positions.get(path) {
            return index;
        }
        // From the outermost that is missing to the one that is asked for.
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let ends: Vec<usize> = ends.collect();
        let mut parent = (!path.is_empty()).then(|| self.index(""));
        for end in ends {
            let path = &path[..end];
            let index = match self.positions.get(path) {
                Some(&index) => index,
                None => {
                    let index = self.list.len();
                    let depth = parent.map_or(0, |parent| self.list[parent].depth + 1);
                    self.list.push(Construct { path: path.to_owned(), depth, ..Construct::default() });
                    self.children.push(Vec::new());
                    self.positions.insert(path.to_owned(), index);
                    if let Some(parent) = parent {
                        self.children[parent].push(index);
                    }
                    index
                }
            };
            parent = Some(index);
        }
        parent.unwrap_or_default()
    }

    /// All of them, parents before children, siblings in the order in which they were added.
    pub(crate) fn into_list(self) -> Vec<Construct> {
        let Constructs { mut list, children, .. } = self;
        let mut ordered = Vec::with_capacity(list.len());
        let mut waiting = vec![0];
        while let Some(index) = waiting.pop() {
            ordered.extend(list.get_mut(index).map(std::mem::take));
            waiting.extend(children.get(index).into_iter().flatten().rev());
        }
        ordered
    }
}
