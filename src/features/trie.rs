//! Vocabulary -> its trie in flat tables, with which many articles are read.
//!
//! In: a vocabulary, whose terms are words with a space between. Out: a number for each word that is in a term, and for
//! each run of words that begins a term a node. Nodes are numbered as the terms are sorted, so that those below a
//! node follow it: a child is looked up by its place and its last word, and that it lies below its parent says that it
//! is the parent's. A slot of the table is eight bytes, and a look-up mostly reads one. Half of the pairs of words of a text
//! are some twenty thousand pairs: these are in a table of their own as well, small enough for the cache.

mod run;

use std::ops::Range;

use rayon::prelude::*;
use run::{Node, Run};

use super::Vocabulary;
use super::known::{Known, UNKNOWN, UNMET};
use crate::buffer::fetch;
use crate::tokenize::forms::Forms;

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
    /// Slots of which one is looked through, less one.
    sector: usize,
    /// Of the pairs of words with the same place here, the most frequent one.
    frequent: Vec<Slot>,
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
/// The slots of frequent pairs, as a power of two: a quarter of a megabyte.
const FREQUENT: u32 = 15;
/// Sectors of a table that is filled on all threads, as a power of two, and the slots of one at least: an even share of hashes
/// fills a large one no more than others.
const SECTORS: u32 = 2;
const SECTOR: usize = 1 << 14;

