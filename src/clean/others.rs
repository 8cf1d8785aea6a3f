//! In: the lines taken for a story. Out: where the list of further stories begins that was taken for a part of it: below
//! a heading such as "You may also like", when what follows is short or cut off, as teasers are, and no whole sentences.

use super::unit::Unit;
use crate::article::LineVerdict;

const HEADINGS: [&str; 26] = [
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related posts",
    "related stories",
    "see also",
    "more stories",
    "more news",
    "more on this story",
    "you may like",
    "you may also like",
    "you might also like",
    "recommended for you",
    "recommended stories",
    "leia tamb\u{e9}m",
    "veja tamb\u{e9}m",
    "voc\u{ea} pode gostar",
    "lea tambi\u{e9}n",
    "leggi anche",
    "lire aussi",
    "lesen sie auch",
    "\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{436}\u{435}",
    "\u{95a2}\u{9023}\u{8a18}\u{4e8b}",
    "\u{76f8}\u{5173}\u{9605}\u{8bfb}",
];

/// Bytes of the longest heading, with a bullet and marks.
const MOST: usize = 40;
/// Words of a line that tells something, at least.
const LONG: usize = 14;

/// Whether the text is one of these phrases, but for its case and the marks around it.
pub(super) fn is_one_of(text: &str, phrases: &[&str]) -> bool {
    let bare = || text.trim_matches(|c: char| " .:\u{2026}\u{2022}*+-".contains(c)).replace('\u{2019}', "'").to_lowercase();
    text.len() <= MOST && phrases.contains(&bare().as_str())
}

/// Whether the text is the heading of a list of further stories.
pub(super) fn is_heading(text: &str) -> bool {
    is_one_of(text, &HEADINGS)
}

/// The heading under which the story is over; none stands above its first long line.
pub(super) fn begin(run: &[Unit], verdicts: &[LineVerdict]) -> Option<usize> {
    let long = |i: usize| verdicts[i].is_kept() && run[i].words >= LONG;
    let first = (0..run.len()).find(|&i| long(i))?;
    // Long lines below, and those of them that are whole sentences.
    let (mut all, mut whole, mut over) = (0, 0, None);
    for i in (first + 1..run.len()).rev() {
        if (whole == 0 || whole * 2 < all) && is_heading(run[i].text) {
            over = Some(i);
        }
        all += usize::from(long(i));
        whole += usize::from(long(i) && run[i].ends && !run[i].text.ends_with("..."));
    }
    over
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::line;

    #[test]
    fn teasers_are_told_from_a_story_that_goes_on() {
        let told = "No ship came to the port on Monday, the city said, and so it was closed.";
        let cut = "No ship came to the port on Monday, the city said, and nobody knows whether \u{2026}";
        let cases: [(&[&str], Option<usize>); 7] = [
            (&[told, "You may also like...", cut, cut, told], Some(1)),
            (&[told, "Related", "The port at night", "The port in spring"], Some(1)),
            (&[told, "Related", "The port at night", told], None),
            (&[told, "Related", "The port at night", told, "See also", cut], Some(4)),
            (&["Related", "The port at night", told], None),
            (&[told, "Related to the port", cut], None),
            (&[], None),
        ];
        for (texts, wanted) in cases {
            let page = line::read(&texts.join("\n\n"));
            let run: Vec<Unit> = page.lines.iter().map(|line| Unit::new(&page, line)).collect();
            assert_eq!(begin(&run, &vec![LineVerdict::Body; run.len()]), wanted, "{texts:?}");
        }
    }
}
