//! In: any text. Out: the same with the character references left in it resolved, however often they were
//! written over: `&amp;rsquo;` and `&amp;amp;#8217;` are one apostrophe.
//!
//! What is resolved is clearly a reference: a name of HTML's list with its semicolon, a number with or without
//! it, and a few names that are no word of any language without it. `AT&T`, `R&D` and `?a=1&copy=2` stay.
//! One pass: a semicolon looks back at the `&` before it in what is written already, so that what one
//! reference leaves can be part of the next. Time is linear.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::entity_names::NAMES;
use super::mojibake::windows_1252;

/// The longest name, with its `&`.
const REACH: usize = 34;

/// Names that may stand without their semicolon, where neither a letter nor a digit nor `=` follows.
const LOOSE: [&str; 13] =
    ["nbsp", "amp", "quot", "apos", "rsquo", "lsquo", "rdquo", "ldquo", "ndash", "mdash", "hellip", "laquo", "raquo"];

static VALUES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let entries = NAMES.split(' ').map(|entry| entry.split_at(entry.bytes().take_while(u8::is_ascii_alphanumeric).count()));
    entries.collect()
});

/// The text with its character references resolved.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let (mut open, mut changed) = (None, false);
    let mut rest = &text[first..];
    loop {
        if open.is_none() {
            // Nothing is begun: on to the next.
            let plain = rest.find('&').unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            rest = &rest[plain..];
        }
        let next = rest.chars().next();
        rest = &rest[next.map_or(0, char::len_utf8)..];
        let mut taken = false;
        while let Some(at) = open.filter(|_| !taken) {
            let Some(value) = value(&out[at + 1..], next) else { break };
            out.truncate(at);
            out.push_str(&value);
            open = last_open(&out);
            changed = true;
            taken = next == Some(';');
        }
        let Some(c) = next else { break };
        if !taken {
            out.push(c);
            let goes_on = c.is_ascii_alphanumeric() || c == '#';
            open = if c == '&' { Some(out.len() - 1) } else { open.filter(|at| goes_on && out.len() - at < REACH) };
        }
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Where the last `&` within reach is.
fn last_open(out: &str) -> Option<usize> {
    out.bytes().rev().take(REACH).position(|b| b == b'&').map(|back| out.len() - 1 - back)
}

/// What the name or number after a `&` stands for, where `next` comes after it.
fn value(name: &str, next: Option<char>) -> Option<Cow<'static, str>> {
    if let Some(digits) = name.strip_prefix('#') {
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) if next == Some(';') => u32::from_str_radix(hex, 16).ok(),
            Some(_) => None,
            None if next == Some(';') || digits.len() > 1 && !next.is_some_and(|c| c.is_ascii_digit()) => digits.parse().ok(),
            None => None,
        };
        let c = char::from_u32(code?)
            .map(|c| if c == '\u{85}' { '…' } else { c })
            .filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{80}'..='\u{9f}'))?;
        return Some(one_line(&windows_1252(c).to_string()).to_owned().into());
    }
    let stands = match next {
        Some(';') => true,
        Some(c) => c != '=' && !c.is_alphanumeric() && LOOSE.contains(&name),
        None => LOOSE.contains(&name),
    };
    VALUES.get(name).filter(|_| stands).map(|value| Cow::Borrowed(one_line(value)))
}

/// A line end that was written as a reference is a space: what is one line stays one.
fn one_line(value: &str) -> &str {
    if value.contains(['\n', '\r', '\u{2028}', '\u{2029}']) { " " } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_however_they_are_broken() {
        for (text, wanted) in [
            ("R&amp;D, R&amp;amp;D, R&amp;amp;amp;D", "R&D, R&D, R&D"),
            (
                "it&rsquo;s it&rsquo s it&#8217;s it&#8217s it&#x2019;s it&amp;rsquo;s it&amp;#8217s",
                "it’s it’ s it’s it’s it’s it’s it’s",
            ),
            ("a&nbsp;b&nbsp c&nbsp", "a\u{a0}b\u{a0} c\u{a0}"),
            ("&lt;b&gt; &quot;x&quot; &apos;&#39; &Eacute;t&eacute; &euro;5 &hellip;", "<b> \"x\" '' Été €5 …"),
            ("don&#146;t &#128;5", "don’t €5"),
            ("&am&#112;;lt; &#38;#38; &am&am&#112;;#112;;", "< & &"),
            ("&amp&rsquo;", "&’"),
            ("a&#10;b&NewLine;c&#x2028;d&#133;", "a b c d…"),
        ] {
            assert_eq!(resolve(text), wanted, "{text}");
            assert!(matches!(resolve(&resolve(text)), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "AT&T and R&D, B&B; S&P; Q&A;",
            "see a.example/?a=1&copy=2&lt=3&amp=4&sect=5&nbspx",
            "&",
            "&;",
            "&#;",
            "&#x;",
            "&#xd800;",
            "&#99999999;",
            "&#7;",
            "& amp;",
            "&unknown;",
            "&ampere;",
            "M&Ms",
            "&#8",
            "&quote",
        ] {
            assert!(matches!(resolve(text), Cow::Borrowed(_)), "{text} became {}", resolve(text));
        }
    }

    #[test]
    fn every_name_of_the_list_has_its_value() {
        assert_eq!(VALUES.len(), 2124);
        assert!(VALUES.iter().all(|(name, value)| !name.is_empty() && name.len() < REACH - 2 && !value.is_empty()));
        assert_eq!(["amp", "nbsp", "frac12", "there4", "NewLine"].map(|name| VALUES[name]), ["&", "\u{a0}", "½", "∴", "\n"]);
    }

    #[test]
    fn a_long_nest_takes_linear_time() {
        assert_eq!(resolve(&format!("&{}", "amp;".repeat(1_000_000))), "&");
        assert_eq!(resolve(&"&".repeat(1_000_000)).len(), 1_000_000);
    }
}
