//! Secrets that are attached to what they open.

use std::rc::Rc;

use purlin_cfn::secretsmanager::{CfnSecretTargetAttachment, CfnSecretTargetAttachmentProps};
use purlin_core::{Construct, IntoValue, Scope, Value};

use super::secret::{Inner, Secret, Source};
use crate::open_enum::open_enum;

/// What a secret can be attached to: Secrets Manager then adds to the secret how it is reached, such as host and port.
pub trait SecretAttachmentTarget {
    /// Its kind and id.
    fn secret_attachment_target(&self) -> AttachmentTarget;
}

/// What a secret is attached to, by kind and id.
#[derive(Clone, Debug)]
pub struct AttachmentTarget {
    kind: AttachmentTargetType,
    id: Value<String>,
}

impl AttachmentTarget {
    /// A target of a kind, by its id, as `Ref` gives it.
    pub fn new(kind: AttachmentTargetType, id: impl IntoValue<String>) -> Self {
        AttachmentTarget { kind, id: id.into_value() }
    }
}

impl SecretAttachmentTarget for AttachmentTarget {
    fn secret_attachment_target(&self) -> AttachmentTarget {
        self.clone()
    }
}

open_enum! {
    /// The kinds of what a secret can be attached to: the types of their resources.
    pub struct AttachmentTargetType {
        /// A database of RDS.
        RDS_DB_INSTANCE = "AWS::RDS::DBInstance",
        /// A cluster of RDS.
        RDS_DB_CLUSTER = "AWS::RDS::DBCluster",
        /// A proxy of RDS.
        RDS_DB_PROXY = "AWS::RDS::DBProxy",
        /// A cluster of Redshift.
        REDSHIFT_CLUSTER = "AWS::Redshift::Cluster",
        /// An instance of DocumentDB.
        DOCDB_DB_INSTANCE = "AWS::DocDB::DBInstance",
        /// A cluster of DocumentDB.
        DOCDB_DB_CLUSTER = "AWS::DocDB::DBCluster",
    }
}

impl Secret {
    /// Attaches it to what it opens, and gives it as it is from then on: whatever uses what is given waits for the
    /// attachment.
    ///
    /// ```
    /// use purlin_aws::secretsmanager::{AttachmentTarget, AttachmentTargetType, Secret, SecretProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    ///
    /// let database = AttachmentTarget::new(AttachmentTargetType::RDS_DB_INSTANCE, "jobs");
    /// let login = Secret::new(&stack, "Login", SecretProps::new()).attach(&database);
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn attach(&self, target: &impl SecretAttachmentTarget) -> Secret {
        self.add_target_attachment("Attachment", target)
    }

    /// Attaches it like [`attach`](Secret::attach), under another id.
    #[doc(alias = "SecretTargetAttachment")]
    #[track_caller]
    pub fn add_target_attachment(&self, id: &str, target: &impl SecretAttachmentTarget) -> Secret {
        let AttachmentTarget { kind, id: target_id } = target.secret_attachment_target();
        let scope = Scope::new(self.scope(), id);
        let props = CfnSecretTargetAttachmentProps::new().secret_id(self.arn()).target_id(target_id).target_type(kind);
        let cfn = CfnSecretTargetAttachment::new(&scope, "Resource", props);
        Secret {
            inner: Rc::new(Inner {
                scope,
                arn: cfn.get_ref(),
                is_partial: self.inner.is_partial,
                name: self.name(),
                account: self.inner.account.clone(),
                encryption_key: self.inner.encryption_key.clone(),
                source: Source::Attached { cfn, secret: self.clone() },
            }),
        }
    }

    /// The attachment's generated resource, of a secret that [`attach`](Secret::attach) gave.
    pub fn cfn_attachment(&self) -> Option<&CfnSecretTargetAttachment> {
        match &self.inner.source {
            Source::Attached { cfn, .. } => Some(cfn),
            _ => None,
        }
    }
}
