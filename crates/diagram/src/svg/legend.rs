//! What lines and colours mean, below the picture.

use ::svg::node::element::{Group, Path, Rectangle};

use crate::picture::{ArrowKind, Category, Kind, Picture};

use super::style::{self, DETAIL_SIZE, FAINT_INK};
use super::{marker_of, text, words};

/// What lies between two entries.
const GAP: f64 = 22.0;
const SIGN: f64 = 30.0;
const ROW: f64 = 20.0;

enum Sign {
    Arrow(ArrowKind),
    Colour(Category),
    Dashes(&'static str, &'static str),
}

/// The legend of what is in the picture, its width and its height.
pub(super) fn drawn(picture: &Picture, widest: f64) -> (Group, f64, f64) {
    let mut entries: Vec<(Sign, &str)> = Vec::new();
    for kind in [ArrowKind::Traffic, ArrowKind::Permission, ArrowKind::Use] {
        if picture.arrows.iter().any(|arrow| arrow.kind == kind) {
            entries.push((Sign::Arrow(kind), style::of_arrow(kind).2));
        }
    }
    let has = |wanted: Kind| picture.shapes.iter().any(|shape| shape.kind == wanted);
    if has(Kind::SecurityGroup) {
        let style = style::of_box(Kind::SecurityGroup);
        entries.push((Sign::Dashes(style.line, style.dashes), "security group"));
    }
    let mut categories: Vec<Category> = (picture.shapes.iter())
        .filter_map(|shape| if let Kind::Resource(category) = shape.kind { Some(category) } else { None })
        .collect();
    categories.sort_unstable();
    categories.dedup();
    entries.extend(categories.into_iter().map(|category| (Sign::Colour(category), style::of_category(category).1)));
    if picture.shapes.iter().any(|shape| shape.exists) {
        entries.push((Sign::Dashes(FAINT_INK, "3 3"), "there already"));
    }
    let mut group = Group::new().set("class", "legend");
    let (mut x, mut y, mut right) = (0.0, 30.0, 0.0_f64);
    for (sign, meaning) in entries {
        let sign_width = if matches!(sign, Sign::Colour(_)) { 12.0 } else { SIGN };
        let w = sign_width + 8.0 + text::width(meaning, DETAIL_SIZE, false);
        if x > 0.0 && x + w > widest {
            (x, y) = (0.0, y + ROW);
        }
        group = match sign {
            Sign::Arrow(kind) => {
                let (colour, dashes, _) = style::of_arrow(kind);
                let mut line = Path::new()
                    .set("d", format!("M{x} {}h{SIGN}", y - 4.0))
                    .set("stroke", colour)
                    .set("stroke-width", 1.3)
                    .set("marker-end", format!("url(#{})", marker_of(kind)));
                if !dashes.is_empty() {
                    line = line.set("stroke-dasharray", dashes);
                }
                group.add(line)
            }
            Sign::Colour(category) => {
                let square = Rectangle::new().set("x", x).set("y", y - 9.0).set("width", 10).set("height", 10);
                group.add(square.set("rx", 2).set("fill", style::of_category(category).0))
            }
            Sign::Dashes(colour, dashes) => {
                let frame = Rectangle::new().set("x", x).set("y", y - 10.0).set("width", SIGN).set("height", 12);
                group.add(frame.set("rx", 3).set("fill", "none").set("stroke", colour).set("stroke-dasharray", dashes))
            }
        };
        group = group.add(words(x + sign_width + 6.0, y, DETAIL_SIZE, FAINT_INK, meaning));
        right = right.max(x + w);
        x += w + GAP;
    }
    (group, right, y)
}
