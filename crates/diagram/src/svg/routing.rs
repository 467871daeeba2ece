//! Where arrows run: along the grid, around boxes, with few bends and crossings.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::picture::{Arrow, Kind, Picture};

use super::layout::{Layout, Rect};

/// What a step, a bend and the rest cost.
const STEP: u32 = 2;
const BEND: u32 = 9;
const CROSSING: u32 = 8;
/// Along an arrow that leads from or to the same box.
const TOGETHER: u32 = 1;
/// Along any other arrow.
const ON_ANOTHER: u32 = 60;
const ON_BORDER: u32 = 8;
const ON_TITLE: u32 = 30;
/// Within a security group that neither end is in.
const IN_FOREIGN: u32 = 6;
/// Up or down from somebody outside, whose column would be in the way.
const VERTICAL_FROM_OUTSIDE: u32 = 60;
/// So many cells from where another arrow begins or ends.
const NEAR_END: [u32; 4] = [16, 12, 9, 5];
/// So many arrows that run together are looked at, of however many there are.
const BUNDLE: usize = 6;
/// Grids with more points than this are searched in haste.
const LARGE: usize = 25_000;
const EAGER: u32 = 6;
/// Space around everything, in which arrows run as well.
pub(super) const MARGIN: i32 = 3;

/// A way along the grid: its corners, from end to end.
pub(super) type Way = Vec<(i32, i32)>;

const DIRECTIONS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

struct Grid<'a> {
    layout: &'a Layout,
    w: i32,
    h: i32,
    /// The box that covers a point, if one does that arrows must not cross.
    covered: Vec<Option<u32>>,
    /// What it costs to be at a point, horizontally and vertically.
    extra: Vec<[u32; 2]>,
    /// The arrows that run through a point, horizontally and vertically.
    used: Vec<[Vec<u16>; 2]>,
    /// What it costs to begin or end here, since others do nearby.
    ends: Vec<u32>,
    /// What a step is thought to cost at least. Where it is more than what it does, ways are found sooner, and are worse.
    eagerness: u32,
}

/// The ways of all arrows, in the order of the picture; none where there is no way.
pub(super) fn route(picture: &Picture, layout: &Layout) -> Vec<Option<Way>> {
    let mut grid = Grid::new(picture, layout);
    // Short ones first: they have the least choice.
    let mut order: Vec<usize> = (0..picture.arrows.len()).collect();
    order.sort_by_key(|&index| (grid.distance(&picture.arrows[index]), index));
    let mut ways = vec![None; picture.arrows.len()];
    for index in order {
        if let Some(points) = grid.find(picture, index) {
            grid.occupy(index, &points);
            ways[index] = Some(grid.corners(&points));
        }
    }
    ways
}

impl<'a> Grid<'a> {
    fn new(picture: &Picture, layout: &'a Layout) -> Self {
        let (w, h) = (layout.size.0 + 2 * MARGIN + 1, layout.size.1 + 2 * MARGIN + 1);
        let count = usize::try_from(w * h).unwrap_or_default();
        let mut grid = Grid {
            layout,
            w,
            h,
            covered: vec![None; count],
            extra: vec![[0; 2]; count],
            used: vec![[Vec::new(), Vec::new()]; count],
            ends: vec![0; count],
            eagerness: if count > LARGE { EAGER } else { STEP },
        };
        for (index, &rect) in layout.rects.iter().enumerate() {
            if layout.is_leaf[index] {
                let mark = u32::try_from(index).ok();
                grid.each(rect, |grid, place| grid.covered[place] = mark);
            } else {
                grid.mark_container(rect, layout.lines[index].len(), picture.shapes[index].kind);
            }
        }
        grid
    }

    /// Arrows cross the border of a container, but do not run along it, nor over its title.
    fn mark_container(&mut self, rect: Rect, lines: usize, kind: Kind) {
        for (x, w) in [(rect.x, 0), (rect.right(), 0)] {
            self.each(Rect { x, y: rect.y, w, h: rect.h }, |grid, place| grid.extra[place][1] += ON_BORDER);
        }
        for (y, h) in [(rect.y, 0), (rect.bottom(), 0)] {
            self.each(Rect { x: rect.x, y, w: rect.w, h }, |grid, place| grid.extra[place][0] += ON_BORDER);
        }
        let wide = if kind == Kind::Account { rect.w.min(20) } else { (rect.w - 2).min(22) };
        let high = if lines > 1 { 2 } else { 1 };
        let title = Rect { x: rect.x + 1, y: rect.y + 1, w: wide.max(0), h: high };
        self.each(title, |grid, place| {
            grid.extra[place][0] += ON_TITLE;
            grid.extra[place][1] += ON_TITLE;
        });
    }

