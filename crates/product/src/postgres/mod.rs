//! A PostgreSQL database of a product: an instance of RDS, or a cluster of Aurora Serverless v2.
//!
//! Products that have one call its settings alike, with `database_` before them: [`Choices`] has them all. [`check`] says what is
//! wrong with them, [`Database`] is made of them, and [`watched()`] says what alarms watch.

mod check;
mod choices;
mod cluster;
mod database;
mod instance;
mod size;
mod watched;

pub use check::check;
pub use choices::{Choices, DatabaseKind, Version};
pub use database::{Database, Place, Surroundings, tell_of_protection};
pub use watched::watched;
