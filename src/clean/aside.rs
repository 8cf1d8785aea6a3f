//! In: the text of a line among the paragraphs of a story. Out: whether it speaks to the reader aside from it: asks to
//! subscribe or to follow, or points to another story. Told by set phrases in their usual case, since "sign up for" may
//! be part of a story, and "Sign up for" hardly is.

use std::sync::LazyLock;

use memchr::memmem;

use super::others;

/// Words of an aside, at most: of one that asks, and of one that points.
const ASKS: usize = 60;
const POINTS: usize = 25;

/// A phrase that asks: the part of it that is rare, and what may stand before and after that part.
struct Phrase {
    rare: memmem::Finder<'static>,
    before: &'static [&'static str],
    after: &'static [&'static str],
}

static ASKING: LazyLock<[Phrase; 8]> = LazyLock::new(|| {
    let phrase = |rare: &'static str, before, after| Phrase { rare: memmem::Finder::new(rare), before, after };
    [
        phrase("ubscribe", &["S"], &[" "]),
        phrase("to subscribe", &[""], &["!"]),
        phrase("unsubscribe", &[""], &[" at "]),
        phrase("UBSCRIBE", &["S"], &[" "]),
        phrase("ign up", &["S"], &[" "]),
        phrase("ign Up", &["S"], &[" "]),
        phrase("ollow ", &["F", "f"], &["us on ", "him on ", "her on ", "them on ", "@"]),
        phrase("your inbox", &[""], &[""]),
    ]
});

/// What stands before the colon of a line that points to another story, or is all of it; so may the headings of [`others`].
const POINTING: [&str; 8] = ["more", "read", "watch", "read more", "read also", "read next", "also read", "don't miss"];

/// Whether a line of so many words is an aside.
pub(super) fn is_aside(text: &str, words: usize) -> bool {
    words <= ASKS && asks(text) || words <= POINTS && points(text)
}

fn asks(text: &str) -> bool {
    let said = |phrase: &Phrase, at: usize| {
        let (head, tail) = (&text[..at], &text[at + phrase.rare.needle().len()..]);
        let after = tail.is_empty() || phrase.after.iter().any(|part| tail.starts_with(part));
        after && phrase.before.iter().any(|part| head.ends_with(part))
    };
    ASKING.iter().any(|phrase| phrase.rare.find_iter(text.as_bytes()).any(|at| said(phrase, at)))
}

fn points(text: &str) -> bool {
    let head = text.split(':').next().unwrap_or("");
    others::is_heading(head) || others::is_one_of(head, &POINTING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asides_are_told_by_their_phrases() {
        let cases = [
            ("Sign up for our letter.", true),
            ("The port, every morning in your inbox", true),
            ("Ann Lee writes of ports. Follow her on Twitter.", true),
            ("SUBSCRIBE", true),
            ("Related: The port in spring", true),
            ("\u{2022} Read more", true),
            ("Don\u{2019}t miss: the port at night", true),
            ("Lesen Sie auch: der Hafen", true),
            ("Those who sign up for a berth pay less.", false),
            ("Subscribers pay less.", false),
            ("More ships came: the port was open.", false),
            ("Ann Lee follows the port on foot.", false),
            ("", false),
        ];
        for (text, wanted) in cases {
            assert_eq!(is_aside(text, text.split(' ').count()), wanted, "{text}");
        }
        assert!(!is_aside(&"Sign up for the port. ".repeat(20), 100));
    }
}
