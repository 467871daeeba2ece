//! How secrets change by themselves.

use std::panic::Location;
use std::time::Duration;

use purlin_cfn::secretsmanager::rotation_schedule::{HostedRotationLambda, RotationRules};
use purlin_cfn::secretsmanager::{CfnRotationSchedule, CfnRotationScheduleProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, Value, fn_join, props};

use super::secret::Secret;
use crate::handle::handle;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const TRANSFORM: &str = "AWS::SecretsManager-2024-09-16";
/// What a generated password lacks when neither the rotation nor the secret says.
const EXCLUDED_CHARACTERS: &str = " %+~`#$&*()|[]{}:;<>?!'/@\"\\";

props! {
    /// The settings of a [`RotationSchedule`].
    pub struct RotationScheduleProps => RotationScheduleSettings in rotation_schedule_props {
        required {
            /// The secret that changes.
            secret: Secret as TheSecret,
            /// What changes it.
            rotation: Rotation as TheRotation,
        }
        optional {
            /// How often it changes by itself: from four hours to 1,000 days, or zero for never, where it is asked for.
            automatically_after: Duration = Duration::from_secs(30 * DAY),
            /// Whether it changes at once when the schedule is made or updated. Default: yes.
            rotate_immediately_on_update: bool,
        }
    }
}

/// What changes a secret.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// A Lambda function, by its ARN. The permissions that it takes are not granted here.
    Lambda(Value<String>),
    /// A function that Secrets Manager makes for the databases that it knows.
    Hosted(HostedRotation),
}

impl From<HostedRotation> for Rotation {
    fn from(hosted: HostedRotation) -> Self {
        Rotation::Hosted(hosted)
    }
}

/// A function that Secrets Manager makes to change the password of a database.
///
/// ```
/// use std::time::Duration;
/// use purlin_aws::secretsmanager::{
///     HostedRotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps,
/// };
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let login = Secret::new(&stack, "Login", SecretProps::new());
/// let rotation = HostedRotation::postgresql_single_user().in_vpc(["subnet-1", "subnet-2"], ["sg-1"]);
/// let week = Duration::from_secs(7 * 24 * 60 * 60);
/// let props = RotationScheduleProps::new().secret(&login).rotation(rotation).automatically_after(week);
/// RotationSchedule::new(&login, "Rotation", props);
/// # app.synth().unwrap();
/// ```
///
/// [Rotation by Secrets Manager](https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_RDSsecret.html)
#[derive(Clone, Debug)]
#[must_use]
pub struct HostedRotation {
    kind: &'static str,
    master_secret: Option<Secret>,
    function_name: Option<Value<String>>,
    exclude_characters: Option<String>,
    network: Option<Network>,
}

/// Where a function runs, by ids.
#[derive(Clone, Debug)]
struct Network {
    subnets: Vec<Value<String>>,
    security_groups: Vec<Value<String>>,
}

macro_rules! databases {
    ($($database:literal $kind:literal $single:ident $multi:ident),+ $(,)?) => {$(
        #[doc = concat!("Of ", $database, ": the user changes the own password.")]
        pub fn $single() -> Self {
            Self::new(concat!($kind, "SingleUser"), None)
        }

        #[doc = concat!("Of ", $database, ": two users take turns, so that the last password still works for a while. ",
            "The secret of a user who may make users is needed for that.")]
        pub fn $multi(master_secret: impl Into<Secret>) -> Self {
            Self::new(concat!($kind, "MultiUser"), Some(master_secret.into()))
        }
    )+};
}

impl HostedRotation {
    databases! {
        "MySQL" "MySQL" mysql_single_user mysql_multi_user,
        "PostgreSQL" "PostgreSQL" postgresql_single_user postgresql_multi_user,
        "Oracle" "Oracle" oracle_single_user oracle_multi_user,
        "MariaDB" "MariaDB" mariadb_single_user mariadb_multi_user,
        "SQL Server" "SQLServer" sql_server_single_user sql_server_multi_user,
        "Redshift" "Redshift" redshift_single_user redshift_multi_user,
        "MongoDB" "MongoDB" mongodb_single_user mongodb_multi_user,
    }

    fn new(kind: &'static str, master_secret: Option<Secret>) -> Self {
        HostedRotation { kind, master_secret, function_name: None, exclude_characters: None, network: None }
    }

    /// The name of the function. Default: CloudFormation makes one.
    pub fn function_name(mut self, name: impl IntoValue<String>) -> Self {
        self.function_name = Some(name.into_value());
        self
    }

