//! In: a line of a dump. Out: whether it is a caption by its form: it says so where it begins or where it ends, it runs
//! from sentences into a row of names, or it is nothing but the name of a picture's file.

use memchr::{memmem, memrchr_iter};

use super::unit::Unit;

/// Bytes of a caption, at most: of one known by its end, which says it plainly, and of the others.
const LONG: usize = 800;
const SHORT: usize = 250;
/// Words of a credit, at most, and between brackets.
const CREDIT: usize = 6;
const BRACKETS: usize = 14;

/// Whether the line is a caption.
pub(super) fn is_caption(unit: &Unit) -> bool {
    let text = unit.text;
    let short = unit.chars < SHORT && (begins_as_one(text) || !unit.ends && runs_into_names(text));
    short || text.len() < LONG && (ends_in_credit(text) || ends_in_brackets(text)) || is_file_name(text)
}

/// Whether the line names a photographer, as no headline does.
pub(super) fn credited(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["photo:", "foto:", "fotos:", "image:", "credit:", "\u{6444}\u{5f71}"].iter().any(|sign| lower.contains(sign))
}

fn begins_as_one(text: &str) -> bool {
    // Most lines are told by their first byte.
    if !text.starts_with(['p', 'P', 'i', 'I', 'a', 'A', '(', 'f', 'F', 'c', 'C']) {
        return false;
    }
    let starts =
        ["photo", "image:", "image caption", "above:", "picture:", "(photo", "file photo", "file - ", "credit:", "pictured:"];
    starts.iter().any(|start| text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes())))
}

/// "The minister at the port. Ann Lee/Agency": a sentence, whose last word is no abbreviation, then a row of names. Not a
/// table's "Jr. 40 7", nor who said what is quoted.
fn runs_into_names(text: &str) -> bool {
    let stops = |at: &usize| text.as_bytes().get(at + 1) == Some(&b' ');
    let Some(stop) = memrchr_iter(b'.', text.as_bytes()).find(stops) else { return false };
    let (head, tail) = (&text[..stop], &text[stop + 2..]);
    let is_name =
        |word: &str| !word.starts_with(|c: char| c.is_lowercase() || matches!(c, '#' | '@' | '-' | '\u{2013}' | '\u{2014}'));
    let names = tail.split([' ', '/']).all(is_name) && !tail.contains(char::is_numeric);
    let short = |word: &str| word.chars().count() <= 2 && word.chars().all(char::is_alphabetic);
    let told = head.split(' ').nth(3).is_some() && head.rsplit(' ').next().is_some_and(|word| !short(word));
    told && names && tail.split(' ').count() <= CREDIT
}

/// "The port at noon. Image credit: Agency".
fn ends_in_credit(text: &str) -> bool {
    // Most lines hold none; to tell that from the front is quick.
    if memmem::find(text.as_bytes(), b"redit: ").is_none() {
        return false;
    }
    let Some((_, tail)) = text.rsplit_once("redit: ") else { return false };
    !tail.contains(". ") && (1..=CREDIT).contains(&tail.split_whitespace().count())
}

/// "The port on Monday (Ann Lee via Agency)".
fn ends_in_brackets(text: &str) -> bool {
    let Some((_, tail)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else { return false };
    let words = || tail.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let says = |word: &str| {
        ["credit", "photo", "photos", "image", "images", "via", "getty"].iter().any(|sign| word.eq_ignore_ascii_case(sign))
    };
    words().any(says) && words().count() <= BRACKETS
}

/// "port-at-noon-2019_01", as a picture without a text is shown.
fn is_file_name(text: &str) -> bool {
    let marked = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !text.bytes().all(marked) {
        return false;
    }
    text.split(['-', '_']).filter(|part| !part.is_empty()).nth(3).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::line;

    #[test]
    fn captions_are_known_by_their_form() {
        let cases = [
            ("Photo by Ann Lee", true),
            ("Image caption The port was closed on Monday", true),
            ("FILE - The port in spring, before it was closed.", true),
            ("The minister at the port. Ann Lee/Agency", true),
            ("The minister at the port on May 11. Photographer: Ann Lee", true),
            ("The port at noon. Image credit: Agency", true),
            ("The port at noon (Image: AGENCY)", true),
            ("The port on Monday. (Ann Lee via AB)", true),
            ("port-at-noon-2019_01", true),
            ("The port was closed. Nobody came", false),
            ("Harbour d. Rivertown 53-9", false),
            ("2 Martin Lee Jr. 5035 7 0 15", false),
            ("Time for Dr. Lee", false),
            ("\u{201c}We closed the port. Nobody came.\u{201d} \u{2014} Ann Lee", false),
            ("We closed the port today. #port #closed", false),
            ("The port was closed (since no ship came, as Ann Lee said).", false),
            ("the well-known-to-all port", false),
            ("up-to-date", false),
            ("____", false),
            ("", false),
        ];
        for (text, wanted) in cases {
            let page = line::read(text);
            let caption = page.lines.first().is_some_and(|line| is_caption(&Unit::new(&page, line)));
            assert_eq!(caption, wanted, "{text}");
        }
    }
}
