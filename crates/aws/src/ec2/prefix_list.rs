//! Managed lists of prefixes.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::panic::Location;

use purlin_cfn::ec2::prefix_list::{AddressFamily, Entry};
use purlin_cfn::ec2::{CfnPrefixList, CfnPrefixListProps};
use purlin_core::{Complete, Construct, Finding, IntoValue, Scope, UniqueNameOptions, Value, props};

use super::connections::{Connectable, Connections};
use super::peer::Peer;
use crate::handle::handle;

/// The longest name of a list.
const LONGEST_NAME: usize = 255;

/// A range of addresses in a list of prefixes, and what it is.
#[derive(Clone, Debug)]
pub struct Prefix {
    cidr: Value<String>,
    description: Option<Value<String>>,
}

impl Prefix {
    /// A range, such as `203.0.113.0/24`.
    pub fn new(cidr: impl IntoValue<String>) -> Self {
        Prefix { cidr: cidr.into_value(), description: None }
    }

    /// What it is, such as the name of an office.
    pub fn description(mut self, description: impl IntoValue<String>) -> Self {
        self.description = Some(description.into_value());
        self
    }
}

props! {
    /// The settings of a [`PrefixList`].
    pub struct PrefixListProps => PrefixListSettings in prefix_list_props {
        optional {
            /// Its name: up to 255 characters, not beginning with `com.amazonaws`. Default: one made of its path.
            prefix_list_name: Value<String>,
            /// Whether it is about IPv4 or IPv6. Default: IPv4.
            address_family: AddressFamily = AddressFamily::IPV4,
            /// The ranges in it.
            entries: Vec<Prefix> = Vec::new(),
            /// How many ranges it can have. Security groups that refer to it count so many rules. Default: as many as it has.
            max_entries: i64,
        }
    }
}

/// A list of prefixes that rules of security groups and routes refer to, kept in one place.
///
/// ```
/// use purlin_aws::ec2::{Connectable, Port, Prefix, PrefixList, PrefixListProps, SecurityGroup, SecurityGroupProps};
/// # let app = purlin_core::App::new();
/// # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
///
/// let entries = [Prefix::new("203.0.113.0/24").description("Helsinki"), Prefix::new("198.51.100.0/24")];
/// let offices = PrefixList::new(&stack, "Offices", PrefixListProps::new().entries(entries));
/// let group = SecurityGroup::new(&stack, "Web", SecurityGroupProps::new().vpc("vpc-12345678"));
/// group.connections().allow_from(&offices, Port::HTTPS);
/// # app.synth().unwrap();
/// ```
///
/// [Prefix lists](https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html)
#[derive(Clone)]
pub struct PrefixList {
    scope: Scope,
    cfn: Option<CfnPrefixList>,
    id: Value<String>,
}

handle!(PrefixList, scope);

impl PrefixList {
    /// A list.
    #[track_caller]
    pub fn new(scope: &impl Construct, id: &str, props: impl Complete<PrefixListSettings>) -> Self {
        let settings = props.complete();
        let scope = Scope::new(scope, id);
        check(&scope, &settings, Location::caller());
        let name = settings.prefix_list_name.unwrap_or_else(|| {
            let options = UniqueNameOptions {
                max_length: LONGEST_NAME,
                allowed_special_characters: ".-_",
                ..UniqueNameOptions::default()
            };
            scope.unique_resource_name(&options).into()
        });
        let most = settings.max_entries.unwrap_or_else(|| i64::try_from(settings.entries.len()).unwrap_or(1).max(1));
        let entry = |prefix: Prefix| Entry::new().cidr(prefix.cidr).description(prefix.description);
        let entries: Vec<_> = settings.entries.into_iter().map(entry).collect();
        let cfn_props = CfnPrefixListProps::new()
            .address_family(settings.address_family)
            .max_entries(most)
            .prefix_list_name(name)
            .entries(entries);
        let cfn = CfnPrefixList::new(&scope, "Resource", cfn_props);
        PrefixList { id: cfn.attr_prefix_list_id(), cfn: Some(cfn), scope }
    }

    /// A list that exists, by its id: one of the account's own or of AWS's.
    #[track_caller]
    pub fn from_id(scope: &impl Construct, id: &str, prefix_list_id: impl IntoValue<String>) -> Self {
        PrefixList { scope: Scope::new(scope, id), cfn: None, id: prefix_list_id.into_value() }
    }

    /// The generated resource; none when the list was imported.
    pub fn cfn(&self) -> Option<&CfnPrefixList> {
        self.cfn.as_ref()
    }

    /// Its id, such as `pl-0123456789abcdef0`.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Its ARN; none when the list was imported.
    pub fn arn(&self) -> Option<Value<String>> {
        self.cfn.as_ref().map(CfnPrefixList::attr_arn)
    }
}

fn check(scope: &Scope, settings: &PrefixListSettings, location: &'static Location<'static>) {
    let report = |rule: &str, message: String, help: &str| {
        scope.report(Finding::error(rule, message).at(location).help(help));
    };
    if let Some(name) = settings.prefix_list_name.as_ref().and_then(|name| name.literal())
        && (name.starts_with("com.amazonaws") || name.is_empty() || name.chars().count() > LONGEST_NAME)
    {
        let help = "use up to 255 characters, and do not begin with `com.amazonaws`";
        report("bad-prefix-list-name", format!("`{name}` cannot be the name of a list of prefixes"), help);
    }
    for cidr in settings.entries.iter().filter_map(|prefix| prefix.cidr.literal()) {
        if !is_range(cidr, &settings.address_family) {
            let message = format!("`{cidr}` is no range of addresses of the list's family");
            report("bad-prefix", message, "write an address, `/` and the number of bits");
        }
    }
    let most = settings.max_entries.and_then(|most| usize::try_from(most).ok());
    if settings.max_entries.is_some() && most.is_none_or(|most| most == 0 || most < settings.entries.len()) {
        let message = format!("a list of prefixes has {} entries, but room for fewer", settings.entries.len());
        report("few-max-entries", message, "raise `max_entries`");
    }
}

fn is_range(cidr: &str, family: &AddressFamily) -> bool {
    let Some((address, bits)) = cidr.split_once('/') else { return false };
    let (is_address, most) = match *family == AddressFamily::IPV6 {
        true => (address.parse::<Ipv6Addr>().is_ok(), 128),
        false => (address.parse::<Ipv4Addr>().is_ok(), 32),
    };
    is_address && bits.parse().is_ok_and(|bits: u8| bits <= most)
}

impl Connectable for PrefixList {
    fn connections(&self) -> Connections {
        Connections::to_peer(Peer::prefix_list(self.id()))
    }
}
