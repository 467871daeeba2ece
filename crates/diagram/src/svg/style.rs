//! Colours and sizes: data.

use crate::picture::{ArrowKind, Category, Kind};

/// All boxes and arrows stand on a grid of so many pixels.
pub(super) const CELL: i32 = 12;
pub(super) const FONT: &str = "Helvetica, Arial, sans-serif";
pub(super) const TITLE_SIZE: f64 = 20.0;
pub(super) const NAME_SIZE: f64 = 12.0;
pub(super) const DETAIL_SIZE: f64 = 10.5;
pub(super) const LABEL_SIZE: f64 = 10.5;
/// What lies between two lines of a box.
pub(super) const LINE: f64 = 14.0;

pub(super) const INK: &str = "#232f3e";
pub(super) const FAINT_INK: &str = "#5a6675";

/// How a box is drawn.
pub(super) struct BoxStyle {
    pub(super) line: &'static str,
    pub(super) fill: &'static str,
    pub(super) dashes: &'static str,
}

pub(super) fn of_box(kind: Kind) -> BoxStyle {
    let (line, fill, dashes) = match kind {
        Kind::Outside => ("#5a6675", "#f2f4f6", ""),
        Kind::Account => ("#cd2264", "#ffffff", ""),
        Kind::Region => ("#00a4a6", "#ffffff", "2 3"),
        Kind::Stack => ("#7d8998", "#fafbfc", "6 3"),
        Kind::Network => ("#8c4fff", "#ffffff", ""),
        Kind::PublicSubnets => ("#7aa116", "#f2f6e8", ""),
        Kind::PrivateSubnets => ("#00a4a6", "#e6f6f7", ""),
        Kind::IsolatedSubnets => ("#5a6675", "#eef1f4", ""),
        Kind::SecurityGroup => ("#dd344c", "#ffffff", "5 3"),
        Kind::Resource(category) => (of_category(category).0, "#ffffff", ""),
    };
    BoxStyle { line, fill, dashes }
}

/// The colour of a category, and what the legend says of it.
pub(super) fn of_category(category: Category) -> (&'static str, &'static str) {
    match category {
        Category::Compute => ("#ed7100", "compute"),
        Category::Networking => ("#8c4fff", "networking"),
        Category::Permissions => ("#dd344c", "identities"),
        Category::Storage => ("#7aa116", "storage"),
        Category::Database => ("#c925d1", "databases"),
        Category::Secrets => ("#b8860b", "secrets and settings"),
        Category::Messaging => ("#e7157b", "messaging"),
        Category::Monitoring => ("#2e73b8", "monitoring"),
        Category::Other => ("#7d8998", "other"),
    }
}

/// The colour of an arrow, its dashes, and what the legend says of it.
pub(super) fn of_arrow(kind: ArrowKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        ArrowKind::Traffic => ("#232f3e", "", "may talk to, on these ports"),
        ArrowKind::Permission => ("#b3263d", "5 3", "may use, in this way"),
        ArrowKind::Use => ("#2e73b8", "2 2", "works with"),
    }
}
