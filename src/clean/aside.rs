//! In: the text of a line among the paragraphs of a story. Out: whether it speaks to the reader aside from it: asks to
//! subscribe or to follow, or points to another story. Told by set phrases in their usual case, since "sign up for" may
//! be part of a story, and "Sign up for" hardly is.

use super::others;

/// Words of an aside, at most: of one that asks, and of one that points.
const ASKS: usize = 60;
const POINTS: usize = 25;

const ASKING: [&str; 16] = [
    "Sign up ",
    "Sign Up ",
    "SIGN UP ",
    "Subscribe ",
    "SUBSCRIBE ",
    "to subscribe! ",
    "your inbox",
    "unsubscribe at ",
    "ollow us on ",
    "ollow him on ",
    "ollow her on ",
    "ollow them on ",
    "Follow @",
    "on Twitter @",
    "on Twitter at @",
    "ike us on Facebook",
];

/// What stands before the colon of a line that points to another story, or is all of it; so may the headings of [`others`].
const POINTING: [&str; 8] = ["more", "read", "watch", "read more", "read also", "read next", "also read", "don't miss"];

/// Whether a line of so many words is an aside.
pub(super) fn is_aside(text: &str, words: usize) -> bool {
    words <= ASKS && asks(text) || words <= POINTS && points(text)
}

fn asks(text: &str) -> bool {
    ASKING.iter().any(|phrase| text.contains(phrase) || phrase.strip_suffix(' ').is_some_and(|last| text.ends_with(last)))
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
