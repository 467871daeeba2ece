//! Where boxes stand. Everything is measured in cells of the grid.

use crate::picture::{ArrowKind, Category, Kind, Picture};

use super::style::{CELL, DETAIL_SIZE, LABEL_SIZE, LINE, NAME_SIZE};
use super::text;

/// The widest text within a box, in pixels.
const WIDEST_TEXT: f64 = 168.0;
/// The most lines of a name, and of a detail.
const MOST_LINES: usize = 3;
/// What lies between a container and what is in it.
const PADDING: i32 = 2;
/// The gaps between boxes, in which arrows run.
const ROW_GAP: i32 = 3;
const COLUMN_GAP: i32 = 5;
/// Between columns that many arrows run between.
const WIDE_GAP: i32 = 8;
/// What stands above and below the boxes.
const HEAD_AND_LEGEND: i32 = 10;
/// The relation of a page's sides: paper of A4.
const PAGE: f64 = std::f64::consts::SQRT_2;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

/// A line of text within a box.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) is_name: bool,
}

/// Boxes with their places.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) rects: Vec<Rect>,
    pub(super) lines: Vec<Vec<Line>>,
    /// The widest line of each box, in pixels.
    pub(super) widest: Vec<f64>,
    pub(super) is_leaf: Vec<bool>,
    pub(super) size: (i32, i32),
}

/// How wide rows may be, and how high columns.
#[derive(Clone, Copy)]
struct Limits {
    row: i32,
    column: i32,
}

struct Arranging<'a> {
    picture: &'a Picture,
    limits: Limits,
    texts: &'a Texts,
    /// In the order in which they are placed.
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    /// Places within the box around, then on the page.
    rects: Vec<Rect>,
    /// The height on the page at which a box would stand best.
    wanted: Vec<Option<i32>>,
    /// Places on the page as they were before.
    before: Vec<Rect>,
}

impl Rect {
    pub(super) fn right(self) -> i32 {
        self.x + self.w
    }

    pub(super) fn bottom(self) -> i32 {
        self.y + self.h
    }

    fn middle(self) -> i32 {
        self.y + self.h / 2
    }
}

/// The layout that comes nearest to a page.
pub(super) fn layout(picture: &Picture) -> Layout {
    let mut best: Option<(f64, Layout)> = None;
    let texts = Texts::of(picture);
    for row in [30, 45, 60, 80, 110] {
        for column in [20, 30, 40, 52, 66, 90] {
            let found = arrange(picture, &texts, Limits { row, column });
            let (w, h) = (f64::from(found.size.0), f64::from(found.size.1 + HEAD_AND_LEGEND));
            // Letters get smaller on paper as the picture gets larger.
            // Of those that are printed in the same size, the smallest.
            let cost = w.max(h * PAGE) + (w + h) / 10.0;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, found));
            }
        }
    }
    best.map_or_else(|| arrange(picture, &texts, Limits { row: 60, column: 60 }), |(_, layout)| layout)
}

/// What stands in boxes, which every arrangement has the same of.
struct Texts {
    lines: Vec<Vec<Line>>,
    /// The widest line of each, in pixels.
    widest: Vec<f64>,
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    /// How wide the words are of arrows between two that stand in the same box, in cells.
    labels: Vec<i32>,
}

impl Texts {
    fn of(picture: &Picture) -> Self {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); picture.shapes.len()];
        let mut roots = Vec::new();
        for (index, shape) in picture.shapes.iter().enumerate() {
            match shape.parent {
                Some(parent) => children[parent].push(index),
                None => roots.push(index),
            }
        }
        order_by_flow(picture, &mut children);
        let lines: Vec<Vec<Line>> =
            (0..picture.shapes.len()).map(|index| lines(picture, index, !children[index].is_empty())).collect();
        let widest = lines.iter().map(|lines| lines.iter().map(line_width).fold(0.0, f64::max)).collect();
        Texts { lines, widest, children, roots, labels: labels(picture) }
    }
}

/// What the words of arrows take between the boxes that a box holds.
fn labels(picture: &Picture) -> Vec<i32> {
    let mut widest = vec![0; picture.shapes.len()];
    for arrow in &picture.arrows {
        let mut around = picture.shapes[arrow.from].parent;
        while let Some(outer) = around.filter(|&outer| !picture.holds(outer, arrow.to)) {
            around = picture.shapes[outer].parent;
        }
        if let Some(outer) = around {
            // The head of the arrow and a little space beside it are not covered.
            let taken = cells(text::width(&arrow.text(), LABEL_SIZE, false) + 28.0);
            widest[outer] = widest[outer].max(taken);
        }
    }
    widest
}

