//! In: the blocks of a page. Out: which of them are its story. Two linear heads: `first` sees what a block, its
//! elements and its neighbours look like, `last` what the first scores around it say. A score is a dot product;
//! the weights are learned by `examples/train_blocks.rs`.
//!
//! A block is of the story where its last score is above `LEAST`. Where no block's is, the page either has no
//! article, or one unlike those we learned from: it is held to have one where the Readability method found a
//! paragraph (`PARAGRAPH` words), and then the blocks whose score is within `MARGIN` of the best are it.
//! Where the few words of these blocks are those of a wall, such as a question about cookies, there is none either.

use std::sync::LazyLock;

use super::absence::is_wall;
use super::answer::Claims;
use super::head::{self, Head, Heads, matrix};
use super::line::Line;
use super::path::State;
use super::sheet::Sheet;
use super::{shape, surround};
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// What each head learned.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockModel {
    /// 1.
    pub format: u32,
    /// Tells blocks of the story from others, by their looks.
    pub first: Head,
    /// The same, by the first scores.
    pub last: Head,
}

/// What became of one block, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The block's text.
    pub text: String,
    /// Story, before it, between its blocks, or after it.
    pub state: State,
    /// The last score; above -0.06 speaks for the story.
    pub score: f64,
}

/// The score that a block of the story is above. F1 is greatest where blocks are kept that are of the story with
/// half the F1 reached for their probability (Lipton, Elkan, Naryanaswamy 2014): .485, whose logit this is.
const LEAST: f64 = -0.06;
/// How far below the best score a block may be where no score is, and the words of a paragraph.
const MARGIN: f64 = 0.5;
const PARAGRAPH: f64 = 60.0;

static SHIPPED: LazyLock<BlockModel> = LazyLock::new(|| {
    BlockModel::read(include_bytes!("../../models/blocks.json")).unwrap_or_else(|error| panic!("models/blocks.json: {error}"))
});

impl BlockModel {
    /// The model that comes with the library.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// Where it is no block model, or not one for these features.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        head::read(bytes)
    }

    /// The last score of each block; above -0.06 it is of the story.
    pub fn scores(&self, sheet: &Sheet) -> Vec<f64> {
        let first = self.first.scores(&shape::rows(&sheet.layout, &sheet.held, &sheet.measures).0);
        self.last.scores(&surround::rows(&sheet.layout, &sheet.held, &sheet.measures, &first).0)
    }

    /// What each block of the page is: all `Before` where it has no article.
    ///
    /// ```
    /// use standpoint::clean::{block_model::BlockModel, path::State, sheet};
    /// let sheet = sheet::read("<html><body><ul><li><a href=/>Home</a><li><a href=/b>Blog</a></ul></body></html>").unwrap();
    /// assert!(BlockModel::shipped().verdicts(&sheet).iter().all(|verdict| verdict.state == State::Before));
    /// ```
    pub fn verdicts(&self, sheet: &Sheet) -> Vec<Verdict> {
        let scores = self.scores(sheet);
        let story = story(sheet, &scores);
        let (first, last) = (story.iter().position(|&s| s), story.iter().rposition(|&s| s));
        let state = |i: usize| match (first, last) {
            _ if story[i] => State::Body,
            (Some(first), Some(last)) if i > first => {
                if i > last {
                    State::After
                } else {
                    State::Noise
                }
            }
            _ => State::Before,
        };
        let blocks = sheet.layout.blocks.iter().zip(&scores).enumerate();
        blocks.map(|(i, (block, &score))| Verdict { text: block.text.clone(), state: state(i), score }).collect()
    }
}

/// Which blocks are the story, by their scores.
fn story(sheet: &Sheet, scores: &[f64]) -> Vec<bool> {
    let (page, measures) = (&sheet.layout.page, &sheet.measures);
    let lines = &page.lines;
    let most =
        |on: &dyn Fn(usize) -> bool| (0..scores.len()).filter(|&i| on(i)).map(|i| scores[i]).fold(f64::NEG_INFINITY, f64::max);
    let least = if most(&|_| true) > LEAST {
        LEAST
    } else if (0..scores.len()).any(|i| measures.prose[i] >= PARAGRAPH && sheet.held[i].answer > 0.6) {
        most(&|i| lines[i].words >= 8) - MARGIN
    } else {
        f64::INFINITY
    };
    let kept: Vec<&Line> = lines.iter().zip(scores).filter(|(_, score)| **score > least).map(|(line, _)| line).collect();
    let wall = is_wall(page, &kept);
    scores.iter().map(|&score| score > least && !wall).collect()
}

/// The rows that the head `first` sees.
pub fn shape_rows(sheet: &Sheet) -> CsrMatrix {
    matrix(&shape::rows(&sheet.layout, &sheet.held, &sheet.measures).0, columns().0)
}

/// The rows that the head `last` sees, made from the first scores.
pub fn surround_rows(sheet: &Sheet, first: &[f64]) -> CsrMatrix {
    matrix(&surround::rows(&sheet.layout, &sheet.held, &sheet.measures, first).0, columns().1)
}

/// How many columns the first and the last rows have.
fn columns() -> (usize, usize) {
    static COLUMNS: LazyLock<(usize, usize)> = LazyLock::new(|| {
        let sheet = Sheet::of(super::block::read(&dom_query::Document::from("<p>a</p>")), Claims::default());
        let first = shape::rows(&sheet.layout, &sheet.held, &sheet.measures).1;
        (first, surround::rows(&sheet.layout, &sheet.held, &sheet.measures, &[0.0]).1)
    });
    *COLUMNS
}

impl Heads for BlockModel {
    const NAME: &str = "block model";
    const TRAINER: &str = "train_blocks";

    fn format(&self) -> u32 {
        self.format
    }

    fn heads(&self) -> Vec<(&Head, usize)> {
        let (first, last) = columns();
        vec![(&self.first, first), (&self.last, last)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::sheet;

    /// The layout; a change of it needs a model trained anew.
    #[test]
    fn the_golden_columns() {
        assert_eq!(columns(), GOLDEN_COLUMNS);
    }
    const GOLDEN_COLUMNS: (usize, usize) = (2953, 451);

    #[test]
    fn every_block_has_a_verdict_whatever_the_bytes() {
        for page in
            ["", "<", "a", "<p>", "<br><br>", "<p>\u{4e2d}\u{6587}\u{3002}<p>*<p>(1)", "<table><td>1<li>2</table>", "<svg><p>x"]
        {
            let sheet = sheet::read(page).expect("a page");
            assert_eq!(BlockModel::shipped().verdicts(&sheet).len(), sheet.layout.blocks.len(), "{page}");
        }
    }
}
