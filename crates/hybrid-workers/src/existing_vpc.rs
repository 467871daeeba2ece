//! A VPC that there is.

use purlin_aws::ec2::Vpc;

/// A VPC that there is, for the queue and workers: by its id or name, the region's usual one, or a
/// [`Vpc`](purlin_aws::ec2::Vpc) of the same app.
///
/// ```
/// use purlin_hybrid_workers::ExistingVpc;
///
/// let by_id = ExistingVpc::id("vpc-0123456789abcdef0");
/// let by_name = ExistingVpc::name("shared");
/// let usual = ExistingVpc::of_region();
/// # let _ = (by_id, by_name, usual);
/// ```
#[derive(Clone, Debug)]
pub struct ExistingVpc(pub(crate) Source);

#[derive(Clone, Debug)]
pub(crate) enum Source {
    Id(String),
    Name(String),
    OfRegion,
    Construct(Vpc),
}

impl ExistingVpc {
    /// The VPC with this id. It is looked up by the toolkit, which needs the stack's account and region, unless
    /// `queue_subnet` and `worker_subnets` are told, and `vpc_endpoints` are not asked for.
    pub fn id(id: impl Into<String>) -> Self {
        ExistingVpc(Source::Id(id.into()))
    }

    /// The one VPC whose tag `Name` is this, looked up by the toolkit in the stack's account and region.
    pub fn name(name: impl Into<String>) -> Self {
        ExistingVpc(Source::Name(name.into()))
    }

    /// The region's default VPC, looked up by the toolkit. Unless it was given others, all its subnets are public.
    pub fn of_region() -> Self {
        ExistingVpc(Source::OfRegion)
    }
}

impl From<Vpc> for ExistingVpc {
    fn from(vpc: Vpc) -> Self {
        ExistingVpc(Source::Construct(vpc))
    }
}

impl From<&Vpc> for ExistingVpc {
    fn from(vpc: &Vpc) -> Self {
        vpc.clone().into()
    }
}