    /// Characters that do not occur in new passwords. Default: those that the secret was made without, or else most
    /// punctuation.
    pub fn exclude_characters(mut self, characters: impl Into<String>) -> Self {
        self.exclude_characters = Some(characters.into());
        self
    }

    /// Runs the function in these subnets and security groups, by their ids: where it reaches the database.
    pub fn in_vpc<N: IntoValue<String>, G: IntoValue<String>>(
        mut self,
        subnets: impl IntoIterator<Item = N>,
        security_groups: impl IntoIterator<Item = G>,
    ) -> Self {
        self.network = Some(Network {
            subnets: subnets.into_iter().map(N::into_value).collect(),
            security_groups: security_groups.into_iter().map(G::into_value).collect(),
        });
        self
    }

    fn render(self, secret: &Secret) -> HostedRotationLambda<purlin_core::Set> {
        let excluded = self.exclude_characters;
        let excluded = excluded.as_deref().or(secret.excluded_characters()).unwrap_or(EXCLUDED_CHARACTERS);
        let (subnets, groups) = self.network.map(|network| (network.subnets, network.security_groups)).unzip();
        let key = |secret: &Secret| secret.encryption_key().map(crate::kms::Key::arn);
        HostedRotationLambda::new()
            .exclude_characters(excluded)
            .kms_key_arn(key(secret))
            .master_secret_arn(self.master_secret.as_ref().map(Secret::arn_for_policies))
            .master_secret_kms_key_arn(self.master_secret.as_ref().and_then(key))
            .rotation_lambda_name(self.function_name)
            .rotation_type(self.kind)
            .vpc_security_group_ids(groups.map(|ids| fn_join(",", ids)))
            .vpc_subnet_ids(subnets.map(|ids| fn_join(",", ids)))
    }
}

/// Changes a secret every so often, and keeps it from being deleted.
///
/// See [`HostedRotation`] for an example.
#[derive(Clone)]
pub struct RotationSchedule {
    scope: Scope,
    cfn: CfnRotationSchedule,
}

handle!(RotationSchedule, scope);

impl RotationSchedule {
    /// A schedule. aws-cdk-lib makes it in the secret.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<RotationScheduleSettings>) -> Self {
        let RotationScheduleSettings { secret, rotation, automatically_after, rotate_immediately_on_update } =
            props.complete();
        let scope = Scope::new(scope, id);
        let rules = rate(&scope, automatically_after, Location::caller())
            .map(|rate| RotationRules::new().schedule_expression(rate));
        let cfn_props = CfnRotationScheduleProps::new()
            .secret_id(secret.arn())
            .rotation_rules(rules)
            .rotate_immediately_on_update(rotate_immediately_on_update);
        let mut master_secret = None;
        let cfn_props = match rotation {
            Rotation::Lambda(arn) => cfn_props.rotation_lambda_arn(arn),
            Rotation::Hosted(hosted) => {
                if let Some(stack) = scope.stack() {
                    stack.add_transform(TRANSFORM);
                }
                master_secret.clone_from(&hosted.master_secret);
                cfn_props.hosted_rotation_lambda(hosted.render(&secret))
            }
        };
        if let Some(master) = master_secret {
            master.deny_account_root_delete();
        }
        let cfn = CfnRotationSchedule::new(&scope, "Resource", cfn_props);
        secret.deny_account_root_delete();
        RotationSchedule { scope, cfn }
    }

    /// The generated resource.
    pub fn cfn(&self) -> &CfnRotationSchedule {
        &self.cfn
    }
}

/// The schedule as an expression in the largest unit that fits; none for never.
fn rate(scope: &Scope, every: Duration, location: &'static Location<'static>) -> Option<String> {
    let seconds = every.as_secs();
    if every.is_zero() {
        return None;
    }
    if !(4 * HOUR..=1000 * DAY).contains(&seconds) || !seconds.is_multiple_of(MINUTE) {
        let message = format!("a secret cannot change every {seconds} seconds");
        let finding = Finding::error("bad-rotation-interval", message).at(location);
        scope.report(
            finding.help("set `automatically_after` to whole minutes, from four hours to 1,000 days, or to zero"),
        );
    }
    let (count, unit) = match seconds {
        days if days.is_multiple_of(DAY) => (days / DAY, "day"),
        hours if hours.is_multiple_of(HOUR) => (hours / HOUR, "hour"),
        _ => (seconds / MINUTE, "minute"),
    };
    let plural = if count == 1 { "" } else { "s" };
    Some(format!("rate({count} {unit}{plural})"))
}
