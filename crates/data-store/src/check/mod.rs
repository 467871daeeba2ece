//! What can be wrong with the settings.

mod access;
mod bucket;
mod existing;

use purlin_core::{Complete, Environment};
use purlin_product::{Problem, Problems};

use crate::data_bucket::DataBucketSettings;
use crate::props::DataStoreSettings;

/// Everything that is wrong with the settings as such. [`DataStore`](crate::DataStore) reports the same; this is for apps that
/// know where the settings were written. `environment` is the stack's, as far as that is known.
///
/// ```
/// use purlin_core::Environment;
/// use purlin_data_store::{DataStoreProps, check};
///
/// let props = DataStoreProps::new().name("results");
/// assert!(check(props.clone(), &Environment::default()).is_empty());
/// assert_eq!(check(props.bucket_name("Results"), &Environment::default())[0].setting, "bucket_name");
/// ```
pub fn check(props: impl Complete<DataStoreSettings>, environment: &Environment) -> Vec<Problem> {
    problems(&props.complete(), environment).into_vec()
}

/// Everything that is wrong with the settings of a [`DataBucket`](crate::DataBucket), which reports the same: for products that
/// make one, and whose settings have the same names.
///
/// ```
/// use purlin_data_store::{DataBucketProps, check_bucket};
///
/// let props = DataBucketProps::new().versioned(true);
/// assert!(check_bucket(props.clone().delete_old_versions_after_days(30)).is_empty());
/// assert_eq!(check_bucket(props.delete_old_versions_after_days(0))[0].rule, "bad-days");
/// ```
pub fn check_bucket(props: impl Complete<DataBucketSettings>) -> Vec<Problem> {
    bucket_problems(&props.complete()).into_vec()
}

pub(crate) fn problems(settings: &DataStoreSettings, environment: &Environment) -> Problems {
    let mut found = Problems::default();
    access::check_name(settings, &mut found);
    match &settings.existing_bucket {
        Some(source) => existing::check(source, settings, &mut found),
        None => existing::check_new(settings, &mut found),
    }
    access::check(settings, environment, &mut found);
    found
}

pub(crate) fn bucket_problems(settings: &DataBucketSettings) -> Problems {
    let mut found = Problems::default();
    bucket::check(settings, &mut found);
    found
}
