//! Amazon EC2 and VPC: networks, security groups and instances.
//!
//! ```
//! use purlin_aws::ec2::{Connectable, Port, SecurityGroup, SecurityGroupProps, SubnetType, Vpc, VpcProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().max_azs(2).nat_gateways(1));
//! let web = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new().vpc(&vpc));
//! web.connections().allow_from_any_ipv4(Port::HTTPS);
//! let public = vpc.select_subnets(&SubnetType::Public.into());
//! assert_eq!(public.ids().len(), 2);
//! # app.synth().unwrap();
//! ```
//!
//! # Networks
//!
//! A [`Vpc`] has groups of subnets ([`SubnetConfiguration`]), each with a subnet in every availability zone. Their ranges,
//! ids and tags are those that aws-cdk-lib gives them, so that a network made with it can be taken over. What is put into a
//! network takes a [`SubnetSelection`], and [`InternetConnectivity`] makes it wait for the routes that it needs.
//!
//! One that exists is looked up ([`Vpc::from_lookup`]) or described ([`Vpc::from_attributes`]). Services are reached without
//! the internet by [gateway](GatewayVpcEndpoint) and [interface endpoints](InterfaceVpcEndpoint); [`FlowLog`] records who
//! talked to whom.
//!
//! # Machines
//!
//! An [`Instance`] has a role, a security group and a script ([`UserData`]); a [`LaunchTemplate`] says how others are to be
//! made. Only the second version of the metadata service answers on them, and their disks are encrypted. Secrets are read
//! when the machine boots, and never stand in a script.
//!
//! ```
//! use purlin_aws::ec2::{Connectable, Instance, InstanceProps, MachineImage, Port, Vpc, VpcProps};
//! use purlin_aws::secretsmanager::{Secret, SecretProps};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
//! let image = MachineImage::latest_amazon_linux_2023();
//! let props = InstanceProps::new().vpc(&vpc).instance_type("t3.small").machine_image(image);
//! let queue = Instance::new(&stack, "Queue", props);
//! queue.connections().allow_from_any_ipv4(Port::HTTPS);
//!
//! let password = Secret::new(&stack, "Password", SecretProps::new());
//! queue.user_data().read_secret_at_boot("PASSWORD", &password, None); // the role may read it, and the instance waits
//! queue.user_data().add_commands([
//!     "dnf install -y redis6",
//!     "printf 'requirepass %s\\n' \"$PASSWORD\" >> /etc/redis6/redis6.conf",
//!     "systemctl enable --now redis6",
//! ]);
//! # app.synth().unwrap();
//! ```

mod amazon_linux;
mod availability_zones;
mod block_device;
mod cidr;
mod connections;
pub(crate) mod creation_signal;
mod default_security_group;
mod ebs;
mod elastic_ip;
mod flow_log;
mod flow_log_destination;
mod flow_log_format;
mod gateway_vpc_endpoint;
mod image_lookup;
mod instance;
mod instance_classes;
mod instance_options;
mod instance_settings;
mod instance_type;
mod interface_vpc_endpoint;
mod interface_vpc_endpoint_service;
mod interface_vpc_endpoint_services;
mod internet_connectivity;
mod ip_addresses;
mod key_pair;
mod launch_template;
mod launch_template_options;
mod launch_template_settings;
mod machine_image;
mod nat;
mod peer;
mod port;
mod prefix_list;
mod route;
mod security_group;
mod security_group_rule;
mod subnet;
mod subnet_allocation;
mod subnet_configuration;
mod subnet_filter;
mod subnet_selection;
mod ubuntu;
mod user_data;
mod volume;
mod volume_grants;
mod vpc;
mod vpc_builder;
mod vpc_check;
mod vpc_import;
mod vpc_layout;
mod vpc_lookup;
mod vpn_gateway;

