//! In: a line of a dump. Out: what it is by its form: prose, short, or noise such as a menu, a date, a share line.

use super::date::find_date;
use super::letters::{COPYRIGHT, WIDE, is_alphanumeric};
use super::line::{Line, Page, sentence_end};

/// One paragraph or line, and what it looks like.
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    pub(super) chars: usize,
    pub(super) words: usize,
    pub(super) bullet: bool,
    pub(super) ends: bool,
    pub(super) kind: Kind,
    pub(super) gap: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Prose,
    Short,
    Noise,
}

const NOISE: [&str; 47] = [
    "subscribe",
    "newsletter",
    "sign up",
    "log in",
    "sign in",
    "cookie",
    "copyright",
    "all rights reserved",
    "share.",
    "share this",
    "share on",
    "read more",
    "related post",
    "related articles",
    "related stories",
    "advertisement",
    "previous article",
    "next article",
    "most popular",
    "copy link",
    "facebook twitter",
    "twitter linkedin",
    "click here",
    "inbox",
    "press enter",
    "skip to",
    "(button)",
    "privacy policy",
    "terms of use",
    "news alerts",
    "follow us",
    "image credit",
    "view comments",
    "comments feed",
    "trending",
    "相关阅读",
    "延伸阅读",
    "分享到",
    "网友评论",
    "登录",
    "注册",
    "版权所有",
    "责任编辑",
    "发表评论",
    "隐私政策",
    "复制链接",
    "订阅",
];
const NETWORKS: [&str; 12] = [
    "facebook",
    "twitter",
    "linkedin",
    "whatsapp",
    "telegram",
    "email",
    "youtube",
    "instagram",
    "pinterest",
    "reddit",
    "print",
    "share",
];

/// The place, of 4096, of three bytes: that of the two before, and the third.
const fn place(before: usize, byte: u8) -> usize {
    (before << 5 ^ byte as usize) & 4095
}

/// That some names of networks begin here; the other bits are those of `NOISE`.
const NETWORK: u64 = 1 << 63;

/// What begins with three bytes: a group for each of their places, 0 for none, and the phrases of each group as bits.
static BEGINS: ([u8; 4096], [u64; NOISE.len() + NETWORKS.len() + 1]) = {
    let (mut groups, mut phrases) = ([0; 4096], [0; NOISE.len() + NETWORKS.len() + 1]);
    let (mut at, mut last) = (0, 0);
    while at < NOISE.len() + NETWORKS.len() {
        let (phrase, bit) =
            if at < NOISE.len() { (NOISE[at].as_bytes(), 1 << at) } else { (NETWORKS[at - NOISE.len()].as_bytes(), NETWORK) };
        let here = place(place(place(0, phrase[0]), phrase[1]), phrase[2]);
        if groups[here] == 0 {
            last += 1;
            groups[here] = last;
        }
        phrases[groups[here] as usize] |= bit;
        at += 1;
    }
    (groups, phrases)
};

/// Whether the lower-case text holds a phrase of noise, or half of its words are names of networks.
fn noisy(low: &str, words: usize) -> bool {
    let bytes = low.as_bytes();
    let (mut here, mut shared) = (0, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        here = place(here, byte);
        let group = BEGINS.0[here];
        if group == 0 || at < 2 {
            continue;
        }
        let (begun, start) = (BEGINS.1[usize::from(group)], at - 2);
        if begun & NETWORK != 0 && (start == 0 || bytes[start - 1] == b' ') {
            let word = bytes[start..].split(|byte| *byte == b' ').next();
            shared += usize::from(word.is_some_and(|word| NETWORKS.iter().any(|network| network.as_bytes() == word)));
        }
        let mut phrases = begun & !NETWORK;
        while phrases != 0 {
            if bytes[start..].starts_with(NOISE[phrases.trailing_zeros() as usize].as_bytes()) {
                return true;
            }
            phrases &= phrases - 1;
        }
    }
    shared * 2 >= words && shared > 0
}

impl<'a> Unit<'a> {
    pub(super) fn new(page: &'a Page, line: &Line) -> Self {
        let text = page.text(line);
        let wide = if line.seen & WIDE == 0 { 0 } else { text.chars().filter(|c| ('\u{3040}'..='\u{9fff}').contains(c)).count() };
        let chars = line.chars + wide * 3 / 2;
        let words = line.spaced + usize::from(line.bullet.is_some()) + wide / 2;
        // "1." ends, though nothing is left of it without its bullet.
        let ends = line.ends || line.bullet == Some('1') && sentence_end(text);
        let bullet = line.bullet.is_some_and(|b| b != '1');
        let told = line.alpha > 0.0 || line.digits > 0.0 || text.chars().any(is_alphanumeric);
        let empty = !told || text.starts_with('[') && text.ends_with(']');
        let noise = || chars < 170 && (line.seen & COPYRIGHT != 0 || noisy(page.low(line), words));
        let dated = || line.digits > 0.0 && chars < 70 && !ends && words <= 10 && find_date(text).is_some();
        let kind = if empty || bullet && (chars < 100 || !ends) || noise() || dated() {
            Kind::Noise
        } else if (ends && words >= 3) || chars >= 160 {
            Kind::Prose
        } else {
            Kind::Short
        };
        Self { text, chars, words, bullet, ends, kind, gap: line.gap > 0 }
    }
}
