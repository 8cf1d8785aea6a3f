//! In: any text. Out: the same with UTF-8 that was read as Windows-1252 (or Latin-1) read anew: `cafÃ©` is `café`,
//! `donâ€™t` is `don’t`, also where it happened twice or more.
//!
//! A character of UTF-8 read so becomes one of Â-ô and one to three characters of the upper half of Windows-1252.
//! Right text holds such a row too, where a word ends in a capital or an accent and a quote, a dash or an ellipsis
//! follows (`“IRMÔ, «perché…»`). So a row is read anew only where it gives a character of the scripts it is usual
//! for, and a row with such a mark only where the letters around it say that it stands inside a word. Six
//! characters or more in a row that are valid UTF-8 of letters as they stand are no accident.
//!
//! One pass: what was read anew is looked at again with what is before it. Time is linear.

use std::borrow::Cow;

/// What Windows-1252 has at 0x80 to 0x9f; the five it leaves free stay control characters.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Shortest row that is read anew for being valid alone.
const SURE: usize = 6;

/// A control character that is a byte of Windows-1252 as the character it is there; any other as it is.
pub(super) fn windows_1252(c: char) -> char {
    match c {
        // The next line of some old terminals is a line end elsewhere, too.
        '\u{85}' => c,
        '\u{80}'..='\u{9f}' => UPPER[c as usize - 0x80],
        _ => c,
    }
}

/// The byte that Windows-1252 or Latin-1 read as this character, where it is of the upper half.
fn byte_of(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' => None,
        '\u{80}'..='\u{ff}' => Some(c as u8),
        _ => UPPER.iter().position(|&upper| upper == c).map(|at| 0x80 + at as u8),
    }
}

/// Whether the text holds anything that may have been read wrongly: one scan, which stops there.
pub(super) fn suspect(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(0xc2, 0xc3, &bytes[at..]) {
        at += found + 1;
        let (lead, second, third) = (bytes[at - 1], bytes[at], bytes.get(at + 1).copied().unwrap_or(0));
        let control = lead == 0xc2 && second < 0xa0;
        // One of Â-ô, and what a byte that goes on may be read as, or a space that was a no-break space.
        let goes_on = matches!(third, 0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2) || second <= 0x83 && third == b' ';
        let row = lead == 0xc3 && (0x82..=0xb4).contains(&second) && goes_on;
        if control || row {
            return true;
        }
    }
    false
}

/// The text, read anew where it was read wrongly.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    if !suspect(text) {
        return Cow::Borrowed(text);
    }
    let mut mended = Mended { out: String::with_capacity(text.len()), changed: false };
    let mut row: Vec<u8> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        if plain > 0 {
            rest = mended.plain(rest.split_at(plain));
            continue;
        }
        row.clear();
        row.extend(rest.chars().map_while(byte_of));
        if row.len() >= SURE {
            rest = mended.row(&row, rest);
        } else {
            // None of a short row begins a longer one.
            for _ in 0..row.len().max(1) {
                rest = mended.one(rest);
            }
        }
    }
    mended.settle(None);
    if mended.changed { Cow::Owned(mended.out) } else { Cow::Borrowed(text) }
}

/// What was read so far, read anew where it had to be.
struct Mended {
    out: String,
    changed: bool,
}