pub use amazon_linux::AmazonLinux;
pub use availability_zones::availability_zones;
pub use block_device::{BlockDevice, BlockDeviceVolume};
pub use cidr::{InvalidCidr, Ipv4Cidr};
pub use connections::{Connectable, Connections};
pub use ebs::EbsVolumeType;
pub use elastic_ip::{ElasticIp, ElasticIpProps, ElasticIpSettings, elastic_ip_props};
pub use flow_log::{FlowLog, FlowLogProps, FlowLogResourceType, FlowLogSettings, flow_log_props};
pub use flow_log_destination::{CloudWatchLogsDestination, FlowLogDestination, S3Destination};
pub use flow_log_format::LogFormat;
pub use gateway_vpc_endpoint::{
    GatewayVpcEndpoint, GatewayVpcEndpointAwsService, GatewayVpcEndpointProps, GatewayVpcEndpointSettings,
    gateway_vpc_endpoint_props,
};
pub use image_lookup::ImageLookup;
pub use instance::Instance;
pub use instance_classes::{InstanceClass, InstanceSize};
pub use instance_options::{CpuCredits, InstanceInitiatedShutdownBehavior};
pub use instance_settings::{InstanceProps, InstanceSettings, instance_props};
pub use instance_type::{Architecture, InstanceType};
pub use interface_vpc_endpoint::{
    InterfaceVpcEndpoint, InterfaceVpcEndpointAttributes, InterfaceVpcEndpointAttributesProps,
    InterfaceVpcEndpointProps, InterfaceVpcEndpointSettings, interface_vpc_endpoint_attributes_props,
    interface_vpc_endpoint_props,
};
pub use interface_vpc_endpoint_service::{InterfaceVpcEndpointAwsService, InterfaceVpcEndpointService};
pub use internet_connectivity::InternetConnectivity;
pub use ip_addresses::{IpAddresses, IpProtocol};
pub use key_pair::{KeyPair, KeyPairFormat, KeyPairProps, KeyPairSettings, KeyPairType, key_pair_props};
pub use launch_template::LaunchTemplate;
pub use launch_template_options::{CpuOptions, SpotInstanceInterruption, SpotOptions, SpotRequestType};
pub use launch_template_settings::{LaunchTemplateProps, LaunchTemplateSettings, launch_template_props};
pub use machine_image::{MachineImage, OperatingSystem, ResolvedImage};
pub use nat::{
    NatGatewayProps, NatGatewayProvider, NatGatewaySettings, NatProvider, RegionalNatGatewayProvider, nat_gateway_props,
};
pub use peer::Peer;
pub use port::Port;
pub use prefix_list::{Prefix, PrefixList, PrefixListProps, PrefixListSettings, prefix_list_props};
pub use route::{RouteProps, RouteSettings, Router, route_props};
pub use security_group::{
    SecurityGroup, SecurityGroupAttributes, SecurityGroupAttributesProps, SecurityGroupProps, SecurityGroupSettings,
    VpcId, security_group_attributes_props, security_group_props,
};
pub use subnet::{
    Subnet, SubnetAttributes, SubnetAttributesProps, SubnetProps, SubnetSettings, subnet_attributes_props, subnet_props,
};
pub use subnet_configuration::{SubnetConfiguration, SubnetType};
pub use subnet_filter::SubnetFilter;
pub use subnet_selection::{SelectedSubnets, SubnetSelection};
pub use ubuntu::Ubuntu;
pub use user_data::{BootParameter, BootSecret, MultipartBody, MultipartUserData, S3Download, ShellCommand, UserData};
pub use volume::{Volume, VolumeProps, VolumeSettings, volume_props};
pub use vpc::{DefaultInstanceTenancy, Vpc, VpcProps, VpcSettings, vpc_props};
pub use vpc_import::{ImportedSubnets, VpcAttributes, VpcAttributesProps, vpc_attributes_props};
pub use vpc_lookup::{VpcLookup, VpcLookupProps, vpc_lookup_props};
pub use vpn_gateway::{VpnGatewayProps, VpnGatewaySettings, vpn_gateway_props};

pub use purlin_cfn::ec2::flow_log::{
    DestinationOptionsFileFormat as FlowLogFileFormat, TrafficType as FlowLogTrafficType,
};
pub use purlin_cfn::ec2::vpc_endpoint::{
    DnsOptionsSpecificationDnsRecordIpType as VpcEndpointDnsRecordIpType,
    DnsOptionsSpecificationPrivateDnsOnlyForInboundResolverEndpoint as VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint,
    IpAddressType as VpcEndpointIpAddressType,
};
