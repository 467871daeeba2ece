//! Which settings of the file a problem of the construct is about.

use purlin_product_settings::Involved;

/// The settings that say where the network is that exists already.
pub const EXISTING_VPC: [&str; 3] = ["vpc_id", "vpc_name", "default_vpc"];

/// What is about more than the setting of the same name.
pub const INVOLVED: Involved = Involved {
    made_of: &[("existing_vpc", &EXISTING_VPC), ("zones", &["zones", "zone_count"])],
    others: &[],
    rules: &[],
};
