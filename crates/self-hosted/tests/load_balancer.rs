//! The load balancer: its listeners, certificate, records, logs and rules, and what is wrong with their settings.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use std::time::Duration;

use purlin_core::{Environment, Finding, Set, StackProps};
use purlin_self_hosted::{Removal, SelfHostedProps, check};
use serde_json::{Value, json};
use template::{CERTIFICATE, IMAGE, Props, found, list, of_type, only, props, synthesise, template, told};

const ZONE: &str = "Z0123456789ABCDEFGHIJ";
const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";
const TARGETS: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// An installation without a certificate.
fn bare() -> Props {
    without_certificate("https://valohai.example.com")
}

fn without_certificate(domain: &str) -> SelfHostedProps<Set<String>> {
    SelfHostedProps::new().domain(domain).image(IMAGE)
}

/// The listener of a port.
fn listener(template: &Value, port: i64) -> Option<&Value> {
    let listeners = of_type(template, LISTENER).map(|(_, listener)| &listener["Properties"]);
    listeners.into_iter().find(|listener| listener["Port"] == port)
}

fn attribute(resource: &Value, list: &str, key: &str) -> Option<String> {
    let attributes = resource["Properties"][list].as_array()?.iter();
    let attribute = attributes.into_iter().find(|attribute| attribute["Key"] == key)?;
    Some(attribute["Value"].as_str().map_or_else(|| attribute["Value"].to_string(), str::to_owned))
}

fn balancer_attribute(template: &Value, key: &str) -> Option<String> {
    attribute(only(template, BALANCER), "LoadBalancerAttributes", key)
}

/// The group's properties whose logical id begins like this.
fn group<'a>(template: &'a Value, name: &str) -> (&'a str, &'a Value) {
    let mut groups = of_type(template, "AWS::EC2::SecurityGroup");
    let (id, group) = groups.find(|(id, _)| id.starts_with(&format!("Valohai{name}SecurityGroup"))).unwrap();
    (id, &group["Properties"])
}

/// The ranges that the load balancer lets in, with the port of each.
fn admitted(template: &Value) -> Vec<(String, i64)> {
    let rules = list(&group(template, "LoadBalancer").1["SecurityGroupIngress"]);
    let admitted = |rule: &Value| (rule["CidrIp"].as_str().unwrap().to_owned(), rule["FromPort"].as_i64().unwrap());
    rules.into_iter().map(admitted).collect()
}

/// In a stack whose account and region are known.
fn template_in(region: &str, props: Props) -> Value {
    let environment = Environment::new("111122223333", region);
    synthesise(StackProps::new().environment(environment), props).unwrap()
}

#[test]
fn browsers_are_sent_to_https() {
    let template = template(props());
    assert_eq!(of_type(&template, LISTENER).count(), 2);
    let http = listener(&template, 80).unwrap();
    let redirect = json!([{
        "Type": "redirect",
        "RedirectConfig": {"Port": "443", "Protocol": "HTTPS", "StatusCode": "HTTP_301"},
    }]);
    assert_eq!((&http["Protocol"], &http["DefaultActions"]), (&json!("HTTP"), &redirect));
    let https = listener(&template, 443).unwrap();
    assert_eq!(https["Protocol"], "HTTPS");
    assert_eq!(https["Certificates"], json!([{"CertificateArn": CERTIFICATE}]));
    assert_eq!(https["SslPolicy"], "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09");
    let (targets, _) = of_type(&template, TARGETS).next().unwrap();
    assert_eq!(https["DefaultActions"], json!([{"Type": "forward", "TargetGroupArn": {"Ref": targets}}]));
    assert_eq!(found(props()).to_string(), "");
}

#[test]
fn the_application_is_well_as_it_says_itself() {
    let template = template(props());
    let targets = &only(&template, TARGETS)["Properties"];
    assert_eq!((&targets["Port"], &targets["Protocol"]), (&json!(8000), &json!("HTTP")));
    assert_eq!(
        (&targets["HealthCheckPath"], &targets["Matcher"]),
        (&json!("/healthz"), &json!({"HttpCode": "200,202"}))
    );
    let (instance, _) = of_type(&template, "AWS::EC2::Instance").next().unwrap();
    assert_eq!(targets["Targets"], json!([{"Id": {"Ref": instance}}]));
    assert_eq!(targets["TargetType"], "instance");
}

