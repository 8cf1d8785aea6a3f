//! In: an element's tag, and the words of its class, id, role and itemprop. Out: what they say the element
//! is for: story, comments, sharing, menus and their like, as bits. The words are those that web pages use.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Kinds of names, one bit each in the order of [`WORDS`]; then those that attributes or tags alone show.
pub(super) const KINDS: usize = 29;

/// Parts of names: a name is of each kind one of whose words it holds; with `=`, that it is.
const WORDS: [&str; 24] = [
    "articlebody|storybody|entrycontent|postcontent|articlecontent|storycontent|articletext|storytext|postbody|bodycopy|=entry|richtext|paragraph|zn",
    "content|=text|=body|=copy|=prose|=main",
    "article|story|=post|=node|single",
    "comment|reply|disqus|discuss|respond|livefyre|viafoura|spotim",
    "share|sharing|social|=follow|=facebook|=twitter|addthis|sharedaddy|=email|=print|whatsapp|pinterest",
    "relat|recommend|=more|readmore|trending|popular|latest|outbrain|taboola|promo|=next|=prev|=previous|mostread|=most|also|recirc|zergnet|stories|articles|=posts|headlines|upnext",
    "=nav|navbar|navig|menu|masthead|breadcrumb|toolbar|=skip|topbar|submenu|=tabs|=tab|dropdown",
    "footer|=foot|copyright|legal|disclaimer|colophon",
    "header|=head|=top|banner|=logo",
    "sidebar|aside|=rail|widget|=side|=right|secondary|complementary",
    "=ad|=ads|advert|sponsor|=dfp|=gpt|=slot|promoted|leaderboard|=marketing|commercial|=deal|affiliate|shop|=cta",
    "newsletter|subscri|signup|login|signin|paywall|modal|popup|cookie|consent|gdpr|overlay|=form|register|donate|=account|=privacy|optin|contribut",
    "caption|figure|image|=img|photo|credit|thumb|=pic|picture",
    "media|galler|video|slide|carousel|player|embed|=tweet|twitter|instagram|youtube|iframe|swiper",
    "author|byline|=bio|=writer|contributor|avatar|profile|=about",
    "=meta|=date|=time|timestamp|publish|updated|dateline|=info|postmeta",
    "title|headline|heading|=h1|=hed",
    "=dek|subtitle|summary|standfirst|excerpt|descri|intro|=lead|teaser|subhead|kicker|abstract|=lede|highlight|keypoint|takeaway|bullet",
    "=tag|=tags|taglist|categor|topic|keyword|=label|=labels|taxonomy",
    "=list|=item|=items|card|grid|feed|=river|listing|tile|=row|index|archive|collection",
    "quote|=note|footnote|correction|factbox|infobox|=box|=callout|sidenote",
    "button|=btn|=icon|icons|=tool|tools|=action|actions|=link|=links|=search|=print|toggle|=close|=hide|hidden|=weather|stock|=score|price|rating|=table|toc|=comp",
    "twittertweet|=tweet|instagrammedia|fbpost|redditcard|pullquote|blockquote",
    "rollover|tooltip|popup|popover|modal|overlay|lightbox",
];

/// What opens over the page.
pub(super) const OVERLAY: u32 = 1 << 23;
/// Bits beyond the words.
pub(super) const HIDDEN: u32 = 1 << 24;
pub(super) const ASIDE: u32 = 1 << 25;
pub(super) const LIST: u32 = 1 << 26;
pub(super) const TABLE: u32 = 1 << 27;
pub(super) const BODY: u32 = 1 << 28;
const NAV: u32 = 1 << 6;
const FOOT: u32 = 1 << 7;
const HEAD: u32 = 1 << 8;
const SIDE: u32 = 1 << 9;
const FORM: u32 = 1 << 11;
const FIGURE: u32 = 1 << 12;
const STORY: u32 = 1 << 2;
const QUOTE: u32 = 1 << 20;
const BUTTON: u32 = 1 << 21;
const MAIN: u32 = 1 << 1;

/// What the names seen so far say, so that each is looked at once a page.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<String, u32>,
}

impl Names {
    /// The kinds of a class, id, role or itemprop.
    pub fn kinds(&mut self, value: &str) -> u32 {
        if value.len() > 400 {
            return 0;
        }
        if let Some(&bits) = self.known.get(value) {
            return bits;
        }
        let bits = value.split_ascii_whitespace().map(kinds).fold(0, |a, b| a | b);
        self.known.insert(value.to_owned(), bits);
        bits
    }
}

/// The kinds of one name, such as `entry-content`.
fn kinds(name: &str) -> u32 {
    let mut words: Vec<String> = Vec::new();
    let (mut open, mut small) = (false, false);
    for c in name.chars() {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open || c.is_uppercase() && small {
            words.push(String::new());
        }
        (open, small) = (true, c.is_lowercase());
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    let whole = words.concat();
    let own = words.iter().filter_map(|word| INDEX.whole.get(word.as_str())).fold(0, |a, b| a | b);
    let starts = (0..whole.len()).filter(|&at| whole.is_char_boundary(at)).map(|at| &whole[at..]);
    let parts = starts.filter_map(|rest| Some((INDEX.parts.get(rest.get(..2)?)?, rest)));
    parts.flat_map(|(parts, rest)| parts.iter().filter(move |(part, _)| rest.starts_with(part))).fold(own, |a, (_, bit)| a | bit)
}

/// The words of [`WORDS`]: those that are a whole word of a name, and by their first two letters those that are a part of it.
#[derive(Default)]
struct Index {
    whole: HashMap<&'static str, u32>,
    parts: HashMap<&'static str, Vec<(&'static str, u32)>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut table = Index::default();
    for (kind, words) in WORDS.iter().enumerate() {
        for word in words.split('|') {
            match word.strip_prefix('=') {
                Some(word) => *table.whole.entry(word).or_default() |= 1 << kind,
                None => table.parts.entry(&word[..2]).or_default().push((word, 1 << kind)),
            }
        }
    }
    table
});

/// What a tag says of what is in it.
pub(super) fn of_tag(tag: &str) -> u32 {
    match tag {
        "nav" | "menu" => NAV,
        "footer" => FOOT,
        "header" => HEAD,
        "aside" => SIDE | ASIDE,
        "form" | "fieldset" | "dialog" => FORM,
        "figure" | "figcaption" => FIGURE,
        "article" => STORY,
        "main" => MAIN,
        "blockquote" => QUOTE,
        "button" | "label" => BUTTON,
        "ul" | "ol" | "dl" => LIST,
        "table" => TABLE,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        let mut names = Names::default();
        assert_eq!(names.kinds("articleBody") & 7, 7);
        assert_eq!(names.kinds("site-nav"), NAV);
        assert_eq!(names.kinds("NavLink site_nav") & NAV, NAV);
        assert_eq!(names.kinds("badge"), 0);
        assert_eq!(names.kinds(&"nav ".repeat(200)), 0);
    }
}