impl Trie {
    /// O(text of the vocabulary), on all threads; the lower a column's idf, the more frequent its term. `None` of a vocabulary
    /// that no text could give, or whose words are too many.
    pub fn new(vocabulary: &Vocabulary, idf: &[f32]) -> Option<Self> {
        let (text, term_ends) = vocabulary.parts();
        // A space is the lowest byte that a word can be next to; then what begins alike lies together.
        if text.iter().fold(b' ', |lowest, &byte| lowest.min(byte)) < b' ' {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        let mut runs: Vec<Run> =
            run::ranges(text, term_ends).into_par_iter().map(|range| Run::new(text, term_ends, range)).collect();
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
        let ((mut words, mut columns, ends), slots) = rayon::join(number, || vec![EMPTY; size]);
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
        let sector = if size >> SECTORS < SECTOR { size } else { size >> SECTORS } - 1;
        let (shift, frequent) = (64 - size.trailing_zeros(), vec![EMPTY; 1 << FREQUENT]);
        let mut trie = Self { words, columns, ends, slots, shift, sector, frequent };
        trie.fill(&runs, idf);
        Some(trie)
    }

    /// Puts children where they are looked for.
    fn fill(&mut self, runs: &[Run], idf: &[f32]) {
        let (mut slots, mut frequent) = (std::mem::take(&mut self.slots), std::mem::take(&mut self.frequent));
        let rarity = |slot: Slot| idf.get(self.column(slot.node) as usize).copied().unwrap_or(f32::INFINITY);
        let pairs = || {
            let children = runs.iter().flat_map(|run| &run.children);
            for &Node { below, slot, .. } in children.filter(|node| node.slot.word >> WORD == 1) {
                let place = &mut frequent[frequent_place(hash(below, slot.word))];
                if place.node == NONE || rarity(slot) < rarity(*place) {
                    *place = slot;
                }
            }
        };
        let (fit, ()) = rayon::join(|| self.fill_sectors(&mut slots, runs), pairs);
        if !fit {
            // The hashes of a vocabulary that was made to be uneven.
            self.sector = slots.len() - 1;
            slots.fill(EMPTY);
            self.fill_sectors(&mut slots, runs);
        }
        (self.slots, self.frequent) = (slots, frequent);
    }

    /// Each thread takes the children of a sector; whether all have room, and one slot stays free.
    fn fill_sectors(&self, slots: &mut [Slot], runs: &[Run]) -> bool {
        let fill = |(number, sector): (usize, &mut [Slot])| {
            let (first, mut free) = (number * sector.len(), sector.len());
            for &Node { below, slot, .. } in runs.iter().flat_map(|run| &run.children) {
                let place = self.place(hash(below, slot.word));
                if place & !self.sector == first {
                    free -= 1;
                    if free == 0 {
                        return false;
                    }
                    let mut at = place & self.sector;
                    while sector[at].node != NONE {
                        at = (at + 1) & self.sector;
                    }
                    sector[at] = slot;
                }
            }
            true
        };
        slots.par_chunks_mut(self.sector + 1).enumerate().all(fill)
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

    /// Where two words are looked for among the frequent pairs.
    pub fn frequent_slot(&self, first: &Known, word: u32) -> u32 {
        frequent_place(hash(first.below, at_depth(word, 1))) as u32
    }

    /// Waits for some of these at once.
    pub fn fetch_frequent(&self, slots: &[u32]) {
        fetch(slots.iter().map(|&slot| self.frequent[slot as usize].node));
    }

    /// The node of two words, the first being one that is known to begin terms, and whether it is that: [`NONE`] or that of others
    /// where it is not among the frequent ones.
    pub fn frequent(&self, first: &Known, word: u32, slot: u32) -> (u32, bool) {
        let slot = self.frequent[slot as usize];
        // No `&&`: what is to be waited for should not decide where to go on.
        (slot.node, (slot.word == at_depth(word, 1)) & (slot.node >= first.below) & (slot.node < first.end))
    }

    /// Where the child is looked for first that goes on with `word` after `depth` words.
    pub fn slot(&self, below: u32, word: u32, depth: usize) -> u32 {
        self.place(hash(below, at_depth(word, depth))) as u32
    }

    /// What stands there.
    pub fn first(&self, slot: u32) -> Slot {
        self.slots[slot as usize]
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
            at = at & !self.sector | (at + 1) & self.sector;
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
}

fn frequent_place(hash: u64) -> usize {
    (hash >> (64 - FREQUENT)) as usize
}

/// Of a child, by where its parent's nodes begin.
fn hash(below: u32, word: u32) -> u64 {
    (u64::from(below) << 32 | u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A word as its slot holds it; [`NONE`] is none at any depth.
fn at_depth(word: u32, depth: usize) -> u32 {
    word | (depth as u32) << WORD
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_that_is_a_term_is_found_and_no_other_the_frequent_ones_at_once() {
        // So many that the table has sectors.
        let pairs = |first: u32| (0..300_u32).filter(move |second| !(first + second).is_multiple_of(3));
        let mut terms: Vec<(String, f32)> = Vec::new();
        for first in 0..300 {
            terms.push((format!("w{first}"), 1.0));
            terms.extend(pairs(first).map(|second| (format!("w{first} w{second}"), if second < 100 { 2.0 } else { 9.0 })));
        }
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        let (texts, idf): (Vec<String>, Vec<f32>) = terms.into_iter().unzip();
        let vocabulary = Vocabulary::from_sorted(texts.iter().map(String::as_str));
        let trie = Trie::new(&vocabulary, &idf).unwrap();
        assert!(trie.sector + 1 < trie.slots.len());
        let known: Vec<Known> = (0..300).map(|word| trie.known(&format!("w{word}"))).collect();
        let mut at_once = [0, 0];
        for (first, of_first) in known.iter().enumerate() {
            for (second, of_second) in known.iter().enumerate() {
                let column = vocabulary.find(&format!("w{first} w{second}"));
                let first = trie.first(trie.slot(of_first.below, of_second.word, 1));
                assert_eq!(trie.child(&(of_first.below..of_first.end), of_second.word, 1, first), column);
                let slot = trie.frequent_slot(of_first, of_second.word);
                if let (node, true) = trie.frequent(of_first, of_second.word, slot) {
                    assert_eq!(Some(node), column);
                    at_once[usize::from(second >= 100)] += 1;
                }
            }
        }
        // Of the 20,000 frequent pairs most, of twice as many others few.
        assert!(at_once[0] > 12_000 && at_once[1] < 12_000, "{at_once:?}");
    }

    #[test]
    fn children_whose_hashes_are_in_one_sector_have_room_too() {
        let mut trie = Trie::new(&Vocabulary::from_sorted(["a"]), &[1.0]).unwrap();
        trie.sector = 3;
        let words: Vec<u32> = (0..1000).filter(|&word| trie.slot(1, word, 1) < 4).take(5).collect();
        let slots = words.iter().zip(1..).map(|(&word, node)| Slot { word: at_depth(word, 1), node });
        let children = slots.map(|slot| Node { below: 1, slot, place: 0..0 }).collect();
        trie.fill(&[Run { children, ..Run::default() }], &[]);
        assert_eq!(trie.sector, trie.slots.len() - 1);
        for (&word, node) in words.iter().zip(1..) {
            assert_eq!(trie.child(&(1..6), word, 1, trie.first(trie.slot(1, word, 1))), Some(node));
        }
    }
}
