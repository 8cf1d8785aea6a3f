//! In: the lines taken for a story. Out: whether there is none after all.
//!
//! A dump has no story where its best path is worth less than `LEAST`: the sum of its inside scores, the start score
//! of its first line and the end score of its last, beside 0 for no story at all. Paths of models that had not seen the
//! page are worth -2.8 and more on all of 184 dumps with a story, lists and tables the least; on the pages without one that we wrote,
//! -4.98 and less. A short story among long menus may be worth less; it is one all the same where the path kept `RUN`
//! words of sentences one line after the other, which neither speak of the page nor turn to the reader. The shortest
//! stories we tried have 37 such words, comments 22. A list of results whose teasers are whole sentences, one after the
//! other, is taken for a story: that is a limit.
//!
//! A wall is a page whose few words are about the page itself: cookies, accounts, the browser. It may read as plain
//! prose, so it is known by its words: lines that speak of such things or turn to the reader make up half of it or
//! more, and both occur. A short report that does both, such as one on a court's word to `you` about cookies, is
//! mistaken for one: that is another.

use std::ops::Range;

use super::boundary::{COPYRIGHT, NAV, NEWS};
use super::line::{Line, Page};
use super::path::Scores;

/// What the path of a story is worth, at least.
const LEAST: f64 = -4.0;
/// Words of sentences one line after the other that are a story, at least.
const RUN: usize = 30;
/// Words of a line that tells something, at least.
const SENTENCE: usize = 10;
/// Whether a dump has no story, by the lines that its best path runs through, and those of them that are kept.
pub(super) fn no_story(page: &Page, scores: &[Scores], path: Range<usize>, kept: &[usize]) -> bool {
    let (Some(first), Some(last)) = (scores[path.clone()].first(), scores[path.clone()].last()) else { return true };
    let inside: f64 = scores[path].iter().map(|line| line.inside).sum();
    let path = inside + first.start + last.end;
    path <= LEAST && longest_run(page, kept) < RUN
}

/// Words of the longest run of sentences one line after the other, none about the page or to its reader.
fn longest_run(page: &Page, kept: &[usize]) -> usize {
    let (mut longest, mut run, mut next) = (0, 0, 0);
    for &i in kept {
        let line = &page.lines[i];
        let tells = line.ends && line.words >= SENTENCE && !about(line) && !reader(page, line);
        run = if !tells {
            0
        } else if i == next {
            run + line.words
        } else {
            line.words
        };
        (longest, next) = (longest.max(run), i + 1);
    }
    longest
}

fn about(line: &Line) -> bool {
    line.has(NEWS | COPYRIGHT | NAV)
}

fn reader(page: &Page, line: &Line) -> bool {
    page.low(line).split(|c: char| !c.is_alphanumeric()).any(|word| READER.contains(&word))
}

/// Words of a wall, at most.
const WALL: usize = 80;
/// Words that turn to the reader.
const READER: [&str; 14] =
    ["you", "your", "please", "bitte", "sie", "ihre", "ihren", "vous", "votre", "vos", "usted", "tus", "voc\u{ea}", "\u{60a8}"];

/// Whether the lines are a wall: two or more, few words, about the page and to its reader.
pub(super) fn is_wall(page: &Page, lines: &[&Line]) -> bool {
    let words = |on: &dyn Fn(&Line) -> bool| lines.iter().filter(|line| on(line)).map(|line| line.words).sum::<usize>();
    let all = words(&|_| true);
    lines.len() >= 2
        && all <= WALL
        && lines.iter().any(|line| about(line))
        && lines.iter().any(|line| reader(page, line))
        && words(&|line| about(line) || reader(page, line)) * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::line;

    #[test]
    fn a_wall_speaks_of_itself_to_its_reader() {
        let cases: [(&[&str], bool); 7] = [
            (&["Please turn JavaScript on and reload the page.", "Your browser is out of date."], true),
            (&["To read this page you need an account.", "Log in.", "It is free."], true),
            (&["Please enable cookies."], false),
            (&["Ferries are bad", "You said so, and we did."], false),
            (&["The court ruled on cookies on Monday.", "It told two papers to ask each subscriber."], false),
            (
                &[
                    "The port closed on Monday, since no ship came.",
                    "You may log in.",
                    "It will open again in spring, the city said.",
                ],
                false,
            ),
            (&[], false),
        ];
        for (texts, wanted) in cases {
            let page = line::read(&texts.join("\n\n"));
            assert_eq!(page.lines.len(), texts.len());
            assert_eq!(is_wall(&page, &Vec::from_iter(&page.lines)), wanted, "{texts:?}");
        }
    }

    #[test]
    fn a_path_without_lines_is_no_story() {
        assert!(no_story(&Page::default(), &[], 0..0, &[]));
    }
}
