//! What the types take and what they refuse, with the words they refuse it with.

#![allow(clippy::panic)]

use purlin_core::{IntoValue, Value};
use purlin_settings::{
    AccountId, AllocationId, AmiId, Arn, AuroraCapacity, AvailabilityZone, BucketName, CacheNodeType, CertificateArn,
    Cidr, DbInstanceClass, DomainName, EmailAddress, HostedZoneId, HttpsUrl, ImageName, ImageOwner, InstanceType,
    KeyArn, MachineImage, ParameterName, PolicyArn, PrincipalArn, Region, RoleArn, RoleName, SecretArn, SettingsFile,
    SubnetId, TagKey, TagValue, Text, TopicArn, Url, VpcCidr, VpcId, settings,
};

#[track_caller]
fn takes<T: Text + ToString>(texts: &[&str]) {
    for text in texts {
        match T::parse(text) {
            Ok(value) => assert_eq!(value.to_string(), *text),
            Err(mistake) => panic!("{text}: {mistake}"),
        }
    }
}

#[track_caller]
fn refuses<T: Text>(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        let mistake = T::parse(text).err().unwrap_or_else(|| panic!("{text} was taken")).to_string();
        assert!(mistake.contains(expected), "{text}: {mistake}");
    }
}

#[test]
fn texts_are_values() {
    let subnets: Vec<SubnetId> = vec!["subnet-0123abcd".parse().unwrap(), "subnet-4567cdef".parse().unwrap()];
    let value: Value<Vec<String>> = (&subnets).into_value();
    let expected: Value<Vec<String>> = ["subnet-0123abcd", "subnet-4567cdef"].into_value();
    assert_eq!(format!("{value:?}"), format!("{expected:?}"));
}

#[test]
fn address_ranges() {
    takes::<Cidr>(&["0.0.0.0/0", "10.0.0.0/8", "34.248.245.191/32", "192.168.128.0/17"]);
    refuses::<Cidr>(&[
        ("10.0.0.0", "write `10.0.0.0/32`"),
        ("10.0.0.1/24", "write `10.0.0.0/24`"),
        ("10.0.0.0/33", "from 0 to 32"),
        ("10.0.0.0/+8", "no length"),
        ("10.0.0.0/08", "no length"),
        ("10.0.0/8", "no IPv4 address"),
        ("10.0.0.00/8", "without leading zeros"),
        ("fd00::/8", "IPv6"),
        ("10.0.0.0/", "no length"),
        ("", "no address"),
    ]);
    takes::<VpcCidr>(&[
        "10.0.0.0/16",
        "10.0.0.16/28",
        "100.64.0.0/16",
        "8.8.0.0/16",
        "169.253.0.0/16",
        "223.255.0.0/16",
    ]);
    refuses::<VpcCidr>(&[
        ("10.0.0.0/8", "write `10.0.0.0/16`"),
        ("10.0.0.8/30", "write `10.0.0.0/28`"),
        ("0.0.0.0/16", "`0.0.0.0/8`"),
        ("127.1.0.0/16", "`127.0.0.0/8` is each machine's own"),
        ("169.254.169.240/28", "`169.254.0.0/16`"),
        ("224.0.0.0/16", "`224.0.0.0/4` is for multicast"),
        ("255.255.0.0/16", "`240.0.0.0/4` is reserved"),
    ]);
}

#[test]
fn domain_names() {
    takes::<DomainName>(&["a.b", "queue.example.com", "xn--bcher-kva.example", "1.example.com", "A-b.Example.COM"]);
    refuses::<DomainName>(&[
        ("", "empty"),
        ("https://queue.example.com/x", "write `queue.example.com`"),
        ("queue.example.com:443", "write `queue.example.com`"),
        ("queue.example.com.", "write `queue.example.com`"),
        (" queue.example.com", "write `queue.example.com`"),
        ("10.0.0.1", "address"),
        ("*.example.com", "wildcard"),
        ("bücher.example", "xn--"),
        ("a..b", "dots"),
        ("-a.example.com", "hyphen"),
        ("a_b.example.com", "`_`"),
        ("localhost", "`localhost.example.com`"),
        ("example.123", "number"),
        (&("a".repeat(64) + ".com"), "63"),
        (&("a.".repeat(130) + "com"), "253"),
    ]);
}

