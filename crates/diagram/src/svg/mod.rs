//! A picture as SVG that fits one page.

mod labels;
mod layout;
mod legend;
mod routing;
mod style;
mod text;

use ::svg::Document;
use ::svg::node::element::{Definitions, Group, Marker, Path, Rectangle, Text, Title};

use crate::picture::{ArrowKind, Kind, Picture, Shape};

use labels::Placed;
use layout::{Layout, Rect};
use routing::{MARGIN, Way};
use style::{CELL, DETAIL_SIZE, FAINT_INK, FONT, INK, LABEL_SIZE, LINE, NAME_SIZE, TITLE_SIZE};

/// Space around the picture, in pixels.
const BORDER: f64 = 24.0;
/// How much the title takes.
const HEAD: f64 = 58.0;

pub(crate) fn drawn(picture: &Picture) -> String {
    let layout = layout::layout(picture);
    let ways = routing::route(picture, &layout);
    let labels = labels::place(picture, &layout, &ways);
    let (left, right, top, bottom) = extent(&layout, &ways);
    let content = right - left;
    let title = text::width(&picture.title, TITLE_SIZE, true);
    let subtitle = text::width(&picture.subtitle, NAME_SIZE, false);
    let (legend, legend_width, legend_height) = legend::drawn(picture, content.max(600.0));
    let inner = content.max(title).max(subtitle).max(legend_width);
    let (w, h) = (inner + 2.0 * BORDER, HEAD + bottom - top + legend_height + 2.0 * BORDER);
    let mut body = Group::new()
        .set("class", "picture")
        .set("transform", format!("translate({} {})", BORDER - left, BORDER + HEAD - top));
    for (index, shape) in picture.shapes.iter().enumerate() {
        body = body.add(drawn_shape(shape, layout.rects[index], &layout, index));
    }
    for (arrow, way) in picture.arrows.iter().zip(&ways) {
        if let Some(way) = way {
            body = body.add(drawn_arrow(arrow.kind, way));
        }
    }
    for (arrow, label) in picture.arrows.iter().zip(&labels) {
        if let Some(label) = label {
            body = body.add(drawn_label(arrow.kind, label));
        }
    }
    let legend = legend.set("transform", format!("translate({BORDER} {})", BORDER + HEAD + bottom - top));
    let mut document = Document::new()
        .set("viewBox", (0, 0, rounded(w), rounded(h)))
        .set("width", rounded(w))
        .set("height", rounded(h))
        .set("font-family", FONT)
        .set("role", "img")
        .add(Title::new(picture.title.as_str()))
        .add(markers())
        .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", "#ffffff"))
        .add(words(BORDER, BORDER + TITLE_SIZE, TITLE_SIZE, INK, &picture.title).set("font-weight", "bold"));
    if !picture.subtitle.is_empty() {
        document = document.add(words(BORDER, BORDER + 40.0, NAME_SIZE, FAINT_INK, &picture.subtitle));
    }
    document.add(body).add(legend).to_string()
}

/// The box around boxes and arrows, in pixels.
fn extent(layout: &Layout, ways: &[Option<Way>]) -> (f64, f64, f64, f64) {
    let points = ways.iter().flatten().flatten();
    let (mut left, mut right, mut top, mut bottom) = (0, layout.size.0, 0, layout.size.1);
    for &(x, y) in points {
        (left, right) = (left.min(x), right.max(x));
        (top, bottom) = (top.min(y), bottom.max(y));
    }
    debug_assert!(left >= -MARGIN && top >= -MARGIN);
    let pixels = |cells: i32| f64::from(cells * CELL);
    (pixels(left), pixels(right), pixels(top), pixels(bottom))
}

/// A number of pixels without a fraction.
fn rounded(pixels: f64) -> i32 {
    #[allow(clippy::cast_possible_truncation, reason = "no page is that large")]
    let whole = pixels.ceil() as i32;
    whole
}

/// A number as it is written: with one digit behind the point at most.
fn number(pixels: f64) -> f64 {
    (pixels * 10.0).round() / 10.0
}

fn words(x: f64, y: f64, size: f64, colour: &str, text: &str) -> Text {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Text::new(text).set("x", number(x)).set("y", number(y)).set("font-size", size).set("fill", colour)
}