impl Mended {
    /// Takes the row that `rest` begins with; what comes after it is left.
    fn row<'a>(&mut self, row: &[u8], mut rest: &'a str) -> &'a str {
        for chunk in row.utf8_chunks() {
            let valid = chunk.valid();
            let mut as_it_is = chunk.invalid().len();
            if valid.len() >= SURE && valid.chars().all(written) {
                valid.chars().for_each(|c| self.push(c));
                self.changed = true;
                let skipped = rest.char_indices().nth(valid.len()).map_or(rest.len(), |(at, _)| at);
                rest = &rest[skipped..];
            } else {
                as_it_is += valid.len();
            }
            for _ in 0..as_it_is {
                rest = self.one(rest);
            }
        }
        rest
    }

    /// Takes ASCII, which is never read anew; what comes after it is left.
    fn plain<'a>(&mut self, (plain, after): (&str, &'a str)) -> &'a str {
        self.settle(plain.chars().next());
        self.out.push_str(plain);
        after
    }

    /// Takes the first character of `rest`, or more where a space belongs to it; what comes after is left.
    fn one<'a>(&mut self, rest: &'a str) -> &'a str {
        let Some(c) = rest.chars().next() else { return rest };
        let taken = self.space(rest);
        if taken > 0 {
            return &rest[taken..];
        }
        self.push(c);
        &rest[c.len_utf8()..]
    }

    fn push(&mut self, c: char) {
        let quote = self.settle(Some(c));
        let anew = windows_1252(c);
        self.changed |= anew != c;
        // What could not be read at the end of a closing quote is the rest of it.
        if !(quote && c == '\u{fffd}') {
            self.out.push(anew);
        }
    }

    /// Reads anew what was written last, before `next` is written, again and again. Whether the last was a closing
    /// quote that had lost its third byte, which Windows-1252 has no character for.
    fn settle(&mut self, next: Option<char>) -> bool {
        loop {
            let mut back = self.out.chars().rev();
            let (mut bytes, mut at, mut length) = ([0u8; 4], 4, 0);
            let mut marks = ['\0'; 4];
            let lead = loop {
                let Some(c) = back.next() else { return false };
                let Some(byte) = byte_of(c).filter(|_| at > 0) else { return false };
                at -= 1;
                (bytes[at], marks[at]) = (byte, c);
                length += c.len_utf8();
                if byte >= 0xc0 {
                    break byte;
                }
            };
            let waiting = waits(back.clone());
            let previous = back.next();
            // What goes on, or may give what goes on.
            let follows = next.and_then(byte_of).is_some();
            let (found, quote) = match std::str::from_utf8(&bytes[at..]).ok().and_then(|text| text.chars().next()) {
                Some(c)
                    if at < 3
                        && (waiting && byte_of(c).is_some_and(goes_on)
                            || lead == 0xe1 && self.vietnamese(c, marks[3], next)
                            || plausible(c, lead, &marks[at + 1..], previous, next)) =>
                {
                    (c, false)
                }
                _ if bytes[at..] == [0xe2, 0x80] && !follows => ('\u{201d}', true),
                _ => return false,
            };
            self.out.truncate(self.out.len() - length);
            self.out.push(found);
            self.changed = true;
            if quote {
                return true;
            }
        }
    }

    /// Whether a row of Vietnamese that ends in a mark as `«está»…` does stands among other Vietnamese.
    fn vietnamese(&self, c: char, last: char, next: Option<char>) -> bool {
        let letter = |c: char| ('\u{1ea0}'..='\u{1ef9}').contains(&c);
        let inside = matches!(last, '–' | '—') || next.is_some_and(char::is_alphabetic);
        letter(c) && inside && self.out.chars().rev().take(40).any(letter)
    }

    /// How many bytes of `rest` are an `Â` or `Ã` whose no-break space became a space: ` ` and `à` they were.
    fn space(&mut self, rest: &str) -> usize {
        let Some((lead, after)) = ["Â", "Ã"].iter().find_map(|lead| Some((*lead, rest.strip_prefix(lead)?.strip_prefix(' ')?)))
        else {
            return 0;
        };
        self.settle(lead.chars().next());
        let previous = self.out.chars().next_back();
        let low = previous.is_some_and(char::is_lowercase);
        if lead == "Â" {
            let ends = previous.is_some_and(|c| c.is_ascii_digit() || ".,;:!?)%]’”»".contains(c));
            self.changed |= low || ends;
            return if low || ends { lead.len() } else { 0 };
        }
        let alone = previous.is_none_or(|c| c.is_whitespace() || c == '(') && after.starts_with(' ');
        if !low && !alone {
            return 0;
        }
        self.out.push('à');
        self.changed = true;
        // A space before a word parts it, whether or not there was another one.
        if after.starts_with(char::is_alphanumeric) { lead.len() } else { lead.len() + 1 }
    }
}

/// Whether the byte goes on with a character.
fn goes_on(byte: u8) -> bool {
    (0x80..0xc0).contains(&byte)
}

/// Whether the characters, the last first, end in a lead that waits for more: what comes was read wrongly twice.
fn waits(back: impl Iterator<Item = char>) -> bool {
    for (count, c) in back.take(3).enumerate() {
        match byte_of(c) {
            Some(lead @ 0xc2..) => {
                let more = match lead {
                    ..0xe0 => 1,
                    0xe0..0xf0 => 2,
                    _ => 3,
                };
                return count < more;
            }
            Some(_) => {}
            None => return false,
        }
    }
    false
}

/// Whether it is a letter or mark of some script, its punctuation, or an emoji.
fn written(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{900}'..='\u{e7f}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe0f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}')
}