#[test]
fn without_a_certificate_it_is_http_with_a_warning() {
    let template = template(bare());
    assert_eq!(of_type(&template, LISTENER).count(), 1);
    let forward = &listener(&template, 80).unwrap()["DefaultActions"][0];
    assert_eq!(forward["Type"], "forward");
    assert_eq!(admitted(&template), [("0.0.0.0/0".to_owned(), 80)]);
    for domain in ["https://valohai.example.com", "http://valohai.example.com"] {
        let found = found(without_certificate(domain));
        let warnings: Vec<&Finding> = found.iter().collect();
        assert_eq!(warnings.len(), 1, "{found}");
        assert_eq!(warnings[0].rule, "load-balancer-without-https");
        assert!(warnings[0].message.contains(domain), "{found}");
        // Who says so knows it.
        assert_eq!(template::found(without_certificate(domain).https(false)).to_string(), "");
    }
}

#[test]
fn a_certificate_can_come_and_go() {
    let (with, without) = (template(props()), template(bare()));
    for kind in [TARGETS, BALANCER, LISTENER] {
        for (id, resource) in of_type(&without, kind) {
            assert_eq!(with["Resources"][id]["Type"], resource["Type"], "{id} is taken over as it stands");
        }
    }
    let port = |template: &Value, id: &str| template["Resources"][id]["Properties"]["Port"].clone();
    let (id, _) = of_type(&without, LISTENER).next().unwrap();
    assert_eq!((port(&with, id), port(&without, id)), (json!(80), json!(80)), "no port is held by two at any time");
}

#[test]
fn a_hosted_zone_proves_the_certificate_and_leads_to_the_load_balancer() {
    let template = template(bare().hosted_zone_id(ZONE));
    let (certificate, made) = of_type(&template, "AWS::CertificateManager::Certificate").next().unwrap();
    let made = &made["Properties"];
    assert_eq!((&made["DomainName"], &made["ValidationMethod"]), (&json!("valohai.example.com"), &json!("DNS")));
    let option = json!([{"DomainName": "valohai.example.com", "HostedZoneId": ZONE}]);
    assert_eq!(made["DomainValidationOptions"], option);
    let https = listener(&template, 443).unwrap();
    assert_eq!(https["Certificates"], json!([{"CertificateArn": {"Ref": certificate}}]));
    let record = &only(&template, "AWS::Route53::RecordSet")["Properties"];
    assert_eq!((&record["Name"], &record["Type"]), (&json!("valohai.example.com."), &json!("A")));
    assert_eq!(record["HostedZoneId"], ZONE);
    let (balancer, _) = of_type(&template, BALANCER).next().unwrap();
    let name = json!({"Fn::Join": ["", ["dualstack.", {"Fn::GetAtt": [balancer, "DNSName"]}]]});
    let zone = json!({"Fn::GetAtt": [balancer, "CanonicalHostedZoneID"]});
    assert_eq!(record["AliasTarget"], json!({"DNSName": name, "HostedZoneId": zone}));
    assert_eq!(found(bare().hosted_zone_id(ZONE)).to_string(), "");
}

#[test]
fn a_hosted_zone_makes_no_certificate_where_there_is_one_or_none_is_wanted() {
    for props in [props().hosted_zone_id(ZONE), bare().hosted_zone_id(ZONE).https(false)] {
        let template = template(props);
        assert_eq!(of_type(&template, "AWS::CertificateManager::Certificate").count(), 0);
        assert_eq!(of_type(&template, "AWS::Route53::RecordSet").count(), 1);
    }
}

