//! The L1 generator: facts in, Rust out. Pure functions over text, standard library only, so that `build.rs` stays quick
//! and tests can include this module.

pub mod emit;
pub mod enumerations;
pub mod facts;
pub mod families;
pub mod names;
pub mod resources;
pub mod structures;
pub mod table;

/// What the generator makes of one service.
#[derive(Debug)]
pub struct Generated {
    /// The contents of the service's module.
    pub source: String,
    /// What the source offers, recorded as it is written; see [`listing`].
    pub items: Vec<String>,
}

/// The Rust source of one service.
///
/// # Errors
///
/// When the facts cannot be parsed, or two names would clash. The message names the line or the resource.
pub fn generate(facts_text: &str) -> Result<Generated, String> {
    generate_service(&facts::parse(facts_text)?)
}

/// The Rust source of one service whose facts are parsed already.
///
/// # Errors
///
/// When two names would clash.
pub fn generate_service(service: &facts::Service<'_>) -> Result<Generated, String> {
    resources::service(service)
}

/// Lists what is generated for one service, one item a resource, property, nested type and attribute:
///
/// - `AWS::EC2::VPC`
/// - `AWS::EC2::VPC.CidrBlock`
/// - `AWS::EC2::VPC@VpcId`
/// - `AWS::EC2::Instance#Ebs` and `AWS::EC2::Instance#Ebs.VolumeSize`
///
/// # Errors
///
/// As for [`generate`].
pub fn listing(facts_text: &str) -> Result<Vec<String>, String> {
    generate(facts_text).map(|generated| generated.items)
}
