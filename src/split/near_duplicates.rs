//! articles -> groups of near-duplicates: a wire story in many outlets, cut, with another headline and a new first line.
//!
//! A shingle is five words in a row of the title or of the body (all words of a text that has none), lower case, marks left
//! out. Two articles are near-duplicates where four fifths of the shingles of the one with fewer are in the other
//! (containment: Broder, "On the resemblance and containment of documents", 1997), which has at most twice as many: so a
//! story cut to its first half is a copy, and a short quotation is not. Candidates come from MinHash with one permutation
//! (Li, Owen and Zhang, NIPS 2012; empty bins filled from their neighbours, Shrivastava and Li, ICML 2014) in 64 bands of
//! two; each is then compared exactly. A pair at the edge (a third of all shingles in common) is a candidate with
//! probability .9995. Groups are what near-duplicates join, so that two ends of one may share less.

use std::collections::HashMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::Article;

/// Words of a shingle.
const WORDS: usize = 5;
/// Bins of a signature.
const BINS: usize = 128;
/// Bins of a band.
const BAND: usize = 2;
/// Earlier articles that one is compared with in a band, at most: a bound for boilerplate that thousands share.
const NEAREST: usize = 32;
/// The share of the smaller set of shingles that must be in the larger one.
const CONTAINED: f64 = 0.8;
/// How many times the shingles of the one the other may have.
const LONGER: usize = 2;

/// Which articles are near-duplicates of each other.
///
/// ```
/// use standpoint::{Article, split::NearDuplicates};
/// let story = "The minister said on Monday that duties on steel would rise to a quarter of the price from May on.";
/// let articles = [
///     Article::from_text("Steel duties to rise", story),
///     Article::from_text("", format!("{story} Builders protested.")),
///     Article::from_text("Rain", "It rained on the harvest festival and nobody came to dance in the mud."),
/// ];
/// let found = NearDuplicates::find(&articles);
/// assert_eq!((found.group_of(), found.groups(), found.rows()), (&[0, 0, 2][..], 1, 2));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NearDuplicates {
    group_of: Vec<usize>,
}

impl NearDuplicates {
    /// Of some articles. O(text) beside what candidates cost, in parallel; the same whatever the threads.
    pub fn find(articles: &[Article]) -> Self {
        let read: Vec<Option<Signature>> = articles.par_iter().map(Signature::of).collect();
        let mut groups = Groups((0..articles.len()).collect());
        // Articles of the same words are one; of each, the first is compared with others.
        let mut first: FxHashMap<u64, usize> = FxHashMap::default();
        let mut distinct = Vec::new();
        for (row, signature) in read.iter().enumerate().filter_map(|(row, signature)| Some((row, signature.as_ref()?))) {
            match first.get(&signature.words) {
                Some(&other) => groups.join(other, row),
                None => {
                    first.insert(signature.words, row);
                    distinct.push((row, signature));
                }
            }
        }
        let pairs = candidates(&distinct);
        let mut wanted: Vec<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let shingles: HashMap<usize, Vec<u64>> = wanted.into_par_iter().map(|row| (row, shingles(&articles[row]).1)).collect();
        let same: Vec<bool> = pairs.par_iter().map(|(a, b)| are_near(&shingles[a], &shingles[b])).collect();
        pairs.iter().zip(same).filter(|(_, same)| *same).for_each(|(&(a, b), _)| groups.join(a, b));
        Self { group_of: (0..articles.len()).map(|row| groups.find(row)).collect() }
    }

    /// The articles that one is a near-duplicate of, each compared with it, in parallel. O(text).
    ///
    /// ```
    /// use standpoint::{Article, split::NearDuplicates};
    /// let articles = ["a b c", "d e f", "a b c"].map(|text| Article::from_text("", text));
    /// assert_eq!(NearDuplicates::of(&articles[0], &articles), [0, 2]);
    /// ```
    pub fn of(article: &Article, articles: &[Article]) -> Vec<usize> {
        let (words, own) = shingles(article);
        let is_near = |other: &Article| {
            let (other_words, other) = shingles(other);
            words.is_some() && other_words.is_some() && (words == other_words || are_near(&own, &other))
        };
        let near: Vec<bool> = articles.par_iter().map(is_near).collect();
        (0..articles.len()).filter(|&at| near[at]).collect()
    }

