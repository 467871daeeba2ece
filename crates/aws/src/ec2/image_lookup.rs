//! Images that the toolkit looks up in the account, and remembers.

use std::panic::Location;

use purlin_core::{Finding, Lookup, Scope};
use serde_json::{Map, Value as Json};

/// The newest image that matches a name and filters, looked up once and remembered in `cdk.context.json`.
///
/// The stack's account and region have to be known. As long as the image is not found, nothing is deployed.
///
/// ```
/// use purlin_aws::ec2::{ImageLookup, MachineImage};
///
/// let image = MachineImage::from(
///     ImageLookup::new("valohai-peon-*").owners(["self"]).filter("architecture", ["x86_64"]),
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ImageLookup {
    name: String,
    owners: Option<Vec<String>>,
    windows: bool,
    filters: Vec<(String, Vec<String>)>,
}

impl ImageLookup {
    /// Images of this name, in which `*` stands for anything.
    pub fn new(name: impl Into<String>) -> Self {
        ImageLookup { name: name.into(), owners: None, windows: false, filters: Vec::new() }
    }

    /// Whose images are meant: ids of accounts, `self`, `amazon` or `aws-marketplace`. Default: everybody's. Name the owners:
    /// anybody can publish an image under any name.
    pub fn owners<O: Into<String>>(mut self, owners: impl IntoIterator<Item = O>) -> Self {
        self.owners = Some(owners.into_iter().map(O::into).collect());
        self
    }

    /// Images that hold Windows.
    pub fn windows(mut self) -> Self {
        self.windows = true;
        self
    }

    /// Images of which a property has one of these values, such as `architecture`.
    ///
    /// See [the filters of EC2](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html).
    pub fn filter<V: Into<String>>(mut self, name: impl Into<String>, values: impl IntoIterator<Item = V>) -> Self {
        self.filters.push((name.into(), values.into_iter().map(V::into).collect()));
        self
    }

    pub(super) fn is_windows(&self) -> bool {
        self.windows
    }

    #[track_caller]
    pub(super) fn ask(&self, scope: &Scope, windows: bool) -> Lookup {
        let mut filters: Map<String, Json> = Map::new();
        filters.insert("name".into(), vec![self.name.as_str()].into());
        filters.insert("state".into(), vec!["available"].into());
        filters.insert("image-type".into(), vec!["machine"].into());
        if windows {
            filters.insert("platform".into(), vec!["windows"].into());
        }
        for (name, values) in &self.filters {
            filters.insert(name.clone(), values.clone().into());
        }
        if self.owners.is_none() {
            let message = format!("the image `{}` may be anybody's: everyone can publish one of this name", self.name);
            let finding = Finding::warning("image-of-anybody", message).at(Location::caller());
            scope.report(finding.help("name the accounts that it may come from with `owners`"));
        }
        let owners = self.owners.clone().map(|owners| ("owners", Json::from(owners)));
        scope.lookup("ami", owners.into_iter().chain([("filters", Json::from(filters))]))
    }
}
