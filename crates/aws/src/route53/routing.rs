//! Which of several records of one name is answered.

use purlin_cfn::route53::record_set::GeoLocation as CfnGeoLocation;
use purlin_core::{Scope, UniqueNameOptions};

use crate::open_enum::open_enum;

const LONGEST_IDENTIFIER: usize = 64;

/// Which of several records of one name is answered.
///
/// [Routing policies](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html)
#[derive(Clone, Debug, PartialEq)]
pub enum RoutingPolicy {
    /// By chance: this one as often as its weight, from 0 to 255, is of the sum of all.
    Weighted(i64),
    /// The one whose region answers fastest.
    Latency(String),
    /// By where the question comes from.
    GeoLocation(GeoLocation),
    /// Up to eight healthy ones.
    MultiValueAnswer,
    /// The first, unless it is unhealthy.
    Failover(Failover),
}

/// Which of two records is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failover {
    /// The one that is healthy most of the time. It takes a health check.
    Primary,
    /// The one for when the other is not.
    Secondary,
}

open_enum! {
    /// Continents.
    pub struct Continent {
        /// Africa.
        AFRICA = "AF",
        /// Antarctica.
        ANTARCTICA = "AN",
        /// Asia.
        ASIA = "AS",
        /// Europe.
        EUROPE = "EU",
        /// Oceania.
        OCEANIA = "OC",
        /// North America.
        NORTH_AMERICA = "NA",
        /// South America.
        SOUTH_AMERICA = "SA",
    }
}

/// Where a question comes from.
///
/// ```
/// use purlin_aws::route53::{Continent, GeoLocation};
///
/// let places = [GeoLocation::continent(Continent::EUROPE), GeoLocation::country("DE"), GeoLocation::anywhere_else()];
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeoLocation {
    continent: Option<Continent>,
    country: Option<String>,
    subdivision: Option<String>,
}

impl GeoLocation {
    /// A continent.
    pub fn continent(continent: Continent) -> Self {
        GeoLocation { continent: Some(continent), country: None, subdivision: None }
    }

    /// A country, by its two letters.
    pub fn country(code: impl Into<String>) -> Self {
        GeoLocation { continent: None, country: Some(code.into()), subdivision: None }
    }

    /// A state of the United States, or a region of Ukraine, by country and code.
    pub fn subdivision(country: impl Into<String>, code: impl Into<String>) -> Self {
        GeoLocation { continent: None, country: Some(country.into()), subdivision: Some(code.into()) }
    }

    /// Everywhere that no other record is for.
    #[doc(alias = "default")]
    pub fn anywhere_else() -> Self {
        GeoLocation::country("*")
    }

    pub(super) fn render(&self) -> CfnGeoLocation {
        CfnGeoLocation::new()
            .continent_code(self.continent.as_ref())
            .country_code(self.country.as_deref())
            .subdivision_code(self.subdivision.as_deref())
    }

    fn identifier(&self) -> String {
        let part = |kind: &str, code: Option<&str>| code.map(|code| format!("_{kind}_{code}")).unwrap_or_default();
        let continent = part("CONTINENT", self.continent.as_ref().map(Continent::as_str));
        let country = part("COUNTRY", self.country.as_deref());
        format!("GEO{continent}{country}{}", part("SUBDIVISION", self.subdivision.as_deref()))
    }
}

impl Failover {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Failover::Primary => "PRIMARY",
            Failover::Secondary => "SECONDARY",
        }
    }
}

impl RoutingPolicy {
    /// What tells a record from the others of its name.
    pub(super) fn set_identifier(&self, scope: &Scope) -> String {
        let prefix = match self {
            RoutingPolicy::GeoLocation(place) => return place.identifier(),
            RoutingPolicy::Weighted(weight) => format!("WEIGHT_{weight}_ID_"),
            RoutingPolicy::Latency(region) => format!("REGION_{region}_ID_"),
            RoutingPolicy::MultiValueAnswer => "MVA_ID_".to_owned(),
            RoutingPolicy::Failover(role) => format!("FAILOVER_{}_ID_", role.as_str()),
        };
        let max_length = LONGEST_IDENTIFIER.saturating_sub(prefix.len());
        let name = scope.unique_resource_name(&UniqueNameOptions { max_length, ..UniqueNameOptions::default() });
        format!("{prefix}{name}")
    }
}
