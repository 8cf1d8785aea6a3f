//! Numbers that are either our own or lie in a model file as it is mapped into memory.

use std::ops::{Deref, Range};
use std::sync::Arc;

use bytemuck::Pod;

/// The bytes of a model file: a memory map, bytes embedded in the program, or a vector.
pub type Source = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A slice of `T` that owns its numbers, or shares the file they lie in.
///
/// ```
/// use standpoint::buffer::Buffer;
/// let weights = Buffer::from(vec![0.5f32, -1.0]);
/// assert_eq!(weights[1], -1.0);
/// ```
#[derive(Clone)]
pub struct Buffer<T>(Storage<T>);

#[derive(Clone)]
enum Storage<T> {
    Owned(Vec<T>),
    Shared(Source, Range<usize>),
}

impl<T: Pod> Buffer<T> {
    /// The numbers in bytes `range` of `source`, little-endian; `None` where the range lies outside of it or holds
    /// no whole number of them. They are copied only where the bytes do not lie as `T` wants.
    pub(crate) fn view(source: &Source, range: Range<usize>) -> Option<Self> {
        let bytes = (**source).as_ref().get(range.clone())?;
        if !bytes.len().is_multiple_of(size_of::<T>()) {
            return None;
        }
        if cfg!(target_endian = "little") && bytemuck::try_cast_slice::<u8, T>(bytes).is_ok() {
            return Some(Self(Storage::Shared(source.clone(), range)));
        }
        let read = |chunk: &[u8]| {
            let mut own = chunk.to_vec();
            if cfg!(target_endian = "big") {
                own.reverse();
            }
            bytemuck::pod_read_unaligned(&own)
        };
        Some(Self(Storage::Owned(bytes.chunks_exact(size_of::<T>()).map(read).collect())))
    }
}

impl<T: Pod> Buffer<T> {
    /// Its own numbers, to be changed; those that lie in a file are copied before.
    pub(crate) fn to_mut(&mut self) -> &mut Vec<T> {
        if let Storage::Shared(..) = self.0 {
            self.0 = Storage::Owned(self.to_vec());
        }
        match &mut self.0 {
            Storage::Owned(values) => values,
            Storage::Shared(..) => unreachable!("they were copied"),
        }
    }
}

impl<T: Pod> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Storage::Owned(values) => values,
            // `view` has seen that the range is there and lies as it should.
            Storage::Shared(source, range) => bytemuck::cast_slice(&(**source).as_ref()[range.clone()]),
        }
    }
}

impl<T> From<Vec<T>> for Buffer<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Storage::Owned(values))
    }
}

impl<T> Default for Buffer<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Pod + PartialEq> PartialEq for Buffer<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + std::fmt::Debug> std::fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

/// Reads memory that is worked with next, so that it is in the cache by then. The processor waits for many places at once where
/// it sees many reads ahead of which none depends on another: here it sees nothing else, in the work itself only the next few.
pub(crate) fn fetch(values: impl Iterator<Item = u32>) {
    std::hint::black_box(values.fold(0, |all, value| all ^ value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_what_the_bytes_say_wherever_they_lie() {
        let bytes: Vec<u8> = (0..4u32).flat_map(|n| n.to_le_bytes()).collect();
        let source: Source = Arc::new(bytes.clone());
        assert_eq!(Buffer::<u32>::view(&source, 4..12).as_deref(), Some(&[1, 2][..]));
        let shifted: Source = Arc::new([vec![0], bytes].concat());
        assert_eq!(Buffer::<u32>::view(&shifted, 1..17).as_deref(), Some(&[0, 1, 2, 3][..]));
        assert!(Buffer::<u32>::view(&source, 0..6).is_none() && Buffer::<u32>::view(&source, 12..20).is_none());
    }
}
