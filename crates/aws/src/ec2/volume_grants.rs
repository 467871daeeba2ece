//! Who may attach volumes to instances, and detach them.

use md5::{Digest, Md5};
use purlin_core::{Construct, IntoValue, Tags, Val, Value, text};

use super::volume::Volume;
use crate::iam::{Condition, Grant, GrantRequest, Grantable, Principal};

impl Volume {
    /// Lets someone attach it to any instance of the account.
    ///
    /// An instance cannot name itself here, since it waits for the permissions of its role:
    /// [`grant_attach_by_resource_tag`](Volume::grant_attach_by_resource_tag) is for that.
    ///
    /// ```
    /// # use purlin_aws::ec2::{Volume, VolumeProps};
    /// # use purlin_aws::iam::{Principal, Role, RoleProps};
    /// # let app = purlin_core::App::new();
    /// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
    /// # let role = Role::new(&stack, "Role", RoleProps::new().assumed_by(Principal::service("ec2.amazonaws.com")));
    /// let volume = Volume::new(&stack, "Data", VolumeProps::new().availability_zone("eu-west-1a").size_gib(100));
    /// volume.grant_attach(&role).assert_success();
    /// volume.grant_detach_from(&role, ["i-0123456789abcdef0"]).assert_success();
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn grant_attach(&self, grantee: &impl Grantable) -> Grant {
        self.attach(grantee, self.request(grantee, "ec2:AttachVolume", &[]))
    }

    /// Lets someone attach it to these instances, by their ids.
    #[track_caller]
    pub fn grant_attach_to<I: IntoValue<String>>(
        &self,
        grantee: &impl Grantable,
        instance_ids: impl IntoIterator<Item = I>,
    ) -> Grant {
        let instances: Vec<_> = instance_ids.into_iter().map(I::into_value).collect();
        self.attach(grantee, self.request(grantee, "ec2:AttachVolume", &instances))
    }

    /// Lets someone detach it from any instance of the account.
    #[track_caller]
    pub fn grant_detach(&self, grantee: &impl Grantable) -> Grant {
        self.request(grantee, "ec2:DetachVolume", &[]).to_principal(self)
    }

    /// Lets someone detach it from these instances, by their ids.
    #[track_caller]
    pub fn grant_detach_from<I: IntoValue<String>>(
        &self,
        grantee: &impl Grantable,
        instance_ids: impl IntoIterator<Item = I>,
    ) -> Grant {
        let instances: Vec<_> = instance_ids.into_iter().map(I::into_value).collect();
        self.request(grantee, "ec2:DetachVolume", &instances).to_principal(self)
    }

    /// Lets someone attach it to these instances, which, like the volume, get a tag that the permission asks for: for
    /// instances whose own role may do so. `suffix` ends the tag's key; it is made of the ids unless it is given.
    #[track_caller]
    pub fn grant_attach_by_resource_tag(
        &self,
        grantee: &impl Grantable,
        instances: &[&dyn Construct],
        suffix: Option<&str>,
    ) -> Grant {
        let request = self.request(grantee, "ec2:AttachVolume", &[]);
        let condition = self.tag("VolumeGrantAttach", instances, suffix);
        self.attach(grantee, request.when(condition))
    }

    /// Lets someone detach it from these instances, as
    /// [`grant_attach_by_resource_tag`](Volume::grant_attach_by_resource_tag) does with attaching.
    #[track_caller]
    pub fn grant_detach_by_resource_tag(
        &self,
        grantee: &impl Grantable,
        instances: &[&dyn Construct],
        suffix: Option<&str>,
    ) -> Grant {
        let request = self.request(grantee, "ec2:DetachVolume", &[]);
        request.when(self.tag("VolumeGrantDetach", instances, suffix)).to_principal(self)
    }

    #[track_caller]
    fn request(&self, grantee: &impl Grantable, action: &'static str, instances: &[Value<String>]) -> GrantRequest {
        let stack = self.scope().stack();
        let arn = |resource: Value<String>| stack.as_ref().map(|stack| stack.arn("ec2", resource));
        let volume = arn(text!["volume/", self.id()]);
        let any = if instances.is_empty() { arn("instance/*".into_value()) } else { None };
        let instances = instances.iter().filter_map(|id| arn(text!["instance/", id]));
        Grant::of(grantee).actions([action]).resources(volume.into_iter().chain(instances).chain(any))
    }

    #[track_caller]
    fn attach(&self, grantee: &impl Grantable, request: GrantRequest) -> Grant {
        let grant = request.to_principal(self);
        let Some(key) = self.encryption_key() else { return grant };
        // EC2 grants itself the use of the key on behalf of whoever attaches.
        let on_behalf = Grant::of(grantee)
            .actions(["kms:CreateGrant"])
            .resources([key.arn()])
            .when(Condition::new("Bool", "kms:GrantIsForAWSResource", Val::Bool(true)))
            .when(Condition::string_equals("kms:ViaService", self.via_ec2()))
            .when(Condition::string_equals("kms:GrantConstraintType", "EncryptionContextSubset"))
            .to_principal(key);
        grant.combine(on_behalf)
    }

    /// Tags the volume and the instances, and tells what the permission asks for.
    fn tag(&self, prefix: &str, instances: &[&dyn Construct], suffix: Option<&str>) -> Condition {
        let all = || [self as &dyn Construct].into_iter().chain(instances.iter().copied());
        let ids: String = all().map(|construct| construct.scope().unique_id()).collect();
        let value = hex(&Md5::digest(ids));
        let made = value.get(..10).unwrap_or_default().to_ascii_uppercase();
        let key = format!("{prefix}-{}", suffix.unwrap_or(&made));
        all().for_each(|construct| Tags::of(construct.scope()).add(key.clone(), value.clone()));
        Condition::string_equals(format!("ec2:ResourceTag/{key}"), value).for_any_value()
    }

    /// Lets EC2 use the key for whoever of the account works with the volume.
    pub(super) fn let_account_use_key(&self, reads_snapshot: bool) {
        let Some(key) = self.encryption_key() else { return };
        let principal = Principal::account_root()
            .when(Condition::string_equals("kms:ViaService", self.via_ec2()))
            .when(Condition::string_equals("kms:CallerAccount", self.scope().account()));
        let mut actions = vec!["kms:DescribeKey", "kms:GenerateDataKeyWithoutPlainText"];
        if reads_snapshot {
            actions.push("kms:ReEncrypt*");
        }
        key.grant(&principal, actions).assert_success();
    }

    fn via_ec2(&self) -> Value<String> {
        text!["ec2.", self.scope().region(), ".amazonaws.com"]
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
