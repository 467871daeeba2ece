//! Ready-made aspects: what holds for every resource of a construct, a stack or an app.
//!
//! ```
//! use purlin_aws::aspects::{PermissionsBoundary, RemovalPolicies, SecurityCheck, Tags};
//! # let app = purlin_core::App::new();
//! # let stack = purlin_core::Stack::new(&app, "Stack", purlin_core::StackProps::new());
//!
//! PermissionsBoundary::of(&app).apply("arn:aws:iam::111111111111:policy/developers");
//! RemovalPolicies::of(&stack).destroy();
//! Tags::of(&stack).add("team", "platform");
//! SecurityCheck::new().check(&app);
//! # app.synth().unwrap();
//! ```
//!
//! They reach whatever a construct makes, also what is added after them, and what is inside of other constructs. One's own
//! are written with [`Aspects`](purlin_core::Aspects).

mod permissions_boundary;
mod removal_policies;
pub mod security;

pub use permissions_boundary::PermissionsBoundary;
pub use purlin_core::{TagOptions, Tags};
pub use removal_policies::{MissingRemovalPolicies, RemovalPolicies};
pub use security::{SecurityCheck, SecurityRule};
