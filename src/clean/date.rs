//! In: any text. Out: the first date in it, as ISO 8601.

use super::letters::is_letter;

const MONTH_NAMES: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The number of the month `word` names, in full or short.
pub(super) fn month(word: &str) -> Option<u32> {
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let named = |name: &str| word.eq_ignore_ascii_case(name);
    let head = word.as_bytes().first_chunk::<3>()?.map(|b| b.to_ascii_lowercase());
    let month: u8 = match &head {
        b"jan" => 1,
        b"feb" => 2,
        b"mar" => 3,
        b"apr" => 4,
        b"may" => 5,
        b"jun" => 6,
        b"jul" => 7,
        b"aug" => 8,
        b"sep" => 9,
        b"oct" => 10,
        b"nov" => 11,
        b"dec" => 12,
        _ => return None,
    };
    let named = word.len() == 3 || named(MONTH_NAMES[usize::from(month) - 1]) || named("sept");
    named.then_some(month.into())
}

/// All that [`month`] knows.
pub(super) fn months() -> impl Iterator<Item = &'static str> {
    MONTH_NAMES.into_iter().flat_map(|name| [name, &name[..3]]).chain(["sept"])
}

/// The first date in the first 300 characters, as `YYYY-MM-DD`.
pub(super) fn find_date(text: &str) -> Option<String> {
    // Without a year there is no date.
    if !text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let mut tokens: Vec<&str> = Vec::new();
    let (mut kind, mut start) = (0u8, 0);
    let end = text.char_indices().nth(300).map_or(text.len(), |(at, _)| at);
    for (at, c) in text[..end].char_indices().chain([(end, ' ')]) {
        let now = if c.is_ascii_digit() {
            1
        } else if is_letter(c) {
            2
        } else {
            0
        };
        if now != kind {
            if kind != 0 {
                tokens.push(&text[start..at]);
            }
            (kind, start) = (now, at);
        }
    }
    tokens.retain(|t| !matches!(*t, "st" | "nd" | "rd" | "th" | "of" | "\u{5e74}" | "\u{6708}" | "\u{65e5}"));
    let number = |i: usize, digits: usize| -> Option<u32> {
        tokens.get(i).filter(|t| t.len() <= 4 && (digits != 4 || t.len() == 4)).and_then(|t| t.parse().ok())
    };
    let iso = |year: u32, month: u32, day: u32| -> Option<String> {
        ((1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
            .then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    (0..tokens.len()).find_map(|i| match month(tokens[i]) {
        Some(m) => {
            let day_first = i.checked_sub(1).and_then(|p| number(p, 2)).zip(number(i + 1, 4));
            let month_first = number(i + 1, 2).zip(number(i + 2, 4));
            day_first.and_then(|(d, y)| iso(y, m, d)).or_else(|| month_first.and_then(|(d, y)| iso(y, m, d)))
        }
        None => number(i, 4).zip(number(i + 1, 2)).zip(number(i + 2, 2)).and_then(|((y, m), d)| iso(y, m, d)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in [
            "By Staff6 August 2020",
            "Aug. 6, 2020 9:00",
            "August 6th 2020",
            "2020-08-06T10:00Z",
            "6th of Aug 2020",
            "2020\u{5e74}8\u{6708}6\u{65e5}",
        ] {
            assert_eq!(find_date(text).as_deref(), Some("2020-08-06"), "{text}");
        }
        assert_eq!(find_date("May 2020 was warm; 31 may follow"), None);
    }
}
