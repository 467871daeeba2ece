//! Access to buckets and to what is in them.

use purlin_core::{Construct, Finding, IntoValue, Value, text};

use super::Bucket;
use crate::iam::{Grant, Grantable, Principal};

const READ: &[&str] = &["s3:GetObject*", "s3:GetBucket*", "s3:List*"];
const PUT: &[&str] = &[
    "s3:PutObject",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
    "s3:Abort*",
];
const PUT_ACL: &[&str] = &["s3:PutObjectAcl", "s3:PutObjectVersionAcl"];
const DELETE: &[&str] = &["s3:DeleteObject*"];
const KEY_READ: &[&str] = &["kms:Decrypt", "kms:DescribeKey"];
const KEY_WRITE: &[&str] = &["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Decrypt"];

/// Some of the objects of a bucket, to give access to: see [`Bucket::objects`].
#[derive(Clone, Debug)]
pub struct BucketObjects {
    bucket: Bucket,
    pattern: Value<String>,
}

macro_rules! on_bucket {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        impl Bucket {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(&self, grantee: &impl Grantable) -> Grant {
                self.objects("*").$name(grantee)
            }
        )+}
    };
}

on_bucket! {
    /// Lets someone list and read all objects.
    grant_read;
    /// Lets someone write and delete all objects, but not read them.
    grant_write;
    /// Lets someone list, read, write and delete all objects.
    grant_read_write;
    /// Lets someone write objects, but neither read nor delete them.
    grant_put;
    /// Lets someone change the access control lists of objects.
    grant_put_acl;
    /// Lets someone delete objects.
    grant_delete;
}

impl Bucket {
    /// Some of its objects, by a pattern in which `*` stands for anything: to give access to these alone.
    ///
    /// ```
    /// # use purlin_aws::iam::{Principal, Role, RoleProps};
    /// # use purlin_aws::s3::{Bucket, BucketProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let data = Bucket::new(&stack, "Data", BucketProps::new());
    /// # let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2")));
    /// data.objects("uploads/*").grant_put(&role).assert_success();
    /// # app.synth().unwrap();
    /// ```
    pub fn objects(&self, pattern: impl Into<Value<String>>) -> BucketObjects {
        BucketObjects { bucket: self.clone(), pattern: pattern.into() }
    }

    /// **Lets everyone in the world read all objects.** Needs a `block_public_access` that allows it.
    #[track_caller]
    pub fn grant_public_access(&self) -> Grant {
        self.objects("*").grant_public_access(["s3:GetObject"])
    }
}

impl BucketObjects {
    /// The ARN pattern of the objects.
    pub fn arn(&self) -> Value<String> {
        text![self.bucket.arn(), "/", &self.pattern]
    }

    /// Lets someone do these things with the objects.
    #[track_caller]
    pub fn grant<A: IntoValue<String>>(&self, grantee: &impl Grantable, actions: impl IntoIterator<Item = A>) -> Grant {
        Grant::of(grantee).actions(actions).resources([self.arn()]).to_principal_or_resource(&self.bucket)
    }

    /// Lets someone list the bucket and read the objects. The list tells of other objects too.
    #[track_caller]
    pub fn grant_read(&self, grantee: &impl Grantable) -> Grant {
        self.grant_with_bucket(grantee, READ, KEY_READ)
    }

    /// Lets someone write and delete the objects, but not read them.
    #[track_caller]
    pub fn grant_write(&self, grantee: &impl Grantable) -> Grant {
        self.grant_with_bucket(grantee, &[DELETE, PUT].concat(), KEY_WRITE)
    }

    /// Lets someone list the bucket, and read, write and delete the objects. The list tells of other objects too.
    #[track_caller]
    pub fn grant_read_write(&self, grantee: &impl Grantable) -> Grant {
        let key_actions: Vec<&str> =
            KEY_READ.iter().chain(KEY_WRITE.iter().filter(|action| !KEY_READ.contains(action))).copied().collect();
        self.grant_with_bucket(grantee, &[READ, DELETE, PUT].concat(), &key_actions)
    }

    /// Lets someone write the objects in these ways alone, such as `s3:PutObjectTagging`.
    #[track_caller]
    pub fn grant_write_actions(&self, grantee: &impl Grantable, actions: &[&str]) -> Grant {
        self.grant_with_bucket(grantee, actions, KEY_WRITE)
    }

    /// Lets someone write the objects, but neither read nor delete them.
    #[track_caller]
    pub fn grant_put(&self, grantee: &impl Grantable) -> Grant {
        self.with_key(grantee, KEY_WRITE, self.grant(grantee, PUT.iter().copied()))
    }

    /// Lets someone change the access control lists of the objects.
    #[track_caller]
    pub fn grant_put_acl(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, PUT_ACL.iter().copied())
    }

    /// Lets someone delete the objects.
    #[track_caller]
    pub fn grant_delete(&self, grantee: &impl Grantable) -> Grant {
        self.grant(grantee, DELETE.iter().copied())
    }

    /// **Lets everyone in the world do these things with the objects.** Needs a `block_public_access` that allows it.
    #[track_caller]
    pub fn grant_public_access<A: IntoValue<String>>(&self, actions: impl IntoIterator<Item = A>) -> Grant {
        if self.bucket.blocks_public_policy() {
            let finding = Finding::error("public-access-blocked", "the bucket blocks policies that are public")
                .at(std::panic::Location::caller())
                .help("if everyone is to have access, set `block_public_access(BlockPublicAccess::NOTHING)`");
            self.bucket.scope().report(finding);
        }
        self.grant(&Principal::any(), actions)
    }

    #[track_caller]
    fn grant_with_bucket(&self, grantee: &impl Grantable, actions: &[&str], key_actions: &[&str]) -> Grant {
        let resources = [self.bucket.arn(), self.arn()];
        let request = Grant::of(grantee).actions(actions.iter().copied()).resources(resources);
        self.with_key(grantee, key_actions, request.to_principal_or_resource(&self.bucket))
    }

    /// Objects that are encrypted with a key cannot be read or written without it.
    #[track_caller]
    fn with_key(&self, grantee: &impl Grantable, actions: &[&str], grant: Grant) -> Grant {
        match self.bucket.encryption_key() {
            Some(key) => grant.combine(key.grant(grantee, actions.iter().copied())),
            None => grant,
        }
    }
}
