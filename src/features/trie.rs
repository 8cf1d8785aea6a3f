//! Vocabulary -> its trie in flat tables, with which many articles are read.
//!
//! In: a vocabulary, whose terms are words with a space between. Out: a number for each word that is in a term, and for
//! each run of words that begins a term a node. Nodes are numbered as the terms are sorted, so that those below a
//! node follow it: a child is looked up by its place and its last word, and that it lies below its parent says that it
//! is the parent's. A slot of the table is eight bytes, and a look-up mostly reads one. Most runs of words of a text begin
//! no term: a table of bits, small enough for the cache, tells five of six of these before a slot is read (Bloom 1970).

use std::ops::Range;

use rayon::prelude::*;

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

/// What the terms of some columns make, which share no first word with others. Nodes are counted from the first of them.
#[derive(Default)]
struct Run {
    roots: Vec<Node>,
    children: Vec<Node>,
    columns: Vec<u32>,
    ends: Vec<u32>,
}

/// A node, where the nodes below its parent begin, and the place in the text of its last word. Its slot lacks that word's number.
struct Node {
    below: u32,
    slot: Slot,
    place: Range<u32>,
}

/// Runs of terms for each thread: some take longer than others.
const RUNS: usize = 4;
/// Words that are looked up at once.
const WORDS: usize = 64;

impl Run {
    fn new(text: &str, term_ends: &[u32], range: Range<usize>) -> Self {
        let mut run = Self::default();
        // The nodes that the last term runs through, and where in it each ends.
        let mut path: Vec<(usize, u32)> = Vec::new();
        let mut before = "";
        for column in range {
            let term = term(text, term_ends, column);
            let of_pieces = |mark: &Mark| term.strip_prefix(mark.text()).is_some_and(|rest| rest.starts_with('#'));
            if term.starts_with(['#', '<']) && Mark::ALL.iter().any(of_pieces) {
                continue;
            }
            let same = before.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
            while let Some(&(_, node)) = path.last().filter(|(end, _)| *end > same || term.as_bytes().get(*end) != Some(&b' ')) {
                run.ends[node as usize] = run.columns.len() as u32;
                path.pop();
            }
            let first = term_ends[column] - term.len() as u32;
            let mut start = path.last().map_or(0, |(end, _)| end + 1);
            for word in term[start..].split(' ') {
                let (end, node) = (start + word.len(), run.columns.len() as u32);
                let slot = Slot { word: (path.len() as u32) << WORD, node };
                let below = path.last().map_or(0, |(_, parent)| parent + 1);
                let nodes = if path.is_empty() { &mut run.roots } else { &mut run.children };
                nodes.push(Node { below, slot, place: first + start as u32..first + end as u32 });
                run.columns.push(NONE);
                run.ends.push(NONE);
                path.push((end, node));
                start = end + 1;
            }
            if let Some(last) = run.columns.last_mut() {
                *last = column as u32;
            }
            before = term;
        }
        path.iter().for_each(|(_, node)| run.ends[*node as usize] = run.ends.len() as u32);
        run
    }

    /// Counts its nodes from that of its first.
    fn move_to(&mut self, first: u32) {
        self.ends.iter_mut().for_each(|end| *end += first);
        self.roots.iter_mut().for_each(|node| node.slot.node += first);
        for node in &mut self.children {
            node.below += first;
            node.slot.node += first;
        }
    }

    /// Numbers the words of its children; those that have no number are given.
    fn number(&mut self, text: &str, words: &Forms<Known>) -> Vec<&mut Node> {
        let (mut new, mut glanced) = (Vec::new(), Vec::with_capacity(WORDS));
        for nodes in self.children.chunks_mut(WORDS) {
            // The memory is asked for all of them before any is waited for.
            let short = |node: &Node| short_at(text.as_bytes(), node.place.start as usize, node.place.end as usize);
            glanced.clear();
            glanced.extend(nodes.iter().map(|node| words.glance(short(node), UNMET)));
            for (node, &known) in nodes.iter_mut().zip(&glanced) {
                match Some(known).filter(|known| *known != UNMET).or_else(|| words.get(node.word(text))) {
                    Some(known) => node.slot.word |= known.word,
                    None => new.push(node),
                }
            }
        }
        new
    }
}