#[test]
fn web_addresses() {
    takes::<Url>(&["http://a.example.com", "https://10.0.0.1:8000/x?y#z", "http://localhost:80"]);
    takes::<HttpsUrl>(&["https://a.example.com/x"]);
    refuses::<HttpsUrl>(&[
        ("a.example.com", "write `https://a.example.com`"),
        ("http://a.example.com", "write `https://a.example.com`"),
        ("https://user:secret@a.example.com", "before the `@`"),
        ("https://a.example.com:99999", "no port"),
        ("https://a.example.com/a b", "space"),
        ("https://", "empty"),
    ]);
}

#[test]
fn accounts() {
    takes::<AccountId>(&["012345678901", "905675611115"]);
    refuses::<AccountId>(&[
        ("12345678901", "write `012345678901`"),
        ("1234-5678-9012", "write `123456789012`"),
        ("1234567890123", "13 digits"),
        ("4.5e11", "number"),
        ("arn:aws:iam::123456789012:root", "write `123456789012` alone"),
        ("production", "12 digits"),
        ("", "12 digits"),
    ]);
}

#[test]
fn regions_and_zones() {
    takes::<Region>(&["eu-west-1", "us-gov-west-1", "cn-northwest-1", "eusc-de-east-1", "ap-southeast-12"]);
    refuses::<Region>(&[
        ("eu-west-1a", "write its region: `eu-west-1`"),
        ("eu-wset-1", "did you mean `eu-west-1`?"),
        ("euwest1", "did you mean `eu-west-1`?"),
        ("EU-WEST-1", "did you mean `eu-west-1`?"),
        ("Ireland", "such as `eu-west-1`"),
    ]);
    takes::<AvailabilityZone>(&["us-east-1f"]);
    refuses::<AvailabilityZone>(&[
        ("us-east-1", "`us-east-1a`"),
        ("us-eats-1a", "did you mean"),
        ("use1-az1", "letter"),
    ]);
}

#[test]
fn arns() {
    takes::<Arn>(&[
        "arn:aws:s3:::bucket/key",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws-cn:ec2:cn-north-1:123456789012:vpc/vpc-0123abcd",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/x:*",
    ]);
    refuses::<Arn>(&[
        ("bucket", "begin with `arn:`"),
        ("arn:aws:s3:::", "resource is missing"),
        ("arn:aws:s3", "3 of 6 parts"),
        ("arn:was:s3:::b", "did you mean `aws`?"),
        ("arn:aws:iam:eu-west-1:123456789012:role/x", "no regions"),
        ("arn:aws:ec2:eu-wset-1:123456789012:vpc/x", "did you mean `eu-west-1`?"),
        ("arn:aws:iam::12345678901:role/x", "11 digits"),
        ("arn:aws:iam:::role/x", "account is missing"),
        ("arn:aws:S3:::b", "no service"),
        ("arn:aws:s3:::a b", "space"),
    ]);
    takes::<RoleArn>(&["arn:aws:iam::123456789012:role/path/Name"]);
    refuses::<RoleArn>(&[
        ("arn:aws:iam::123456789012:user/x", "role/"),
        ("arn:aws:iam::123456789012:role/", "role/"),
        ("arn:aws:s3:::role/x", "service `s3`"),
        ("arn:aws:iam::aws:role/x", "AWS itself"),
    ]);
    takes::<PrincipalArn>(&["arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:user/x"]);
    refuses::<PrincipalArn>(&[
        ("arn:aws:iam::123456789012:rooted", "root"),
        ("arn:aws:iam::123456789012:group/x", "user/"),
    ]);
    takes::<PolicyArn>(&["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/x"]);
    takes::<CertificateArn>(&["arn:aws:acm:eu-west-1:123456789012:certificate/0123"]);
    refuses::<CertificateArn>(&[("arn:aws:acm::123456789012:certificate/0123", "region")]);
    takes::<KeyArn>(&["arn:aws:kms:eu-west-1:123456789012:key/0123"]);
    takes::<SecretArn>(&["arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-abcdef"]);
    takes::<TopicArn>(&[
        "arn:aws:sns:eu-west-1:123456789012:operations",
        "arn:aws:sns:eu-west-1:123456789012:a_B-1.fifo",
    ]);
    refuses::<TopicArn>(&[
        ("arn:aws:sqs:eu-west-1:123456789012:operations", "service `sqs`"),
        ("arn:aws:sns::123456789012:operations", "region"),
        (
            "arn:aws:sns:eu-west-1:123456789012:operations:0123-4567",
            "write `arn:aws:sns:eu-west-1:123456789012:operations`",
        ),
        ("arn:aws:sns:eu-west-1:123456789012:a/b", "not the name of a topic"),
        ("arn:aws:sns:eu-west-1:123456789012:.fifo", "not the name of a topic"),
        (&format!("arn:aws:sns:eu-west-1:123456789012:{}", "a".repeat(257)), "not the name of a topic"),
        ("operations", "begin with `arn:`"),
    ]);
}

