//! The queue's instance: its image, its disk, and what replaces it.

mod template;

use purlin_core::{Environment, StackProps};
use purlin_hybrid_workers::{DEFAULT_QUEUE_IMAGE, ImageSource};
use serde_json::{Value, json};
use template::{of_type, properties, props, synthesise, template};

/// The launch template that keeps the first image, where there is one.
fn first_image(template: &Value) -> Option<&Value> {
    of_type(template, "AWS::EC2::LaunchTemplate").map(|(_, resource)| &resource["Properties"]).next()
}

#[test]
fn an_image_by_its_id_is_the_queue_s_for_good() {
    let template = template(props().queue_image("ami-0123456789abcdef0"));
    assert_eq!(properties(&template, "ValohaiQueue")["ImageId"], "ami-0123456789abcdef0");
    assert_eq!(first_image(&template), None);
    assert_eq!(template["Parameters"]["ValohaiQueueImage"], Value::Null);
}

/// Another value of the parameter makes another version of the launch template, and the queue is made of the first.
#[test]
fn an_image_of_a_parameter_is_the_first_one_that_it_held() {
    let template = template(props());
    let queue = properties(&template, "ValohaiQueue");
    assert_eq!(queue["ImageId"], Value::Null);
    assert_eq!(queue["LaunchTemplate"]["Version"], "1");
    let name = queue["LaunchTemplate"]["LaunchTemplateId"]["Ref"].as_str().unwrap();
    let data = &template["Resources"][name]["Properties"]["LaunchTemplateData"];
    assert_eq!(data["ImageId"], json!({"Ref": "ValohaiQueueImage"}));
    let parameter = &template["Parameters"]["ValohaiQueueImage"];
    assert_eq!(parameter["Type"], "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>");
    assert_eq!(parameter["Default"], DEFAULT_QUEUE_IMAGE);
    assert_eq!(template["Resources"][name]["Properties"].get("LaunchTemplateName"), None, "a name would replace it");
}

/// A queue that there is would not hear of changes to anything else in it.
#[test]
fn the_first_image_says_nothing_but_the_image() {
    let template = template(props());
    let data = &first_image(&template).unwrap()["LaunchTemplateData"];
    let names: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert_eq!(names, ["ImageId", "MetadataOptions"]);
}

#[test]
fn an_own_parameter_may_hold_the_image() {
    let template = template(props().queue_image("/images/queue"));
    assert_eq!(template["Parameters"]["ValohaiQueueImage"]["Default"], "/images/queue");
    assert!(first_image(&template).is_some());
}

#[test]
fn an_image_that_is_looked_up_is_asked_for_once() {
    let image = ImageSource::Lookup { owner: "099720109477".to_owned(), name: "ubuntu-noble-*".to_owned() };
    let known = || StackProps::new().environment(Environment::new("111111111111", "eu-west-1"));
    let missing = synthesise(known(), props().queue_image(image.clone())).unwrap();
    // Without an answer the template cannot be deployed; the toolkit finds it, and asks again.
    assert!(!missing.to_string().contains("RunInstances"), "{missing}");
    let app = purlin_core::App::new();
    let filters = "filters.image-type.0=machine:filters.name.0=ubuntu-noble-*:filters.state.0=available";
    let key = format!("ami:account=111111111111:{filters}:owners.0=099720109477:region=eu-west-1");
    purlin_core::Construct::scope(&app).set_context(key, "ami-0fedcba9876543210");
    let stack = purlin_core::Stack::new(&app, "Test", known());
    purlin_hybrid_workers::HybridWorkers::new(&stack, "Valohai", props().queue_image(image));
    let text = app.synth().unwrap().template("Test").unwrap();
    let template: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(properties(&template, "ValohaiQueue")["ImageId"], "ami-0fedcba9876543210");
    assert_eq!(first_image(&template), None, "it stays in the context");
}

#[test]
fn the_root_disk_is_the_image_s_own() {
    for image in ["ami-0123456789abcdef0", "/images/queue"] {
        let template = template(props().queue_image(image).queue_disk_size(40));
        let devices = properties(&template, "ValohaiQueue")["BlockDeviceMappings"].clone();
        let disk = json!({"DeleteOnTermination": true, "Encrypted": true, "VolumeSize": 40, "VolumeType": "gp3"});
        // Under any other name it would be a second disk, and Ubuntu's would stay small and unencrypted.
        assert_eq!(devices, json!([{"DeviceName": "/dev/sda1", "Ebs": disk}]), "{image}");
    }
}

#[test]
fn an_import_has_no_launch_template() {
    let import = template(props().importing(true));
    assert_eq!(first_image(&import), None);
    assert_eq!(properties(&import, "ValohaiQueue")["ImageId"], json!({"Ref": "ValohaiQueueImage"}));
}
