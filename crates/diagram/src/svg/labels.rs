//! Where the words of arrows stand: on their lines, and on nothing else.

use crate::picture::Picture;

use super::layout::Layout;
use super::routing::Way;
use super::style::{CELL, LABEL_SIZE};
use super::text;

/// A label's box, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
    pub(super) text: String,
}

const HEIGHT: f64 = 13.0;
/// What it costs to hide something.
const ON_BOX: f64 = 4000.0;
const ON_LABEL: f64 = 6000.0;
const ON_TITLE: f64 = 900.0;
const ON_ARROW: f64 = 250.0;
const ON_BEND: f64 = 120.0;
/// Over the head of the own arrow.
const ON_HEAD: f64 = 400.0;

impl Placed {
    fn overlaps(&self, (x, y, w, h): (f64, f64, f64, f64)) -> bool {
        self.x < x + w && x < self.x + self.w && self.y < y + h && y < self.y + self.h
    }
}

/// The labels of all arrows that say something and have a way.
pub(super) fn place(picture: &Picture, layout: &Layout, ways: &[Option<Way>]) -> Vec<Option<Placed>> {
    let mut placed: Vec<Option<Placed>> = vec![None; ways.len()];
    // Those with the least room choose first.
    let mut order: Vec<usize> = (0..ways.len()).collect();
    order.sort_by_key(|&index| (ways[index].as_ref().map_or(0, length), index));
    for index in order {
        let (Some(way), label) = (&ways[index], picture.arrows[index].text()) else { continue };
        if label.is_empty() {
            continue;
        }
        let w = text::width(&label, LABEL_SIZE, false) + 6.0;
        let mut best: Option<(f64, Placed)> = None;
        for (x, y, bend) in points(way) {
            let candidate = Placed { x: x - w / 2.0, y: y - HEIGHT / 2.0, w, h: HEIGHT, text: label.clone() };
            let cost = cost(&candidate, index, layout, ways, &placed, way) + if bend { ON_BEND } else { 0.0 };
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, candidate));
            }
        }
        placed[index] = best.map(|(_, placed)| placed);
    }
    placed
}

fn length(way: &Way) -> i32 {
    segments(way).map(|((x, y), (to_x, to_y))| (to_x - x).abs() + (to_y - y).abs()).sum()
}

fn segments(way: &Way) -> impl Iterator<Item = ((i32, i32), (i32, i32))> {
    way.windows(2).filter_map(|pair| if let &[from, to] = pair { Some((from, to)) } else { None })
}

/// The points of a way in half cells, and whether it bends there.
fn points(way: &Way) -> Vec<(f64, f64, bool)> {
    let mut points = Vec::new();
    for ((x, y), (to_x, to_y)) in segments(way) {
        let steps = ((to_x - x).abs() + (to_y - y).abs()) * 2;
        for step in 0..=steps {
            let part = f64::from(step) / f64::from(steps.max(1));
            let along = |from: i32, to: i32| f64::from(CELL) * (f64::from(from) + f64::from(to - from) * part);
            points.push((along(x, to_x), along(y, to_y), step == 0 || step == steps));
        }
    }
    points
}

fn cost(
    label: &Placed,
    index: usize,
    layout: &Layout,
    ways: &[Option<Way>],
    placed: &[Option<Placed>],
    own: &Way,
) -> f64 {
    let cell = f64::from(CELL);
    let mut cost = 0.0;
    for (shape, rect) in layout.rects.iter().enumerate() {
        let (x, y, w, h) =
            (f64::from(rect.x) * cell, f64::from(rect.y) * cell, f64::from(rect.w) * cell, f64::from(rect.h) * cell);
        if layout.is_leaf[shape] {
            // A little space lies between a box and a label.
            cost += if label.overlaps((x - 2.0, y - 2.0, w + 4.0, h + 4.0)) { ON_BOX } else { 0.0 };
        } else {
            let widest = layout.widest[shape];
            let lines = if layout.lines[shape].len() > 1 { 30.0 } else { 16.0 };
            cost += if label.overlaps((x + 8.0, y + 5.0, widest + 6.0, lines)) { ON_TITLE } else { 0.0 };
        }
    }
    cost += placed.iter().flatten().filter(|other| label.overlaps((other.x, other.y, other.w, other.h))).count() as f64
        * ON_LABEL;
    for (other, way) in ways.iter().enumerate() {
        let Some(way) = way.as_ref().filter(|_| other != index) else { continue };
        for ((x, y), (to_x, to_y)) in segments(way) {
            let (left, top) = (f64::from(x.min(to_x)) * cell - 1.0, f64::from(y.min(to_y)) * cell - 1.0);
            let size = (f64::from((to_x - x).abs()) * cell + 2.0, f64::from((to_y - y).abs()) * cell + 2.0);
            cost += if label.overlaps((left, top, size.0, size.1)) { ON_ARROW } else { 0.0 };
        }
    }
    if let Some(&(x, y)) = own.last() {
        let (x, y) = (f64::from(x) * cell, f64::from(y) * cell);
        cost += if label.overlaps((x - 12.0, y - 12.0, 24.0, 24.0)) { ON_HEAD } else { 0.0 };
    }
    // Rather near the end that it leads to.
    let &(x, y) = own.last().unwrap_or(&(0, 0));
    let far =
        (label.x + label.w / 2.0 - f64::from(x) * cell).abs() + (label.y + label.h / 2.0 - f64::from(y) * cell).abs();
    cost + far / 10.0
}
