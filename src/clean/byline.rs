//! In: the text of a line. Out: whether it says who wrote the story, and their names.

use super::date::month;
use super::line::sentence_end;

/// What a byline begins with, in lower case: these are never part of a name.
const SIGNS: [&str; 9] = [
    "by ",
    "written by ",
    "par ",
    "por ",
    "\u{672c}\u{62a5}\u{8bb0}\u{8005}",
    "\u{8bb0}\u{8005}",
    "\u{4f5c}\u{8005}",
    "\u{6587}/",
    "autor: ",
];
/// These are part of some names too ("Von der Leyen", "Da Silva"): a sign only before two names.
const PARTICLES: [&str; 4] = ["von ", "de ", "di ", "da "];

/// The bytes that a sign or a particle begins with, in either case.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut at = 0;
    while at < SIGNS.len() + PARTICLES.len() {
        let sign = if at < SIGNS.len() { SIGNS[at] } else { PARTICLES[at - SIGNS.len()] };
        let first = sign.as_bytes()[0];
        begins[first as usize] = true;
        begins[first.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    begins
};

/// The text after the sign that a byline begins with; none where there is none.
fn signed(line: &str) -> Option<&str> {
    // Most lines are told by their first byte.
    line.bytes().next().filter(|first| BEGINS[usize::from(*first)])?;
    let after = |sign: &&str| {
        let head = line.as_bytes().get(..sign.len())?;
        head.eq_ignore_ascii_case(sign.as_bytes()).then(|| line[sign.len()..].trim_start_matches([' ', ':', '\u{ff1a}']))
    };
    let two = |rest: &&str| {
        let mut words = rest.split_whitespace();
        [words.next(), words.next()].iter().all(|w| w.is_some_and(|w| w.starts_with(char::is_uppercase)))
    };
    SIGNS.iter().find_map(after).or_else(|| PARTICLES.iter().find_map(after).filter(two))
}

/// Whether the line says who wrote the story.
pub(super) fn is_byline(text: &str) -> bool {
    let latin = |rest: &str| {
        let own = text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("by "))
            || text.get(..10).is_some_and(|h| h.eq_ignore_ascii_case("written by"));
        own || rest.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) && rest.split_whitespace().count() <= 10
    };
    let short = || text.chars().take(120).count() < 120 && !sentence_end(text);
    signed(text).is_some_and(latin) && short()
}

/// The names in a byline: without "By", without the date glued to it.
pub(super) fn names(byline: &str) -> Vec<String> {
    let line: String = byline.chars().take(200).collect();
    let line = signed(&line).unwrap_or(&line);
    let line = line.split(['|', '\u{2022}', '\u{b7}', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).next().unwrap_or("");
    let mut found = Vec::new();
    for name in line.replace(" and ", ",").replace(" & ", ",").split(',') {
        let words: Vec<&str> = name
            .split_whitespace()
            .filter(|w| month(w.trim_end_matches('.')).is_none() || *w == "May" && !line.ends_with("May "))
            .collect();
        if (1..=5).contains(&words.len()) && words[0].chars().next().is_some_and(|c| !c.is_lowercase()) {
            found.push(words.join(" "));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_no_name_and_a_name_is_no_sign() {
        let cases: [(&str, &[&str]); 11] = [
            ("By Ana Reyes and Jo Poe14 March 2023", &["Ana Reyes", "Jo Poe"]),
            ("Von Jule Harmsen", &["Jule Harmsen"]),
            ("Par Inès Morel | 3 mai 2023", &["Inès Morel"]),
            ("Por Rui Leal", &["Rui Leal"]),
            ("Da Marta Rossi", &["Marta Rossi"]),
            ("De Lola Vidal", &["Lola Vidal"]),
            ("Di Ugo Neri", &["Ugo Neri"]),
            ("Da Silva", &["Da Silva"]),
            ("Von der Linden", &["Von der Linden"]),
            ("\u{8bb0}\u{8005} \u{8d3a}\u{5e73} | 2023\u{5e74}", &["\u{8d3a}\u{5e73}"]),
            ("By", &["By"]),
        ];
        for (byline, wanted) in cases {
            assert_eq!(names(byline), wanted, "{byline}");
        }
        assert!(is_byline("By Ana Reyes") && is_byline("Von Jule Harmsen") && is_byline("\u{8bb0}\u{8005} \u{8d3a}\u{5e73}"));
        assert!(!is_byline("De Londres a Par\u{ed}s") && !is_byline("Por que o rio subiu") && !is_byline("Da Silva"));
    }
}
