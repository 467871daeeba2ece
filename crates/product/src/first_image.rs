//! Instances whose image is behind a parameter of Systems Manager, which moves.

use purlin_aws::ec2::Instance;
use purlin_cfn::Tag;
use purlin_cfn::ec2::launch_template::{LaunchTemplateData, LaunchTemplateTagSpecification, MetadataOptions};
use purlin_cfn::ec2::{CfnInstanceProps, CfnLaunchTemplate, CfnLaunchTemplateProps, instance as ec2_instance};
use purlin_core::{Scope, Tags, Value};

/// Keeps an instance as it is while the parameter that holds the id of its image moves on: another image would replace it, on
/// any deployment.
///
/// The image is named in a launch template, with this id, which gets a new version for each new image. The instance is made of the
/// first version, for good.
pub fn keep_first_image(scope: &Scope, id: &str, instance: &Instance) {
    let resource = instance.cfn().resource();
    let Some(image) = resource.property("ImageId") else { return };
    let data = LaunchTemplateData::new()
        .image_id(Value::<String>::from_val(image))
        .metadata_options(MetadataOptions::new().http_tokens("required"));
    let props = CfnLaunchTemplateProps::new().launch_template_data(data);
    let template = CfnLaunchTemplate::new(scope, id, props);
    Tags::of(&template).when_settled("AWS::EC2::LaunchTemplate", {
        let template = template.clone();
        move |_, tags| {
            let tags: Vec<_> = tags.iter().map(|(key, value)| Tag::new(key.clone(), value)).collect();
            // AWS refuses to be told of none.
            if tags.is_empty() {
                return;
            }
            let specification = LaunchTemplateTagSpecification::new().resource_type("launch-template").tags(tags);
            template.update(CfnLaunchTemplateProps::new().tag_specifications([specification]));
        }
    });
    resource.add_property_deletion_override("ImageId");
    let first = ec2_instance::LaunchTemplateSpecification::new().launch_template_id(template.get_ref()).version("1");
    instance.cfn().update(CfnInstanceProps::new().launch_template(first));
}