fn arrange(picture: &Picture, texts: &Texts, limits: Limits) -> Layout {
    let mut arranging = Arranging {
        picture,
        limits,
        texts,
        children: texts.children.clone(),
        roots: texts.roots.clone(),
        rects: vec![Rect::default(); picture.shapes.len()],
        wanted: vec![None; picture.shapes.len()],
        before: Vec::new(),
    };
    let mut size = arranging.place_all();
    // Boxes in columns move towards what they are connected with.
    for _ in 0..2 {
        arranging.order_by_neighbours();
        size = arranging.place_all();
    }
    let is_leaf = texts.children.iter().map(Vec::is_empty).collect();
    Layout { rects: arranging.rects, lines: texts.lines.clone(), widest: texts.widest.clone(), is_leaf, size }
}

fn lines(picture: &Picture, index: usize, is_container: bool) -> Vec<Line> {
    let shape = &picture.shapes[index];
    if is_container {
        let name = Line { text: shape.name.clone(), is_name: true };
        let details = shape.details.iter().filter(|detail| *detail != "security group").cloned().collect::<Vec<_>>();
        let further = Line { text: details.join(" · "), is_name: false };
        return std::iter::once(name).chain((!further.text.is_empty()).then_some(further)).collect();
    }
    let name = text::lines(&shape.name, NAME_SIZE, true, WIDEST_TEXT, MOST_LINES);
    let name = name.into_iter().map(|text| Line { text, is_name: true });
    let details =
        shape.details.iter().flat_map(|detail| text::lines(detail, DETAIL_SIZE, false, WIDEST_TEXT, MOST_LINES));
    name.chain(details.map(|text| Line { text, is_name: false })).collect()
}

/// So many cells hold so many pixels.
fn cells(pixels: f64) -> i32 {
    // Widths of texts are small and positive.
    #[allow(clippy::cast_possible_truncation, reason = "texts are cut long before")]
    let whole = (pixels / f64::from(CELL)).ceil() as i32;
    whole
}

