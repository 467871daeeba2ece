//! Taking over the stack that Valohai's Python template made: what of it has to stay as it is.
//!
//! The components make what they always make, at the template's places (`layout.rs`) and under its names. What is left to say
//! is said here once they are there: `facts.rs` has it as data, `cache.rs` makes the one resource that is of another type.

mod cache;
mod facts;
mod remarks;

use purlin_cfn::ec2::launch_template::{LaunchTemplateData, MetadataOptions};
use purlin_cfn::ec2::{CfnLaunchTemplate, CfnLaunchTemplateProps};
use purlin_core::{Construct, Resource, Scope, Val, Value, text, unique_id};
use purlin_product::postgres::Version;
use purlin_valohai::TAG;

use crate::layout::{self, Position};
use crate::plan::Plan;
use crate::props::SelfHostedSettings;

pub(crate) use cache::cache;
pub(crate) use facts::DATABASE_VERSION;
use facts::{Fact, KEPT, WITHOUT_RESOURCE};

/// What the Python template calls its stack.
pub const PYTHON_TEMPLATE_STACK: &str = "ValohaiSandbox";

const LAUNCH_TEMPLATE: &str = "LaunchTemplate";

/// The generated resources of constructs have one of these ids below them.
const RESOURCE_IDS: [&str; 2] = ["Resource", "Default"];

/// Makes everything that is there the way the Python template has it, where it would be replaced otherwise, and says what
/// cannot be put right in place.
pub(crate) fn keep(plan: &Plan) {
    if !plan.layout.is_python() {
        return;
    }
    for position in WITHOUT_RESOURCE {
        if let Some(resource) = resource(plan, position) {
            resource.scope().override_logical_id(position.python_logical_id());
        }
    }
    for (position, facts) in KEPT {
        let Some(resource) = resource(plan, position) else { continue };
        for (property, fact) in *facts {
            match fact {
                Fact::Text(text) => resource.set_property(*property, Value::<String>::from(*text)),
                Fact::Yes => resource.set_property(*property, Value::from(true)),
                Fact::Texts(texts) => {
                    let texts = texts.iter().map(|text| Val::text(*text)).collect();
                    resource.set_property(*property, Val::List(texts));
                }
                Fact::Path => resource.set_property(*property, path(plan, position)),
                Fact::Nothing => resource.add_property_deletion_override(property),
            }
        }
    }
    keep_tags_of_key_pair(plan);
    keep_launch_template(plan);
    remarks::tell(plan);
}

/// Whether the queue stays the template's cache.
pub(crate) fn keeps_cache(plan: &Plan) -> bool {
    plan.layout.is_python() && !plan.settings.replace_cache
}

/// The name of the bucket, which the template makes of the account's number.
pub(crate) fn bucket_name(scope: &Scope) -> Value<String> {
    text!["valohai-data-", scope.account()]
}

/// The generated resource of what stands at a position, where that is made here.
fn resource(plan: &Plan, position: &Position) -> Option<Resource> {
    let (parent, id) = plan.layout.at(position);
    let construct = parent.child(id)?;
    construct.resource().or_else(|| RESOURCE_IDS.iter().find_map(|id| construct.child(id)?.resource()))
}

/// What aws-cdk-lib describes a security group with that is told nothing: its path.
fn path(plan: &Plan, position: &Position) -> Value<String> {
    let stack = plan.scope().stack().map(|stack| stack.stack_name()).unwrap_or_default();
    format!("{stack}/{}", position.python).into()
}

/// Other tags would replace the key pair, which no other one of its name can come beside.
fn keep_tags_of_key_pair(plan: &Plan) {
    let (tag, value) = TAG;
    let tag = Val::structure([("Key", Val::text(tag)), ("Value", Val::text(value))]);
    if let Some(pair) = resource(plan, &layout::KEY_PAIR) {
        pair.scope().add_override("Properties.Tags", Val::List(vec![tag]));
    }
}

/// The instance has a launch template, as aws-cdk-lib used to make one for the sake of the metadata service. The script is in it:
/// another script is another version of it, which replaces the instance; a script of the instance's own would run on no
/// instance that there is.
fn keep_launch_template(plan: &Plan) {
    let Some(instance) = resource(plan, &layout::MASTER) else { return };
    if instance.property("LaunchTemplate").is_some() {
        // The image is in one already.
        return instance.append_hash_to_logical_id("UserData");
    }
    let Some(construct) = instance.scope().parent() else { return };
    let stack = plan.scope().stack().map(|stack| stack.stack_name()).unwrap_or_default();
    let path = [stack.as_str()].into_iter().chain(layout::MASTER.python.split('/')).chain([LAUNCH_TEMPLATE]);
    let name = unique_id(&path.collect::<Vec<_>>());
    let data = || LaunchTemplateData::new().metadata_options(MetadataOptions::new().http_tokens("required"));
    let props = CfnLaunchTemplateProps::new().launch_template_name(name.clone()).launch_template_data(data());
    let template = CfnLaunchTemplate::new(&construct, LAUNCH_TEMPLATE, props);
    let version = template.attr_latest_version_number().into_val();
    let named = Val::structure([("LaunchTemplateName", Val::text(name)), ("Version", version)]);
    instance.set_property("LaunchTemplate", named);
    // The construct writes its script once it is whole.
    construct.when_settled(move |_| {
        if let Some(script) = instance.property("UserData") {
            let data = data().user_data(Value::<String>::from_val(script));
            template.update(CfnLaunchTemplateProps::new().launch_template_data(data));
            instance.add_property_deletion_override("UserData");
        }
    });
}

/// The version of the database: the template's, unless another one is wished for.
pub(crate) fn database_version(settings: &SelfHostedSettings) -> Version<'_> {
    match settings.database_version.as_deref() {
        Some(version) if is_other_major_version(version) => Version::Offered(version),
        // RDS makes no new databases of it.
        Some(version) => Version::Existing(version),
        None => Version::Existing(DATABASE_VERSION),
    }
}

/// Whether a version is of another major one than the template's.
pub(crate) fn is_other_major_version(version: &str) -> bool {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    major(version) != major(DATABASE_VERSION)
}