fn drawn_shape(shape: &Shape, rect: Rect, layout: &Layout, index: usize) -> Group {
    let style = style::of_box(shape.kind);
    let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|cells| f64::from(cells * CELL));
    let is_leaf = layout.is_leaf[index];
    let mut frame = Rectangle::new()
        .set("x", x)
        .set("y", y)
        .set("width", w)
        .set("height", h)
        .set("rx", if shape.kind == Kind::Outside { 16 } else { 4 })
        .set("fill", style.fill)
        .set("stroke", style.line)
        .set("stroke-width", if is_leaf { 1.4 } else { 1.2 });
    let dashes = if shape.exists { "3 3" } else { style.dashes };
    if !dashes.is_empty() {
        frame = frame.set("stroke-dasharray", dashes);
    }
    let mut group =
        Group::new().set("id", shape.id.as_str()).set("class", if is_leaf { "box" } else { "container" }).add(frame);
    if is_leaf && matches!(shape.kind, Kind::Resource(_)) {
        let band = format!("M{} {}v{}", x + 3.0, y + 5.0, h - 10.0);
        group = group.add(
            Path::new()
                .set("d", band)
                .set("stroke", style.line)
                .set("stroke-width", 3.5)
                .set("stroke-linecap", "round"),
        );
    }
    let lines = &layout.lines[index];
    let count = f64::from(u32::try_from(lines.len()).unwrap_or_default());
    // Lines stand in the middle of a box, and at the top of a container.
    let first = if is_leaf { y + (h - count * LINE) / 2.0 + 11.0 } else { y + 17.0 };
    for (number, line) in lines.iter().enumerate() {
        let below = f64::from(u32::try_from(number).unwrap_or_default()) * LINE;
        let (size, colour) = match (line.is_name, is_leaf) {
            (true, true) => (NAME_SIZE, INK),
            (true, false) => (NAME_SIZE, style.line),
            (false, _) => (DETAIL_SIZE, FAINT_INK),
        };
        let mut text = words(x + 12.0, first + below, size, colour, &line.text);
        if line.is_name {
            text = text.set("font-weight", "bold");
        }
        group = group.add(text);
    }
    group
}

fn drawn_arrow(kind: ArrowKind, way: &Way) -> Path {
    let (colour, dashes, _) = style::of_arrow(kind);
    let points: Vec<String> = way.iter().map(|&(x, y)| format!("{} {}", x * CELL, y * CELL)).collect();
    let path = Path::new()
        .set("class", "arrow")
        .set("d", format!("M{}", points.join("L")))
        .set("fill", "none")
        .set("stroke", colour)
        .set("stroke-width", 1.3)
        .set("stroke-linejoin", "round")
        .set("marker-end", format!("url(#{})", marker_of(kind)));
    if dashes.is_empty() { path } else { path.set("stroke-dasharray", dashes) }
}

fn drawn_label(kind: ArrowKind, label: &Placed) -> Group {
    let (colour, ..) = style::of_arrow(kind);
    let plate = Rectangle::new()
        .set("x", number(label.x))
        .set("y", number(label.y))
        .set("width", number(label.w))
        .set("height", number(label.h))
        .set("rx", 3)
        .set("fill", "#ffffff")
        .set("fill-opacity", 0.9);
    let text =
        words(label.x + label.w / 2.0, label.y + 10.0, LABEL_SIZE, colour, &label.text).set("text-anchor", "middle");
    Group::new().set("class", "label").add(plate).add(text)
}

fn marker_of(kind: ArrowKind) -> &'static str {
    match kind {
        ArrowKind::Traffic => "traffic",
        ArrowKind::Permission => "permission",
        ArrowKind::Use => "use",
    }
}

/// The heads of arrows.
fn markers() -> Definitions {
    [ArrowKind::Traffic, ArrowKind::Permission, ArrowKind::Use].into_iter().fold(
        Definitions::new(),
        |definitions, kind| {
            let head = Path::new().set("d", "M0 0L8 4L0 8Z").set("fill", style::of_arrow(kind).0);
            let marker = Marker::new()
                .set("id", marker_of(kind))
                .set("viewBox", "0 0 8 8")
                .set("refX", 7.5)
                .set("refY", 4)
                .set("markerWidth", 8)
                .set("markerHeight", 8)
                .set("markerUnits", "userSpaceOnUse")
                .set("orient", "auto")
                .add(head);
            definitions.add(marker)
        },
    )
}
