//! Steps of scaling as one gapless line of intervals.

use super::step_scaling::ScalingInterval;

/// From one value up to another; without a change, nothing is done there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) change: Option<f64>,
}

/// All values from 0 on, cut into intervals, at most one of which has no change; or what is wrong with the steps. Zero is a
/// change only where changes are `absolute`.
pub(super) fn complete(steps: &[ScalingInterval], absolute: bool) -> Result<Vec<Interval>, String> {
    let mut steps = steps.to_vec();
    let start = |step: &ScalingInterval| step.lower.or(step.upper).unwrap_or_default();
    steps.sort_by(|left, right| start(left).total_cmp(&start(right)));
    while propagate(&mut steps) {}
    let last = steps.len().saturating_sub(1);
    let mut intervals: Vec<Interval> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let lower = step.lower.or((index == 0).then_some(0.0));
        let upper = step.upper.or((index == last).then_some(f64::INFINITY));
        let (Some(lower), Some(upper)) = (lower, upper) else {
            return Err(format!("it is not known where the step that changes by {} begins or ends", step.change));
        };
        let before = intervals.last().map_or(0.0, |before| before.upper);
        if before > lower && index > 0 {
            return Err(format!("two steps of scaling overlap at {lower}"));
        }
        if before < lower {
            intervals.push(Interval { lower: before, upper: lower, change: None });
        }
        intervals.push(Interval {
            lower,
            upper,
            change: Some(step.change).filter(|change| absolute || *change != 0.0),
        });
    }
    if let Some(end) = intervals.last().map(|last| last.upper).filter(|end| end.is_finite()) {
        intervals.push(Interval { lower: end, upper: f64::INFINITY, change: None });
    }
    let intervals = join_gaps(intervals);
    match intervals.iter().filter(|interval| interval.change.is_none()).count() {
        0 | 1 => Ok(intervals),
        gaps => Err(format!("the steps of scaling leave {gaps} gaps")),
    }
}

/// Lets steps end where the next one begins, and begin where the one before ends. Says whether it found any.
fn propagate(steps: &mut [ScalingInterval]) -> bool {
    let mut found = false;
    for index in 1..steps.len() {
        let (before, after) = steps.split_at_mut(index);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        if after.lower.is_none() && before.upper.is_some() {
            after.lower = before.upper;
            found = true;
        } else if before.upper.is_none() && after.lower.is_some() {
            before.upper = after.lower;
            found = true;
        }
    }
    found
}

/// Makes one gap of gaps that follow each other.
fn join_gaps(intervals: Vec<Interval>) -> Vec<Interval> {
    let mut joined: Vec<Interval> = Vec::new();
    for interval in intervals {
        match joined.last_mut() {
            Some(before) if before.change.is_none() && interval.change.is_none() => before.upper = interval.upper,
            _ => joined.push(interval),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::{Interval, complete};
    use crate::autoscaling::ScalingInterval;

    fn interval(lower: f64, upper: f64, change: Option<f64>) -> Interval {
        Interval { lower, upper, change }
    }

    #[test]
    fn steps_with_a_gap_become_a_line() {
        let steps = [ScalingInterval::above(70, 3), ScalingInterval::below(10, -1), ScalingInterval::above(50, 1)];
        let line = complete(&steps, false);
        let expected = vec![
            interval(0.0, 10.0, Some(-1.0)),
            interval(10.0, 50.0, None),
            interval(50.0, 70.0, Some(1.0)),
            interval(70.0, f64::INFINITY, Some(3.0)),
        ];
        assert_eq!(line, Ok(expected));
    }

    #[test]
    fn overlaps_and_gaps_are_told() {
        let overlapping = [ScalingInterval::between(0, 20, 1), ScalingInterval::between(10, 30, 2)];
        assert!(complete(&overlapping, false).unwrap_err().contains("overlap"));
        let gaps = [ScalingInterval::between(10, 20, 1), ScalingInterval::between(30, 40, 2)];
        assert!(complete(&gaps, false).unwrap_err().contains("3 gaps"));
    }
}
