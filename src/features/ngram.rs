//! text -> terms with the place they begin at: word n-grams, and character n-grams inside words.
//!
//! A word n-gram's words are parted by a space. A character n-gram begins with `#`, which no word does, so
//! that in sorted order the character n-grams stand before all words.

use crate::tokenize::{Analyzer, Marks, Token, surface, surfaces};

/// Calls `each` with every term of `text`, its first byte and the one past its last. O(text × n-gram lengths).
pub fn terms(
    text: &str,
    marks: Marks,
    (shortest, longest): (usize, usize),
    char_ngrams: Option<(usize, usize)>,
    analyzer: &mut Analyzer,
    mut each: impl FnMut(&str, usize, usize),
) {
    let mut window: Vec<(String, Token)> = Vec::with_capacity(longest);
    let mut gram = String::new();
    let mut emit = |window: &[(String, Token)], each: &mut dyn FnMut(&str, usize, usize)| {
        gram.clear();
        for (n, (term, token)) in window.iter().enumerate() {
            if n > 0 {
                gram.push(' ');
            }
            gram.push_str(term);
            if n + 1 >= shortest {
                each(&gram, window[0].1.start, token.end);
            }
        }
    };
    analyzer.terms_of(text, marks, |term, token| {
        let term = term.to_owned();
        if let Some(range) = char_ngrams {
            characters(&term, range, |gram| each(gram, token.start, token.end));
        }
        if window.len() == longest {
            emit(&window, &mut each);
            window.remove(0);
        }
        window.push((term, token));
    });
    while !window.is_empty() {
        emit(&window, &mut each);
        window.remove(0);
    }
}

/// Calls `each` with every character n-gram of what stands between spaces, its first byte and the one past its last.
/// O(text × lengths).
pub fn pieces(text: &str, range: (usize, usize), mut each: impl FnMut(&str, usize, usize)) {
    surfaces(text, |Token { start, end }| characters(&surface(&text[start..end]), range, |gram| each(gram, start, end)));
}

/// Calls `each` with the character n-grams of a word, `#` before each.
pub(super) fn characters(word: &str, (shortest, longest): (usize, usize), mut each: impl FnMut(&str)) {
    let padded = format!(" {word} ");
    let ends: Vec<usize> = padded.char_indices().map(|(at, _)| at).chain([padded.len()]).collect();
    // A word too short for the shortest n-gram is one as a whole, as in scikit-learn's `char_wb`.
    let shortest = shortest.min(ends.len() - 1);
    let mut gram = String::new();
    for length in shortest..=longest {
        for from in 0..ends.len().saturating_sub(length) {
            gram.clear();
            gram.push('#');
            gram.push_str(&padded[ends[from]..ends[from + length]]);
            each(&gram);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenize::Stemming;

    #[test]
    fn n_grams_of_every_length_begin_at_every_word() {
        let mut seen = Vec::new();
        let mut analyzer = Analyzer::new(Stemming::NONE);
        terms("One two, three four", Marks::LeaveOut, (1, 3), None, &mut analyzer, |t, start, _| {
            seen.push((t.to_owned(), start))
        });
        let names: Vec<_> = seen.iter().map(|(t, _)| t.as_str()).collect();
        assert_eq!(
            names,
            ["one", "one two", "one two three", "two", "two three", "two three four", "three", "three four", "four"]
        );
        assert_eq!(seen[6].1, 9);
    }

    #[test]
    fn character_n_grams_lie_inside_a_padded_word() {
        let mut seen = Vec::new();
        characters("abc", (4, 5), |gram| seen.push(gram.to_owned()));
        assert_eq!(seen, ["# abc", "#abc ", "# abc "]);
        seen.clear();
        characters("us", (5, 6), |gram| seen.push(gram.to_owned()));
        assert_eq!(seen, ["# us "]);
    }
}
