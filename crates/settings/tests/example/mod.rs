//! Settings with a field of every kind.

use std::collections::BTreeMap;

use purlin_settings::{
    AccountId, AmiId, Arn, BucketName, DomainName, HttpsUrl, InstanceType, Located, Port, PrincipalArn, Region,
    SubnetId, TagMap, VpcCidr, VpcId, settings, settings_enum,
};

settings_enum! {
    /// How instances are bought.
    pub enum Purchase {
        /// At the list price.
        OnDemand,
        /// Spare capacity.
        Spot,
    }
}

settings! {
    /// The network to use.
    pub struct Network {
        /// An existing VPC.
        vpc_id: Option<VpcId>,
        /// The address range of a new VPC.
        vpc_cidr: VpcCidr = "10.0.0.0/16",
        /// Subnets of an existing VPC.
        subnets: Vec<Located<SubnetId>> = [],
    }
}

settings! {
    /// A kind of workers.
    pub struct Workers {
        /// Their instance type.
        r#type: InstanceType,
        /// How they are bought.
        purchase: Purchase = "on-demand",
        /// How many there may be.
        most: u32 = 100,
    }
}

settings! {
    /// Settings of the hybrid workers.
    pub struct Hybrid {
        /// The address Valohai assigned to the queue.
        queue_address: DomainName,
        /// Who may assume the master role.
        assume_user: PrincipalArn,
        /// The account.
        account: Option<AccountId>,
        /// The region.
        region: Region = "eu-west-1",
        /// The company's name.
        ///
        /// It is used in names.
        company: Option<String>,
        /// Further tags.
        tags: TagMap = {},
        /// The network.
        network: Network = {},
        /// The workers.
        workers: Vec<Workers> = [],
        /// Whether deletion is refused.
        protected: bool = true,
    }
}

settings! {
    /// A flat file.
    pub struct Flat {
        /// A bucket.
        bucket: Option<BucketName>,
        /// A port.
        port: Port = 443,
        /// An image.
        image: Option<AmiId>,
        /// A resource.
        resource: Option<Arn>,
        /// An address.
        url: Option<HttpsUrl>,
        /// Names.
        names: Vec<String> = ["a"],
        /// Limits.
        limits: BTreeMap<String, u8> = {"a": 1},
        /// A number.
        number: i64 = (-1),
        /// A switch.
        switch: Option<bool>,
    }
}