impl Node {
    /// Its last word.
    fn word<'a>(&self, text: &'a str) -> &'a str {
        &text[self.place.start as usize..self.place.end as usize]
    }
}

fn term<'a>(text: &'a str, term_ends: &[u32], column: usize) -> &'a str {
    let start = if column == 0 { 0 } else { term_ends[column - 1] as usize };
    &text[start..term_ends[column] as usize]
}

/// Columns in runs of about as many; terms with the same first word are in one.
fn runs(text: &str, term_ends: &[u32]) -> Vec<Range<usize>> {
    let first_word = |column| term(text, term_ends, column).split(' ').next();
    let share = term_ends.len() / (RUNS * rayon::current_num_threads()) + 1;
    let (mut runs, mut start) = (Vec::new(), 0);
    while start < term_ends.len() {
        let mut end = (start + share).min(term_ends.len());
        while end < term_ends.len() && first_word(end) == first_word(end - 1) {
            end += 1;
        }
        runs.push(start..end);
        start = end;
    }
    runs
}

impl Trie {
    /// O(text of the vocabulary), on all threads. `None` of a vocabulary that no text could give, or whose words are too many.
    pub fn new(vocabulary: &Vocabulary) -> Option<Self> {
        let (text, term_ends) = vocabulary.parts();
        // A space is the lowest byte that a word can be next to; then what begins alike lies together.
        if text.iter().fold(b' ', |lowest, &byte| lowest.min(byte)) < b' ' {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        let mut runs: Vec<Run> = runs(text, term_ends).into_par_iter().map(|range| Run::new(text, term_ends, range)).collect();
        let (nodes, children) = runs.iter().fold((0, 0), |sums, run| (sums.0 + run.ends.len(), sums.1 + run.children.len()));
        let size = (children * 3 / 2).next_power_of_two().max(16);
        let next = |words: &Forms<Known>| words.len() as u32;
        let number = || {
            let (mut columns, mut ends) = (Vec::with_capacity(nodes), Vec::with_capacity(nodes));
            let mut words = Forms::with_room(runs.iter().map(|run| run.roots.len()).sum());
            for run in &mut runs {
                run.move_to(ends.len() as u32);
                columns.append(&mut run.columns);
                ends.append(&mut run.ends);
                for root in &run.roots {
                    let node = root.slot.node;
                    let known = Known { word: next(&words), below: node + 1, end: ends[node as usize], ..UNKNOWN };
                    words.insert(root.word(text), known);
                }
            }
            (words, columns, ends)
        };
        // Memory that is touched for the first time takes as long as the words do.
        let ((mut words, mut columns, ends), (slots, bits)) =
            rayon::join(number, || (vec![EMPTY; size], vec![0; (size << BITS) / 64]));
        if (0..).zip(&columns).all(|(node, &column)| node == column) {
            columns.clear();
        }
        // Most words begin a term, and have their number.
        let new: Vec<Vec<&mut Node>> = runs.par_iter_mut().map(|run| run.number(text, &words)).collect();
        for node in new.into_iter().flatten() {
            let word = node.word(text);
            let number = words.get(word).map_or(next(&words), |known| known.word);
            if number == next(&words) {
                words.insert(word, Known { word: number, ..UNKNOWN });
            }
            node.slot.word |= number;
        }
        if words.len() >= 1 << WORD {
            return None;
        }
        let mut trie = Self { words, columns, ends, slots, shift: 64 - size.trailing_zeros(), bits };
        for &Node { below, slot, .. } in runs.iter().flat_map(|run| &run.children) {
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
