//! The generator: its parser, its names, and what it makes of a small service.

#[path = "../build/generator/mod.rs"]
#[allow(dead_code, reason = "the build script uses the rest")]
mod generator;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use generator::facts::{Kind, Replacement, TagStyle, parse};
use generator::{families, generate, listing, names, resources};

const FACTS: &str = "\
# comment
S AWS::Demo demo Demo
R Queue id=QueueUrl tag=Tags:map stateful ~ResourcePolicyResource transform=A-1 arn=arn:${Partition}:demo
 Mode <fast|very%20slow|a.b|A_B> r D =\"fast\"
 Name s ! R >AWS::KMS::Key.Arn
 Policy (j|s) ~InlineResourcePolicy
 Rules [.Rule
 Size i<1|2>
 Tags {s
 type s !
 ^Rules/Port
 @Endpoint.Port n
 @Rule .Rule
T Limit
 Unit <s|m>
T Rule
 Limit (.Limit|s)
 Port i !
";

#[test]
fn facts_are_parsed() {
    let service = parse(FACTS).unwrap();
    assert_eq!((service.namespace, service.module), ("AWS::Demo", "demo"));
    let queue = &service.resources[0];
    assert_eq!(queue.identifier, Some("QueueUrl"));
    assert_eq!(queue.tags.unwrap().style, TagStyle::Map);
    assert!(queue.stateful);
    assert_eq!(queue.arn, Some("arn:${Partition}:demo"));
    assert_eq!(queue.replacing_paths, ["Rules/Port"]);

    let mode = &queue.properties[0];
    assert_eq!(mode.kind, Kind::Enumeration(vec!["fast", "very%20slow", "a.b", "A_B"]));
    assert_eq!((mode.replacement, mode.deprecated, mode.required), (Replacement::Maybe, true, false));
    assert_eq!(mode.default, Some("\"fast\""));
    assert_eq!(queue.properties[1].references, ["AWS::KMS::Key.Arn"]);
    assert_eq!(queue.properties[2].kind, Kind::Union(vec![Kind::Json, Kind::String]));
    assert_eq!(queue.properties[3].kind, Kind::List(Box::new(Kind::Nested("Rule"))));
    assert_eq!(queue.types[1].properties[0].kind, Kind::Union(vec![Kind::Nested("Limit"), Kind::String]));
}

#[test]
fn unions_may_hold_enumerations_and_unions() {
    let service = parse("S A::B b B\nR X\n P (<a|b(|c>|[(s|j)|n)\n").unwrap();
    let Kind::Union(alternatives) = &service.resources[0].properties[0].kind else { panic!("no union") };
    assert_eq!(alternatives[0], Kind::Enumeration(vec!["a", "b(", "c"]));
    assert_eq!(alternatives[1], Kind::List(Box::new(Kind::Union(vec![Kind::String, Kind::Json]))));
    assert_eq!(alternatives[2], Kind::Number);
}

#[test]
fn mistakes_in_facts_name_the_line() {
    for (text, message) in [
        ("", "there is no service line"),
        ("R Queue\n", "line 1: `R Queue` is not expected here"),
        ("S A::B b B\nR X\n P q\n", "line 3: `q` is no known type"),
        ("S A::B b B\nR X\n P s ?\n", "line 3: `?` is no known fact of a property"),
        ("S A::B b B\nR X huge\n", "line 2: `huge` is no known fact of a resource"),
        ("S A::B b B\nR X tag=Tags:odd\n", "line 2: `odd` is no known shape of tags"),
    ] {
        assert_eq!(parse(text).unwrap_err(), message);
    }
}

#[test]
fn names_follow_the_rules() {
    for (name, snake) in [
        ("VPC", "vpc"),
        ("VPCCidrBlock", "vpc_cidr_block"),
        ("DBInstanceIdentifier", "db_instance_identifier"),
        ("SubnetIDs", "subnet_ids"),
        ("TargetGroupARNs", "target_group_arns"),
        ("EnableIPv6Support", "enable_ipv6_support"),
        ("Ipv6CidrBlock", "ipv6_cidr_block"),
        ("S3BucketName", "s3_bucket_name"),
        ("IoTJobId", "iot_job_id"),
        ("IdConfig", "id_config"),
        ("MemoryGiBPerVCpu", "memory_gib_per_vcpu"),
        ("AllowedOAuthFlows", "allowed_oauth_flows"),
        ("vCpu", "vcpu"),
        ("Endpoint.Address", "endpoint_address"),
        ("machineType", "machine_type"),
    ] {
        assert_eq!(names::snake_case(name), snake);
    }
    assert_eq!(names::method("Type"), "type_");
    assert_eq!(names::method("New"), "new_");
    for (value, constant) in [
        ("dedicated", "DEDICATED"),
        ("t3.micro", "T3_MICRO"),
        ("AWS_IAM", "AWS_IAM"),
        ("CreateOnly", "CREATE_ONLY"),
        ("aws:kms", "AWS_KMS"),
        ("1.2", "_1_2"),
        ("", "EMPTY"),
        ("*", "ALL"),
    ] {
        assert_eq!(names::constant(value), constant);
    }
}

#[test]
fn the_small_service_is_generated() {
    let source = generate(FACTS).unwrap().source;
    for expected in [
        "pub struct CfnQueue { resource: t::Resource }",
        "name: \"AWS::Demo::Queue\", tags: Some(t::TagProperty { property: \"Tags\", style: t::TagStyle::Map }), stateful: true",
        "pub struct CfnQueueProps<A = missing::Name, B = missing::Type>(t::Bag<(A, B,)>);",
        "pub fn name(self, value: impl t::IntoValue<t::String>) -> CfnQueueProps<t::Set, B> {",
        "pub fn type_(self, value: impl t::IntoValue<t::String>) -> CfnQueueProps<A, t::Set> {",
        "pub fn mode(self, value: impl t::IntoValue<queue::Mode>) -> Self {",
        "pub fn policy(self, value: impl t::IntoValue<t::Json>) -> Self {",
        "pub fn rules(self, value: impl t::IntoValue<t::Vec<queue::Rule>>) -> Self {",
        "pub fn tags(self, value: impl t::IntoValue<t::Map<t::String>>) -> Self {",
        "pub fn attr_endpoint_port(&self) -> t::Value<f64> {",
        "pub const VERY_SLOW: Self = Self(t::Text::Borrowed(\"very slow\"));",
        "pub const A_B_2: Self = Self(t::Text::Borrowed(\"A_B\"));",
        "pub struct LimitUnit(t::Text);",
        "impl t::IntoValue<t::Json> for Limit {",
        "/// `Mode`. Changing it may replace the resource. Deprecated by AWS. Default: `\"fast\"`.",
        "/// `Name`. Required. Changing it replaces the resource. Takes `AWS::KMS::Key.Arn`.",
        "/// `Size`. One of 1, 2.",
        "aws-resource-demo-queue.html",
        "aws-properties-demo-queue-rule.html",
    ] {
        assert!(source.contains(expected), "`{expected}` is not in\n{source}");
    }
    assert!(!source.contains("impl<A: t::IsSet> t::IntoValue<t::Json> for Rule<A>"), "Rule is in no union");
}

#[test]
fn the_listing_names_everything() {
    let listing = listing(FACTS).unwrap();
    let expected = [
        "AWS::Demo::Queue",
        "AWS::Demo::Queue#Limit",
        "AWS::Demo::Queue#Limit.Unit",
        "AWS::Demo::Queue#Rule",
        "AWS::Demo::Queue#Rule.Limit",
        "AWS::Demo::Queue#Rule.Port",
        "AWS::Demo::Queue.Mode",
        "AWS::Demo::Queue.Name",
        "AWS::Demo::Queue.Policy",
        "AWS::Demo::Queue.Rules",
        "AWS::Demo::Queue.Size",
        "AWS::Demo::Queue.Tags",
        "AWS::Demo::Queue.type",
        "AWS::Demo::Queue@Endpoint.Port",
        "AWS::Demo::Queue@Rule",
    ];
    let listing: BTreeSet<&str> = listing.iter().map(String::as_str).collect();
    assert_eq!(listing, BTreeSet::from(expected));
}

#[test]
fn clashes_are_errors() {
    let error = generate("S A::B b B\nR X\n Port s\n port s\n").unwrap_err();
    assert_eq!(error, "A::B::X: two properties of CfnXProps become `port`");
    let error = generate("S A::B b B\nR X\n P .Gone\n").unwrap_err();
    assert_eq!(error, "A::B::X: there is no nested type `Gone`");
}

#[test]
fn all_facts_are_generated() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("facts");
    let index = fs::read_to_string(folder.join("index.txt")).unwrap();
    let mut resources = 0;
    for line in index.lines().filter(|line| line.starts_with("S ")) {
        let module = line.split(' ').nth(2).unwrap();
        let text = fs::read_to_string(folder.join(format!("{module}.txt"))).unwrap();
        assert_eq!(text.lines().nth(1), Some(line), "{module}.txt and the index disagree");
        let facts = text.lines().filter(|line| !line.starts_with(['#', 'S']) && !line.starts_with(" ^")).count();
        let generated = generate(&text).unwrap_or_else(|error| panic!("{module}.txt: {error}"));
        assert_eq!(generated.items.len(), facts, "{module}: not every fact is offered");
        resources += text.lines().filter(|line| line.starts_with("R ")).count();
    }
    assert!(resources > 1_800, "{resources} resource types are fewer than there were");
}

#[test]
fn every_service_has_a_feature() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let index = fs::read_to_string(folder.join("facts/index.txt")).unwrap();
    let services = index.lines().filter(|line| line.starts_with("S ")).filter_map(|line| line.split(' ').nth(2));
    let features: BTreeSet<&str> = services.map(families::feature).collect();
    assert!(features.len() < 250, "a registry takes 300 features, and `full` and `default` are two");

    let all: String = features.iter().map(|feature| format!("    \"{feature}\",\n")).collect();
    let each: String = features.iter().map(|feature| format!("{feature} = []\n")).collect();
    let expected = format!("[features]\ndefault = []\nfull = [\n{all}]\n{each}");

    let path = folder.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let (head, found) = manifest.split_at(manifest.find("[features]").unwrap());
    if env::var_os("PURLIN_REFRESH").is_some() {
        fs::write(&path, format!("{head}{expected}")).unwrap();
    } else {
        assert_eq!(found, expected, "run this test with PURLIN_REFRESH=1 to write the features to Cargo.toml");
    }
}

#[test]
fn documentation_pages_have_their_address() {
    assert_eq!(
        resources::documentation_page("AWS::EC2::VPC"),
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html"
    );
    assert!(resources::documentation_page("Alexa::ASK::Skill").ends_with("/aws-resource-ask-skill.html"));
}
