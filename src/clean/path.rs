//! In: for each line of a page the scores of being inside the story, of its start, its end, and of being
//! kept. Out: the best path through the page.
//!
//! States: before, body, noise inside the story, after. A path's score is the sum over the lines inside of
//! their inside scores, plus the start score of the first body line and the end score of the last one, less
//! what a line costs whose keep score speaks against its state. One pass forward, one back: O(lines).

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Menus, title, byline: above the story.
    #[default]
    Before,
    /// A paragraph or a sub-heading of the story.
    Body,
    /// Among the paragraphs, but no part of the story: a caption, a share line, an advertisement.
    Noise,
    /// Tags, related stories, comments: below the story.
    After,
}

/// The scores of one line; above 0 speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// That the line lies between the first and the last of the story.
    pub inside: f64,
    /// That the story starts with it.
    pub start: f64,
    /// That the story ends with it.
    pub end: f64,
    /// That, lying inside, it is part of the story.
    pub keep: f64,
}

const STATES: [State; 4] = [State::Before, State::Body, State::Noise, State::After];

/// The best state of each line.
///
/// ```
/// use standpoint::clean::path::{Scores, State, best_path};
/// let line = |inside, start, end| Scores { inside, start, end, keep: 1.0 };
/// let path = best_path(&[line(-2.0, -1.0, -9.0), line(2.0, 1.0, -1.0), line(-2.0, -9.0, -1.0)]);
/// assert_eq!(path, [State::Before, State::Body, State::After]);
/// ```
pub fn best_path(lines: &[Scores]) -> Vec<State> {
    let (mut sums, mut back) = ([0.0, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], Vec::with_capacity(lines.len()));
    for (i, line) in lines.iter().enumerate() {
        let ended = i.checked_sub(1).map_or(f64::NEG_INFINITY, |p| lines[p].end);
        let step = |from: usize, cost: f64| (sums[from] + cost, from);
        let better = |a: (f64, usize), b: (f64, usize)| if b.0 > a.0 { b } else { a };
        let on = better(step(1, 0.0), step(2, 0.0));
        let body = better(on, step(0, line.start));
        let after = better(step(3, 0.0), step(1, ended));
        sums = [sums[0], body.0 + line.inside + line.keep.min(0.0), on.0 + line.inside - line.keep.max(0.0), after.0];
        back.push([0, body.1, on.1, after.1]);
    }
    let last = lines.last().map_or(0.0, |line| line.end);
    // A page may end with its story; one with no story at all is never the best but for an empty page.
    let mut state = if sums[1] + last >= sums[3] && !lines.is_empty() { 1 } else { 3 };
    if !sums[state].is_finite() {
        state = 0;
    }
    let mut path = vec![State::Before; lines.len()];
    for (place, from) in path.iter_mut().zip(&back).rev() {
        *place = STATES[state];
        state = from[state];
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_made_page() {
        let score = |inside, start, end, keep| Scores { inside, start, end, keep };
        let lines = [
            score(-1.0, -5.0, -9.0, 1.0),
            score(0.2, 1.0, -9.0, 1.0),
            score(1.0, -3.0, -2.0, 2.0),
            score(-0.5, -3.0, -2.0, -2.0),
            score(1.0, -3.0, 1.0, 2.0),
            score(0.4, -3.0, -6.0, 2.0),
        ];
        use State::{After, Before, Body, Noise};
        assert_eq!(best_path(&lines), [Before, Body, Body, Noise, Body, After]);
        assert_eq!(best_path(&lines[1..2]), [Body]);
        assert_eq!(best_path(&[]), []);
    }

    #[test]
    fn scores_that_are_no_numbers_end_too() {
        let odd = Scores { inside: f64::NAN, start: f64::NEG_INFINITY, end: f64::NAN, keep: f64::INFINITY };
        assert_eq!(best_path(&[odd; 5]).len(), 5);
    }
}
