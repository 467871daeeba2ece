//! A VPC that there is.

use purlin_aws::ec2::Vpc;

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