#[test]
fn capacities() {
    takes::<AuroraCapacity>(&["0", "0.5", "8", "8.0", "256"]);
    refuses::<AuroraCapacity>(&[
        ("0.3", "write `0.5`"),
        ("0.1", "write `0.5`"),
        ("7.8", "write `8`"),
        ("256.5", "too big"),
        ("-1", "not a number"),
        ("1e2", "not a number"),
        ("inf", "not a number"),
        (".5", "not a number"),
        ("two", "not a number"),
        ("", "not a number"),
    ]);
    assert_eq!(AuroraCapacity::parse("8.0").map(|capacity| capacity.units()), Ok(8.0));
    let file = SettingsFile::parse("config.yaml", "least: 0.5\n").unwrap();
    assert_eq!(file.root::<Capacities>().map(|read| (read.least.units(), read.most.units())), Ok((0.5, 1.5)));
}

settings! {
    /// A database.
    pub struct Capacities {
        /// The smallest capacity.
        least: AuroraCapacity,
        /// The largest capacity.
        most: AuroraCapacity = 1.5,
    }
}

#[test]
fn names_of_roles() {
    takes::<RoleName>(&["ValohaiMaster", "a", "a_b+c=d,e.f@g-h", "path/Master", "a/b/Master", &"a".repeat(64)]);
    refuses::<RoleName>(&[
        ("arn:aws:iam::123456789012:role/path/Master", "write `path/Master`"),
        ("arn:aws:iam::123456789012:role/", "write the name alone"),
        ("arn:aws:iam::123456789012:user/Master", "`:`"),
        ("/path/Master", "write `path/Master`"),
        ("path/", "its name has 0 characters"),
        ("a//b", "two `/`"),
        ("two words", "` `"),
        ("", "0 characters"),
        (&"a".repeat(65), "65 characters"),
        (&format!("{}/a", "a".repeat(511)), "511 characters"),
    ]);
}

#[test]
fn mail_addresses() {
    takes::<EmailAddress>(&["team@example.com", "first.last+tag@mail.example.co.uk", "o'hara@example.com"]);
    refuses::<EmailAddress>(&[
        ("Team <team@example.com>", "write `team@example.com`"),
        ("mailto:team@example.com", "write `team@example.com`"),
        ("example.com", "no `@`"),
        ("@example.com", "before the `@`"),
        ("a b@example.com", "before the `@`"),
        ("team@localhost", "`localhost.example.com`"),
        ("team@example..com", "dots"),
        (&format!("{}@example.com", "a".repeat(65)), "before the `@`"),
        ("", "no `@`"),
    ]);
}

