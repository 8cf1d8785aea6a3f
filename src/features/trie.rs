//! Vocabulary -> its trie in flat tables, with which many articles are read.
//!
//! In: a vocabulary, whose terms are words with a space between. Out: a number for each word that is in a term, and for
//! each run of words that begins a term a node. Nodes are numbered as the terms are sorted, so that those below a
//! node follow it: a child is looked up by its place and its last word, and that it lies below its parent says that it
//! is the parent's. A slot of the table is eight bytes, and a look-up mostly reads one. Most runs of words of a text begin
//! no term: a table of bits, small enough for the cache, tells five of six of these before a slot is read (Bloom 1970).

use std::ops::Range;

use super::Vocabulary;
use super::field::Mark;
use super::known::{Known, UNKNOWN, UNMET};
use crate::tokenize::forms::{Forms, short_at};

/// A vocabulary as a trie; it is made once and shared by all threads.
pub(super) struct Trie {
    /// What is known of each word, the marks before words being part of them.
    words: Forms<Known>,
    /// The column of each node's term; [`NONE`] where its words are no term. Empty where each node is its column.
    columns: Vec<u32>,
    /// One past the last node below each node.
    ends: Vec<u32>,
    slots: Vec<Slot>,
    /// What of a hash is no place in the table.
    shift: u32,
    /// A bit for each hash of a child.
    bits: Vec<u64>,
}

/// A child in the table: its last word with the number of its words above [`WORD`], and its node.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    word: u32,
    node: u32,
}

pub(super) const NONE: u32 = u32::MAX;
const EMPTY: Slot = Slot { word: NONE, node: NONE };
/// The bits of a slot's word that are its number; a term has five words at most.
const WORD: u32 = 29;
/// Bits for each slot, as a power of two.
const BITS: u32 = 2;