/// Marks that right text has behind a word.
fn punctuates(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '„' | '‚' | '‹' | '›' | '«' | '»' | '–' | '—' | '…' | '\u{a0}')
}

/// Those, and signs that it has there now and then.
fn follows_words(c: char) -> bool {
    punctuates(c)
        || matches!(c, '®' | '™' | '·' | '•' | '¹' | '²' | '³' | '†' | '‡' | '´' | '\u{ad}' | '°' | 'ª' | 'º' | '¡' | '¿')
}

/// Whether a letter and the mark behind it stand inside a word.
fn inside(mark: char, previous: Option<char>, next: Option<char>) -> bool {
    match (previous, next) {
        (Some(p), _) if p.is_lowercase() => true,
        // Hardly any word begins so, but most of what was read wrongly twice goes on so.
        (_, Some('Â' | 'Ã' | 'â')) => true,
        (Some(p), Some(n)) if p.is_uppercase() => match mark {
            // MANHÃ–TARDE is right.
            '–' | '—' | '’' => false,
            _ => n.is_uppercase() || n.is_lowercase() && !punctuates(mark),
        },
        (Some(p), None) if p.is_uppercase() => false,
        (_, next) => next.is_some_and(char::is_alphabetic),
    }
}

/// Whether the character is what was written, and not what a lead and the marks behind it happen to give.
fn plausible(c: char, lead: u8, marks: &[char], previous: Option<char>, next: Option<char>) -> bool {
    let (first, last) = (marks[0], marks[marks.len() - 1]);
    let in_word = !follows_words(first) || inside(first, previous, next);
    let in_script = !punctuates(first) || inside(first, previous, next);
    let upper = |c: Option<char>| c.is_some_and(char::is_uppercase);
    let opens = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "(«“‘‹\"'".contains(c));
    match lead {
        // « Â » is right, and so is the letter Â : in French.
        0xc2 if c < '\u{a0}' => first.is_control(),
        0xc2 if follows_words(first) && upper(previous) && !upper(next) => false,
        0xc2 if first == '»' => previous != Some('«'),
        0xc2 if first == '\u{a0}' => !opens(previous) || next.is_some_and(|c| !":;!?»".contains(c)),
        0xc2 => true,
        // The word à, and às.
        0xc3 if first == '\u{a0}' => {
            previous.is_some_and(char::is_lowercase) || opens(previous) && next.is_some_and(|c| c == 's' || c.is_whitespace())
        }
        0xc3 => in_word,
        // Right text has Å–Ö and “vitamin Å—not”.
        0xc4 | 0xc5 => in_word && (!matches!(first, '–' | '—') || previous.is_some_and(char::is_alphabetic)),
        0xc6 | 0xc8 | 0xc9 | 0xcb => "ƒƠơƯưȘșȚțəˆ˜˙".contains(c) && in_word,
        // An accent of its own.
        0xcc => previous.is_some_and(char::is_alphabetic) && ('\u{300}'..='\u{30c}').contains(&c) && in_word,
        0xce | 0xcf => ('\u{386}'..='\u{3ce}').contains(&c) && in_script,
        0xd0 | 0xd1 => ('\u{400}'..='\u{45f}').contains(&c) && in_script,
        0xd8..=0xdb => ('\u{60c}'..='\u{6ff}').contains(&c) && in_word,
        0xe0 => ('\u{900}'..='\u{e7f}').contains(&c) && !(follows_words(first) && follows_words(last)),
        // Vietnamese; «está»… is right.
        0xe1 => ('\u{1ea0}'..='\u{1ef9}').contains(&c) && (first == 'º' || !follows_words(last)),
        0xe2 => ('\u{2002}'..='\u{2bff}').contains(&c) && (!punctuates(first) || matches!(first, '‚' | '„')),
        0xe3..=0xed => {
            let among = previous.is_some_and(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'));
            // µ is a letter of right words.
            ('\u{3000}'..='\u{d7a3}').contains(&c) && (among || !((follows_words(first) || first == 'µ') && follows_words(last)))
        }
        0xef => {
            matches!(c, '\u{feff}' | '\u{fffd}' | '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff5e}') && !punctuates(last)
                || c == '\u{feff}'
        }
        0xf0 => first == 'Ÿ',
        _ => false,
    }
}

#[cfg(test)]
#[path = "mojibake_tests.rs"]
mod tests;