    /// Does something with every point of a box, its border included.
    fn each(&mut self, rect: Rect, mut act: impl FnMut(&mut Self, usize)) {
        for y in rect.y..=rect.bottom() {
            for x in rect.x..=rect.right() {
                if let Some(place) = self.place(x, y) {
                    act(self, place);
                }
            }
        }
    }

    fn place(&self, x: i32, y: i32) -> Option<usize> {
        let (x, y) = (x + MARGIN, y + MARGIN);
        (x >= 0 && y >= 0 && x < self.w && y < self.h).then(|| usize::try_from(y * self.w + x).unwrap_or_default())
    }

    fn point(&self, place: usize) -> (i32, i32) {
        let place = i32::try_from(place).unwrap_or_default();
        (place % self.w - MARGIN, place / self.w - MARGIN)
    }

    fn distance(&self, arrow: &Arrow) -> i32 {
        let [from, to] = [arrow.from, arrow.to].map(|shape| self.layout.rects[shape]);
        gap(from.x, from.right(), to.x, to.right()) + gap(from.y, from.bottom(), to.y, to.bottom())
    }

    /// The points at which arrows may touch a box, each with the direction that leads away.
    fn ports(&self, shape: usize) -> Vec<((i32, i32), usize)> {
        let rect = self.layout.rects[shape];
        let mut ports = Vec::new();
        for y in rect.y + 1..rect.bottom() {
            ports.push(((rect.right(), y), 0));
            ports.push(((rect.x, y), 2));
        }
        for x in rect.x + 1..rect.right() {
            ports.push(((x, rect.bottom()), 1));
            ports.push(((x, rect.y), 3));
        }
        ports
    }

    /// The cheapest way of an arrow.
    fn find(&self, picture: &Picture, index: usize) -> Option<Vec<usize>> {
        let arrow = &picture.arrows[index];
        let target = self.layout.rects[arrow.to];
        let count = self.covered.len();
        let mut costs = vec![u32::MAX; count * 4];
        let mut before = vec![u32::MAX; count * 4];
        let mut is_goal = vec![0_u8; count];
        for ((x, y), away) in self.ports(arrow.to) {
            if let Some(place) = self.place(x, y) {
                // A goal is entered against the direction that leads away.
                is_goal[place] |= 1 << ((away + 2) % 4);
            }
        }
        let foreign = self.foreign(picture, arrow);
        let is_outside = picture.shapes[arrow.from].kind == Kind::Outside;
        let mut open: BinaryHeap<Reverse<(u32, u32, u32)>> = BinaryHeap::new();
        let guess = |x: i32, y: i32| {
            let far = gap(x, x, target.x, target.right()) + gap(y, y, target.y, target.bottom());
            u32::try_from(far).unwrap_or_default() * self.eagerness
        };
        let source = self.layout.rects[arrow.from];
        for ((x, y), away) in self.ports(arrow.from) {
            let Some(place) = self.place(x, y) else { continue };
            let off_middle =
                if away % 2 == 0 { (y - source.y - source.h / 2).abs() } else { (x - source.x - source.w / 2).abs() };
            let cost = u32::try_from(off_middle.min(6)).unwrap_or_default() + self.ends[place];
            let cost = cost + if is_outside && away % 2 == 1 { VERTICAL_FROM_OUTSIDE } else { 0 };
            let state = place * 4 + away;
            costs[state] = cost;
            open.push(Reverse((cost + guess(x, y), cost, u32::try_from(state).unwrap_or_default())));
        }
        while let Some(Reverse((_, cost, state))) = open.pop() {
            let state = usize::try_from(state).unwrap_or_default();
            if cost > costs[state] {
                continue;
            }
            let (place, direction) = (state / 4, state % 4);
            let is_start = before[state] == u32::MAX;
            if !is_start && is_goal[place] & (1 << direction) != 0 {
                return Some(self.traced(&before, state));
            }
            for (turn, &(dx, dy)) in DIRECTIONS.iter().enumerate() {
                // Not back, and straight away from where it begins.
                if turn == (direction + 2) % 4 || (is_start && turn != direction) {
                    continue;
                }
                let (x, y) = self.point(place);
                let Some(next) = self.place(x + dx, y + dy) else { continue };
                let enters = is_goal[next] & (1 << turn) != 0;
                if !enters && (self.is_blocked(next, x + dx, y + dy, arrow)) {
                    continue;
                }
                let bend = if turn == direction { 0 } else { BEND };
                let strange = if foreign[next] { IN_FOREIGN } else { 0 };
                let step = STEP
                    + bend
                    + strange
                    + self.price(picture, index, place, next, turn, turn != direction, enters, target);
                let total = cost + step;
                let following = next * 4 + turn;
                if total < costs[following] {
                    costs[following] = total;
                    before[following] = u32::try_from(state).unwrap_or(u32::MAX);
                    let guess = guess(x + dx, y + dy);
                    open.push(Reverse((total + guess, total, u32::try_from(following).unwrap_or_default())));
                }
            }
        }
        None
    }

