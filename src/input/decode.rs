//! Bytes in whatever encoding come in; UTF-8 goes out, without a byte order mark.

use std::io::{Cursor, ErrorKind, Read, Result};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};

const PEEK: usize = 64 << 10;

/// Reads up to `limit` bytes; fewer at the end of the input, or as soon as they are `enough`, so that a slow
/// pipe is not waited for.
pub fn peek(reader: &mut dyn Read, limit: usize, enough: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() < limit && !enough(&bytes) {
        let filled = bytes.len();
        bytes.resize(limit, 0);
        let count = match reader.read(&mut bytes[filled..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => 0,
            Err(error) => return Err(error),
            Ok(0) => {
                bytes.truncate(filled);
                break;
            }
            Ok(count) => count,
        };
        bytes.truncate(filled + count);
    }
    Ok(bytes)
}

/// Whether what came first of a pipe tells its encoding: a mark is four bytes at most, and no character is cut.
fn telling(bytes: &[u8]) -> bool {
    let cut = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    bytes.len() >= 4 && !cut
}

/// A reader of UTF-8 over `reader`, whose encoding its first bytes tell (64 KiB of a file, what is there of a pipe): a byte order mark, UTF-16 by its
/// many NULs, UTF-8 where they are valid, else what the letters look like, Windows-1252 most of all. UTF-8 is passed on unchanged, so that
/// whoever reads it can say where it is not valid.
pub fn decoding_reader(mut reader: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>> {
    let mut head = peek(&mut *reader, PEEK, telling)?;
    let encoding = match Encoding::for_bom(&head) {
        Some((encoding, length)) => {
            head.drain(..length);
            (encoding == UTF_16LE || encoding == UTF_16BE).then_some(encoding)
        }
        None => guess(&head),
    };
    let whole = Cursor::new(head).chain(reader);
    Ok(match encoding {
        None => Box::new(whole),
        Some(encoding) => Box::new(Decoding {
            inner: Box::new(whole),
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: Vec::new(),
            text: Vec::new(),
            at: 0,
            ended: false,
        }),
    })
}

/// The encoding of bytes without a mark; `None` is UTF-8.
fn guess(head: &[u8]) -> Option<&'static Encoding> {
    utf16_by_nuls(head).or_else(|| match std::str::from_utf8(head) {
        Ok(_) => None,
        // A character cut by the end of a full peek is no fault.
        Err(error) if error.error_len().is_none() && head.len() == PEEK => None,
        Err(_) => Some(by_letters(head, head.len() < PEEK)),
    })
}

/// UTF-16 without a mark: one of two bytes is 0 where most of the text is ASCII.
pub(crate) fn utf16_by_nuls(head: &[u8]) -> Option<&'static Encoding> {
    if !head.contains(&0) {
        return None;
    }
    let nuls = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, enough) = (nuls(0), nuls(1), head.len() / 2 * 3 / 10);
    match () {
        () if odd > enough && odd > even * 4 => Some(UTF_16LE),
        () if even > enough && even > odd * 4 => Some(UTF_16BE),
        () => None,
    }
}

/// The encoding, not UTF-8, that the letters look like; `last` where no more bytes follow.
pub(crate) fn by_letters(bytes: &[u8], last: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, last);
    detector.guess(None, Utf8Detection::Deny)
}

struct Decoding {
    inner: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Decoding {
    fn refill(&mut self) -> Result<()> {
        self.raw = peek(&mut *self.inner, PEEK, |bytes| !bytes.is_empty())?;
        self.ended = self.raw.is_empty();
        let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(PEEK * 4);
        self.text.resize(room, 0);
        let (mut read, mut written) = (0, 0);
        loop {
            let (result, taken, given, _) = self.decoder.decode_to_utf8(&self.raw[read..], &mut self.text[written..], self.ended);
            read += taken;
            written += given;
            if result == CoderResult::InputEmpty {
                break;
            }
            self.text.resize(self.text.len() + PEEK, 0);
        }
        self.text.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.at == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = out.len().min(self.text.len() - self.at);
        out[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decoded(bytes: Vec<u8>) -> Vec<u8> {
        let mut out = Vec::new();
        decoding_reader(Box::new(Cursor::new(bytes))).unwrap().read_to_end(&mut out).unwrap();
        out
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_becomes_utf8() {
        let text = "text,topic\nZölle steigen,trade\n";
        let wanted = text.as_bytes().to_vec();
        assert_eq!(decoded(wanted.clone()), wanted);
        assert_eq!(decoded([b"\xEF\xBB\xBF".to_vec(), wanted.clone()].concat()), wanted);
        for big in [false, true] {
            let mark = if big { vec![0xFE, 0xFF] } else { vec![0xFF, 0xFE] };
            assert_eq!(decoded(utf16(text, big)), wanted);
            assert_eq!(decoded([mark, utf16(text, big)].concat()), wanted);
        }
        assert_eq!(decoded(b"text,topic\nZ\xF6lle steigen,trade\n".to_vec()), wanted);
        let russian = "text,topic\nПошлины на сталь вырастут,торговля\nТелефоны дешевеют,связь\n";
        assert_eq!(decoded(encoding_rs::WINDOWS_1251.encode(russian).0.into_owned()), russian.as_bytes());
        assert_eq!(decoded(Vec::new()), b"");
    }

    #[test]
    fn long_files_are_streamed_whole() {
        let text = "Zölle ".repeat(50_000);
        assert_eq!(decoded(utf16(&text, false)), text.as_bytes());
        // A character across the end of the peek is still UTF-8.
        let cut = format!("{}ö{}", "a".repeat(PEEK - 1), "b".repeat(9));
        assert_eq!(decoded(cut.clone().into_bytes()), cut.as_bytes());
    }

    #[test]
    fn a_bad_byte_after_the_peek_is_passed_on() {
        let bytes = [vec![b'a'; PEEK], vec![0xF6]].concat();
        assert_eq!(decoded(bytes.clone()), bytes);
    }
}
