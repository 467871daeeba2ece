//! What data needs that is kept when its stack is deleted.

use purlin_aws::aspects::RemovalPolicies;
use purlin_aws::ec2::{SecurityGroup, Subnet, Vpc};
use purlin_core::{Construct, Scope};

/// Keeps what AWS does not delete under something that is kept: the parts themselves with all that is below them, such as instances,
/// and groups of subnets and parameters; the security groups, which name each other; a new network, and these subnets of it. The
/// deletion of the stack would fail half-way.
pub fn keep<'a>(
    parts: impl IntoIterator<Item = Scope>,
    groups: impl IntoIterator<Item = &'a SecurityGroup>,
    vpc: &Vpc,
    subnets: impl IntoIterator<Item = &'a Subnet>,
) {
    let groups = groups.into_iter().map(|group| group.scope().clone());
    let new_vpc = vpc.cfn().map(|vpc| vpc.scope().clone());
    let subnets = subnets.into_iter().filter_map(|subnet| subnet.cfn()).map(|subnet| subnet.scope().clone());
    let all: Vec<Scope> = parts.into_iter().chain(groups).chain(new_vpc).chain(subnets).collect();
    all.iter().for_each(|part| RemovalPolicies::of(part).retain_on_update_or_delete());
}