impl Arranging<'_> {
    fn is_container(&self, shape: usize) -> bool {
        !self.children[shape].is_empty()
    }

    /// The place of everything on the page, whose size it gives.
    fn place_all(&mut self) -> (i32, i32) {
        let (outside, inside): (Vec<usize>, Vec<usize>) =
            self.roots.iter().partition(|&&root| !self.is_container(root));
        for &root in &self.roots.clone() {
            self.measure(root);
        }
        let (w, h) = self.stack_up(&inside, 0, 0, ROW_GAP);
        let mut left = 0;
        if !outside.is_empty() {
            let (column, height) = self.stack_up(&outside, 0, 0, ROW_GAP);
            left = column + if inside.is_empty() { 0 } else { WIDE_GAP };
            self.settle(&outside, 0, 0, h.max(height));
            for &shape in &inside {
                self.rects[shape].x += left;
            }
        }
        let bottom = outside.iter().map(|&shape| self.rects[shape].bottom()).max().unwrap_or_default();
        // From the outermost in, since places are within the box around so far.
        for index in 0..self.rects.len() {
            // Parents come first, so that theirs are on the page already.
            if let Some(parent) = self.picture.shapes[index].parent {
                let outer = self.rects[parent];
                self.rects[index].x += outer.x;
                self.rects[index].y += outer.y;
            }
        }
        (w + left, h.max(bottom))
    }

    /// The size of a box, and the places of what is in it.
    fn measure(&mut self, shape: usize) {
        let (w, h) = if self.is_container(shape) { self.measure_container(shape) } else { self.measure_leaf(shape) };
        self.rects[shape] = Rect { x: 0, y: 0, w, h };
    }

    fn measure_leaf(&self, shape: usize) -> (i32, i32) {
        let widest = self.texts.widest[shape];
        let count = i32::try_from(self.texts.lines[shape].len()).unwrap_or_default();
        // Even numbers have a middle on the grid.
        let w = cells(widest + 24.0).max(9);
        let h = cells(f64::from(count) * LINE + 14.0).max(4);
        (w + w % 2, h + h % 2)
    }

    fn measure_container(&mut self, shape: usize) -> (i32, i32) {
        let children = self.children[shape].clone();
        for &child in &children {
            self.measure(child);
        }
        let title = self.title_height(shape);
        let (w, h) = match self.picture.shapes[shape].kind {
            Kind::Account => self.stack_up(&children, PADDING, title, ROW_GAP),
            Kind::Region | Kind::Stack => {
                let above = self.before.get(shape).map_or(0, |before| before.y);
                self.columns(&children, title, above, self.gap(shape))
            }
            Kind::Network => self.network(&children, title, self.gap(shape)),
            _ => self.rows(&children, PADDING, title, self.limits.row, self.gap(shape)),
        };
        let widest = self.texts.widest[shape];
        ((w + PADDING).max(cells(widest) + 2 * PADDING), h + PADDING)
    }

    /// What lies between two boxes beside each other in a container.
    fn gap(&self, container: usize) -> i32 {
        self.texts.labels[container].max(COLUMN_GAP)
    }

    /// How much the title of a container takes.
    fn title_height(&self, shape: usize) -> i32 {
        if self.texts.lines[shape].len() > 1 { 4 } else { 3 }
    }

    /// One below the other. Gives the right and the bottom end.
    fn stack_up(&mut self, shapes: &[usize], x: i32, y: i32, gap: i32) -> (i32, i32) {
        let mut bottom = y;
        let mut right = x;
        for (number, &shape) in shapes.iter().enumerate() {
            let rect = &mut self.rects[shape];
            (rect.x, rect.y) = (x, bottom + if number > 0 { gap } else { 0 });
            bottom = rect.bottom();
            right = right.max(rect.right());
        }
        (right, bottom)
    }

    /// Beside each other in rows that are no wider than this.
    fn rows(&mut self, shapes: &[usize], x: i32, y: i32, widest: i32, gap: i32) -> (i32, i32) {
        let (mut left, mut top, mut bottom, mut right) = (x, y, y, x);
        for &shape in shapes {
            let w = self.rects[shape].w;
            if left > x && left + w > x + widest {
                (left, top) = (x, bottom + ROW_GAP);
            }
            let rect = &mut self.rects[shape];
            (rect.x, rect.y) = (left, top);
            right = right.max(rect.right());
            bottom = bottom.max(rect.bottom());
            left = rect.right() + gap;
        }
        (right, bottom)
    }

    /// Subnets below each other, and below them what is in none.
    fn network(&mut self, children: &[usize], top: i32, gap: i32) -> (i32, i32) {
        let is_subnets = |shape: &usize| {
            matches!(
                self.picture.shapes[*shape].kind,
                Kind::PublicSubnets | Kind::PrivateSubnets | Kind::IsolatedSubnets
            )
        };
        let (subnets, others): (Vec<usize>, Vec<usize>) = children.iter().partition(|shape| is_subnets(shape));
        let (right, bottom) = self.stack_up(&subnets, PADDING, top, ROW_GAP);
        for &shape in &subnets {
            self.rects[shape].w = right - PADDING;
        }
        if others.is_empty() {
            return (right, bottom);
        }
        let widest = (right - PADDING).max(self.limits.row);
        let top = if subnets.is_empty() { top } else { bottom + ROW_GAP };
        let (further, bottom) = self.rows(&others, PADDING, top, widest, gap);
        for &shape in &subnets {
            self.rects[shape].w = right.max(further) - PADDING;
        }
        (right.max(further), bottom)
    }

    /// Networks on the left, then what works, who may, and what is used, in columns.
    fn columns(&mut self, children: &[usize], top: i32, above: i32, gap: i32) -> (i32, i32) {
        let mut groups: [Vec<usize>; 5] = Default::default();
        for &child in children {
            let group = match self.picture.shapes[child].kind {
                Kind::Network => 0,
                Kind::Stack => 4,
                Kind::Resource(Category::Permissions) => 2,
                Kind::Resource(Category::Compute | Category::Networking | Category::Messaging | Category::Other) => 1,
                Kind::Resource(_) => 3,
                _ => 0,
            };
            groups[group].push(child);
        }
        let (mut right, mut bottom) = (PADDING, top);
        let mut columns: Vec<Vec<usize>> = Vec::new();
        for (number, group) in groups.iter().enumerate().filter(|(_, group)| !group.is_empty()) {
            let x = if right > PADDING { right + gap.max(WIDE_GAP) } else { right };
            if number == 4 {
                let (w, h) = self.rows(group, x, top, self.limits.row * 2, gap);
                (right, bottom) = (w, bottom.max(h));
                continue;
            }
            let mut x = x;
            for column in self.split(group, if number == 0 { i32::MAX } else { self.limits.column }) {
                let (w, h) = self.stack_up(&column, x, top, ROW_GAP);
                (right, bottom) = (w, bottom.max(h));
                x = right + gap;
                columns.push(column);
            }
        }
        for column in columns {
            self.settle(&column, above, top, bottom);
        }
        (right, bottom)
    }

    /// Columns that are no higher than this, each about as high as the others.
    fn split(&self, shapes: &[usize], highest: i32) -> Vec<Vec<usize>> {
        let height = |shapes: &[usize]| shapes.iter().map(|&shape| self.rects[shape].h + ROW_GAP).sum::<i32>();
        let total = height(shapes);
        let number = total / highest.max(1) + i32::from(total % highest.max(1) > 0);
        let target = total / number.max(1) + 1;
        let mut columns: Vec<Vec<usize>> = Vec::new();
        for &shape in shapes {
            match columns.last_mut().filter(|column| height(column) + self.rects[shape].h / 2 < target) {
                Some(column) => column.push(shape),
                None => columns.push(vec![shape]),
            }
        }
        columns
    }

    /// Moves the boxes of a column, which end before `bottom`, towards the heights that they want. `above` is where their container
    /// begins on the page.
    fn settle(&mut self, column: &[usize], above: i32, top: i32, bottom: i32) {
        let used = column.last().map_or(top, |&last| self.rects[last].bottom());
        let count = i32::try_from(column.len()).unwrap_or(1);
        let gap = ((bottom - used) / (count + 1)).max(0);
        // Not all the room is left between them, so that arrows stay short.
        let apart = ROW_GAP + gap / 2;
        let mut next = top;
        for (number, &shape) in column.iter().enumerate() {
            let spread = self.rects[shape].y + gap * (i32::try_from(number).unwrap_or_default() + 1);
            let h = self.rects[shape].h;
            let y = self.wanted[shape].map_or(spread, |wanted| wanted - above - h / 2);
            self.rects[shape].y = y.max(next);
            next = self.rects[shape].bottom() + apart;
        }
        let mut last = bottom;
        for &shape in column.iter().rev() {
            let h = self.rects[shape].h;
            self.rects[shape].y = self.rects[shape].y.min(last - h);
            last = self.rects[shape].y - apart;
        }
    }

    /// What stands in columns is ordered by the height of what it is connected with.
    fn order_by_neighbours(&mut self) {
        self.wanted = (0..self.rects.len()).map(|shape| self.height_of_neighbours(shape)).collect();
        self.before = self.rects.clone();
        let heights: Vec<i32> =
            self.wanted.iter().zip(&self.rects).map(|(wanted, rect)| wanted.unwrap_or(rect.middle())).collect();
        for parent in 0..self.children.len() {
            if matches!(self.picture.shapes[parent].kind, Kind::Region | Kind::Stack) {
                self.children[parent].sort_by_key(|&child| heights[child]);
            }
        }
        self.roots.sort_by_key(|&root| heights[root]);
    }

    fn height_of_neighbours(&self, shape: usize) -> Option<i32> {
        let others = self.picture.arrows.iter().filter_map(|arrow| match (arrow.from == shape, arrow.to == shape) {
            (true, _) => Some(arrow.to),
            (_, true) => Some(arrow.from),
            _ => None,
        });
        let heights: Vec<i32> = others.map(|other| self.rects[other].middle()).collect();
        let count = i32::try_from(heights.len()).unwrap_or(1);
        (!heights.is_empty()).then(|| heights.iter().sum::<i32>() / count)
    }
}

