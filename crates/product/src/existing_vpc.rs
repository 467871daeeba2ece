//! A VPC that there is.

use purlin_aws::ec2::{Vpc, VpcAttributesProps, VpcLookupProps};
use purlin_core::{IntoValue, Scope};

use crate::Problems;
use crate::words::is_id;

/// As long as the value of a tag can be.
const MOST_TAG_CHARACTERS: usize = 256;

/// A VPC that there is: by its id or name, the region's usual one, or a [`Vpc`] of the same app.
///
/// ```
/// use purlin_product::ExistingVpc;
///
/// let by_id = ExistingVpc::id("vpc-0123456789abcdef0");
/// let by_name = ExistingVpc::name("shared");
/// let usual = ExistingVpc::of_region();
/// # let _ = (by_id, by_name, usual);
/// ```
#[derive(Clone, Debug)]
pub enum ExistingVpc {
    /// The VPC with this id. Whether the toolkit has to look it up depends on what else is told of it.
    Id(String),
    /// The one VPC whose tag `Name` is this, looked up by the toolkit in the stack's account and region.
    Name(String),
    /// The region's default VPC, looked up by the toolkit. Unless it was given others, all its subnets are public.
    OfRegion,
    /// A VPC that the same app makes or describes.
    Construct(Vpc),
}

/// Where a VPC is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The product makes it.
    Made,
    /// Looked up by the toolkit, so that all is known of its subnets that the toolkit tells.
    LookedUp,
    /// Described by ids, or a construct of the same app.
    Described,
}

impl ExistingVpc {
    /// The VPC with this id.
    pub fn id(id: impl Into<String>) -> Self {
        ExistingVpc::Id(id.into())
    }

    /// The one VPC whose tag `Name` is this.
    pub fn name(name: impl Into<String>) -> Self {
        ExistingVpc::Name(name.into())
    }

    /// The region's default VPC.
    pub fn of_region() -> Self {
        ExistingVpc::OfRegion
    }

    /// Whether the toolkit has to look it up; `is_enough_told` is whether an id is enough, as all that is needed of its subnets is
    /// told.
    pub fn is_looked_up(&self, is_enough_told: bool) -> bool {
        match self {
            ExistingVpc::Construct(_) => false,
            ExistingVpc::Id(_) => !is_enough_told,
            ExistingVpc::Name(_) | ExistingVpc::OfRegion => true,
        }
    }

    /// The VPC, looked up if it has to be.
    #[track_caller]
    pub fn vpc(&self, scope: &Scope, id: &str, is_enough_told: bool) -> (Vpc, Origin) {
        match self {
            ExistingVpc::Construct(vpc) => (vpc.clone(), Origin::Described),
            ExistingVpc::Id(vpc) if is_enough_told => {
                let no_zones: [&str; 0] = [];
                let props =
                    VpcAttributesProps::new().vpc_id(vpc.into_value()).availability_zones(no_zones.into_value());
                (Vpc::from_attributes(scope, id, props), Origin::Described)
            }
            ExistingVpc::Id(_) | ExistingVpc::Name(_) | ExistingVpc::OfRegion => {
                (Vpc::from_lookup(scope, id, self.lookup()), Origin::LookedUp)
            }
        }
    }

    /// The VPC as the toolkit has found it before, which is not asked for it now; none for a construct.
    #[track_caller]
    pub fn known_vpc(&self, scope: &Scope, id: &str) -> Option<Vpc> {
        match self {
            ExistingVpc::Construct(_) => None,
            ExistingVpc::Id(_) | ExistingVpc::Name(_) | ExistingVpc::OfRegion => {
                Vpc::from_known_lookup(scope, id, self.lookup())
            }
        }
    }

    fn lookup(&self) -> VpcLookupProps {
        let lookup = VpcLookupProps::new();
        match self {
            ExistingVpc::Id(id) => lookup.vpc_id(id),
            ExistingVpc::Name(name) => lookup.vpc_name(name),
            ExistingVpc::OfRegion => lookup.is_default(true),
            ExistingVpc::Construct(_) => lookup,
        }
    }

    /// Whether it can be, as far as that can be said before it is looked up; what is wrong with it is added.
    pub fn check(&self, setting: &'static str, found: &mut Problems) -> bool {
        let (message, help) = match self {
            ExistingVpc::Id(id) if !is_id(id, "vpc-") => {
                (format!("`{id}` is not the id of a VPC"), "write an id such as `vpc-0123456789abcdef0`")
            }
            ExistingVpc::Name(name) if name.is_empty() || name.len() > MOST_TAG_CHARACTERS => {
                (format!("`{name}` cannot be the name of a VPC"), "write the value of its tag `Name`")
            }
            _ => return true,
        };
        found.push(setting, None, "bad-vpc", message, help);
        false
    }
}

impl From<Vpc> for ExistingVpc {
    fn from(vpc: Vpc) -> Self {
        ExistingVpc::Construct(vpc)
    }
}

impl From<&Vpc> for ExistingVpc {
    fn from(vpc: &Vpc) -> Self {
        vpc.clone().into()
    }
}
