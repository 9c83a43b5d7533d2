//! Marks of imported lines: what the id of a line ends with, and by what it is known again when its log is read once more.
//! An id outlives its message, in the audit log and in the events, so nobody may find a text out by its mark: it takes the
//! key file of the store to make one.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// How many bytes of a digest tell lines apart, when it is counted which of them come more than once.
const TOLD_APART_BYTES: usize = 16;

/// Marks the lines of one file.
#[derive(Clone)]
pub(super) struct Marks {
    keyed: Hmac<Sha256>,
    /// How often each line has come in its minute by now.
    come: HashMap<[u8; TOLD_APART_BYTES], u32>,
}

impl Marks {
    /// With a key that only this store has.
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let keyed = Hmac::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed, come: HashMap::new() }
    }

    /// By what the key is known again.
    pub(super) fn known_by(&self) -> [u8; TOLD_APART_BYTES] {
        self.digest(&[b"known by"])
    }

    /// The mark of the next line, and how many of its like came before it in its minute. It does not say where in the
    /// minute the line stands: others may have left the log since.
    pub(super) fn next(&mut self, minute_ms: i64, nick: &str, text: &str) -> (u32, u32) {
        let line = self.digest(&[&minute_ms.to_be_bytes(), nick.as_bytes(), &[0], text.as_bytes()]);
        let come = self.come.entry(line).or_default();
        let earlier = *come;
        *come += 1;
        let marked = if earlier == 0 { line } else { self.digest(&[&line, &earlier.to_be_bytes()]) };
        let [a, b, c, d, ..] = marked;
        (u32::from_be_bytes([a, b, c, d]), earlier)
    }

    fn digest(&self, parts: &[&[u8]]) -> [u8; TOLD_APART_BYTES] {
        let mut keyed = self.keyed.clone();
        parts.iter().for_each(|part| keyed.update(part));
        let mut begin = [0; TOLD_APART_BYTES];
        begin.copy_from_slice(&keyed.finalize().into_bytes()[..TOLD_APART_BYTES]);
        begin
    }
}

/// The mark that earlier versions gave a line, wherever and how often it stood: what they brought in is known again by
/// it, and nothing is marked with it any more.
pub(super) fn older_mark(nick: &str, text: &str) -> u32 {
    let digest = Sha256::new().chain_update(nick).chain_update([0]).chain_update(text).finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(key: u8) -> Marks {
        Marks::new(&[key; 32])
    }

    #[test]
    fn a_line_has_the_same_mark_wherever_it_stands_in_its_minute() {
        let mut whole = marks(7);
        let all = ["one", "two", "three"].map(|text| whole.next(0, "ana", text));
        let mut rest = marks(7);
        assert_eq!(["two", "three"].map(|text| rest.next(0, "ana", text)), [all[1], all[2]]);
    }

    #[test]
    fn lines_that_are_alike_are_counted_in_their_minute() {
        let mut marks = marks(7);
        let alike = [0, 0, 60_000, 0].map(|minute| marks.next(minute, "ana", "hello"));
        assert_eq!(alike.map(|(_, earlier)| earlier), [0, 1, 0, 2]);
        let different: std::collections::BTreeSet<u32> = alike.iter().map(|(mark, _)| *mark).collect();
        assert_eq!(different.len(), 4);
    }

    #[test]
    fn without_the_key_nobody_finds_a_text_out_by_its_mark() {
        let mark = |key| marks(key).next(0, "ana", "hello").0;
        assert_eq!(mark(7), mark(7));
        assert_ne!(mark(7), mark(8));
        assert_ne!(mark(7), older_mark("ana", "hello"));
        assert_ne!(marks(7).known_by(), marks(8).known_by());
    }
}