    /// The first article of the group of each; itself where it has no near-duplicate.
    pub fn group_of(&self) -> &[usize] {
        &self.group_of
    }

    /// Groups of two or more.
    pub fn groups(&self) -> usize {
        let later = self.group_of.iter().enumerate().filter(|(row, group)| row != *group).map(|(_, group)| group);
        later.collect::<FxHashSet<_>>().len()
    }

    /// Articles in groups of two or more.
    pub fn rows(&self) -> usize {
        self.groups() + self.group_of.iter().enumerate().filter(|(row, group)| row != *group).count()
    }

    /// Joins the groups of another kind to these, so that what shares either shares both: a number for each article.
    ///
    /// ```
    /// use standpoint::{Article, split::NearDuplicates};
    /// let articles = ["a b c", "a b c", "d e f", "g h i"].map(|text| Article::from_text("", text));
    /// let joined = NearDuplicates::find(&articles).joined_with(&[1, 2, 2, 3]);
    /// assert_eq!(joined, [0, 0, 0, 3]);
    /// ```
    pub fn joined_with(&self, other: &[u64]) -> Vec<u64> {
        let mut groups = Groups(self.group_of.clone());
        let mut first: FxHashMap<u64, usize> = FxHashMap::default();
        for (row, group) in other.iter().enumerate() {
            groups.join(*first.entry(*group).or_insert(row), row);
        }
        (0..other.len()).map(|row| groups.find(row) as u64).collect()
    }

    /// A number for each article, the same for near-duplicates.
    pub fn numbers(&self) -> Vec<u64> {
        self.group_of.iter().map(|&first| first as u64).collect()
    }

    /// A key for the fold of each article: its own, or that of the first of its group.
    pub fn keys(&self, own: &[u64]) -> Vec<u64> {
        self.group_of.iter().map(|&group| own[group]).collect()
    }
}

/// Sets of rows that were joined; the first row of each stands for it.
struct Groups(Vec<usize>);

