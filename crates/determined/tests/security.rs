//! The security check finds nothing in any cluster, and what is left open where that is told.

mod template;

use purlin_aws::aspects::SecurityCheck;
use purlin_determined::{
    DatabaseKind, DeterminedCluster, DeterminedProps, ExistingVpc, Removal, ResourcePool, SharedFileSystem,
};
use template::lookups::{ANSWERED, ids};
use template::{ANYWHERE, Place, app};

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:determined-AbCdEf";

fn props() -> DeterminedProps {
    DeterminedProps::new()
}

/// What the security check says of a cluster, and whatever else there is to say.
fn checked(place: &Place, props: DeterminedProps) -> String {
    let app = app(place, |stack| {
        DeterminedCluster::new(stack, "Determined", props.clone());
    });
    SecurityCheck::new().check(&app);
    app.synth().map_or_else(|findings| findings, |assembly| assembly.remarks()).to_string()
}

#[test]
fn the_security_check_finds_nothing() {
    let spot = ResourcePool::compute("spot", "g5.xlarge").spot(true).spot_max_price("1.25");
    let over_tls = props().tls_secret(SECRET).tls_name("det.example.com").public_master(true);
    let cases = [
        ("default", props()),
        ("public", props().public_master(true).public_agents(true)),
        ("everyone over TLS", over_tls.allowed_from(["0.0.0.0/0".to_owned()])),
        ("existing network", ids(props())),
        ("looked-up network", props().existing_vpc(ExistingVpc::name("company"))),
        ("Aurora", props().database(DatabaseKind::AuroraServerless)),
        ("EFS", props().shared_file_system(SharedFileSystem::Efs)),
        ("FSx", props().shared_file_system(SharedFileSystem::Fsx).file_system_removal(Removal::Delete)),
        ("spot", props().resource_pools([ResourcePool::auxiliary("aux-pool", "m5.xlarge"), spot])),
        ("secrets", props().docker_secret(SECRET).configuration_secret(SECRET).initial_password_secret(SECRET)),
        ("bucket that goes", props().bucket_removal(Removal::Delete)),
        ("no sessions", props().session_manager(false).allowed_from(["10.0.0.0/8".to_owned()])),
    ];
    for (name, props) in cases {
        assert_eq!(checked(&ANSWERED, props), "", "{name}");
    }
    assert_eq!(checked(&ANYWHERE, props()), "");
    // What the key's policy has to allow is told, which is no matter of the check.
    let with_key = checked(&ANSWERED, props().encryption_key(KEY).shared_file_system(SharedFileSystem::Efs));
    assert!(with_key.starts_with("info[key-for-logs]") && !with_key.contains("\n\n"), "{with_key}");
}

#[test]
fn the_security_check_finds_what_is_less_safe_than_usual() {
    let unprotected = checked(&ANYWHERE, props().database_deletion_protection(false));
    assert!(unprotected.contains("deletion-protection"), "{unprotected}");
}
