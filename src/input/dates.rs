//! cells of a date column -> seconds since 1970, by one way of reading that fits all of them.
//!
//! Read without being told: `2024-09-17` (also with `/` or `.`, a time after it, or without its day), `20240917`, `2024`,
//! `17 September 2024`, `Sep 17, 2024`. `17/9/2024` is read where some cell of the column can be read in one way only.

use crate::{Error, ErrorKind, Result};

/// What a format such as `%d/%m/%Y` is made of.
const FORMAT: &str = "%Y year, %y its last two digits, %m month, %b month's name, %d day, %H %M %S hour, minute, second";

/// Seconds since 1970 of each cell; `rows` gives the row that each is told by. A format is made of %Y, %y, %m, %b, %d, %H,
/// %M, %S and what stands between them. Time zones are left out of account.
///
/// # Errors
/// Where a cell cannot be read, or all can be read in two ways.
///
/// ```
/// use standpoint::input::read_dates;
/// assert_eq!(read_dates(&["1970-01-02", "1970-01-01T00:00:05Z"], &[1, 2], None)?, [86_400, 5]);
/// assert_eq!(read_dates(&["2/1/1970"], &[1], Some("%d/%m/%Y"))?, [86_400]);
/// let error = read_dates(&["2/1/1970"], &[1], None).unwrap_err();
/// assert!(error.message().contains("--date-format"));
/// # Ok::<(), standpoint::Error>(())
/// ```
pub fn read_dates(cells: &[&str], rows: &[u64], format: Option<&str>) -> Result<Vec<i64>> {
    let unreadable = |at: usize, way_out: &str| {
        let text = format!("'{}' is no date that can be read; {way_out}", cells[at].trim());
        Error::new(ErrorKind::Input, text).row(rows.get(at).copied().unwrap_or(at as u64 + 1))
    };
    if let Some(format) = format {
        let bad = format.as_bytes().windows(2).find(|two| two[0] == b'%' && !b"YymbdHMS".contains(&two[1]));
        if let Some(bad) = bad {
            let text = format!("'%{}' is no part of a --date-format, which is made of {FORMAT}", char::from(bad[1]));
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        let read = |at: usize| match by_format(cells[at].trim(), format) {
            Some(seconds) => Ok(seconds),
            None => Err(unreadable(at, &format!("it is not as --date-format '{format}' says"))),
        };
        return (0..cells.len()).map(read).collect();
    }
    let parsed: Vec<Option<Parsed>> = cells.iter().map(|cell| parse(cell.trim())).collect();
    if let Some(at) = parsed.iter().position(Option::is_none) {
        let way_out = "write 2024-09-17, or say how dates are written with --date-format, such as %d/%m/%Y";
        return Err(unreadable(at, way_out));
    }
    let two_ways = |parsed: &Parsed| matches!(parsed, Parsed::TwoWays { .. });
    let parsed: Vec<Parsed> = parsed.into_iter().flatten().collect();
    let fits = |day_first: bool| parsed.iter().all(|date| date.seconds(day_first).is_some());
    let day_first = match (fits(true), fits(false)) {
        (true, true) if parsed.iter().any(two_ways) => {
            let at = parsed.iter().position(two_ways).unwrap_or(0);
            let text = format!(
                "dates such as '{}' can be read in two ways; say which with --date-format %d/%m/%Y or %m/%d/%Y",
                cells[at].trim()
            );
            return Err(Error::new(ErrorKind::Input, text));
        }
        (true, _) => true,
        (false, true) => false,
        (false, false) => {
            let at = parsed.iter().position(|date| date.seconds(true).is_none()).unwrap_or(0);
            let way_out = "day and month stand in one order in some rows and in the other in others; write 2024-09-17";
            return Err(unreadable(at, way_out));
        }
    };
    Ok(parsed.iter().filter_map(|date| date.seconds(day_first)).collect())
}

enum Parsed {
    Known(i64),
    /// The first two numbers of a date whose third is the year.
    TwoWays {
        first: i64,
        second: i64,
        year: i64,
        time: i64,
    },
}

impl Parsed {
    fn seconds(&self, day_first: bool) -> Option<i64> {
        match *self {
            Self::Known(seconds) => Some(seconds),
            Self::TwoWays { first, second, year, time } => {
                let (day, month) = if day_first { (first, second) } else { (second, first) };
                Some(day_number(year, month, day)? * 86_400 + time)
            }
        }
    }
}

/// Days since 1970 (Hinnant, "chrono-compatible low-level date algorithms"); none where there is no such day.
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let last = *length.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=last).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The month that an English word names, in full or by three letters and more.
fn month(word: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    Some(at as i64 + 1)
}

/// Runs of digits and runs of letters, in order.
fn runs(text: &str) -> Vec<&str> {
    let kind = |c: char| if c.is_ascii_digit() { 1 } else { 2 * i32::from(c.is_alphabetic()) };
    let mut out = Vec::new();
    let (mut start, mut now) = (0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if kind(c) != now {
            if now > 0 {
                out.push(&text[start..at]);
            }
            (start, now) = (at, kind(c));
        }
    }
    out
}

/// Hours, minutes and seconds in seconds.
fn time_of(runs: &[&str]) -> i64 {
    let number = |at: usize, below: i64| runs.get(at).and_then(|run| run.parse().ok()).filter(|n: &i64| *n < below).unwrap_or(0);
    number(0, 24) * 3600 + number(1, 60) * 60 + number(2, 60)
}

