//! Whether pictures are what they have to be, whatever they show.

#![allow(clippy::unwrap_used, reason = "it fails the tests that use it")]

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

/// A box on the page.
#[derive(Clone, Copy, Debug)]
struct Area {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl Area {
    fn of(node: Node) -> Area {
        let number = |name: &str| node.attribute(name).map_or(0.0, |text| text.parse().unwrap());
        Area { x: number("x"), y: number("y"), w: number("width"), h: number("height") }
    }

    fn holds(self, x: f64, y: f64) -> bool {
        x > self.x && x < self.x + self.w && y > self.y && y < self.y + self.h
    }

    fn overlaps(self, other: Area) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    fn is_within(self, outer: Area) -> bool {
        self.x > outer.x
            && self.y > outer.y
            && self.x + self.w < outer.x + outer.w
            && self.y + self.h < outer.y + outer.h
    }
}

/// Everything that is wrong with a picture.
pub fn complaints_of_svg(svg: &str) -> Vec<String> {
    let document = match Document::parse(svg) {
        Ok(document) => document,
        Err(error) => return vec![format!("it is no XML: {error}")],
    };
    let mut complaints = Vec::new();
    let of_class =
        |class: &'static str| document.descendants().filter(move |node| node.attribute("class") == Some(class));
    let frame = |group: Node| group.children().find(|node| node.has_tag_name("rect")).map(Area::of).unwrap();
    let boxes: Vec<(String, Area)> = of_class("box").map(|group| (name(group), frame(group))).collect();
    let containers: Vec<(String, Area)> = of_class("container").map(|group| (name(group), frame(group))).collect();
    for (index, (name, area)) in boxes.iter().enumerate() {
        for (other, other_area) in &boxes[index + 1..] {
            if area.overlaps(*other_area) {
                complaints.push(format!("{name} and {other} overlap"));
            }
        }
        for (outer, outer_area) in &containers {
            if area.overlaps(*outer_area) && !area.is_within(*outer_area) {
                complaints.push(format!("{name} is half in {outer}"));
            }
        }
    }
    for (index, (name, area)) in containers.iter().enumerate() {
        for (other, other_area) in &containers[index + 1..] {
            if area.overlaps(*other_area) && !area.is_within(*other_area) && !other_area.is_within(*area) {
                complaints.push(format!("{name} and {other} overlap"));
            }
        }
    }
    for group in of_class("box").chain(of_class("container")) {
        let area = frame(group);
        for text in group.children().filter(|node| node.has_tag_name("text")) {
            let words = text.text().unwrap_or_default().trim();
            let place = Area::of(text);
            let size: f64 = text.attribute("font-size").unwrap().parse().unwrap();
            let end = place.x + width(words, size, text.attribute("font-weight") == Some("bold"));
            if end > area.x + area.w || place.x < area.x || place.y > area.y + area.h || place.y - size < area.y {
                complaints.push(format!("`{words}` does not fit in {}", name(group)));
            }
        }
    }
    for path in of_class("arrow") {
        for ((x, y), (to_x, to_y)) in segments(path.attribute("d").unwrap()) {
            if x != to_x && y != to_y {
                complaints.push(format!("an arrow is neither horizontal nor vertical from {x} {y}"));
            }
            let middle = ((x + to_x) / 2.0, (y + to_y) / 2.0);
            if let Some((name, _)) = boxes.iter().find(|(_, area)| area.holds(middle.0, middle.1)) {
                complaints.push(format!("an arrow runs through {name}"));
            }
        }
    }
    for group in of_class("label") {
        let area = frame(group);
        if let Some((name, _)) = boxes.iter().find(|(_, other)| area.overlaps(*other)) {
            complaints.push(format!("a label covers {name}"));
        }
    }
    complaints
}

/// The relation of width and height.
#[allow(dead_code, reason = "each test file uses a part")]
pub fn proportion(svg: &str) -> f64 {
    let document = Document::parse(svg).unwrap();
    let area = Area::of(document.root_element());
    area.w / area.h
}

/// Everything that is wrong with a text in Mermaid.
pub fn complaints_of_mermaid(text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut declared = BTreeSet::new();
    let mut open = 0_i32;
    let mut lines = text.lines();
    if lines.next() != Some("---") || !text.contains("\n---\nflowchart LR") {
        complaints.push("it does not begin as a flowchart".to_owned());
    }
    let mut used = Vec::new();
    for line in text.lines().skip_while(|line| *line != "flowchart LR").skip(1).map(str::trim) {
        if line.matches('"').count() % 2 != 0 {
            complaints.push(format!("a label does not end: {line}"));
        }
        let id = |text: &str| {
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or("").to_owned()
        };
        if let Some(rest) = line.strip_prefix("subgraph ") {
            open += 1;
            if !declared.insert(id(rest)) {
                complaints.push(format!("declared twice: {line}"));
            }
        } else if line == "end" {
            open -= 1;
        } else if let Some(rest) = line.strip_prefix("class ") {
            used.push(id(rest));
        } else if line.starts_with("classDef ") {
        } else if line.contains("-->") || line.contains("-.->") {
            used.push(id(line));
            used.push(id(line.rsplit(' ').next().unwrap_or_default()));
        } else if !declared.insert(id(line)) {
            complaints.push(format!("declared twice: {line}"));
        }
    }
    if open != 0 {
        complaints.push("subgraphs do not end".to_owned());
    }
    complaints.extend(used.into_iter().filter(|id| !declared.contains(id)).map(|id| format!("nobody declares {id}")));
    complaints
}

fn name(group: Node) -> String {
    group.attribute("id").unwrap_or_default().to_owned()
}

/// The pieces of `M1 2L3 4L5 6`.
fn segments(path: &str) -> Vec<((f64, f64), (f64, f64))> {
    let point = |text: &str| {
        let (x, y) = text.split_once(' ').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    let points: Vec<(f64, f64)> = path.trim_start_matches('M').split('L').map(point).collect();
    points.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// How wide a text is in Arial, roughly: an estimate of its own, so that a mistake in the crate's own one shows.
fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let letters: f64 = (text.chars())
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' | ' ' | 't' | 'f' | '/' => 0.28,
            'r' | '-' | '(' | ')' => 0.34,
            'm' | 'M' | 'W' | 'w' | '…' => 0.85,
            'A'..='Z' => 0.69,
            letter if letter.is_ascii() => 0.56,
            '·' => 0.34,
            _ => 1.0,
        })
        .sum();
    letters * size * if is_bold { 1.07 } else { 1.0 }
}
