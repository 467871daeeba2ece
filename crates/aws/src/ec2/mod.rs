//! Amazon EC2 and VPC: networks, security groups and instances.

mod connections;
mod guarded_ports;
mod peer;
mod port;
mod security_group;
mod security_group_rule;

pub use connections::{Connectable, Connections};
pub use peer::Peer;
pub use port::Port;
pub use security_group::{
    SecurityGroup, SecurityGroupAttributes, SecurityGroupAttributesProps, SecurityGroupProps, SecurityGroupSettings,
    VpcId, security_group_attributes_props, security_group_props,
};