#[test]
fn it_is_open_to_the_world_or_to_whom_it_is_said() {
    let world = [("0.0.0.0/0".to_owned(), 80), ("0.0.0.0/0".to_owned(), 443)];
    assert_eq!(admitted(&template(props())), world);
    let told = template(props().lb_allowed_from(["203.0.113.0/24".to_owned(), "198.51.100.0/24".to_owned()]));
    let ranges = ["203.0.113.0/24", "198.51.100.0/24"];
    let expected: Vec<_> =
        [80, 443].into_iter().flat_map(|port| ranges.map(|range| (range.to_owned(), port))).collect();
    assert_eq!(admitted(&told), expected);
}

#[test]
fn an_internal_one_is_reached_from_private_networks_workers_and_the_application() {
    let template = template(props().internal_load_balancer(true));
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    let expected: Vec<_> =
        [80, 443].into_iter().flat_map(|port| private.map(|range| (range.to_owned(), port))).collect();
    assert_eq!(admitted(&template), expected);
    let (own, _) = group(&template, "LoadBalancer");
    let mut from: Vec<(String, i64)> = of_type(&template, "AWS::EC2::SecurityGroupIngress")
        .filter(|(_, rule)| rule["Properties"]["GroupId"]["Fn::GetAtt"][0] == own)
        .map(|(_, rule)| {
            let source = rule["Properties"]["SourceSecurityGroupId"]["Fn::GetAtt"][0].as_str().unwrap().to_owned();
            (source, rule["Properties"]["FromPort"].as_i64().unwrap())
        })
        .collect();
    from.sort();
    let (workers, master) = (group(&template, "Worker").0, group(&template, "Master").0);
    let expected = [(master, 443), (master, 80), (workers, 443), (workers, 80)].map(|(id, port)| (id.to_owned(), port));
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(from, expected);
    assert_eq!(only(&template, BALANCER)["Properties"]["Scheme"], "internal");
}

#[test]
fn its_attributes_can_be_chosen() {
    let usual = template(props());
    let attribute = balancer_attribute;
    assert_eq!(attribute(&usual, "deletion_protection.enabled").unwrap(), "false");
    assert_eq!(attribute(&usual, "idle_timeout.timeout_seconds").unwrap(), "60");
    assert_eq!(attribute(&usual, "routing.http.drop_invalid_header_fields.enabled").unwrap(), "true");
    let props = props().lb_deletion_protection(true).lb_idle_timeout(Duration::from_secs(600));
    let chosen = template(props.lb_tls_policy("ELBSecurityPolicy-TLS13-1-3-2021-06"));
    assert_eq!(attribute(&chosen, "deletion_protection.enabled").unwrap(), "true");
    assert_eq!(attribute(&chosen, "idle_timeout.timeout_seconds").unwrap(), "600");
    assert_eq!(listener(&chosen, 443).unwrap()["SslPolicy"], "ELBSecurityPolicy-TLS13-1-3-2021-06");
}

#[test]
fn a_bucket_of_the_stack_takes_its_logs_for_some_time() {
    let template = template_in("eu-west-1", props().lb_access_logs(true).log_retention_days(30));
    let mut buckets = of_type(&template, "AWS::S3::Bucket");
    let (id, bucket) = buckets.find(|(id, _)| id.starts_with("ValohaiAccessLogBucket")).unwrap();
    assert_eq!(balancer_attribute(&template, "access_logs.s3.enabled").unwrap(), "true");
    assert_eq!(balancer_attribute(&template, "access_logs.s3.bucket").unwrap(), json!({"Ref": id}).to_string());
    let rules = &bucket["Properties"]["LifecycleConfiguration"]["Rules"];
    assert_eq!((&rules[0]["ExpirationInDays"], &rules[0]["Status"]), (&json!(30), &json!("Enabled")));
    let encryption = &bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert_eq!(
        encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256",
        "load balancers use no other key"
    );
    assert_eq!(bucket["DeletionPolicy"], "RetainExceptOnCreate");
    let mut policies = of_type(&template, "AWS::S3::BucketPolicy");
    let (policy, statements) = policies.find(|(_, policy)| policy["Properties"]["Bucket"]["Ref"] == id).unwrap();
    let statements = list(&statements["Properties"]["PolicyDocument"]["Statement"]);
    let puts = statements.iter().filter(|statement| statement["Action"] == "s3:PutObject");
    let objects = |statement: &Value| statement["Resource"]["Fn::Join"][1][1] == "/AWSLogs/111122223333/*";
    assert!(puts.clone().all(|statement| objects(statement)), "{statements:?}");
    // Who delivers in this region is an account of AWS's.
    assert!(puts.clone().any(|statement| statement["Principal"]["AWS"].to_string().contains("156460612806")));
    assert!(
        list(&only(&template, BALANCER)["DependsOn"]).contains(&&json!(policy)),
        "it is checked when logs are turned on"
    );
    assert_eq!(template["Outputs"]["ValohaiAccessLogBucketPolicy"], Value::Null);
}