/// What others talk to stands behind them.
fn order_by_flow(picture: &Picture, all: &mut [Vec<usize>]) {
    let is_leaf: Vec<bool> = all.iter().map(Vec::is_empty).collect();
    for children in all.iter_mut().filter(|children| children.len() > 1) {
        let within = |shape: usize| children.iter().position(|&child| child == shape || picture.holds(child, shape));
        let mut steps: Vec<(usize, usize)> = Vec::new();
        for arrow in picture.arrows.iter().filter(|arrow| arrow.kind != ArrowKind::Permission) {
            if let (Some(from), Some(to)) = (within(arrow.from), within(arrow.to))
                && from != to
                && !steps.contains(&(to, from))
            {
                steps.push((from, to));
            }
        }
        let mut ranks = vec![0_usize; children.len()];
        for _ in 0..children.len() {
            for &(from, to) in &steps {
                ranks[to] = ranks[to].max(ranks[from] + 1).min(children.len());
            }
        }
        let mut order: Vec<usize> = (0..children.len()).collect();
        order.sort_by_key(|&place| (is_leaf[children[place]] && ranks[place] == 0, ranks[place], place));
        *children = order.into_iter().map(|place| children[place]).collect();
    }
}

/// The width of a line, in pixels.
pub(super) fn line_width(line: &Line) -> f64 {
    text::width(&line.text, if line.is_name { NAME_SIZE } else { DETAIL_SIZE }, line.is_name)
}
