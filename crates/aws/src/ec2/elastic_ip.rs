//! Elastic IP addresses: addresses that stay when instances go.

use std::rc::Rc;

use purlin_cfn::ec2::{CfnEIP, CfnEIPAssociation, CfnEIPAssociationProps, CfnEIPProps};
use purlin_core::{Complete, Construct, IntoValue, Scope, Value, props};

use super::vpc::Vpc;
use crate::handle::handle;

props! {
    /// The settings of an [`ElasticIp`].
    pub struct ElasticIpProps => ElasticIpSettings in elastic_ip_props {
        optional {
            /// The VPC in which it is used: where that is made in the stack, the address waits for its internet gateway.
            vpc: Vpc,
            /// The pool that the address is taken from. Default: Amazon's.
            public_ipv4_pool: Value<String>,
            /// The network border group that it is advertised from. Default: the region.
            network_border_group: Value<String>,
        }
    }
}

/// A public address that stays the same, whatever instance has it.
///
/// ```
/// use purlin_aws::ec2::{ElasticIp, ElasticIpProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let address = ElasticIp::new(&stack, "Address", ElasticIpProps::new());
/// let existing = ElasticIp::from_allocation_id(&stack, "Existing", "eipalloc-0123456789abcdef0");
/// # app.synth().unwrap();
/// ```
///
/// See [the AWS documentation](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html).
#[derive(Clone)]
pub struct ElasticIp {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    cfn: Option<CfnEIP>,
    allocation_id: Value<String>,
}

handle!(ElasticIp, inner.scope);

impl ElasticIp {
    /// A new address for use in VPCs.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<ElasticIpSettings>) -> Self {
        let ElasticIpSettings { vpc, public_ipv4_pool, network_border_group } = props.complete();
        let scope = Scope::new(scope, id);
        let cfn_props = CfnEIPProps::new()
            .domain("vpc")
            .public_ipv4_pool(public_ipv4_pool)
            .network_border_group(network_border_group);
        let cfn = CfnEIP::new(&scope, "Resource", cfn_props);
        if let Some(vpc) = vpc {
            vpc.internet_connectivity().precedes(&cfn);
        }
        let allocation_id = cfn.attr_allocation_id();
        ElasticIp { inner: Rc::new(Inner { scope, cfn: Some(cfn), allocation_id }) }
    }

    /// An address that exists, by the id of its allocation, such as `eipalloc-0123456789abcdef0`.
    #[track_caller]
    pub fn from_allocation_id(scope: &impl Construct, id: &str, allocation_id: impl IntoValue<String>) -> Self {
        let scope = Scope::new(scope, id);
        ElasticIp { inner: Rc::new(Inner { scope, cfn: None, allocation_id: allocation_id.into_value() }) }
    }

    /// The generated resource; none when it was imported.
    pub fn cfn(&self) -> Option<&CfnEIP> {
        self.inner.cfn.as_ref()
    }

    /// The id of its allocation.
    pub fn allocation_id(&self) -> Value<String> {
        self.inner.allocation_id.clone()
    }

    /// The address itself, such as `203.0.113.7`; none when it was imported.
    pub fn public_ip(&self) -> Option<Value<String>> {
        self.cfn().map(CfnEIP::get_ref)
    }

    /// Gives it to an instance, by the instance's id. It has to be the only one that has it.
    #[track_caller]
    pub fn associate(&self, instance_id: impl IntoValue<String>) -> CfnEIPAssociation {
        let props = CfnEIPAssociationProps::new().allocation_id(self.allocation_id()).instance_id(instance_id);
        CfnEIPAssociation::new(self, "Association", props)
    }
}
