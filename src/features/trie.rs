//! Vocabulary -> its trie in flat tables, with which many articles are read.
//!
//! In: a vocabulary, whose terms are words with a space between. Out: a number for each word that is in a term, and for
//! each run of words that begins a term a node. Nodes are numbered as the terms are sorted, so that those below a
//! node follow it: a child is looked up by its place and its last word, and that it lies below its parent says that it
//! is the parent's. A slot of the table is eight bytes, and a look-up mostly reads one.

use std::ops::Range;

use super::Vocabulary;
use super::field::Mark;
use crate::tokenize::forms::{Forms, UNSEEN};

/// A vocabulary as a trie; it is made once and shared by all threads.
pub(super) struct Trie {
    words: Forms,
    /// The node of each word that begins a term, behind its mark; [`NONE`] of one that begins none.
    roots: Vec<u32>,
    /// The column of each node's term; [`NONE`] where its words are no term. Empty where each node is its column.
    columns: Vec<u32>,
    /// One past the last node below each node.
    ends: Vec<u32>,
    slots: Vec<Slot>,
    /// What of a hash is no place in the table.
    shift: u32,
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

impl Trie {
    /// O(text of the vocabulary). `None` of a vocabulary that no text could give, or whose words are too many.
    pub fn new(vocabulary: &Vocabulary) -> Option<Self> {
        let (mut words, mut roots, mut columns, mut ends) = (Forms::default(), Vec::new(), Vec::new(), Vec::new());
        // (where its parent's nodes begin, its slot) of each child.
        let mut children: Vec<(u32, Slot)> = Vec::new();
        // The nodes that the last term runs through, and where in it each ends.
        let mut path: Vec<(usize, u32)> = Vec::new();
        let mut before = "";
        let (text, term_ends) = vocabulary.parts();
        // A space is the lowest byte that a word can be next to; then what begins alike lies together.
        if text.iter().fold(b' ', |lowest, &byte| lowest.min(byte)) < b' ' {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        for (column, &term_end) in term_ends.iter().enumerate() {
            let first = if column == 0 { 0 } else { term_ends[column - 1] as usize };
            let term = &text[first..term_end as usize];
            if Mark::ALL.iter().any(|mark| term.strip_prefix(mark.text()).is_some_and(|rest| rest.starts_with('#'))) {
                continue;
            }
            let same = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
            while let Some(&(_, node)) = path.last().filter(|(end, _)| *end > same || term.as_bytes().get(*end) != Some(&b' ')) {
                ends[node as usize] = columns.len() as u32;
                path.pop();
            }
            let mut start = path.last().map_or(0, |(end, _)| end + 1);
            for word in term[start..].split(' ') {
                let mut number = words.glance(text.as_bytes(), first + start, first + start + word.len());
                if number == UNSEEN {
                    number = words.get(word).unwrap_or_else(|| {
                        words.insert(word, words.len() as u32);
                        roots.push(NONE);
                        words.len() as u32 - 1
                    });
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
        let size = (children.len() * 3 / 2).next_power_of_two().max(2);
        let mut trie = Self { words, roots, columns, ends, slots: vec![EMPTY; size], shift: 64 - size.trailing_zeros() };
        for (below, slot) in children {
            let mut at = trie.place(below, slot.word);
            while trie.slots[at].node != NONE {
                at = (at + 1) % size;
            }
            trie.slots[at] = slot;
        }
        Some(trie)
    }

    /// The number of a word; [`NONE`] of one that is in no term, which is the number of no child.
    pub fn word(&self, word: &str) -> u32 {
        self.words.get(word).unwrap_or(NONE)
    }

    /// The column and what lies below the node of a word that begins a term, its mark being part of it.
    pub fn root(&self, word: u32) -> (u32, Range<u32>) {
        match self.roots.get(word as usize) {
            None | Some(&NONE) => (NONE, 0..0),
            Some(&node) => (self.column(node), self.below(node)),
        }
    }

    /// The column of a node.
    pub fn column(&self, node: u32) -> u32 {
        if self.columns.is_empty() { node } else { self.columns[node as usize] }
    }

    /// The nodes below a node.
    pub fn below(&self, node: u32) -> Range<u32> {
        node + 1..self.ends[node as usize]
    }

    /// What stands where the child would that goes on with `word` after `depth` words.
    pub fn first(&self, below: &Range<u32>, word: u32, depth: usize) -> Slot {
        self.slots[self.place(below.start, at_depth(word, depth))]
    }

    /// That child, where `first` is what stands there.
    pub fn child(&self, below: &Range<u32>, word: u32, depth: usize, first: Slot) -> Option<u32> {
        let word = at_depth(word, depth);
        let is_it = |slot: Slot| slot.word == word && below.contains(&slot.node);
        if is_it(first) {
            return Some(first.node);
        }
        if first.node == NONE {
            return None;
        }
        let mut at = self.place(below.start, word);
        loop {
            at = (at + 1) % self.slots.len();
            match self.slots[at] {
                slot if slot.node == NONE => return None,
                slot if is_it(slot) => return Some(slot.node),
                _ => {}
            }
        }
    }

    fn place(&self, below: u32, word: u32) -> usize {
        let key = u64::from(below) << 32 | u64::from(word);
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

/// A word as its slot holds it; [`NONE`] is none at any depth.
fn at_depth(word: u32, depth: usize) -> u32 {
    word | (depth as u32) << WORD
}
