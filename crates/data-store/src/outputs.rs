//! What Valohai's form for stores asks for, and what a bucket lacks that was there before.

use purlin_core::{Value, text};
use purlin_product::outputs::{OutputName, Told, tell};

use crate::DataStore;
use crate::cors::{cors_check_command, cors_command};
use crate::props::DataStoreSettings;

// The fields of the form, in its order and by its labels. Toolkit and console sort outputs by name, hence the numbers.
const NAME: OutputName = OutputName::new("1Name", "Name");
const BUCKET: OutputName = OutputName::new("2BucketName", "Bucket name");
const ACCESS_KEY_ID: OutputName = OutputName::new("3AccessKeyId", "Access key ID");
const SECRET_ACCESS_KEY: OutputName = OutputName::new(
    "4SecretAccessKeyCommand",
    "Secret access key: this command shows it, and the access key ID that belongs to it",
);
const MULTIPART_ROLE: OutputName = OutputName::new("5MultipartUploadIamRoleArn", "Multipart Upload IAM Role ARN");

const REGION: OutputName = OutputName::new("Region", "The region of the bucket");
const SECRET_ARN: OutputName = OutputName::new("SecretArn", "The secret with both halves of the access key");
const CORS: OutputName =
    OutputName::new("CorsCommand", "What lets browsers use the bucket, where its CORS rules do not yet");
const CORS_CHECK: OutputName =
    OutputName::new("CorsCheckCommand", "Whether browsers may download from, and upload to the bucket: two times true");

/// Gives the stack the store's outputs, none of which has the secret half of a key.
pub(crate) fn outputs(store: &DataStore, settings: &DataStoreSettings, region: Value<String>) {
    let bucket = store.bucket().name();
    let secret = store.secret().arn();
    let command = text![
        "aws secretsmanager get-secret-value --region ",
        &region,
        " --secret-id ",
        &secret,
        " --query SecretString --output text"
    ];
    let mut told: Vec<Told> = vec![
        NAME.tells(settings.name.as_str().into()),
        BUCKET.tells(bucket.clone()),
        ACCESS_KEY_ID.tells(store.access_key().access_key_id()),
        SECRET_ACCESS_KEY.tells(command),
    ];
    told.extend(store.multipart_role().map(|role| MULTIPART_ROLE.tells(role.arn())));
    told.push(REGION.tells(region));
    told.push(SECRET_ARN.tells(secret));
    if settings.existing_bucket.is_some() {
        let origin = settings.app_origin.as_str();
        told.push(CORS.tells(cors_command(bucket.clone(), origin)));
        told.push(CORS_CHECK.tells(cors_check_command(bucket, origin)));
    }
    tell(&store.scope, told);
}
