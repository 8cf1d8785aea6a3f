//! In: a line of a dump. Out: what it is by its form: prose, short, or noise such as a menu, a date, a share line.

use super::date::find_date;
use super::letters::is_alphanumeric;
use super::line::{Line, sentence_end};

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

/// One of 4096 places for the first three bytes of a phrase.
const fn place(bytes: &[u8]) -> usize {
    ((bytes[0] as usize) << 10 ^ (bytes[1] as usize) << 5 ^ bytes[2] as usize) % 4096
}

/// Where phrases begin: a bit for those of noise, one for networks.
static BEGINS: [u8; 4096] = {
    let (mut begins, mut at) = ([0; 4096], 0);
    while at < NOISE.len() {
        begins[place(NOISE[at].as_bytes())] |= 1;
        at += 1;
    }
    at = 0;
    while at < NETWORKS.len() {
        begins[place(NETWORKS[at].as_bytes())] |= 2;
        at += 1;
    }
    begins
};

/// Whether the lower-case text holds a phrase of noise, or half of its words are names of networks.
fn noisy(low: &str, words: usize) -> bool {
    let bytes = low.as_bytes();
    let mut begun = 0;
    for (at, three) in bytes.windows(3).enumerate() {
        let here = BEGINS[place(three)];
        begun |= here;
        if here & 1 != 0 && NOISE.iter().any(|phrase| bytes[at..].starts_with(phrase.as_bytes())) {
            return true;
        }
    }
    let networks = || low.split(' ').filter(|w| NETWORKS.contains(w)).count();
    let shared = if begun & 2 != 0 { networks() } else { 0 };
    shared * 2 >= words && shared > 0 || low.contains('\u{a9}')
}

impl<'a> Unit<'a> {
    pub(super) fn new(line: &'a Line) -> Self {
        let text = line.text.as_str();
        let wide = if text.is_ascii() { 0 } else { text.chars().filter(|c| ('\u{3040}'..='\u{9fff}').contains(c)).count() };
        let chars = text.chars().count() + wide * 3 / 2;
        let words = line.spaced + usize::from(line.bullet.is_some()) + wide / 2;
        let (bullet, ends) = (line.bullet.is_some_and(|b| b != '1'), sentence_end(text));
        let dated = chars < 70 && !ends && words <= 10 && find_date(text).is_some();
        let noise = chars < 170 && noisy(&line.low, words);
        let empty = !text.chars().any(is_alphanumeric) || (text.starts_with('[') && text.ends_with(']'));
        let kind = if empty || noise || dated || bullet && (chars < 100 || !ends) {
            Kind::Noise
        } else if (ends && words >= 3) || chars >= 160 {
            Kind::Prose
        } else {
            Kind::Short
        };
        Self { text, chars, words, bullet, ends, kind, gap: line.gap > 0 }
    }
}
