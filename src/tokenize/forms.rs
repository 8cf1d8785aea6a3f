//! Words -> numbers, or what else is known of them: a table that holds the words of up to fifteen bytes in itself.
//!
//! A word is looked up for every token of a corpus, so a look-up follows no pointer and reads one line of the cache:
//! the bytes of a short word and its length are one integer, which is taken from the text around the word in one step.

use rustc_hash::FxHashMap;

/// The longest word that is an integer.
const SHORT: usize = 15;
/// The number of no word.
pub const UNSEEN: u32 = u32::MAX;

/// What of a window belongs to a word of each length.
const MASKS: [u128; SHORT + 1] = {
    let mut masks = [0; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// A short word as an integer, which is never 0: its bytes, and above them its length and one.
fn short(window: [u8; 16], length: usize) -> u128 {
    u128::from_le_bytes(window) & MASKS[length] | (length as u128 + 1) << 120
}

/// The word at `start..end` of a text as an integer; 0, which is that of none, where it is too long.
pub fn short_at(text: &[u8], start: usize, end: usize) -> u128 {
    match text[start..].first_chunk() {
        _ if end - start > SHORT => 0,
        Some(window) => short(*window, end - start),
        None => alone(&text[start..end]).unwrap_or_default(),
    }
}

/// Bits of a short word as even as a hash's.
pub fn spread(word: u128) -> u64 {
    let (low, high) = (word as u64, (word >> 64) as u64);
    let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xd1b5_4a32_d192_ed03);
    product as u64 ^ (product >> 64) as u64
}

/// A short word that stands by itself.
fn alone(word: &[u8]) -> Option<u128> {
    let mut window = [0; 16];
    window.get_mut(..word.len()).filter(|_| word.len() <= SHORT)?.copy_from_slice(word);
    Some(short(window, word.len()))
}

/// A short word and its value; 0 where there is none.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Slot<V> {
    word: u128,
    value: V,
}

/// Values of words.
#[derive(Debug, Clone, Default)]
pub struct Forms<V = u32> {
    /// Empty, or a power of two of which at most half are taken.
    slots: Vec<Slot<V>>,
    taken: usize,
    long: FxHashMap<Box<str>, V>,
}

impl<V: Copy + Default> Forms<V> {
    /// Of no word, with room for some.
    pub fn with_room(words: usize) -> Self {
        Self { slots: vec![Slot::default(); (2 * words).next_power_of_two()], ..Self::default() }
    }

    /// The value of a word, where it has one.
    pub fn get(&self, word: &str) -> Option<V> {
        match alone(word.as_bytes()) {
            Some(short) => self.get_short(short),
            None => self.long.get(word).copied(),
        }
    }

    /// The value of a short word, where it stands in the first place that it is looked for; `unseen` where more than a glance
    /// is needed, and of 0. Many glances at once overlap, since none depends on another.
    pub fn glance(&self, short: u128, unseen: V) -> V {
        self.slots.get(self.home(short)).map_or(unseen, |slot| if slot.word == short && short != 0 { slot.value } else { unseen })
    }

    /// The value of a short word.
    pub fn get_short(&self, word: u128) -> Option<V> {
        let slot = self.slots.get(self.place(word)?)?;
        (slot.word == word).then_some(slot.value)
    }

    /// Where a short word is looked for first; nowhere in an empty table.
    fn home(&self, word: u128) -> usize {
        spread(word) as usize & self.slots.len().wrapping_sub(1)
    }

    /// Where a short word stands, or would; `None` in an empty table.
    fn place(&self, word: u128) -> Option<usize> {
        let last = self.slots.len().checked_sub(1)?;
        let mut at = self.home(word);
        while self.slots[at].word != word && self.slots[at].word != 0 {
            at = (at + 1) & last;
        }
        Some(at)
    }

    /// Gives a word its value.
    pub fn insert(&mut self, word: &str, value: V) {
        let Some(short) = alone(word.as_bytes()) else {
            self.long.insert(word.into(), value);
            return;
        };
        if 2 * (self.taken + 1) > self.slots.len() {
            let room = vec![Slot::default(); (2 * self.slots.len()).max(1 << 4)];
            let slots = std::mem::replace(&mut self.slots, room);
            slots.into_iter().filter(|slot| slot.word != 0).for_each(|slot| self.put(slot));
        }
        self.taken += usize::from(self.get_short(short).is_none());
        self.put(Slot { word: short, value });
    }

    fn put(&mut self, slot: Slot<V>) {
        if let Some(at) = self.place(slot.word) {
            self.slots[at] = slot;
        }
    }

    /// How many words have one.
    pub fn len(&self) -> usize {
        self.taken + self.long.len()
    }
}

/// Distinct words, numbered as they come.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    forms: Forms,
    text: String,
    ends: Vec<u32>,
}

impl Interner {
    /// The number of a word; a new one gets the next.
    pub fn intern(&mut self, word: &str) -> u32 {
        self.forms.get(word).unwrap_or_else(|| {
            let number = self.ends.len() as u32;
            self.text.push_str(word);
            self.ends.push(self.text.len() as u32);
            self.forms.insert(word, number);
            number
        })
    }

    /// The word of a number given.
    pub fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_have_the_same_number_just_where_they_are_the_same(words in prop::collection::vec("[ab\u{0}é]{0,19}", 1..60)) {
            let mut interner = Interner::default();
            let numbers: Vec<u32> = words.iter().map(|word| interner.intern(word)).collect();
            for (word, number) in words.iter().zip(&numbers) {
                prop_assert_eq!(interner.word(*number), word);
                let text = format!("x{word}, and more");
                for text in [&text, &text[..=word.len()]] {
                    let seen = interner.forms.glance(short_at(text.as_bytes(), 1, 1 + word.len()), UNSEEN);
                    prop_assert!(seen == *number || seen == UNSEEN);
                }
                let first = words.iter().position(|other| other == word);
                prop_assert_eq!(first.map(|at| numbers[at]), Some(*number));
            }
            prop_assert_eq!(interner.forms.len(), interner.len());
        }
    }
}
