//! In: the lines of a page. Out: the scores from which the best path is found, made by five linear heads.
//! `first` and `keep` see what a line and its neighbours look like, `inside` what the first scores around it say,
//! `start` and `end` both. A score is a dot product; the weights are learned by `examples/train_lines.rs`.

use std::sync::LazyLock;

use super::context;
use super::head::{self, Head, Heads, matrix};
use super::line::Page;
use super::look::{self, Lent};
use super::path::{Scores, State, best_path};
use super::row::{self, Four, Places, Sums, placed, share, spread};
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// The line model: what each head learned.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineModel {
    /// 1.
    pub format: u32,
    /// Tells lines of the story from others, by their looks.
    pub first: Head,
    /// Tells the lines between the first and the last of the story from others, by the first scores.
    pub inside: Head,
    /// Tells the first line of the story from others.
    pub start: Head,
    /// Tells the last line of the story from others.
    pub end: Head,
    /// Tells, between the first and the last line of the story, its lines from others.
    pub keep: Head,
}

/// How much an inside score counts beside the scores of start and end, and how large it may be.
const INSIDE: f64 = 0.1;
const INSIDE_MOST: f64 = 4.0;
/// A line inside is left out only where its keep score is below minus this.
const KEEP: f64 = 0.4;

static SHIPPED: LazyLock<LineModel> = LazyLock::new(|| {
    LineModel::read(include_bytes!("../../models/lines.json")).unwrap_or_else(|error| panic!("models/lines.json: {error}"))
});

static SHIPPED_WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::of(&SHIPPED));

impl LineModel {
    /// The model that comes with the library.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// Where it is no line model, or not one for these features.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        head::read(bytes)
    }

    /// The scores of each line of the page.
    pub fn scores(&self, page: &Page) -> Vec<Scores> {
        let own;
        let weights = if std::ptr::eq(self, Self::shipped()) {
            &*SHIPPED_WEIGHTS
        } else {
            own = Weights::of(self);
            &own
        };
        let looks = weights.looks(page);
        let first: Vec<f64> = looks.iter().map(|sums| self.first.intercept + f64::from(sums.0[0])).collect();
        let contexts = weights.contexts(page, &first, &looks);
        let scores = |i: usize| {
            let size = (page.lines[i].words.max(1) as f64 / 20.0).sqrt();
            let [inside, start, end, _] = contexts[i].0.map(f64::from);
            let inside = INSIDE * size * (self.inside.intercept + inside).clamp(-INSIDE_MOST, INSIDE_MOST);
            let (start, end) = (self.start.intercept + start, self.end.intercept + end);
            Scores { inside, start, end, keep: self.keep.intercept + f64::from(looks[i].0[3]) + KEEP }
        };
        (0..page.lines.len()).map(scores).collect()
    }

    /// What each line of the page is.
    ///
    /// ```
    /// use standpoint::clean::{line, line_model::LineModel};
    /// let page = line::read("* Home\n* World\n\nIt rained.");
    /// assert_eq!(LineModel::shipped().states(&page).len(), 3);
    /// ```
    pub fn states(&self, page: &Page) -> Vec<State> {
        best_path(&self.scores(page))
    }
}

/// The weights of the heads side by side, so that a feature is looked up once for all.
struct Weights {
    /// Of first, start, end and keep.
    looks: Box<row::Weights>,
    /// Of inside, start and end.
    contexts: Box<row::Weights>,
    /// Of what a line lends to the looks around it, and its score to the contexts.
    lent: Vec<[Four; look::PLACES]>,
    near: Vec<[Four; context::PLACES]>,
}

impl Weights {
    fn of(model: &LineModel) -> Self {
        let Layout { looks, contexts, lent, near } = *LAYOUT;
        let LineModel { first, inside, start, end, keep, .. } = model;
        let weight = |head: &Head, column: usize| head.weights.get(column).copied().unwrap_or(0.0);
        let of_looks = side_by_side(looks, |at| [first, start, end, keep].map(|head| weight(head, at)));
        let of_contexts =
            side_by_side(contexts, |at| [weight(inside, at), weight(start, looks + at), weight(end, looks + at), 0.0]);
        Self {
            lent: placed(&of_looks, lent, look::LENT as usize),
            near: placed(&of_contexts, near, context::KNOTS),
            looks: of_looks,
            contexts: of_contexts,
        }
    }

    /// The sums of first, start, end and keep, of what each line looks like.
    fn looks(&self, page: &Page) -> Vec<Four> {
        let lent = Lent::new(&page.lines);
        let shares = lent.shares(&self.lent);
        let none = |_| Sums { weights: &self.looks, shares: &shares, sums: Four::default() };
        look::rows(page, &lent, none).0.into_iter().map(|row| row.sums).collect()
    }

    /// The sums of inside, start and end, of what the first scores say; start and end go on with those of the looks.
    fn contexts(&self, page: &Page, first: &[f64], looks: &[Four]) -> Vec<Four> {
        let near = context::near(first);
        let shares: Vec<_> = near.iter().map(|&place| share(&self.near, spread(place))).collect();
        let go_on = |i: usize| {
            let Four([_, start, end, _]) = looks[i];
            Sums { weights: &self.contexts, shares: &shares, sums: Four([0.0, start, end, 0.0]) }
        };
        context::rows(page, first, &near, go_on).0.into_iter().map(|row| row.sums).collect()
    }
}