#[test]
fn parameters() {
    takes::<ParameterName>(&["/images/ubuntu", "/aws/service/canonical/ubuntu/server/24.04/x_y-z"]);
    refuses::<ParameterName>(&[
        ("images/ubuntu", "write `/images/ubuntu`"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/images/ubuntu", "write `/images/ubuntu`"),
        ("a b", "such as `/images/ubuntu`"),
        ("/images//ubuntu", "behind one of its `/`"),
        ("/", "behind one of its `/`"),
        ("/a b", "` `"),
        (&format!("/{}", "a".repeat(2048)), "2049 characters"),
    ]);
}

settings! {
    /// Machines.
    pub struct Machines {
        /// Their image.
        image: MachineImage,
    }
}

#[test]
fn machine_images() {
    takes::<ImageOwner>(&["099720109477", "amazon", "aws-marketplace", "self"]);
    refuses::<ImageOwner>(&[("canonical", "`aws-marketplace`"), ("12345", "5 digits"), ("", "12 digits")]);
    takes::<ImageName>(&["ubuntu/images/hvm-ssd-gp3/*", "a?"]);
    refuses::<ImageName>(&[("", "empty"), (&"a".repeat(129), "129")]);
    let read = |text: &str| SettingsFile::parse("config.yaml", text).unwrap().root::<Machines>();
    let lookup = read("image:\n  owner: self\n  name: worker-*\n").unwrap().image;
    assert!(matches!(lookup, MachineImage::Lookup { name, .. } if name.as_str() == "worker-*"));
    assert!(matches!(read("image: /a").unwrap().image, MachineImage::Parameter(name) if name.as_str() == "/a"));
    for (text, place, expected) in [
        ("image: ami-12", "1:8", "`image` is not the id of a machine image: it has 2 characters"),
        ("image: /a//b", "1:8", "`image` is not the name of a parameter"),
        (
            "image: ubuntu",
            "1:8",
            "`image` is not a machine image: `ubuntu` is neither an id nor the name of a parameter",
        ),
        ("image: []", "1:8", "`image`: a list was found where a machine image is expected"),
        ("image:", "1:1", "`image` has no value"),
        ("image:\n  owner: canonical\n  name: a", "2:10", "`image.owner` is not the owner of machine images"),
        ("image: {owner: self}", "1:8", "the setting `image.name` is missing"),
        ("image: {owner: self, name: a, size: 1}", "1:31", "`image` has no setting `size`"),
    ] {
        let told = read(text).unwrap_err().to_string();
        assert!(told.contains(expected) && told.contains(&format!("config.yaml:{place}\n")), "{text}: {told}");
    }
    let schema = Machines::schema();
    assert_eq!(schema["properties"]["image"]["type"], serde_json::json!(["string", "object"]));
    assert_eq!(schema["properties"]["image"]["required"], serde_json::json!(["owner", "name"]));
}

#[test]
fn buckets() {
    takes::<BucketName>(&["abc", "valohai-data-905675611115", "a.b.c", "0aa"]);
    refuses::<BucketName>(&[
        ("ab", "it has 2 characters"),
        ("a", "it has 1 character;"),
        ("Valohai_Data", "write `valohai-data`"),
        ("s3://data/x", "write `data`"),
        ("arn:aws:s3:::data", "write `data`"),
        ("-abc", "hyphen"),
        ("a..b", "dots"),
        ("10.0.0.1", "address"),
        ("xn--abc", "`xn--`"),
        ("abc-s3alias", "`-s3alias`"),
        ("é!", "lower-case"),
    ]);
}

#[test]
fn machines() {
    takes::<InstanceType>(&[
        "t3.micro",
        "m5.24xlarge",
        "u-6tb1.metal",
        "m7i.metal-24xl",
        "mac2-m2pro.metal",
        "p4d.24xlarge",
    ]);
    refuses::<InstanceType>(&[
        ("m5", "no size"),
        ("m5.xlrage", "did you mean `m5.xlarge`?"),
        ("M5.large", "no family"),
        ("db.m5.large", "write `m5.large`"),
        ("large.m5", "no family"),
        ("m5.huge", "the sizes are"),
    ]);
    takes::<DbInstanceClass>(&["db.serverless", "db.t4g.medium"]);
    refuses::<DbInstanceClass>(&[
        ("t4g.medium", "write `db.t4g.medium`"),
        ("cache.t4g.medium", "write `db.t4g.medium`"),
    ]);
    takes::<CacheNodeType>(&["cache.t4g.small"]);
    refuses::<CacheNodeType>(&[("t4g.small", "write `cache.t4g.small`")]);
}

#[test]
fn ids() {
    takes::<VpcId>(&["vpc-0123abcd", "vpc-066122736a3c21fc2"]);
    takes::<AmiId>(&["ami-0123456789abcdef0"]);
    takes::<AllocationId>(&["eipalloc-0123abcd"]);
    refuses::<SubnetId>(&[
        ("vpc-0123abcd", "a VPC"),
        ("subnet-0123ABCD", "`A`"),
        ("subnet-0123", "it has 4 characters behind `subnet-`"),
        ("subnet-0", "it has 1 character behind `subnet-`"),
        ("public-1", "`subnet-`"),
        ("default", "`subnet-`"),
    ]);
    takes::<HostedZoneId>(&["Z0123456789ABCDEFGHIJ"]);
    refuses::<HostedZoneId>(&[("/hostedzone/Z0123456789ABC", "write `Z0123456789ABC`"), ("example.com", "Route 53")]);
}

#[test]
fn tags() {
    takes::<TagKey>(&["valohai", "cost center", "größe", "a:b/c=d+e-f@g_h.i"]);
    refuses::<TagKey>(&[("", "empty"), ("AWS:x", "keeps for itself"), ("a|b", "`|`"), (&"a".repeat(129), "129")]);
    takes::<TagValue>(&["", "1", "日本"]);
    refuses::<TagValue>(&[("a\nb", "`\\n`"), (&"é".repeat(257), "257")]);
}
