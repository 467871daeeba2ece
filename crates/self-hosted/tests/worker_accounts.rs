//! Workers in other accounts: what they reach of an installation.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included")]

mod template;

use purlin_core::Environment;
use purlin_policy_evaluator::Decision::{Allowed, NotAllowed};
use purlin_policy_evaluator::{Role, on, request, resolve};
use purlin_self_hosted::{Problem, WorkerAccount, check};
use serde_json::{Value, json};
use template::{Props, list, of_type, properties, props, template, told};

const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const RESEARCH: &str = "arn:aws:iam::222222222222:role/valohai-role-master";

fn research() -> WorkerAccount {
    WorkerAccount::new("222222222222", "valohai-role-master").networks(["10.1.0.0/16", "10.2.0.0/20"])
}

fn with_accounts() -> Props {
    let product = WorkerAccount::new("333333333333", "team/Workers").external_id("5f0c3a7e").networks(["10.3.0.0/16"]);
    props().name_prefix("").worker_accounts([research(), product])
}

fn output(template: &Value, name: &str) -> Value {
    resolve(template, &template["Outputs"][format!("Valohai{name}")]["Value"])
}

#[test]
fn the_application_assumes_their_roles() {
    let master = Role::of(&template(with_accounts()), "ValohaiMasterRole");
    let assume = |role: &str| request("sts:AssumeRole", [on(role)]);
    let product = "arn:aws:iam::333333333333:role/team/Workers";
    assert_eq!(master.decide(&assume(RESEARCH)), Allowed);
    // With what the role wants to be told.
    assert_eq!(master.decide(&assume(product).with("sts:ExternalId", "5f0c3a7e")), Allowed);
    assert_eq!(master.decide(&assume(product).with("sts:ExternalId", "another")), NotAllowed);
    assert_eq!(master.decide(&assume(product)), NotAllowed);
    for other in ["arn:aws:iam::222222222222:role/Administrator", "arn:aws:iam::444444444444:role/valohai-role-master"]
    {
        assert_eq!(master.decide(&assume(other)), NotAllowed, "{other}");
    }
    let without = Role::of(&template(props()), "ValohaiMasterRole");
    assert_eq!(without.decide(&assume(RESEARCH)), NotAllowed);
}

/// The ranges from which a security group is reached at a port.
fn admitted(template: &Value, group: &str, port: i64) -> Vec<String> {
    let rules = list(&properties(template, group)["SecurityGroupIngress"]);
    let of_port = rules.into_iter().filter(|rule| rule["FromPort"] == port && rule["ToPort"] == port);
    of_port.filter_map(|rule| rule["CidrIp"].as_str().map(str::to_owned)).collect()
}

#[test]
fn their_networks_reach_the_queue_and_the_application() {
    let with = template(with_accounts());
    let expected = ["10.1.0.0/16", "10.2.0.0/20", "10.3.0.0/16"];
    assert_eq!(admitted(&with, "ValohaiQueueSecurityGroup", 6379), expected);
    assert_eq!(admitted(&with, "ValohaiMasterSecurityGroup", 8000), expected);
    assert_eq!(admitted(&with, "ValohaiDatabaseSecurityGroup", 5432), [""; 0]);
    let without = template(props());
    assert_eq!(admitted(&without, "ValohaiQueueSecurityGroup", 6379), [""; 0]);
}

#[test]
fn they_read_the_password_where_a_key_lets_them() {
    let made = template(with_accounts().encryption_key(KEY));
    let policies: Vec<_> = of_type(&made, "AWS::SecretsManager::ResourcePolicy").collect();
    let [(_, policy)] = policies[..] else { panic!("{policies:?}") };
    let secret = policy["Properties"]["SecretId"]["Ref"].as_str().unwrap();
    assert!(secret.starts_with("ValohaiQueueToken"), "{secret}");
    let statement = &policy["Properties"]["ResourcePolicy"]["Statement"][0];
    let principals = json!({"AWS": ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"]});
    assert_eq!(resolve(&made, &statement["Principal"]), principals);
    // Whoever else works there has no business with it.
    assert_eq!(statement["Condition"], json!({"StringEquals": {"aws:PrincipalTag/valohai": "1"}}));
    assert!(list(&statement["Action"]).iter().all(|action| !action.to_string().contains("Put")), "{statement}");

    let arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:valohai-secret-queue-AbCdEf";
    assert_eq!(output(&made, "QueueSecretArn"), arn);
    let of_key: Value = serde_json::from_str(output(&made, "EncryptionKeyPolicyStatement").as_str().unwrap()).unwrap();
    assert_eq!((&of_key["Principal"], &of_key["Action"]), (&principals, &json!("kms:Decrypt")));
    let conditions = json!({
        "aws:PrincipalTag/valohai": "1",
        "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
    });
    assert_eq!(of_key["Condition"]["StringEquals"], conditions);
}

/// AWS's own key decrypts for its own account alone.
#[test]
fn nothing_is_promised_that_has_no_effect() {
    for props in [with_accounts(), with_accounts().cache_tls(false).encryption_key(KEY), props().encryption_key(KEY)] {
        let made = template(props);
        assert_eq!(of_type(&made, "AWS::SecretsManager::ResourcePolicy").count(), 0);
        assert!(made["Outputs"]["ValohaiQueueSecretArn"].is_null());
        assert!(made["Outputs"]["ValohaiEncryptionKeyPolicyStatement"].is_null());
    }
}

#[test]
fn outputs_tell_what_has_to_be_known_there() {
    let made = template(with_accounts());
    assert_eq!(output(&made, "QueueAddress"), "master.queue.abc123.euw1.cache.amazonaws.com");
    assert_eq!(output(&made, "MasterRoleArn"), "arn:aws:iam::111111111111:role/valohai-role-master");
    let roles = format!("{RESEARCH},arn:aws:iam::333333333333:role/team/Workers");
    assert_eq!(output(&made, "WorkerAccountRoleArns"), roles);
    assert!(template(props())["Outputs"]["ValohaiQueueAddress"].is_null());
}

#[test]
fn what_cannot_be_is_told() {
    let at = |account: WorkerAccount| props().worker_accounts([account]);
    for (account, expected) in [
        (WorkerAccount::new("2222", "Workers").networks(["10.1.0.0/16"]), "bad-worker-account"),
        (WorkerAccount::new("222222222222", "no role").networks(["10.1.0.0/16"]), "bad-role-name"),
        (research().external_id("x"), "bad-external-id"),
        (WorkerAccount::new("222222222222", "Workers"), "worker-account-without-networks"),
        (research().networks(["10.1.0.0"]), "bad-worker-network"),
        (research().networks(["0.0.0.0/0"]), "open-to-the-world"),
        (research().networks(["10.0.32.0/20"]), "worker-network-overlaps"),
    ] {
        assert_eq!(told(at(account)), [(expected, "worker_accounts")]);
    }
    let problems = check(props().worker_accounts([research(), research()]), &Environment::default());
    let [Problem { rule: "worker-account-twice", item: Some(1), .. }] = &problems[..] else { panic!("{problems:?}") };
    let own = Environment::new("222222222222", "eu-west-1");
    let problems = check(at(research()), &own);
    assert!(problems.iter().any(|problem| problem.rule == "worker-account-is-own"), "{problems:?}");
    assert_eq!(told(at(research())), []);
    // Another range of the installation's own, which these do not overlap.
    assert_eq!(told(at(research().networks(["10.0.32.0/20"])).vpc_cidr("172.16.0.0/16")), []);
}
