//! In: any text. Out: the first date in it, as ISO 8601.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The number of the month `word` names, in full or short.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().zip(MONTH_NAMES).position(|(s, full)| word == *s || word == full || word == "sept" && *s == "sep")?;
    u32::try_from(at + 1).ok()
}

/// The first date in the first 300 characters, as `YYYY-MM-DD`.
pub(super) fn find_date(text: &str) -> Option<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut kind = 0u8;
    for c in text.chars().take(300) {
        let now = if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        };
        if now != 0 {
            match tokens.last_mut() {
                Some(last) if now == kind => last.push(c),
                _ => tokens.push(c.to_string()),
            }
        }
        kind = now;
    }
    tokens.retain(|t| !matches!(t.as_str(), "st" | "nd" | "rd" | "th" | "of" | "\u{5e74}" | "\u{6708}" | "\u{65e5}"));
    let number = |i: usize, digits: usize| -> Option<u32> {
        tokens.get(i).filter(|t| t.len() <= 4 && (digits != 4 || t.len() == 4)).and_then(|t| t.parse().ok())
    };
    let iso = |year: u32, month: u32, day: u32| -> Option<String> {
        ((1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
            .then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    (0..tokens.len()).find_map(|i| match month(&tokens[i]) {
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
