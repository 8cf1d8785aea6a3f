//! text -> sentences, as byte ranges, for showing evidence.
//!
//! A sentence ends at a paragraph, or at `.`, `!`, `?` or `…` with its closing quotes where white space and
//! something that can begin a sentence follow; not after an abbreviation or an initial.

use std::ops::Range;

const ABBREVIATIONS: [&str; 42] = [
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "col", "lt", "sgt", "capt", "rev", "hon", "st", "jr", "sr",
    "vs", "etc", "no", "inc", "corp", "co", "ltd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "u.s", "u.k", "u.n", "e.g", "i.e",
];

/// The sentences of `text`, in order; together they hold every character that is no white space.
///
/// ```
/// let text = "Mr. Okafor of the U.S. Senate agreed. \"No!\" said others.";
/// assert_eq!(standpoint::tokenize::sentences(text).len(), 2);
/// ```
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let ends = match c {
            '\n' => text[end..].starts_with('\n'),
            '.' | '!' | '?' | '…' => {
                while let Some(&(next, mark)) = chars.peek() {
                    if !matches!(mark, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | ']' | '»') {
                        break;
                    }
                    end = next + mark.len_utf8();
                    chars.next();
                }
                begins_sentence(&text[end..]) && !(c == '.' && is_abbreviation(&text[start..at]))
            }
            _ => false,
        };
        if ends {
            push(text, start..end, &mut out);
            start = end;
        }
    }
    push(text, start..text.len(), &mut out);
    out
}

fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let start = range.start + (piece.len() - piece.trim_start().len());
        out.push(start..start + trimmed.len());
    }
}

fn begins_sentence(rest: &str) -> bool {
    let trimmed = rest.trim_start();
    trimmed.is_empty() || (trimmed.len() < rest.len() && trimmed.chars().next().is_some_and(|c| !c.is_lowercase()))
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    // No abbreviation listed is longer; a word that is needs no lower-casing.
    single || (word.len() <= 4 && ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_lies_in_one_sentence() {
        let text = "One. “Two?” Three, said A. Smith.\n\nFour at 3.5 per cent\n\nFive…";
        let pieces: Vec<_> = sentences(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(pieces, ["One.", "“Two?”", "Three, said A. Smith.", "Four at 3.5 per cent", "Five…"]);
    }
}
