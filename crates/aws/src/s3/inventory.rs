//! Lists of all objects, made by S3 daily or weekly.

use std::panic::Location;

use purlin_cfn::s3::bucket as cfn;
use purlin_core::{Construct, Finding, IntoValue, Scope, Value};

use super::options::options;
use super::{Bucket, InventoryFormat, InventoryFrequency, InventoryObjectVersion};
use crate::iam::{Condition, PolicyStatement, Principal};

const LONGEST_ID: usize = 64;

options! {
    /// A list of all objects, which S3 puts into another bucket daily or weekly.
    ///
    /// A destination that the app makes lets S3 write there; an imported one has to allow it itself.
    ///
    /// ```
    /// use purlin_aws::s3::{Bucket, BucketProps, Inventory, InventoryFrequency};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let lists = Bucket::new(&stack, "Lists", BucketProps::new());
    /// let daily = Inventory::new(&lists).frequency(InventoryFrequency::DAILY);
    /// Bucket::new(&stack, "Data", BucketProps::new().inventories([daily]));
    /// # app.synth().unwrap();
    /// ```
    ///
    /// [S3 Inventory](https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html)
    pub struct Inventory(destination: Bucket) {
        /// What the keys of the lists begin with.
        destination_prefix: Value<String>,
        /// The account that owns the destination, which S3 checks before it writes.
        destination_account: Value<String>,
        /// How a list is written: as CSV, unless it is set.
        format: InventoryFormat,
        /// How often: weekly, unless it is set.
        frequency: InventoryFrequency,
        /// Which versions: all, unless it is set.
        include_object_versions: InventoryObjectVersion,
        /// Whether lists are made, which is the default.
        enabled: bool,
        /// A name for the inventory, 64 letters, digits, periods, hyphens and underscores at most.
        inventory_id: String,
        /// Only objects whose keys begin so.
        objects_prefix: Value<String>,
        /// What lists tell besides keys, such as `Size`.
        optional_fields: Value<Vec<String>>,
    }
}

impl Inventory {
    /// Its name: made of the bucket's id and a number where none is set.
    pub(super) fn id(&self, bucket: &Scope, number: usize, at: &'static Location<'static>) -> String {
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "_.-".contains(*c);
        match &self.inventory_id {
            None => {
                let id: Vec<char> = format!("{}Inventory{number}", bucket.id()).chars().filter(allowed).collect();
                id.iter().skip(id.len().saturating_sub(LONGEST_ID)).collect()
            }
            Some(id) => {
                if !(1..=LONGEST_ID).contains(&id.len()) || !id.chars().all(|c| allowed(&c)) {
                    let message = format!("`{id}` cannot be the name of an inventory");
                    let help = "use up to 64 letters, digits, periods, hyphens and underscores";
                    bucket.report(Finding::error("bad-inventory-id", message).at(at).help(help));
                }
                id.clone()
            }
        }
    }

    /// Lets S3 write lists of a bucket to the destination, where that is made by the app.
    #[track_caller]
    pub(super) fn allow_delivery(&self, from: &Bucket) {
        let prefix = self.destination_prefix.clone().unwrap_or_else(|| "".into());
        let statement = PolicyStatement::allow()
            .actions(["s3:PutObject"])
            .resources([self.destination.arn(), self.destination.arn_for_objects(prefix + "*")])
            .principals([Principal::service("s3.amazonaws.com")]);
        // The bucket's ARN in another stack, which the bucket's own refers to, would make the two wait for each other.
        let stack = |bucket: &Bucket| bucket.scope().stack().map(|stack| stack.scope().clone());
        let condition = match stack(&self.destination) == stack(from) {
            true => Condition::arn_like("aws:SourceArn", from.arn()),
            false => Condition::string_equals("aws:SourceAccount", from.account()),
        };
        self.destination.add_to_resource_policy(statement.when(condition));
    }

    pub(super) fn render(&self, id: String) -> Value<cfn::InventoryConfiguration> {
        let format = self.format.clone().unwrap_or(InventoryFormat::CSV);
        let frequency = self.frequency.clone().unwrap_or(InventoryFrequency::WEEKLY);
        let versions = self.include_object_versions.clone().unwrap_or(InventoryObjectVersion::ALL);
        cfn::InventoryConfiguration::new()
            .id(id)
            .destination(
                cfn::Destination::new()
                    .bucket_arn(self.destination.arn())
                    .bucket_account_id(self.destination_account.clone())
                    .prefix(self.destination_prefix.clone())
                    .format(format),
            )
            .enabled(self.enabled.unwrap_or(true))
            .included_object_versions(versions)
            .schedule_frequency(frequency)
            .optional_fields(self.optional_fields.clone())
            .prefix(self.objects_prefix.clone())
            .into_value()
    }
}