fn parse(cell: &str) -> Option<Parsed> {
    let runs: Vec<&str> = runs(cell).into_iter().filter(|run| !matches!(*run, "T" | "st" | "nd" | "rd" | "th" | "of")).collect();
    let number = |at: usize| runs.get(at).filter(|run| run.len() <= 4).and_then(|run| run.parse::<i64>().ok());
    let year = |at: usize| number(at).filter(|_| runs[at].len() == 4);
    let known = |year: i64, month: i64, day: i64, rest: usize| {
        Some(Parsed::Known(day_number(year, month, day)? * 86_400 + time_of(runs.get(rest..).unwrap_or_default())))
    };
    let first = *runs.first()?;
    if first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return known(first[..4].parse().ok()?, first[4..6].parse().ok()?, first[6..].parse().ok()?, 1);
    }
    if let Some(year) = year(0) {
        return match (number(1), number(2)) {
            (Some(month), Some(day)) => known(year, month, day, 3),
            (Some(month), None) if runs.len() == 2 => known(year, month, 1, 2),
            (None, None) if runs.len() == 1 => known(year, 1, 1, 1),
            _ => None,
        };
    }
    // A weekday may stand before it.
    for at in 0..runs.len().min(2) {
        if let (Some(day), Some(month), Some(year)) = (number(at), runs.get(at + 1).and_then(|run| month(run)), year(at + 2)) {
            return known(year, month, day, at + 3);
        }
        if let (Some(month), Some(day), Some(year)) = (month(runs[at]), number(at + 1), year(at + 2)) {
            return known(year, month, day, at + 3);
        }
    }
    let (first, second, year) = (number(0)?, number(1)?, year(2)?);
    Some(Parsed::TwoWays { first, second, year, time: time_of(&runs[3..]) })
}

fn by_format(cell: &str, format: &str) -> Option<i64> {
    let (mut year, mut month_of, mut day, mut time) = (None, 1, 1, [0i64; 3]);
    let mut rest = cell;
    let mut wanted = format.chars();
    while let Some(c) = wanted.next() {
        if c != '%' {
            rest = if c.is_whitespace() { rest.trim_start() } else { rest.strip_prefix(c)? };
            continue;
        }
        let field = wanted.next()?;
        if field == 'b' {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            month_of = month(&rest[..end])?;
            rest = &rest[end..];
            continue;
        }
        let most = if field == 'Y' { 4 } else { 2 };
        let end = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let number: i64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        match field {
            'Y' => year = Some(number),
            'y' => year = Some(if number < 70 { 2000 } else { 1900 } + number),
            'm' => month_of = number,
            'd' => day = number,
            'H' => time[0] = number,
            'M' => time[1] = number,
            _ => time[2] = number,
        }
    }
    let whole = rest.trim().is_empty() && time[0] < 24 && time[1] < 60 && time[2] < 61;
    let seconds = day_number(year?, month_of, day)? * 86_400 + time[0] * 3600 + time[1] * 60 + time[2];
    whole.then_some(seconds)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn days(cells: &[&str], format: Option<&str>) -> Result<Vec<i64>> {
        let rows: Vec<u64> = (1..=cells.len() as u64).collect();
        read_dates(cells, &rows, format).map(|seconds| seconds.iter().map(|s| s.div_euclid(86_400)).collect())
    }

    #[test]
    fn one_day_in_many_forms_is_one_day() {
        let forms = [
            "2024-09-17",
            "2024/9/17",
            "2024.09.17 10:30",
            "20240917",
            "2024-09-17T23:59:59Z",
            "17 September 2024",
            "Sep 17, 2024",
            "17th of Sept 2024",
            "Tuesday, 17 Sep 2024 10:00",
            "17/9/2024",
        ];
        assert_eq!(days(&forms, None).unwrap(), [19_983; 10]);
        assert!(days(&["17.09.24", "17.9.2024"], Some("%d.%m.%y")).unwrap_err().to_string().starts_with("row 2"));
        assert_eq!(days(&["Sep 17 2024 10:00"], Some("%b %d %Y %H:%M")).unwrap(), [19_983]);
        assert_eq!(days(&["2000-02-29", "1969-12-31", "2024", "2024-02"], None).unwrap(), [11_016, -1, 19_723, 19_754]);
    }

    #[test]
    fn a_column_settles_what_one_date_leaves_open() {
        assert_eq!(days(&["2/1/1970", "13/1/1970"], None).unwrap(), [1, 12]);
        assert_eq!(days(&["1/2/1970", "1/13/1970"], None).unwrap(), [1, 12]);
        let message = |cells: &[&str]| days(cells, None).unwrap_err().to_string();
        assert!(
            message(&["2024-01-01", "2/1/2024"]).contains("'2/1/2024' can be read in two ways; say which with --date-format")
        );
        assert!(
            message(&["13/1/2024", "1/13/2024"]).starts_with("row 2: '1/13/2024' is no date"),
            "{}",
            message(&["13/1/2024", "1/13/2024"])
        );
    }

    #[test]
    fn what_is_no_date_is_told_by_its_row() {
        for cell in ["", "soon", "2023-02-29", "99", "17/9/24", "2024-13-01"] {
            let error = days(&["2024-01-01", cell], None).unwrap_err();
            assert!(
                error.location().row == Some(2) && error.message().contains("is no date that can be read"),
                "{cell}: {error}"
            );
        }
        assert!(days(&["x"], Some("%d %q")).unwrap_err().message().contains("'%q' is no part of a --date-format"));
    }
}
