//! What can be chosen about a data store.

use purlin_aws::s3::StorageClass;

use crate::existing::{BucketSource, KeySource};
use crate::{VALOHAI_APP_ADDRESS, VALOHAI_APP_ORIGIN};

/// As long as uploads are left to be completed.
pub(crate) const USUAL_ABORT_DAYS: i64 = 7;

purlin_core::props! {
    /// The settings of a [`DataStore`](crate::DataStore). Each has a key of the same name in `config.yaml`.
    ///
    /// ```
    /// use purlin_data_store::DataStoreProps;
    ///
    /// let props = DataStoreProps::new()
    ///     .name("results")
    ///     .bucket_name("acme-results")
    ///     .versioned(true)
    ///     .delete_old_versions_after_days(90)
    ///     .multipart_role(true);
    /// ```
    pub struct DataStoreProps => DataStoreSettings in data_store_props {
        required {
            /// What the store is called in Valohai: a letter, then letters, digits and hyphens, 40 at most.
            name: String as StoreName,
        }
        optional {
            // --- The bucket ---

            /// The name of a new bucket, unique in the world. Default: CloudFormation makes one.
            bucket_name: String,
            /// A bucket that there is, instead of a new one. It is left as it is: the outputs have a command that sets its CORS
            /// rules, and one that looks at them.
            existing_bucket: BucketSource,
            /// Where the pages of the Valohai app are, from which browsers upload.
            app_origin: String = VALOHAI_APP_ORIGIN,
            /// The KMS key that encrypts a new bucket and the secret, or that an existing bucket is encrypted with. Its policy
            /// has to leave it to policies of the account who may use it. Default: AWS's own keys.
            encryption_key: KeySource,
            /// Whether earlier versions of files are kept that are overwritten or deleted.
            versioned: bool = false,
            /// After how many days earlier versions are moved to another storage class. Default: never.
            move_old_versions_after_days: i64,
            /// The storage class that they are moved to. Default: Glacier Instant Retrieval.
            old_version_storage_class: StorageClass,
            /// After how many days earlier versions are deleted. Default: never.
            delete_old_versions_after_days: i64,
            /// After how many days uploads in parts are given up that nobody has completed, and their parts deleted: 0 is never.
            abort_uploads_after_days: i64 = USUAL_ABORT_DAYS,
            /// The bucket that gets a log of all requests. One that is told by its name has to let `logging.s3.amazonaws.com`
            /// put objects into it. Default: there is no log.
            access_log_bucket: BucketSource,
            /// What the keys of these logs begin with.
            access_log_prefix: String,
            /// The VPC endpoints through which alone the data is reached, by their ids. Default: it is reached from anywhere.
            vpc_endpoints: Vec<String> = Vec::new(),
            /// The public addresses, as ranges, from which the data is reached beside `vpc_endpoints`. Default: that of the
            /// Valohai app.
            admitted_addresses: Vec<String> = vec![VALOHAI_APP_ADDRESS.to_owned()],
            /// **Whether the bucket is deleted with its stack, and all that is in it before that**, by a function of the stack.
            /// Default: bucket and policy stay.
            delete_with_stack: bool = false,

            // --- Valohai's access ---

            /// The name of the user as which Valohai uses the bucket. Default: CloudFormation makes one.
            user_name: String,
            /// Whether that user may only do what Valohai needs, instead of everything with this bucket.
            least_privilege: bool = false,
            /// Which access key the user has: another number makes another key, and the one before stops working.
            access_key_serial: i64 = 1,
            /// Whether the access key with the number before works as well, until Valohai was given the new one.
            keep_previous_access_key: bool = false,
            /// Whether there is a role for uploads of more than 5 GB.
            multipart_role: bool = false,
            /// The name of that role. Default: CloudFormation makes one.
            multipart_role_name: String,
            /// The ARN of the role, or user, that assumes it. Default: the user of this store.
            multipart_role_trusts: String,
            /// The policy that bounds what user and roles can ever be allowed: its ARN, or the name of one in the account.
            permissions_boundary: String,
        }
    }
}
