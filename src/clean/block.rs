//! In: a parsed page. Out: its blocks in order (paragraphs, headings, list items, cells, runs of text between
//! two line breaks), each with the elements around it, what their names say, and how much of it is links.
//! The walk keeps its own stack, so no depth of tags can exhaust ours, and sees each node once.

use dom_query::{Document, NodeData};

use super::line::Page;
use super::names::{self, Names};
use super::paragraphs::Paragraphs;
use crate::text::clean_text;

/// An element that holds blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// The one around it; the first is its own.
    pub parent: usize,
    pub depth: usize,
    pub tag: Tag,
    /// What its own names and tag say, and those of all around it too.
    pub names: u32,
    pub around: u32,
}

/// What kind of element a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) enum Tag {
    #[default]
    Other,
    Paragraph,
    Title,
    Heading,
    Item,
    Cell,
    Quote,
    Caption,
    Button,
    Division,
    Section,
    Preformatted,
}

/// One block of a page.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The cleaned text.
    pub text: String,
    /// The element it stands in.
    pub(super) frame: usize,
    /// Characters of it inside links, and inside bold or italic elements.
    pub(super) linked: usize,
    pub(super) strong: usize,
    /// Characters before white space was put in order.
    pub(super) size: usize,
    /// What the inline elements around its beginning are named.
    pub(super) inline: u32,
    /// How many links it holds.
    pub(super) links: usize,
}

/// A page as blocks.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    pub(super) frames: Vec<Frame>,
    /// The same as lines, with what they look like.
    pub(super) page: Page,
}

const SKIPPED: [&str; 15] = [
    "script", "style", "noscript", "template", "svg", "iframe", "head", "select", "option", "textarea", "object", "canvas",
    "audio", "video", "map",
];
const INLINE: [&str; 37] = [
    "a", "span", "b", "strong", "em", "i", "u", "abbr", "acronym", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "font", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "strike", "sub", "sup", "time", "tt", "var",
    "wbr", "nobr", "label",
];
/// Inline elements that make their text bold or slanted.
const STRONG: [&str; 4] = ["b", "strong", "em", "i"];

fn tag_of(name: &str) -> Tag {
    match name {
        "p" => Tag::Paragraph,
        "h1" => Tag::Title,
        "h2" | "h3" | "h4" | "h5" | "h6" => Tag::Heading,
        "li" | "dd" | "dt" => Tag::Item,
        "td" | "th" => Tag::Cell,
        "blockquote" => Tag::Quote,
        "figcaption" | "figure" | "caption" => Tag::Caption,
        "button" | "label" | "input" => Tag::Button,
        "div" => Tag::Division,
        "section" | "article" | "main" | "body" => Tag::Section,
        "pre" => Tag::Preformatted,
        _ => Tag::Other,
    }
}

/// What an open element undoes when it closes.
#[derive(Clone, Copy)]
enum Open {
    Frame,
    Inline { link: bool, strong: bool },
    Break,
}

#[derive(Default)]
struct Walk {
    layout: Layout,
    names: Names,
    frame: usize,
    links: usize,
    strong: usize,
    inline: Vec<u32>,
    text: String,
    block: Block,
    breaks: usize,
}

