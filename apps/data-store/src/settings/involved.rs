//! Which settings of a store a problem of the construct is about.

use purlin_product_settings::Involved;

/// What is about more than the setting of the same name.
pub const INVOLVED: Involved = Involved {
    made_of: &[],
    others: &[
        ("bucket-given-twice", None, &["existing_bucket"]),
        ("existing-bucket-is-not-changed", None, &["existing_bucket"]),
        ("old-versions-without-versions", None, &["versioned"]),
        ("class-of-nothing-moved", None, &["move_old_versions_after_days"]),
        ("moved-too-early", None, &["old_version_storage_class"]),
        ("deleted-before-moved", None, &["move_old_versions_after_days"]),
        ("logs-in-own-bucket", None, &["bucket_name"]),
        ("prefix-without-logs", None, &["access_log_bucket"]),
        ("addresses-without-endpoints", None, &["vpc_endpoints"]),
        ("no-previous-access-key", None, &["access_key_serial"]),
        ("setting-without-multipart-role", None, &["multipart_role"]),
    ],
    rules: &[
        ("access-logs-policy", &["access_log_bucket"]),
        ("bucket-name-with-period", &["bucket_name"]),
        ("previous-access-key", &["keep_previous_access_key"]),
        ("valohai-not-admitted", &["admitted_addresses", "vpc_endpoints"]),
    ],
};