impl Trie {
    /// O(text of the vocabulary). `None` of a vocabulary that no text could give, or whose words are too many.
    pub fn new(vocabulary: &Vocabulary) -> Option<Self> {
        let (text, term_ends) = vocabulary.parts();
        let nodes = || Vec::with_capacity(term_ends.len());
        let (mut words, mut roots, mut columns, mut ends) = (Forms::<Known>::default(), Vec::new(), nodes(), nodes());
        // (where its parent's nodes begin, its slot) of each child.
        let mut children: Vec<(u32, Slot)> = Vec::with_capacity(term_ends.len());
        // The nodes that the last term runs through, and where in it each ends.
        let mut path: Vec<(usize, u32)> = Vec::new();
        let mut before = "";
        // A space is the lowest byte that a word can be next to; then what begins alike lies together.
        if text.iter().fold(b' ', |lowest, &byte| lowest.min(byte)) < b' ' {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        for (column, &term_end) in term_ends.iter().enumerate() {
            let first = if column == 0 { 0 } else { term_ends[column - 1] as usize };
            let term = &text[first..term_end as usize];
            let of_pieces = |mark: &Mark| term.strip_prefix(mark.text()).is_some_and(|rest| rest.starts_with('#'));
            if term.starts_with(['#', '<']) && Mark::ALL.iter().any(of_pieces) {
                continue;
            }
            let same = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
            while let Some(&(_, node)) = path.last().filter(|(end, _)| *end > same || term.as_bytes().get(*end) != Some(&b' ')) {
                ends[node as usize] = columns.len() as u32;
                path.pop();
            }
            let mut start = path.last().map_or(0, |(end, _)| end + 1);
            for word in term[start..].split(' ') {
                let short = short_at(text.as_bytes(), first + start, first + start + word.len());
                let known = Some(words.glance(short, UNMET)).filter(|known| *known != UNMET).or_else(|| words.get(word));
                let number = known.map_or(roots.len() as u32, |known| known.word);
                if known.is_none() {
                    words.insert(word, Known { word: number, ..UNKNOWN });
                    roots.push(NONE);
                }
                let node = columns.len() as u32;
                match path.last() {
                    Some(&(_, parent)) => {
                        let word = number | (path.len() as u32) << WORD;
                        children.push((parent + 1, Slot { word, node }));
                    }
                    None => roots[number as usize] = node,
                }
                columns.push(NONE);
                ends.push(NONE);
                path.push((start + word.len(), node));
                start += word.len() + 1;
            }
            if let Some(last) = columns.last_mut() {
                *last = column as u32;
            }
            before = term;
        }
        if (0..).zip(&columns).all(|(node, &column)| node == column) {
            columns.clear();
        }
        path.iter().for_each(|(_, node)| ends[*node as usize] = ends.len() as u32);
        if words.len() >= 1 << WORD {
            return None;
        }
        for known in words.values_mut() {
            if let Some(&node) = roots.get(known.word as usize).filter(|node| **node != NONE) {
                (known.below, known.end) = (node + 1, ends[node as usize]);
            }
        }
        let size = (children.len() * 3 / 2).next_power_of_two().max(16);
        let (slots, bits) = (vec![EMPTY; size], vec![0; (size << BITS) / 64]);
        let mut trie = Self { words, columns, ends, slots, shift: 64 - size.trailing_zeros(), bits };
        for (below, slot) in children {
            let hash = hash(below, slot.word);
            let mut at = trie.place(hash);
            while trie.slots[at].node != NONE {
                at = (at + 1) % size;
            }
            trie.slots[at] = slot;
            let bit = trie.bit(hash);
            trie.bits[bit / 64] |= 1 << (bit % 64);
        }
        Some(trie)
    }

    /// What is known of a word.
    pub fn known(&self, word: &str) -> Known {
        self.words.get(word).unwrap_or(UNKNOWN)
    }

    /// The same of a short word.
    pub fn known_short(&self, short: u128) -> Known {
        self.words.get_short(short).unwrap_or(UNKNOWN)
    }

    /// The same where a glance tells it, else [`UNMET`].
    pub fn glance(&self, short: u128) -> Known {
        self.words.glance(short, UNMET)
    }

    /// The column of a word; [`NONE`] of one that is no term.
    pub fn column_of(&self, known: &Known) -> u32 {
        known.below.checked_sub(1).map_or(NONE, |node| self.column(node))
    }

    /// The column of a node.
    pub fn column(&self, node: u32) -> u32 {
        if self.columns.is_empty() { node } else { self.columns[node as usize] }
    }

    /// The nodes below a node.
    pub fn below(&self, node: u32) -> Range<u32> {
        node + 1..self.ends[node as usize]
    }

    /// Whether there may be a child that goes on with `word` after `depth` words: if not, there is none.
    pub fn may_go_on(&self, below: u32, word: u32, depth: usize) -> bool {
        let bit = self.bit(hash(below, at_depth(word, depth)));
        self.bits[bit / 64] >> (bit % 64) & 1 > 0
    }

    /// What stands where that child would.
    pub fn first(&self, below: u32, word: u32, depth: usize) -> Slot {
        self.slots[self.place(hash(below, at_depth(word, depth)))]
    }

    /// That child, which lies in `below`, where `first` is what stands there.
    pub fn child(&self, below: &Range<u32>, word: u32, depth: usize, first: Slot) -> Option<u32> {
        let word = at_depth(word, depth);
        let is_it = |slot: Slot| slot.word == word && below.contains(&slot.node);
        if is_it(first) {
            return Some(first.node);
        }
        if first.node == NONE {
            return None;
        }
        let mut at = self.place(hash(below.start, word));
        loop {
            at = (at + 1) % self.slots.len();
            match self.slots[at] {
                slot if slot.node == NONE => return None,
                slot if is_it(slot) => return Some(slot.node),
                _ => {}
            }
        }
    }

    fn place(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    fn bit(&self, hash: u64) -> usize {
        (hash >> (self.shift - BITS)) as usize
    }
}

/// Of a child, by where its parent's nodes begin.
fn hash(below: u32, word: u32) -> u64 {
    (u64::from(below) << 32 | u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A word as its slot holds it; [`NONE`] is none at any depth.
fn at_depth(word: u32, depth: usize) -> u32 {
    word | (depth as u32) << WORD
}