/// The weights of each column.
fn side_by_side(size: usize, of: impl Fn(usize) -> [f64; 4]) -> Box<row::Weights> {
    let weights = |column| if column < size { Four(of(column).map(|weight| weight as f32)) } else { Four::default() };
    Box::new(std::array::from_fn(weights))
}

/// The rows that the heads `first` and `keep` see.
pub fn look_rows(page: &Page) -> CsrMatrix {
    matrix(&look::rows(page, &Lent::new(&page.lines), |_| Vec::new()).0, LAYOUT.looks)
}

/// The rows that the head `inside` sees, made from the first scores.
pub fn context_rows(page: &Page, first: &[f64]) -> CsrMatrix {
    matrix(&context::rows(page, first, &context::near(first), |_| Vec::new()).0, LAYOUT.contexts)
}

/// The rows that the heads `start` and `end` see: looks, then contexts.
pub fn boundary_rows(looks: &CsrMatrix, contexts: &CsrMatrix) -> CsrMatrix {
    let shift = looks.columns() as u32;
    let mut matrix = CsrMatrix::new(looks.columns() + contexts.columns());
    for (look, context) in looks.iter().zip(contexts.iter()) {
        let shifted = context.indices.iter().map(|column| column + shift).zip(context.values.iter().copied());
        matrix.push_row(look.indices.iter().copied().zip(look.values.iter().copied()).chain(shifted));
    }
    matrix
}

/// How many columns the looks and the contexts have, and where in them those of the neighbours begin.
struct Layout {
    looks: usize,
    contexts: usize,
    lent: Places<{ look::PLACES }>,
    near: Places<{ context::PLACES }>,
}

/// Read off the middle row of a page that has a neighbour at each place.
static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    let page = super::line::read("a\n\nb\n\nc\n\nd\n\ne\n\nf\n\ng");
    let scores = [0.0; 7];
    let (lent, looks) = look::rows(&page, &Lent::new(&page.lines), |_| Places([0; look::PLACES]));
    let (near, contexts) = context::rows(&page, &scores, &context::near(&scores), |_| Places([0; context::PLACES]));
    Layout { looks, contexts, lent: lent[3], near: near[3] }
});

impl Heads for LineModel {
    const NAME: &str = "line model";
    const TRAINER: &str = "train_lines";

    fn format(&self) -> u32 {
        self.format
    }

    fn heads(&self) -> Vec<(&Head, usize)> {
        let (looks, contexts) = (LAYOUT.looks, LAYOUT.contexts);
        let boundary = looks + contexts;
        vec![(&self.first, looks), (&self.start, boundary), (&self.end, boundary), (&self.keep, looks), (&self.inside, contexts)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::line;

    const PAGE: &str = "   * Home\n   * World\n\nFerry fares fall by a third\n\n   By Ann Lee, 3 May 2021\n\n   Fares on the river ferry fell by a third on Sunday, the city said, and nobody on the pier was asked.\n\n   Read more: buses\n";

    #[test]
    fn the_golden_rows() {
        let page = line::read(PAGE);
        let (looks, width) = look::rows(&page, &Lent::new(&page.lines), |_| Vec::<(u32, f32)>::new());
        assert_eq!((width, LAYOUT.contexts), GOLDEN_COLUMNS);
        let row: Vec<u32> = looks[2].iter().map(|entry| entry.0).collect();
        assert_eq!(&row[..GOLDEN.len()], GOLDEN);
        assert!(looks.iter().flatten().all(|entry| (entry.0 as usize) < width && entry.1 == 1.0));
        let scores = [-3.0, -3.0, -1.0, -0.5, 4.0, -2.0];
        let (contexts, width) = context::rows(&page, &scores, &context::near(&scores), |_| Vec::<(u32, f32)>::new());
        assert!(contexts.iter().flatten().all(|entry| (entry.0 as usize) < width && (0.0..=1.0).contains(&entry.1)));
    }

    /// The layout; a change of it needs a model trained anew.
    const GOLDEN_COLUMNS: (usize, usize) = (1947, 459);
    /// Of the title: six words, no end, a third common words, a sixth capitals, overlap .75, ends and begins with a letter.
    const GOLDEN: &[u32] = &[5, 15, 31, 36, 144, 147, 178];

    #[test]
    fn a_page_has_one_state_a_line_whatever_its_bytes() {
        let odd = [
            "",
            "\n",
            "\u{0}",
            "*",
            "\u{2022}\n\u{2022}",
            "(1)",
            "(",
            "1234)",
            "\u{1f600}\r\r\n\u{4e2d}\u{6587}\u{3002}",
            "\u{130}'s \u{df}.",
        ];
        for text in odd.into_iter().chain([PAGE]) {
            let page = line::read(text);
            assert_eq!(LineModel::shipped().states(&page).len(), page.lines.len(), "{text:?}");
        }
        let mut random = crate::rng::Rng::new(7);
        let bytes: Vec<u8> = (0..20_000).map(|_| random.below(256) as u8).collect();
        for chunk in bytes.chunks(500) {
            LineModel::shipped().states(&line::read(&String::from_utf8_lossy(chunk)));
        }
    }

    #[test]
    fn a_long_page_is_read_in_one_go() {
        // A hundred thousand lines, all alike: where time grew with their square, this would not end.
        let page = line::read(&PAGE.repeat(16_000));
        assert_eq!(LineModel::shipped().states(&page).len(), 6 * 16_000);
    }
}