impl Walk {
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !self.text.is_empty() {
            let text = clean_text(&self.text);
            self.text.clear();
            if !text.is_empty() {
                self.layout.blocks.push(Block { text, ..block });
            }
        }
        self.breaks = 0;
    }

    fn write(&mut self, text: &str) {
        let size = text.chars().filter(|c| !c.is_whitespace()).count();
        if size > 0 {
            if self.block.size == 0 {
                self.block.frame = self.frame;
                self.block.inline = self.inline.last().copied().unwrap_or(0);
            }
            self.block.size += size;
            self.block.linked += if self.links > 0 { size } else { 0 };
            self.block.strong += if self.strong > 0 { size } else { 0 };
            self.breaks = 0;
        }
        self.text.extend(text.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }));
    }

    fn enter(&mut self, element: &dom_query::Element) -> Option<Open> {
        let name: &str = &element.name.local;
        if SKIPPED.contains(&name) {
            return None;
        }
        if name == "br" {
            self.breaks += 1;
            if self.breaks > 1 {
                self.flush();
            }
            self.text.push(' ');
            return Some(Open::Break);
        }
        let mut bits = names::of_tag(name);
        for attribute in &element.attrs {
            let key: &str = &attribute.name.local;
            match key {
                "class" | "id" | "role" | "itemprop" => bits |= self.names.kinds(&attribute.value),
                "hidden" => bits |= names::HIDDEN,
                "aria-hidden" if &*attribute.value == "true" => bits |= names::HIDDEN,
                "style" if attribute.value.replace(' ', "").contains("display:none") => bits |= names::HIDDEN,
                _ => {}
            }
        }
        // A span that opens over the text, when pointed at, is no part of the sentence it stands in.
        if INLINE.contains(&name) && bits & names::OVERLAY == 0 {
            let (link, strong) = (name == "a", STRONG.contains(&name));
            self.links += usize::from(link);
            self.strong += usize::from(strong);
            self.block.links += usize::from(link);
            self.inline.push(self.inline.last().copied().unwrap_or(0) | bits);
            return Some(Open::Inline { link, strong });
        }
        self.flush();
        if name == "body" {
            bits = names::BODY;
        }
        let (parent, around) = (self.frame, self.layout.frames[self.frame].around | bits);
        let depth = self.layout.frames[parent].depth + 1;
        self.frame = self.layout.frames.len();
        self.layout.frames.push(Frame { parent, depth, tag: tag_of(name), names: bits, around });
        Some(Open::Frame)
    }

    fn leave(&mut self, open: Open) {
        match open {
            Open::Frame => {
                self.flush();
                self.frame = self.layout.frames[self.frame].parent;
            }
            Open::Inline { link, strong } => {
                self.links -= usize::from(link);
                self.strong -= usize::from(strong);
                self.inline.pop();
            }
            Open::Break => {}
        }
    }
}

/// The blocks of a page.
pub fn read(document: &Document) -> Layout {
    let mut walk = Walk::default();
    walk.layout.frames.push(Frame::default());
    let root = document.root();
    let mut open: Vec<Open> = Vec::new();
    let mut node = root.first_child();
    while let Some(current) = node {
        let entered = current
            .query(|n| match &n.data {
                NodeData::Text { contents } => {
                    walk.write(contents);
                    None
                }
                NodeData::Element(element) => walk.enter(element),
                _ => None,
            })
            .flatten();
        if let Some(entered) = entered {
            if let Some(child) = current.first_child() {
                open.push(entered);
                node = Some(child);
                continue;
            }
            walk.leave(entered);
        }
        let mut at = current;
        node = loop {
            if let Some(next) = at.next_sibling() {
                break Some(next);
            }
            match (at.parent(), open.pop()) {
                (Some(parent), Some(opened)) => {
                    walk.leave(opened);
                    at = parent;
                }
                _ => break None,
            }
        };
    }
    walk.flush();
    let mut layout = walk.layout;
    let mut paragraphs = Paragraphs::default();
    layout.blocks.iter().for_each(|block| paragraphs.push(0, 1, &block.text));
    layout.page = Page::of(paragraphs, usize::MAX);
    layout
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(page: &str) -> Layout {
        read(&Document::from(page))
    }

    #[test]
    fn blocks_are_what_stands_between_block_elements_and_double_breaks() {
        let page = "<body><script>x</script><p>One <b>two</b>,<br>three</p>four<br><br>five<ul><li>six <a href=/>seven</a></ul>";
        let layout = layout(page);
        let texts: Vec<&str> = layout.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts, ["One two, three", "four", "five", "six seven"]);
        let tags: Vec<Tag> = layout.blocks.iter().map(|b| layout.frames[b.frame].tag).collect();
        assert_eq!(tags, [Tag::Paragraph, Tag::Section, Tag::Section, Tag::Item]);
        assert_eq!((layout.blocks[0].strong, layout.blocks[3].linked, layout.blocks[3].links), (3, 5, 1));
    }

    #[test]
    fn names_are_kept_and_what_opens_over_the_text_stands_apart() {
        let layout = layout("<div class=sidebar><p>Ana <span class=rollover-box>Ana Reyes, minister</span> said so.</p></div>");
        let texts: Vec<&str> = layout.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts, ["Ana", "Ana Reyes, minister", "said so."]);
        assert!(layout.frames[layout.blocks[1].frame].names & names::OVERLAY != 0);
        assert!(layout.frames[layout.blocks[2].frame].around & (1 << 9) != 0);
    }
}
