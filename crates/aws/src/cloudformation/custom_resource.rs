//! Custom resources.

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use purlin_core::{
    AttributeType, Complete, Construct, Finding, RemovalPolicy, Resource, Scope, Text, Val, Value, props,
};

use crate::handle::handle;
use crate::iam::{Grantable, Identity, Policy, PolicyProps, PolicyStatement, Principal};

use super::provider::{CustomResourceProvider, check_type};

const SERVICE_TOKEN: &str = "ServiceToken";
const SERVICE_TIMEOUT: &str = "ServiceTimeout";
/// What resources are whose provider has no type of its own.
const ANY_TYPE: &str = "AWS::CloudFormation::CustomResource";
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60 * 60);

props! {
    /// The settings of a [`CustomResource`].
    pub struct CustomResourceProps => CustomResourceSettings in custom_resource_props {
        required {
            /// The function that makes it.
            provider: CustomResourceProvider as Provider,
        }
        optional {
            /// Its type, such as `Custom::EmptiedQueue`. Default: that of its provider; `AWS::CloudFormation::CustomResource`
            /// when the provider was imported.
            resource_type: String,
            /// What the function is told, by name. [`property`](CustomResourceProps::property) adds one.
            properties: Vec<(Text, Val)> = Vec::new(),
            /// How long CloudFormation waits for the function's answer, from 1 second to one hour, the default.
            service_timeout: Duration,
            /// What becomes of it when it leaves the stack. Default: the function is told to delete it.
            removal_policy: RemovalPolicy = RemovalPolicy::Destroy,
        }
    }
}

impl<Provider> CustomResourceProps<Provider> {
    /// Adds something that the function is told, in the request's `ResourceProperties`. CloudFormation makes texts of numbers
    /// and booleans.
    pub fn property(mut self, name: impl Into<Text>, value: impl Into<Val>) -> Self {
        self.optional.properties.push((name.into(), value.into()));
        self
    }
}

/// A resource that a function of the stack makes, changes and deletes.
///
/// ```
/// use purlin_aws::cloudformation::{CustomResource, CustomResourceProps, CustomResourceProvider};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let function = "arn:aws:lambda:eu-west-1:111122223333:function:addresses";
/// let provider = CustomResourceProvider::from_service_token(&stack, "Addresses", function);
/// let props = CustomResourceProps::new().provider(provider).resource_type("Custom::Address").property("Pool", "office");
/// let address = CustomResource::new(&stack, "Address", props);
/// let range = address.get_att::<String>("Cidr"); // from the function's answer
/// # app.synth().unwrap();
/// ```
///
/// [Custom resources](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html)
#[derive(Clone)]
pub struct CustomResource {
    inner: Rc<Inner>,
}

struct Inner {
    scope: Scope,
    resource: Resource,
    provider: CustomResourceProvider,
    policy: RefCell<Option<Policy>>,
}

handle!(CustomResource, inner.scope);

impl CustomResource {
    /// A custom resource.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<CustomResourceSettings>) -> Self {
        let location = Location::caller();
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, location);
        let provider = settings.provider;
        let resource_type = settings.resource_type.as_deref().or(provider.resource_type()).unwrap_or(ANY_TYPE);
        let resource = Resource::untyped(&scope, "Default", resource_type.to_owned());
        resource.set_property(SERVICE_TOKEN, provider.service_token());
        if let Some(timeout) = settings.service_timeout {
            resource.set_property(SERVICE_TIMEOUT, crate::durations::seconds(timeout).to_string());
        }
        for (name, value) in settings.properties {
            resource.set_property(name, value);
        }
        resource.apply_removal_policy(settings.removal_policy);
        CustomResource { inner: Rc::new(Inner { scope, resource, provider, policy: RefCell::default() }) }
    }

    /// The resource itself.
    pub fn resource(&self) -> &Resource {
        &self.inner.resource
    }

    /// The function that makes it.
    pub fn provider(&self) -> &CustomResourceProvider {
        &self.inner.provider
    }

    /// `Ref`: the physical id that the function answers with.
    pub fn get_ref(&self) -> Value<String> {
        self.inner.resource.get_ref()
    }

    /// `Fn::GetAtt`: something of the data that the function answers with.
    pub fn get_att<T: AttributeType>(&self, name: impl Into<Text>) -> Value<T> {
        self.inner.resource.get_att(name)
    }

    /// Lets the function do something for this resource: in a policy of the resource's own, which is there before the
    /// resource is made, and until it was deleted, whatever becomes of others of its type.
    #[track_caller]
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        if self.add_to_principal_policy(statement).is_none() {
            let finding = Finding::warning("function-not-changed", "an imported function cannot be allowed more");
            self.inner.scope.report(finding.at(Location::caller()).help("add the statement where its role is kept"));
        }
    }

    #[track_caller]
    fn policy(&self, role: &Resource) -> Policy {
        if let Some(policy) = &*self.inner.policy.borrow() {
            return policy.clone();
        }
        let policy = Policy::new(self, "Policy", PolicyProps::new());
        policy.attach_to_generated_role(role);
        self.inner.resource.add_dependency(&policy);
        *self.inner.policy.borrow_mut() = Some(policy.clone());
        policy
    }
}

impl Grantable for CustomResource {
    fn grant_principal(&self) -> Principal {
        Principal::identity(self.clone())
    }
}

impl Identity for CustomResource {
    fn arn(&self) -> Option<Value<String>> {
        self.inner.provider.role().map(|role| role.get_att("Arn"))
    }

    fn account(&self) -> Value<String> {
        self.inner.scope.account()
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.policy(self.inner.provider.role()?);
        policy.add_statement(statement);
        Some(policy.scope().clone())
    }
}

fn check(scope: &Scope, settings: &CustomResourceSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(resource_type) = settings.resource_type.as_deref().filter(|name| *name != ANY_TYPE) {
        check_type(scope, resource_type, location);
    }
    if let Some((name, _)) =
        settings.properties.iter().find(|(name, _)| [SERVICE_TOKEN, SERVICE_TIMEOUT].contains(&&**name))
    {
        let message = format!("`{name}` is no property of the resource, but CloudFormation's own");
        report("reserved-property", message, "name the property otherwise; `provider` and `service_timeout` set these");
    }
    if let Some(timeout) = settings.service_timeout
        && (timeout < Duration::from_secs(1) || timeout > LONGEST_TIMEOUT)
    {
        let message = format!("CloudFormation cannot wait {timeout:?} for a custom resource");
        report("bad-service-timeout", message, "set `service_timeout` between 1 second and one hour");
    }
}