#[test]
fn logs_are_deleted_with_the_data_where_that_is_wished_for() {
    let template = template_in("eu-west-1", props().lb_access_logs(true).bucket_removal(Removal::Delete));
    let mut buckets = of_type(&template, "AWS::S3::Bucket");
    let (_, bucket) = buckets.find(|(id, _)| id.starts_with("ValohaiAccessLogBucket")).unwrap();
    assert_eq!(bucket["DeletionPolicy"], "Delete");
}

#[test]
fn whoever_keeps_a_bucket_for_logs_is_told_what_its_policy_needs() {
    let template = template_in("ap-southeast-4", bare().lb_access_log_bucket("acme-logs"));
    assert_eq!(balancer_attribute(&template, "access_logs.s3.bucket").unwrap(), "acme-logs");
    let told = &template["Outputs"]["ValohaiAccessLogBucketPolicy"]["Value"];
    let parts = told["Fn::Join"][1].as_array().map_or_else(|| vec![told], |parts| parts.iter().collect());
    let text: String = parts.into_iter().map(|part| part.as_str().unwrap_or("aws")).collect();
    let policy: Value = serde_json::from_str(&text).unwrap();
    let objects = "arn:aws:s3:::acme-logs/AWSLogs/111122223333/*";
    let acl = json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}});
    let delivery = json!({"Service": "delivery.logs.amazonaws.com"});
    let put = |principal: Value| json!({"Effect": "Allow", "Action": "s3:PutObject", "Principal": principal, "Resource": objects});
    let mut service = put(delivery.clone());
    service["Condition"] = acl;
    let check = json!({"Effect": "Allow", "Action": "s3:GetBucketAcl", "Principal": delivery, "Resource": "arn:aws:s3:::acme-logs"});
    let deliverer = put(json!({"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}));
    assert_eq!(policy["Statement"], json!([deliverer, service, check]));
}

#[test]
fn logs_go_to_one_bucket_of_a_known_region() {
    assert_eq!(told(props().lb_access_logs(true)), [("access-logs-without-region", "lb_access_logs")]);
    assert_eq!(
        told(props().lb_access_log_bucket("acme-logs")),
        [("access-logs-without-region", "lb_access_log_bucket")]
    );
    let both = problems(props().lb_access_logs(true).lb_access_log_bucket("acme-logs"));
    assert_eq!(both, [("access-logs-twice", "lb_access_logs")]);
    assert_eq!(problems(props().lb_access_log_bucket("Acme Logs")), [("bad-bucket", "lb_access_log_bucket")]);
}

/// What is wrong in Ireland: rules and settings.
fn problems(props: Props) -> Vec<(&'static str, &'static str)> {
    let environment = Environment::new("111122223333", "eu-west-1");
    check(props, &environment).into_iter().map(|problem| (problem.rule, problem.setting)).collect()
}

#[test]
fn a_domain_is_a_scheme_and_a_name() {
    let wrong = [
        "valohai.example.com",
        "https://",
        "https://valohai",
        "ftp://valohai.example.com",
        "https://valohai.example.com/",
        "https://valohai.example.com/app",
        "https://valohai.example.com:8443",
        "https://me@valohai.example.com",
        "https://valohai example.com",
        "",
    ];
    for domain in wrong {
        let problems = check(without_certificate(domain), &Environment::default());
        let told: Vec<_> = problems.iter().map(|problem| (problem.rule, problem.setting)).collect();
        assert_eq!(told, [("bad-domain", "domain")], "{domain}");
        assert!(problems[0].help.contains("`https://valohai.example.com`"), "{}", problems[0].help);
    }
    assert_eq!(told(without_certificate("http://valohai.example.com")), []);
    let mixed = without_certificate("http://valohai.example.com").certificate_arn(CERTIFICATE);
    let problems = check(mixed.clone(), &Environment::default());
    assert_eq!((problems[0].rule, problems.len()), ("domain-without-https", 1));
    assert!(problems[0].help.contains("`https://valohai.example.com`"), "{}", problems[0].help);
}

#[test]
fn https_and_certificates_belong_together() {
    assert_eq!(told(bare().https(true)), [("https-without-certificate", "https")]);
    assert_eq!(told(bare().https(true).hosted_zone_id(ZONE)), []);
    assert_eq!(told(props().https(false)), [("setting-without-https", "certificate_arn")]);
    let policy = "ELBSecurityPolicy-TLS13-1-3-2021-06";
    assert_eq!(told(bare().lb_tls_policy(policy)), [("setting-without-https", "lb_tls_policy")]);
    for policy in ["TLS 1.3", "ELBSecurityPolicy-", "ELBSecurityPolicy-TLS 13"] {
        assert_eq!(told(props().lb_tls_policy(policy)), [("bad-tls-policy", "lb_tls_policy")]);
    }
    let long = format!("https://{}.example.com", ["valohai"; 8].join("."));
    assert_eq!(told(without_certificate(&long).hosted_zone_id(ZONE)), [("long-domain", "domain")]);
    assert_eq!(told(without_certificate(&long).hosted_zone_id(ZONE).certificate_arn(CERTIFICATE)), []);
}

#[test]
fn a_certificate_is_of_the_stack_s_account_and_region() {
    let certificate = |region: &str, account: &str| {
        bare()
            .certificate_arn(format!("arn:aws:acm:{region}:{account}:certificate/12345678-1234-1234-1234-123456789012"))
    };
    let own = certificate("eu-west-1", "111122223333");
    assert_eq!(problems(own), []);
    let told = |props: Props| problems(props).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(told(certificate("us-east-1", "111122223333")), ["certificate-of-other-region"]);
    assert_eq!(told(certificate("eu-west-1", "444455556666")), ["certificate-of-other-account"]);
    for (region, account) in [("", "111122223333"), ("eu-west-1", "")] {
        assert_eq!(told(certificate(region, account)), ["bad-certificate"]);
    }
    assert_eq!(
        told(bare().certificate_arn("arn:aws:iam::111122223333:server-certificate/valohai")),
        ["bad-certificate"]
    );
    assert_eq!(told(bare().certificate_arn("12345678")), ["bad-certificate"]);
}

#[test]
fn zones_ranges_and_times_are_such() {
    for zone in ["example.com", "/hostedzone/Z0123456789ABCDEFGHIJ", "Z", ""] {
        assert_eq!(told(bare().hosted_zone_id(zone)), [("bad-hosted-zone", "hosted_zone_id")], "{zone}");
    }
    let ranges = |ranges: &[&str]| {
        let ranges: Vec<String> = ranges.iter().map(|range| (*range).to_owned()).collect();
        let problems = check(props().lb_allowed_from(ranges), &Environment::default());
        problems.into_iter().map(|problem| (problem.rule, problem.item)).collect::<Vec<_>>()
    };
    assert_eq!(ranges(&["203.0.113.0/24", "everyone"]), [("bad-range", Some(1))]);
    assert_eq!(ranges(&["203.0.113.7/24"]), [("bad-range", Some(0))]);
    assert_eq!(ranges(&["203.0.113.0/24", "203.0.113.0/24"]), [("range-twice", Some(1))]);
    let many: Vec<String> = (0..29).map(|number| format!("10.{number}.0.0/16")).collect();
    assert_eq!(told(props().lb_allowed_from(many)), [("too-many-ranges", "lb_allowed_from")]);
    for seconds in [0, 4001] {
        let timeout = Duration::from_secs(seconds);
        assert_eq!(told(props().lb_idle_timeout(timeout)), [("bad-idle-timeout", "lb_idle_timeout")]);
    }
}
