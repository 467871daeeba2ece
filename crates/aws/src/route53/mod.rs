//! Amazon Route 53: domains, and the records in them.
//!
//! ```
//! use purlin_aws::route53::{HostedZone, HostedZoneProps, RecordSet, RecordSetProps, RecordTarget};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! let zone = HostedZone::new(&stack, "Zone", HostedZoneProps::new().zone_name("example.com"));
//! let www = RecordSetProps::new().zone(&zone).record_name("www").target(RecordTarget::a(["203.0.113.7"]));
//! RecordSet::new(&stack, "Www", www);
//! # app.synth().unwrap();
//! ```

mod delegation;
mod domain_name;
mod hosted_zone;
mod record_set;
mod record_target;
mod routing;

pub use hosted_zone::{
    HostedZone, HostedZoneAttributes, HostedZoneAttributesProps, HostedZoneProps, HostedZoneQuery, HostedZoneSettings,
    ZoneVpc, hosted_zone_attributes_props, hosted_zone_props,
};
pub use record_set::{RecordSet, RecordSetProps, RecordSetSettings, record_set_props};
pub use record_target::{AliasRecordTarget, AliasTarget, CaaTag, RecordTarget, RecordType};
pub use routing::{Continent, Failover, GeoLocation, RoutingPolicy};
