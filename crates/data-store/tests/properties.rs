//! What each setting makes.

mod template;

use purlin_aws::s3::StorageClass;
use purlin_core::{App, Stack, StackProps};
use purlin_data_store::{DataStore, DataStoreProps, VALOHAI_APP_ORIGIN, cors_command};
use serde_json::{Value, json};
use template::{ENDPOINT, KEY, Props, ids, list, of_type, output, props, template, text, texts, the};

const ALL: [&str; 2] = ["{ResultsBucket.Arn}", "{ResultsBucket.Arn}/*"];

fn statements(template: &Value, kind: &str) -> Vec<Value> {
    let policies = of_type(template, kind).flat_map(|(_, resource)| match kind {
        "AWS::IAM::Role" => list(&resource["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]),
        _ => list(&resource["Properties"]["PolicyDocument"]["Statement"]),
    });
    policies.cloned().collect()
}

#[test]
fn the_user_has_the_access_of_the_guide_and_no_other() {
    let template = template(props());
    let policy = &the(&template, "AWS::IAM::Policy")["Properties"];
    assert_eq!(texts(&policy["Users"]), ["{ResultsUser}"]);
    let statements = list(&policy["PolicyDocument"]["Statement"]);
    assert_eq!(statements.len(), 1);
    assert_eq!((&statements[0]["Effect"], &statements[0]["Action"]), (&json!("Allow"), &json!("s3:*")));
    assert_eq!(texts(&statements[0]["Resource"]), ALL);
    assert_eq!(statements[0].get("Condition"), None);
    assert_eq!(of_type(&template, "AWS::IAM::Role").count(), 0);
    assert_eq!(the(&template, "AWS::IAM::User").get("Properties"), None);
}

#[test]
fn least_privilege_changes_no_setting_of_the_bucket() {
    let template = template(props().least_privilege(true));
    let statements = statements(&template, "AWS::IAM::Policy");
    let actions: Vec<String> = statements.iter().flat_map(|statement| texts(&statement["Action"])).collect();
    assert_eq!(actions.len(), 10, "{actions:?}");
    let readme = include_str!("../README.md");
    for action in &actions {
        assert!(!action.contains('*') && readme.contains(&format!("`{action}`")), "{action} is not documented");
    }
    assert_eq!(
        statements.iter().map(|statement| texts(&statement["Resource"])).collect::<Vec<_>>(),
        [["{ResultsBucket.Arn}"], ["{ResultsBucket.Arn}/*"]]
    );
}

#[test]
fn the_role_has_the_eight_actions_and_trusts_the_user_or_who_is_named() {
    let own = template(props().multipart_role(true));
    let role = &the(&own, "AWS::IAM::Role")["Properties"];
    let trust = &role["AssumeRolePolicyDocument"]["Statement"];
    assert_eq!(list(trust).len(), 1);
    assert_eq!(
        (text(&trust[0]["Principal"]["AWS"]), &trust[0]["Action"]),
        ("{ResultsUser.Arn}".to_owned(), &json!("sts:AssumeRole"))
    );
    let statements = statements(&own, "AWS::IAM::Role");
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["Sid"], "MultipartAccess");
    assert_eq!(texts(&statements[0]["Resource"]), ALL);
    assert_eq!(
        texts(&statements[0]["Action"]),
        [
            "s3:AbortMultipartUpload",
            "s3:GetBucketLocation",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
        ]
    );
    let master = "arn:aws:iam::111122223333:role/ValohaiMaster";
    let other = template(props().multipart_role(true).multipart_role_trusts(master).multipart_role_name("uploads"));
    let role = &the(&other, "AWS::IAM::Role")["Properties"];
    assert_eq!(role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"], master);
    assert_eq!(role["RoleName"], "uploads");
}

#[test]
fn a_key_of_one_s_own_encrypts_bucket_and_secret_and_may_be_used_by_way_of_s3_alone() {
    let template = template(props().encryption_key(KEY).multipart_role(true));
    let bucket = &the(&template, "AWS::S3::Bucket")["Properties"]["BucketEncryption"];
    let rule = &bucket["ServerSideEncryptionConfiguration"][0];
    assert_eq!(rule["ServerSideEncryptionByDefault"], json!({"KMSMasterKeyID": KEY, "SSEAlgorithm": "aws:kms"}));
    assert_eq!(rule["BucketKeyEnabled"], true);
    assert_eq!(the(&template, "AWS::SecretsManager::Secret")["Properties"]["KmsKeyId"], KEY);
    for kind in ["AWS::IAM::Policy", "AWS::IAM::Role"] {
        let statements = statements(&template, kind);
        let of_key: Vec<_> = statements.iter().filter(|statement| statement["Sid"] == "UseKeyOfData").collect();
        assert_eq!(of_key.len(), 1, "{kind}");
        assert_eq!(of_key[0]["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey"]));
        assert_eq!(of_key[0]["Resource"], KEY);
        let via = texts(&of_key[0]["Condition"]["StringEquals"]["kms:ViaService"]);
        assert_eq!(via, ["s3.{AWS::Region}.amazonaws.com", "s3.{AWS::Region}.amazonaws.com.cn"]);
    }
}

#[test]
fn the_secret_half_of_a_key_is_in_the_secret_alone() {
    let choices: [Props; 3] = [
        props(),
        props().multipart_role(true).encryption_key(KEY).versioned(true),
        props().existing_bucket("acme-archive").access_key_serial(2).keep_previous_access_key(true),
    ];
    for choice in choices {
        let mut template = template(choice);
        let secret = the(&template, "AWS::SecretsManager::Secret")["Properties"]["SecretString"].clone();
        let id = texts(&secret).concat();
        assert!(id.starts_with(r#"{"accessKeyId":"{ResultsAccessKey"#), "{id}");
        assert!(
            id.contains(r#"","secretAccessKey":"{ResultsAccessKey"#) && id.ends_with(r#".SecretAccessKey}"}"#),
            "{id}"
        );
        let resources = template["Resources"].as_object_mut().into_iter().flatten();
        for (_, resource) in resources.filter(|(_, resource)| resource["Type"] == "AWS::SecretsManager::Secret") {
            resource["Properties"]["SecretString"] = Value::Null;
        }
        assert!(!template.to_string().contains(r#""SecretAccessKey""#), "{template}");
        assert!(!template.to_string().contains("{{resolve:"), "{template}");
    }
}

#[test]
fn each_number_is_a_key_of_its_own() {
    let keys = |props: Props| {
        let template = template(props);
        let keys: Vec<String> = of_type(&template, "AWS::IAM::AccessKey").map(|(id, _)| id.to_owned()).collect();
        let secret = the(&template, "AWS::SecretsManager::Secret")["Properties"]["SecretString"].to_string();
        (keys.clone(), keys.into_iter().filter(|key| secret.contains(key.as_str())).collect::<Vec<_>>())
    };
    let (first, told) = keys(props());
    assert_eq!((first.len(), &told), (1, &first));
    let (second, told) = keys(props().access_key_serial(2));
    assert_eq!((second.len(), &told), (1, &second));
    let (both, told) = keys(props().access_key_serial(2).keep_previous_access_key(true));
    assert_eq!((both, told), ([first, second.clone()].concat(), second));
}

#[test]
fn outputs_are_the_form_in_its_order() {
    let template = template(props().multipart_role(true));
    let outputs: Vec<(&str, &str)> = template["Outputs"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, output)| (name.as_str(), output["Description"].as_str().unwrap_or_default()))
        .collect();
    let labels: Vec<&str> = outputs.iter().map(|(_, label)| label.split(':').next().unwrap_or_default()).collect();
    assert_eq!(
        labels[..5],
        ["Name", "Bucket name", "Access key ID", "Secret access key", "Multipart Upload IAM Role ARN"]
    );
    let mut sorted = outputs.clone();
    sorted.sort_unstable();
    assert_eq!(outputs, sorted, "toolkit and console sort them");
    assert_eq!(output(&template, "1Name"), "results");
    assert_eq!(text(output(&template, "2BucketName")), "{ResultsBucket}");
    assert_eq!(
        text(output(&template, "4SecretAccessKeyCommand")),
        "aws secretsmanager get-secret-value --region {AWS::Region} --secret-id {ResultsSecret} --query SecretString \
         --output text"
    );
    assert_eq!(text(output(&template, "5MultipartUploadIamRoleArn")), "{ResultsMultipartRole.Arn}");
    assert_eq!(output(&template, "CorsCommand"), &Value::Null);
}

#[test]
fn an_existing_bucket_is_left_as_it_is() {
    let template = template(props().existing_bucket("acme-archive").app_origin("https://valohai.example.com"));
    let kinds: Vec<&Value> =
        template["Resources"].as_object().into_iter().flatten().map(|(_, resource)| &resource["Type"]).collect();
    assert_eq!(kinds, ["AWS::IAM::User", "AWS::IAM::Policy", "AWS::IAM::AccessKey", "AWS::SecretsManager::Secret"]);
    let resources = texts(&statements(&template, "AWS::IAM::Policy")[0]["Resource"]);
    assert_eq!(resources, ["arn:{AWS::Partition}:s3:::acme-archive", "arn:{AWS::Partition}:s3:::acme-archive/*"]);
    let command = cors_command("acme-archive", "https://valohai.example.com");
    assert_eq!(Some(text(output(&template, "CorsCommand")).as_str()), command.literal());
    assert_eq!(
        text(output(&template, "CorsCheckCommand")),
        r#"aws s3api get-bucket-cors --bucket acme-archive --query '[length(CORSRules[?contains(AllowedMethods, `"GET"`) && (contains(AllowedOrigins, `"*"`))]) > `0`, length(CORSRules[?contains(AllowedMethods, `"POST"`) && (contains(AllowedOrigins, `"*"`) || contains(AllowedOrigins, `"https://valohai.example.com"`))]) > `0`]'"#
    );
}

#[test]
fn cors_rules_are_the_guide_s() {
    let template = template(props());
    let rest = json!({"AllowedHeaders": ["Authorization"], "MaxAge": 3000});
    let rule = |method: &str, origin: &str| {
        let mut rule = rest.clone();
        rule["AllowedMethods"] = json!([method]);
        rule["AllowedOrigins"] = json!([origin]);
        rule
    };
    let rules = &the(&template, "AWS::S3::Bucket")["Properties"]["CorsConfiguration"]["CorsRules"];
    assert_eq!(rules, &json!([rule("GET", "*"), rule("POST", VALOHAI_APP_ORIGIN)]));
    let told = cors_command("data", VALOHAI_APP_ORIGIN);
    let told = told.literal().and_then(|text| text.split('\'').nth(1)).unwrap_or_default();
    let told: Value = serde_json::from_str(told).unwrap_or_default();
    let named = told["CORSRules"].to_string().replace("MaxAgeSeconds", "MaxAge");
    assert_eq!(serde_json::from_str::<Value>(&named).unwrap_or_default(), *rules);
}

#[test]
fn what_becomes_of_versions_and_uploads() {
    let rules = |props: Props| {
        the(&template(props), "AWS::S3::Bucket")["Properties"]["LifecycleConfiguration"]["Rules"].clone()
    };
    assert_eq!(rules(props())[0]["AbortIncompleteMultipartUpload"], json!({"DaysAfterInitiation": 7}));
    assert_eq!(rules(props().abort_uploads_after_days(0)), Value::Null);
    let all = props()
        .abort_uploads_after_days(2)
        .versioned(true)
        .move_old_versions_after_days(1)
        .delete_old_versions_after_days(90);
    let found = rules(all.clone());
    assert_eq!(list(&found).len(), 3, "{found}");
    assert_eq!(
        found[1]["NoncurrentVersionTransitions"],
        json!([{"StorageClass": "GLACIER_IR", "TransitionInDays": 1}])
    );
    assert_eq!(found[2]["NoncurrentVersionExpiration"], json!({"NoncurrentDays": 90}));
    assert_eq!(found[2]["ExpiredObjectDeleteMarker"], true);
    let archived = rules(all.old_version_storage_class(StorageClass::DEEP_ARCHIVE));
    assert_eq!(archived[1]["NoncurrentVersionTransitions"][0]["StorageClass"], "DEEP_ARCHIVE");
}

#[test]
fn a_bucket_within_endpoints_is_shut_to_the_data_from_elsewhere_and_to_its_user_at_all() {
    let statements = statements(&template(props().vpc_endpoints([ENDPOINT.to_owned()])), "AWS::S3::BucketPolicy");
    let [tls, data, user] = &statements[..] else { panic!("{statements:#?}") };
    assert_eq!(tls["Condition"], json!({"Bool": {"aws:SecureTransport": "false"}}));
    let outside = json!({
        "StringNotEquals": {"aws:SourceVpce": [ENDPOINT]},
        "NotIpAddress": {"aws:SourceIp": ["34.248.245.191/32"]},
    });
    assert_eq!(data["Condition"], outside);
    let actions = texts(&data["Action"]);
    // Whoever deploys has to reach the settings.
    for action in ["s3:*", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucket"] {
        assert!(!actions.iter().any(|pattern| pattern == action), "{action}");
    }
    assert_eq!(user["Action"], "s3:*");
    let mut of_user = user["Condition"].clone();
    assert_eq!(text(&of_user["ArnEquals"]["aws:PrincipalArn"]), "{ResultsUser.Arn}");
    of_user.as_object_mut().map(|conditions| conditions.remove("ArnEquals"));
    assert_eq!(of_user, outside);
    for statement in &statements {
        assert_eq!((&statement["Effect"], &statement["Principal"]), (&json!("Deny"), &json!({"AWS": "*"})));
        assert_eq!(texts(&statement["Resource"]), ALL);
    }
}

#[test]
fn a_bucket_stays_unless_it_is_to_be_emptied_and_deleted() {
    let kept = template(props());
    for kind in ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"] {
        assert_eq!(the(&kept, kind)["DeletionPolicy"], "RetainExceptOnCreate", "{kind}");
        assert_eq!(the(&kept, kind)["UpdateReplacePolicy"], "Retain", "{kind}");
    }
    let props = props().delete_with_stack(true).vpc_endpoints([ENDPOINT.to_owned()]).permissions_boundary("boundary");
    let deleted = template(props.multipart_role(true));
    assert_eq!(the(&deleted, "AWS::S3::Bucket")["DeletionPolicy"], "Delete");
    assert_eq!(the(&deleted, "AWS::S3::BucketPolicy").get("DeletionPolicy"), None);
    let policy = statements(&deleted, "AWS::S3::BucketPolicy");
    let data = policy.iter().find(|statement| statement["Sid"] == "OnlyFromWithin").unwrap_or(&Value::Null);
    // The function has to reach what it empties.
    let role = text(&data["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]);
    assert!(role.starts_with("{CustomS3AutoDeleteObjects") && role.ends_with("Role.Arn}"), "{role}");
    let bounded = ["AWS::IAM::Role", "AWS::IAM::User"].map(|kind| {
        of_type(&deleted, kind)
            .map(|(_, resource)| text(&resource["Properties"]["PermissionsBoundary"]))
            .collect::<Vec<_>>()
    });
    let boundary = "arn:{AWS::Partition}:iam::{AWS::AccountId}:policy/boundary".to_owned();
    assert_eq!(bounded, [vec![boundary.clone(), boundary.clone()], vec![boundary]]);
}

#[test]
fn stores_share_nothing() {
    let app = App::new();
    let stack = Stack::new(&app, "Test", StackProps::new());
    for name in ["results", "models"] {
        DataStore::new(&stack, name, DataStoreProps::new().name(name).multipart_role(true));
    }
    let template = template::template_of(&app).unwrap_or_default();
    let one = ids(&template::template(props().multipart_role(true))).len();
    assert_eq!(ids(&template).len(), 2 * one);
    for (id, resource) in template["Resources"].as_object().into_iter().flatten() {
        let other = if id.starts_with("results") { "models" } else { "results" };
        assert!(!resource.to_string().contains(other), "{id}: {resource}");
    }
}