impl Groups {
    fn find(&mut self, mut row: usize) -> usize {
        while self.0[row] != row {
            self.0[row] = self.0[self.0[row]];
            row = self.0[row];
        }
        row
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// What is kept of an article while candidates are looked for.
struct Signature {
    /// The hash of all its words in their order.
    words: u64,
    bins: Box<[u32; BINS]>,
}

impl Signature {
    /// None of an article without a word.
    fn of(article: &Article) -> Option<Self> {
        let mut bins = Box::new([u32::MAX; BINS]);
        let words = each_shingle(article, |shingle| {
            let bin = &mut bins[(shingle >> 57) as usize];
            *bin = (*bin).min((shingle as u32).min(u32::MAX - 1));
        })?;
        fill(&mut bins);
        Some(Self { words, bins })
    }
}

/// Gives empty bins what the next full one to the right holds, and how far away that was.
fn fill(bins: &mut [u32; BINS]) {
    let own = *bins;
    for at in (0..BINS).filter(|&at| own[at] == u32::MAX) {
        if let Some(away) = (1..BINS).find(|away| own[(at + away) % BINS] != u32::MAX) {
            bins[at] = own[(at + away) % BINS].wrapping_add(0x9e37_79b9u32.wrapping_mul(away as u32));
        }
    }
}

/// Pairs of articles that have a band in common, each once, in order.
fn candidates(distinct: &[(usize, &Signature)]) -> Vec<(usize, usize)> {
    let of_band = |band: usize| {
        let value =
            |signature: &Signature| u64::from(signature.bins[BAND * band]) << 32 | u64::from(signature.bins[BAND * band + 1]);
        let mut rows: Vec<(u64, usize)> = distinct.iter().map(|&(row, signature)| (value(signature), row)).collect();
        rows.sort_unstable();
        let mut pairs = Vec::new();
        for bucket in rows.chunk_by(|a, b| a.0 == b.0) {
            for (at, &(_, row)) in bucket.iter().enumerate() {
                pairs.extend(bucket[at.saturating_sub(NEAREST)..at].iter().map(|&(_, other)| (other, row)));
            }
        }
        pairs
    };
    let mut pairs: Vec<(usize, usize)> = (0..BINS / BAND).into_par_iter().flat_map_iter(of_band).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two sets, each sorted, are those of near-duplicates.
fn are_near(a: &[u64], b: &[u64]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() > LONGER * short.len() {
        return false;
    }
    let (mut at, mut common) = (0, 0);
    for shingle in short {
        while long.get(at).is_some_and(|other| other < shingle) {
            at += 1;
        }
        common += usize::from(long.get(at) == Some(shingle));
    }
    common as f64 >= CONTAINED * short.len() as f64
}

/// The hash of all words, and the distinct shingles, sorted.
fn shingles(article: &Article) -> (Option<u64>, Vec<u64>) {
    let mut out = Vec::new();
    let words = each_shingle(article, |shingle| out.push(shingle));
    out.sort_unstable();
    out.dedup();
    (words, out)
}

/// Calls `each` with the hash of every shingle, which does not run from the title into the body. Gives the hash of all
/// words, of which a text without a shingle has it as its only one; none where there is no word.
fn each_shingle(article: &Article, mut each: impl FnMut(u64)) -> Option<u64> {
    let (mut all, mut words, mut shingles) = (0u64, 0usize, 0usize);
    for text in [&article.title, &article.body] {
        let (mut window, mut rolling, mut read) = ([0u64; WORDS], 0u64, 0usize);
        each_word(text, |word| {
            all = all.wrapping_mul(PRIME).wrapping_add(word);
            // Σ word · PRIME^(place from the right), of the last five words.
            rolling = rolling.wrapping_sub(window[read % WORDS].wrapping_mul(LAST)).wrapping_mul(PRIME).wrapping_add(word);
            window[read % WORDS] = word;
            read += 1;
            if read >= WORDS {
                each(mixed(rolling));
                shingles += 1;
            }
        });
        words += read;
    }
    if shingles == 0 && words > 0 {
        each(mixed(all));
    }
    (words > 0).then(|| mixed(all))
}

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
/// PRIME^(WORDS − 1).
const LAST: u64 = PRIME.wrapping_pow(WORDS as u32 - 1);

/// The bits of a number, each hanging on all of them (SplitMix64).
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Calls `each` with a hash of every word: a run of letters and digits; in scripts without spaces every letter.
fn each_word(text: &str, mut each: impl FnMut(u64)) {
    let mut hash = 0u64;
    let add = |hash: &mut u64, byte: u64| *hash = (*hash ^ (byte + 1)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(5);
    let mut rest = text;
    while !rest.is_empty() {
        // Bytes of ASCII need no decoding.
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        for byte in rest.bytes().take(ascii) {
            if byte.is_ascii_alphanumeric() {
                add(&mut hash, u64::from(byte.to_ascii_lowercase()));
            } else if hash != 0 {
                each(std::mem::take(&mut hash));
            }
        }
        rest = &rest[ascii..];
        let Some(letter) = rest.chars().next() else { break };
        rest = &rest[letter.len_utf8()..];
        let alone = matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}');
        if hash != 0 && (alone || !letter.is_alphanumeric()) {
            each(std::mem::take(&mut hash));
        }
        if letter.is_alphanumeric() {
            letter.to_lowercase().for_each(|c| add(&mut hash, u64::from(c)));
            if alone {
                each(std::mem::take(&mut hash));
            }
        }
    }
    if hash != 0 {
        each(hash);
    }
}

#[cfg(test)]
#[path = "near_duplicates_tests.rs"]
mod tests;
