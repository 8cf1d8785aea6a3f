//! The terms of some columns -> their nodes, which a trie is put together from.
//!
//! Terms are sorted, so that a term begins with as much of the one before as they have in common: nodes come in one walk, each after
//! its parent. Runs that share no first word are made by different threads.

use std::ops::Range;

use super::super::field::Mark;
use super::super::known::{Known, UNMET};
use super::{NONE, Slot, WORD};
use crate::tokenize::forms::{Forms, short_at};

/// What the terms of some columns make, which share no first word with others. Nodes are counted from the first of them.
#[derive(Default)]
pub struct Run {
    pub roots: Vec<Node>,
    pub children: Vec<Node>,
    pub columns: Vec<u32>,
    pub ends: Vec<u32>,
}

/// A node, where the nodes below its parent begin, and the place in the text of its last word. Its slot lacks that word's number.
pub struct Node {
    pub below: u32,
    pub slot: Slot,
    pub place: Range<u32>,
}

/// Runs of terms for each thread: some take longer than others.
const RUNS: usize = 4;
/// Words that are looked up at once.
const WORDS: usize = 64;

impl Run {
    pub fn new(text: &str, term_ends: &[u32], range: Range<usize>) -> Self {
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
    pub fn move_to(&mut self, first: u32) {
        self.ends.iter_mut().for_each(|end| *end += first);
        self.roots.iter_mut().for_each(|node| node.slot.node += first);
        for node in &mut self.children {
            node.below += first;
            node.slot.node += first;
        }
    }

    /// Numbers the words of its children; those that have no number are given.
    pub fn number(&mut self, text: &str, words: &Forms<Known>) -> Vec<&mut Node> {
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
    pub fn word<'a>(&self, text: &'a str) -> &'a str {
        &text[self.place.start as usize..self.place.end as usize]
    }
}

fn term<'a>(text: &'a str, term_ends: &[u32], column: usize) -> &'a str {
    let start = if column == 0 { 0 } else { term_ends[column - 1] as usize };
    &text[start..term_ends[column] as usize]
}

/// Columns in runs of about as many; terms with the same first word are in one.
pub fn ranges(text: &str, term_ends: &[u32]) -> Vec<Range<usize>> {
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
