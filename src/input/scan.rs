//! UTF-8 bytes of a table come in; records of byte fields go out, with the line where each begins.

use std::io::{ErrorKind, Read, Result};

use memchr::{memchr, memchr2, memchr2_iter, memchr3};

pub(crate) enum Fault {
    /// A quote opened on this line is never closed.
    Unclosed(u64),
    /// A field passes the cap; the line of its quote, if it has one.
    TooLong(Option<u64>),
    Io(std::io::Error),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Fault::Io(error)
    }
}

/// Where a record began, where it ended and how many fields it had, kept or not.
pub(crate) struct Record {
    pub first_line: u64,
    pub last_line: u64,
    pub found: usize,
}

pub(crate) struct Scanner {
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    at: usize,
    /// The line of the next byte.
    pub line: u64,
    after_cr: bool,
    pub delimiter: u8,
    pub quoting: bool,
    pub cap: usize,
}

#[derive(PartialEq, Clone, Copy)]
enum State {
    Start,
    Plain,
    Quoted,
    Closed,
}

impl Scanner {
    pub fn new(reader: Box<dyn Read + Send>, delimiter: u8, quoting: bool, cap: usize) -> Self {
        Self { reader, buffer: Vec::new(), at: 0, line: 1, after_cr: false, delimiter, quoting, cap }
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        if self.at == self.buffer.len() {
            self.buffer.resize(64 << 10, 0);
            self.buffer.shrink_to(64 << 10);
            self.at = 0;
            let count = loop {
                match self.reader.read(&mut self.buffer) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => {
                        self.buffer.clear();
                        return Err(error);
                    }
                    Ok(count) => break count,
                }
            };
            self.buffer.truncate(count);
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn next(&mut self) -> Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            if byte == b'\r' || (byte == b'\n' && !self.after_cr) {
                self.line += 1;
            }
            self.after_cr = byte == b'\r';
        }
        Ok(byte)
    }

    pub fn skip_line(&mut self) -> Result<()> {
        while let Some(byte) = self.next()? {
            if byte == b'\r' || byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    /// Goes back to the line after the one where the quote opened: `field` is what the quote holds so far, its own
    /// quotes doubled in the table, and `broken` where its first line ended.
    fn rewind(&mut self, field: &[u8], broken: usize, opened: u64) {
        let mut buffer = Vec::new();
        for &byte in &field[broken..] {
            buffer.push(byte);
            buffer.extend((byte == b'"').then_some(byte));
        }
        buffer.extend_from_slice(&self.buffer[self.at..]);
        self.buffer = buffer;
        self.at = 0;
        self.line = opened + 1;
        self.after_cr = field[broken - 1] == b'\r';
    }

    /// Moves up to `most` bytes that lie ready into `field`, up to one of those that `ends` finds.
    fn run(&mut self, most: usize, field: &mut Vec<u8>, ends: impl Fn(&[u8]) -> Option<usize>) -> usize {
        let ready = &self.buffer[self.at..];
        let ready = &ready[..ready.len().min(most)];
        let run = &ready[..ends(ready).unwrap_or(ready.len())];
        for at in memchr2_iter(b'\r', b'\n', run) {
            let after_cr = if at == 0 { self.after_cr } else { run[at - 1] == b'\r' };
            self.line += u64::from(run[at] == b'\r' || !after_cr);
        }
        if let Some(&last) = run.last() {
            self.after_cr = last == b'\r';
        }
        field.extend_from_slice(run);
        self.at += run.len();
        run.len()
    }

    /// Reads the next record into `fields`, of which no more than `keep` are kept; `None` at the end.
    pub fn record(&mut self, keep: usize, fields: &mut Vec<Vec<u8>>) -> std::result::Result<Option<Record>, Fault> {
        fields.clear();
        while let Some(b'\r' | b'\n') = self.peek()? {
            self.next()?;
        }
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let first_line = self.line;
        let (mut state, mut field, mut found, mut total) = (State::Start, Vec::new(), 0, 0usize);
        // The line where the quoted field opens.
        let mut opened = 0;
        let broken = |field: &[u8]| memchr2(b'\r', b'\n', field).map(|at| at + 1);
        loop {
            // What can only be more of the same field, at once; a byte over the cap is enough to see that it is.
            let most = (self.cap + 1).saturating_sub(field.len()).min(self.cap.saturating_mul(4).saturating_add(1) - total);
            let delimiter = self.delimiter;
            total += match state {
                State::Quoted => self.run(most, &mut field, |ready| memchr(b'"', ready)),
                State::Plain if found < keep => self.run(most, &mut field, |ready| memchr3(delimiter, b'\r', b'\n', ready)),
                _ => 0,
            };
            if field.len() > self.cap || total > self.cap.saturating_mul(4) {
                let quoted = state == State::Quoted;
                match broken(&field).filter(|_| quoted) {
                    Some(broken) => self.rewind(&field, broken, opened),
                    None => self.skip_line()?,
                }
                return Err(Fault::TooLong(quoted.then_some(opened)));
            }
            let line = self.line;
            let Some(byte) = self.next()? else {
                if state == State::Quoted {
                    if let Some(broken) = broken(&field) {
                        self.rewind(&field, broken, opened);
                    }
                    return Err(Fault::Unclosed(opened));
                }
                found += 1;
                if found <= keep {
                    fields.push(field);
                }
                return Ok(Some(Record { first_line, last_line: line, found }));
            };
            if state == State::Quoted {
                if byte == b'"' {
                    if self.peek()? != Some(b'"') {
                        state = State::Closed;
                        continue;
                    }
                    self.next()?;
                }
            } else if byte == self.delimiter || byte == b'\r' || byte == b'\n' {
                found += 1;
                let done = std::mem::take(&mut field);
                if found <= keep {
                    fields.push(done);
                }
                if byte != self.delimiter {
                    return Ok(Some(Record { first_line, last_line: line, found }));
                }
                state = State::Start;
                continue;
            } else if byte == b'"' && state == State::Start && self.quoting {
                (state, opened) = (State::Quoted, line);
                continue;
            } else if state == State::Start {
                state = State::Plain;
            }
            if found < keep || state == State::Quoted {
                field.push(byte);
                total += 1;
            }
        }
    }
}

/// The delimiter that a first line of Excel's, such as `sep=;`, declares; it is no header.
pub(crate) fn declared_delimiter(head: &[u8]) -> Option<u8> {
    let [s, e, p, b'=', delimiter, b'\r' | b'\n', ..] = *head else { return None };
    [s, e, p].eq_ignore_ascii_case(b"sep").then_some(delimiter)
}

/// The delimiter that the header line holds most of, outside quotes; a comma where it holds none.
pub(crate) fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    let (mut quoted, mut begun) = (false, false);
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted && begun => break,
            _ if !quoted => {
                counts.iter_mut().filter(|(delimiter, _)| delimiter == byte).for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
        begun |= *byte != b'\r' && *byte != b'\n';
    }
    let mut best = counts[0];
    for count in counts {
        if count.1 > best.1 {
            best = count;
        }
    }
    best.0
}

/// Whether quotes at the beginning of tab separated fields are not the table's own: one closes within a
/// field, or swallows whole lines and stays open.
pub(crate) fn stray_quotes(head: &[u8], complete: bool) -> bool {
    let first = head.split(|byte| *byte == b'\n').find(|line| !line.is_empty()).unwrap_or_default();
    let tabs = first.iter().filter(|byte| **byte == b'\t').count();
    let (mut at, mut start) = (0, true);
    while at < head.len() {
        if head[at] != b'"' || !start {
            start = matches!(head[at], b'\t' | b'\r' | b'\n');
            at += 1;
            continue;
        }
        let opened = at + 1;
        at = opened;
        loop {
            match (head.get(at), head.get(at + 1)) {
                (None, _) => {
                    return complete
                        || head[opened..]
                            .split(|byte| *byte == b'\n')
                            .skip(1)
                            .any(|line| tabs > 0 && line.iter().filter(|byte| **byte == b'\t').count() == tabs);
                }
                (Some(b'"'), Some(b'"')) => at += 2,
                (Some(b'"'), None | Some(b'\t' | b'\r' | b'\n')) => break,
                (Some(b'"'), _) => return true,
                _ => at += 1,
            }
        }
        at += 1;
        start = false;
    }
    false
}
