//! text -> the spans between quotation marks, as byte ranges, outermost only.
//!
//! Marks of every style: “ ”, „ “, « », ‹ ›, 「 」, " ", ‘ ’, ' ' and `` ''. A mark that has no direction opens
//! after a space or a bracket and closes after anything else. An apostrophe is no mark: inside a word, before digits
//! (’90s), and after an s where another single mark closes later. Inner quotations belong to the outer one. Where a
//! paragraph ends inside a quotation and the next one begins with its opening mark, the quotation goes on.

use std::ops::Range;

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quotation {
    /// With its marks.
    pub outer: Range<usize>,
    /// Without them.
    pub words: Range<usize>,
    /// Whether it goes on from the quotation before, in another paragraph.
    pub continues: bool,
}

/// A quotation that is not closed yet: where it opened, the length of its mark, and what closes it.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    length: usize,
    close: &'static str,
}

/// Quotations in quotations, at most.
const DEPTH: usize = 8;

/// Bytes after a single mark in which another one is looked for.
const NEAR: usize = 400;

/// The opening mark that a text begins with, and what closes it.
fn opening(rest: &str) -> Option<(&'static str, &'static str)> {
    const PAIRS: [(&str, &str); 9] =
        [("“", "”"), ("„", "“"), ("«", "»"), ("‹", "›"), ("「", "」"), ("``", "''"), ("\"", "\""), ("‘", "’"), ("'", "'")];
    PAIRS.into_iter().find(|(open, _)| rest.starts_with(open))
}

/// The outermost quotations of a text, in order. O(text).
pub(super) fn quotations(text: &str) -> Vec<Quotation> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut unclosed: Option<&'static str> = None;
    for paragraph in text.split("\n\n") {
        let end = start + paragraph.len();
        let from = out.len();
        let open = in_paragraph(text, start..end, &mut out);
        let goes_on = unclosed.is_some_and(|mark| paragraph.trim_start().starts_with(mark));
        if let Some(open) = open {
            out.push(Quotation { outer: open.at..end, words: open.at + open.length..end, continues: false });
        }
        if goes_on && let Some(first) = out.get_mut(from) {
            first.continues = true;
        }
        unclosed = open.map(|open| &text[open.at..open.at + open.length]).and_then(|mark| opening(mark).map(|pair| pair.0));
        start = end + 2;
    }
    out
}

/// A text whose quotations, with their marks, are spaces, byte for byte; but for what lies in `kept`. O(text).
///
/// ```
/// use standpoint::voices::without_quotations;
/// assert_eq!(without_quotations("Ana said “no” twice.", 0..0).replace("  ", ""), "Ana said  twice.");
/// ```
pub fn without_quotations(text: &str, kept: Range<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    for Quotation { outer, .. } in quotations(text) {
        out.push_str(&text[out.len()..outer.start]);
        for (at, c) in text[outer.clone()].char_indices() {
            if kept.contains(&(outer.start + at)) {
                out.push(c);
            } else {
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
    }
    out.push_str(&text[out.len()..]);
    out
}

/// The quotations of one paragraph; gives the one that its end leaves open, if a double mark opened it.
fn in_paragraph(text: &str, range: Range<usize>, out: &mut Vec<Quotation>) -> Option<Open> {
    let mut stack: Vec<Open> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let before = text[range.start..at].chars().next_back();
        let closed = stack.iter().rposition(|open| rest.starts_with(open.close) && closes(rest, open.close, before));
        if let Some(depth) = closed {
            let open = stack[depth];
            let length = open.close.len();
            stack.truncate(depth);
            if stack.is_empty() && open.at + open.length < at {
                let words = open.at + open.length..at;
                out.push(Quotation { outer: open.at..at + length, words, continues: false });
            }
            at += length;
        } else if let Some((mark, close)) = opening(rest).filter(|(mark, _)| stack.len() < DEPTH && opens(rest, mark, before)) {
            stack.push(Open { at, length: mark.len(), close });
            at += mark.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    stack.into_iter().find(|open| !matches!(open.close, "’" | "'"))
}

/// Whether a mark at the start of `rest` opens.
fn opens(rest: &str, mark: &str, before: Option<char>) -> bool {
    let after = rest[mark.len()..].chars().next();
    let free = before.is_none_or(|c| c.is_whitespace() || "([{—–-/“‘\"'«„".contains(c));
    let begins = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        "\"" => free && begins,
        "‘" | "'" => free && after.is_some_and(|c| c.is_alphabetic() || "“\"…[".contains(c)),
        _ => begins,
    }
}

/// Whether a mark at the start of `rest` closes.
fn closes(rest: &str, mark: &str, before: Option<char>) -> bool {
    if !matches!(mark, "’" | "'") {
        return true;
    }
    let after = rest[mark.len()..].chars().next();
    if after.is_some_and(char::is_alphanumeric) || before.is_none_or(char::is_whitespace) {
        return false;
    }
    // After a plural: of two that could close, the last one does.
    let plural = before == Some('s') && after.is_some_and(char::is_whitespace);
    !(plural && closes_later(&rest[mark.len()..], mark))
}

/// Whether a single mark stands near that can only close.
fn closes_later(rest: &str, mark: &str) -> bool {
    let mut end = rest.len().min(NEAR);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let rest = &rest[..end];
    for (at, _) in rest.match_indices(['‘', '’', '\'']) {
        let before = rest[..at].chars().next_back();
        let length = rest[at..].chars().next().map_or(1, char::len_utf8);
        let after = rest[at + length..].chars().next();
        if before.is_none_or(char::is_whitespace) {
            return false;
        }
        if rest[at..].starts_with(mark) && !after.is_some_and(char::is_alphanumeric) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|q| &text[q.words]).collect()
    }

    #[test]
    fn marks_of_every_style_are_read() {
        for (open, close) in
            [("“", "”"), ("„", "“"), ("«", "»"), ("‹", "›"), ("「", "」"), ("\"", "\""), ("‘", "’"), ("'", "'"), ("``", "''")]
        {
            assert_eq!(quoted(&format!("She said {open}it rains,{close} and left.")), ["it rains,"], "{open}");
        }
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        assert!(quoted("It's the ’90s; the users' data and the bakers’ bread aren't Ana's.").is_empty());
        assert_eq!(quoted("He said: ‘The users’ data isn’t safe.’ Then rain."), ["The users’ data isn’t safe."]);
        assert_eq!(quoted("A 5\" pipe and a 6\" pipe."), [""; 0]);
    }

    #[test]
    fn an_inner_quotation_belongs_to_the_outer_one() {
        assert_eq!(quoted("“She told me ‘no’ and \"never\",” he said, “twice.”"), ["She told me ‘no’ and \"never\",", "twice."]);
    }

    #[test]
    fn a_quotation_goes_on_in_the_next_paragraph() {
        let text = "Ana said: “It is late.\n\n“We go,” she said.\n\n“Who?” asked Bo.";
        assert_eq!(quoted(text), ["It is late.", "We go,", "Who?"]);
        assert_eq!(quotations(text).iter().map(|q| q.continues).collect::<Vec<_>>(), [false, true, false]);
    }
}
