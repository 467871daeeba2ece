//! The section `data_store` of the settings file, and what its settings mean for the stack and the constructs.

mod check;
mod involved;
mod properties;
#[cfg(test)]
mod tests;

pub use check::check;

use purlin_core::{Scope, StackProps};
use purlin_data_store::DataStoreSettings;
use purlin_product_settings::{StackName, environment};
use purlin_settings::{
    AccountId, Between, BucketName, Cidr, HttpsUrl, KeyArn, Located, Partial, PrincipalArn, Region, TagMap, settings,
    settings_enum,
};

use involved::INVOLVED;

settings! {
    /// Settings of the Valohai data stores.
    pub struct DataStoresSettings {
        /// The stores, each with a name of its own.
        stores: Vec<StoreSettings>,

        /// The stack's name in CloudFormation.
        stack_name: Option<StackName>,
        /// The account that it is deployed to; left out, that of whoever deploys.
        account: Option<AccountId>,
        /// The region that it is deployed to; left out, that of whoever deploys.
        region: Option<Region>,
        /// Whether CloudFormation refuses to delete the stack.
        termination_protection: bool = false,
        /// Tags of all resources.
        tags: TagMap = {},
    }
}

settings! {
    /// A data store.
    pub struct StoreSettings {
        /// What the store is called in Valohai.
        name: String,

        /// The name of a new bucket; left out, CloudFormation makes one.
        bucket_name: Option<BucketName>,
        /// The name of a bucket that there is, instead of a new one.
        existing_bucket: Option<BucketName>,
        /// The origin of web pages that upload to the bucket.
        app_origin: HttpsUrl = "https://app.valohai.com",
        /// The ARN of a KMS key that encrypts a new bucket and the secret, or that an existing bucket is encrypted with; left
        /// out, AWS's own keys do.
        encryption_key: Option<KeyArn>,
        /// Whether earlier versions of files are kept that are overwritten or deleted.
        versioned: bool = false,
        /// After how many days earlier versions are moved to another storage class; left out, never.
        move_old_versions_after_days: Option<Between<1, 36500>>,
        /// The storage class that they are moved to; left out, `glacier-ir`.
        old_version_storage_class: Option<OldVersionStorageClass>,
        /// After how many days earlier versions are deleted; left out, never.
        delete_old_versions_after_days: Option<Between<1, 36500>>,
        /// After how many days uploads in parts are given up that nobody has completed: 0 is never.
        abort_uploads_after_days: Between<0, 36500> = 7,
        /// The name of a bucket that gets a log of all requests.
        access_log_bucket: Option<BucketName>,
        /// What the keys of these logs begin with.
        access_log_prefix: Option<String>,
        /// The VPC endpoints through which alone the data is reached, by their ids.
        vpc_endpoints: Vec<Located<String>> = [],
        /// The public addresses from which the data is reached beside `vpc_endpoints`; left out, that of the Valohai app.
        admitted_addresses: Option<Vec<Located<Cidr>>>,
        /// Whether the bucket is deleted with its stack, and all that is in it before that.
        delete_with_stack: bool = false,

        /// The name of the user as which Valohai uses the bucket; left out, CloudFormation makes one.
        user_name: Option<String>,
        /// Whether that user may only do what Valohai needs, instead of everything with this bucket.
        least_privilege: bool = false,
        /// Which access key the user has: another number makes another key.
        access_key_serial: Between<1, 1000000> = 1,
        /// Whether the access key with the number before works as well.
        keep_previous_access_key: bool = false,
        /// Whether there is a role for uploads of more than 5 GB.
        multipart_role: bool = false,
        /// The name of that role; left out, CloudFormation makes one.
        multipart_role_name: Option<String>,
        /// The ARN of the role, or user, that assumes it; left out, the user of this store.
        multipart_role_trusts: Option<PrincipalArn>,
        /// The policy that bounds what user and roles can ever be allowed: its ARN, or the name of one in the account.
        permissions_boundary: Option<String>,
    }
}

settings_enum! {
    /// Storage classes for versions that are hardly ever read.
    pub enum OldVersionStorageClass {
        /// Standard-IA.
        StandardIa,
        /// One Zone-IA.
        OnezoneIa,
        /// Glacier Instant Retrieval.
        GlacierIr,
        /// Glacier Flexible Retrieval.
        Glacier,
        /// Glacier Deep Archive.
        DeepArchive,
        /// Intelligent-Tiering.
        IntelligentTiering,
    }
}

impl DataStoresSettings {
    /// The stack's own properties.
    pub fn stack(&self) -> StackProps {
        let props = StackProps::new()
            .environment(environment(self.account.as_ref(), self.region.as_ref()))
            .description("Valohai data stores: buckets, and what Valohai uses them with")
            .termination_protection(self.termination_protection);
        match &self.stack_name {
            Some(name) => props.stack_name(name.as_str()),
            None => props,
        }
    }
}

impl StoreSettings {
    /// The construct's properties.
    pub fn properties(&self) -> DataStoreSettings {
        properties::properties(&self.clone().into())
    }

    /// Lets what is found about the store's construct, and all in it, point to where the file describes it.
    pub fn describe(&self, construct: &Scope) {
        INVOLVED.describe(&Partial::<Self>::from(self.clone()), construct);
    }
}