    /// The points within security groups that an arrow has no business in.
    fn foreign(&self, picture: &Picture, arrow: &Arrow) -> Vec<bool> {
        let mut foreign = vec![false; self.covered.len()];
        for (index, shape) in picture.shapes.iter().enumerate() {
            let holds = |end: usize| end == index || picture.holds(index, end);
            if shape.kind == Kind::SecurityGroup
                && !self.layout.is_leaf[index]
                && !holds(arrow.from)
                && !holds(arrow.to)
            {
                let rect = self.layout.rects[index];
                for y in rect.y..=rect.bottom() {
                    for x in rect.x..=rect.right() {
                        if let Some(place) = self.place(x, y) {
                            foreign[place] = true;
                        }
                    }
                }
            }
        }
        foreign
    }

    /// Boxes without others in them are in the way, and so are both ends.
    fn is_blocked(&self, place: usize, x: i32, y: i32, arrow: &Arrow) -> bool {
        let within = |rect: Rect| x >= rect.x && x <= rect.right() && y >= rect.y && y <= rect.bottom();
        self.covered[place].is_some() || within(self.layout.rects[arrow.from]) || within(self.layout.rects[arrow.to])
    }

    #[allow(clippy::too_many_arguments, reason = "all that the price of one step depends on")]
    fn price(
        &self,
        picture: &Picture,
        index: usize,
        place: usize,
        next: usize,
        direction: usize,
        bends: bool,
        enters: bool,
        target: Rect,
    ) -> u32 {
        let axis = direction % 2;
        let arrow = &picture.arrows[index];
        let mut price = self.extra[next][axis];
        for &other in self.used[next][axis].iter().take(BUNDLE) {
            if !self.used[place][axis].contains(&other) {
                continue;
            }
            let other = &picture.arrows[usize::from(other)];
            let together = other.kind == arrow.kind && (other.from == arrow.from || other.to == arrow.to);
            price += if together { TOGETHER } else { ON_ANOTHER };
        }
        for &other in self.used[next][1 - axis].iter().take(BUNDLE) {
            let other = &picture.arrows[usize::from(other)];
            let together = other.kind == arrow.kind && (other.from == arrow.from || other.to == arrow.to);
            price += if together { TOGETHER } else { CROSSING };
        }
        // Corners on other arrows look like junctions.
        if bends
            && self.used[place].iter().flat_map(|used| used.iter().take(BUNDLE)).any(|&other| {
                let other = &picture.arrows[usize::from(other)];
                other.kind != arrow.kind || (other.from != arrow.from && other.to != arrow.to)
            })
        {
            price += ON_ANOTHER;
        }
        if enters {
            let (x, y) = self.point(next);
            let off = if axis == 0 { (y - target.y - target.h / 2).abs() } else { (x - target.x - target.w / 2).abs() };
            price += u32::try_from(off.min(6)).unwrap_or_default() + self.ends[next];
        }
        price
    }

    fn traced(&self, before: &[u32], end: usize) -> Vec<usize> {
        let mut places = vec![end / 4];
        let mut state = end;
        while let Some(&previous) = before.get(state).filter(|&&previous| previous != u32::MAX) {
            state = usize::try_from(previous).unwrap_or_default();
            places.push(state / 4);
        }
        places.reverse();
        places
    }

    fn occupy(&mut self, index: usize, places: &[usize]) {
        let Ok(mark) = u16::try_from(index) else { return };
        for pair in places.windows(2) {
            let &[from, to] = pair else { continue };
            let axis = usize::from(from.abs_diff(to) != 1);
            for place in [from, to] {
                if !self.used[place][axis].contains(&mark) {
                    self.used[place][axis].push(mark);
                }
            }
        }
        for &end in [places.first(), places.last()].into_iter().flatten() {
            let (x, y) = self.point(end);
            for (far, price) in (0_i32..).zip(NEAR_END) {
                for (x, y) in [(x + far, y), (x - far, y), (x, y + far), (x, y - far)] {
                    if let Some(place) = self.place(x, y) {
                        self.ends[place] = self.ends[place].max(price);
                    }
                }
            }
        }
    }

    /// The points at which a way bends, and both ends.
    fn corners(&self, places: &[usize]) -> Way {
        let mut way = Way::new();
        for point in places.iter().map(|&place| self.point(place)) {
            if let [.., before, last] = way.as_mut_slice()
                && ((before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1))
            {
                *last = point;
            } else {
                way.push(point);
            }
        }
        way
    }
}

/// How far two spans are from each other.
fn gap(from: i32, to: i32, other_from: i32, other_to: i32) -> i32 {
    (other_from - to).max(from - other_to).max(0)
}
