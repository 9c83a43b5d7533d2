//! Which pages were written, read from the write-ahead log: every page that changes goes through it, whoever changes it.
//!
//! The log begins anew from time to time, over what is in it. Whoever looks after each of their own commits sees what a
//! new beginning has left of the frames that nobody has looked at; where they are gone, all pages count as written.
//!
//! The form of the log: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::{fs::File, io, os::unix::fs::FileExt, path::Path};

use crate::{
    blank::{FRAME_HEADER_BYTES, HEADER_BYTES, Header, Salts, end_of_frames, read_header},
    pages::Unclean,
};

/// How far the log was looked at.
#[derive(Debug, Clone, Copy)]
struct Seen {
    salts: Salts,
    /// Where the first frame begins that was not.
    at: u64,
}

/// Looks at the log, again and again.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    log: Option<File>,
    seen: Option<Seen>,
}

impl Frames {
    /// After a commit: looks at what is about to be written over, when the log began anew with it. Costs one read when it
    /// did not.
    pub(crate) fn committed(&mut self, log: &Path, unclean: &mut Unclean) {
        let Ok(Some(header)) = self.header(log) else { return self.look(log, unclean) };
        if self.seen.is_none_or(|seen| seen.salts != header.salts) {
            self.look(log, unclean);
        }
    }

    /// Notes the pages that were written since the last look.
    pub(crate) fn look(&mut self, log: &Path, unclean: &mut Unclean) {
        if let Err(error) = self.try_look(log, unclean) {
            tracing::debug!(%error, "the write-ahead log could not be looked at; every page counts as written");
            self.seen = None;
            unclean.everything();
        }
    }

    /// After the log was tidied up: whether it was cut off, with all that was in it.
    pub(crate) fn cut_off(&mut self, log: &Path) -> bool {
        let cut_off = std::fs::metadata(log).is_ok_and(|log| log.len() == 0);
        if cut_off {
            self.seen = None;
        }
        cut_off
    }

    fn try_look(&mut self, log: &Path, unclean: &mut Unclean) -> io::Result<()> {
        let Some(header) = self.header(log)? else {
            // Somebody else has cut it off.
            if self.seen.take().is_some() {
                unclean.everything();
            }
            return Ok(());
        };
        let Some(file) = &self.log else { return Ok(()) };
        let mut seen = match self.seen {
            Some(seen) if seen.salts == header.salts => seen,
            before => {
                if let Some(before) = before {
                    let is_next = first(header.salts) == first(before.salts).wrapping_add(1);
                    // One that is shorter than it was has been cut off meanwhile.
                    let is_whole = file.metadata()?.len() >= before.at;
                    if is_next && is_whole && end_of_frames(file, &header)? <= before.at {
                        read_frames(file, &header, before, unclean)?;
                    } else {
                        unclean.everything();
                    }
                }
                Seen { salts: header.salts, at: HEADER_BYTES as u64 }
            }
        };
        seen.at = read_frames(file, &header, seen, unclean)?;
        self.seen = Some(seen);
        Ok(())
    }

    fn header(&mut self, log: &Path) -> io::Result<Option<Header>> {
        if self.log.is_none() {
            match File::open(log) {
                Ok(file) => self.log = Some(file),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        self.log.as_ref().map_or(Ok(None), read_header)
    }
}

/// The first of two salts, which grows by one with each new beginning.
fn first([a, b, c, d, ..]: Salts) -> u32 {
    u32::from_be_bytes([a, b, c, d])
}

/// Notes the pages of the frames that were committed since; answers with where they end.
fn read_frames(file: &File, header: &Header, since: Seen, unclean: &mut Unclean) -> io::Result<u64> {
    let (mut at, mut committed) = (since.at, since.at);
    let mut frame = [0; FRAME_HEADER_BYTES];
    let mut pages = Vec::new();
    loop {
        match file.read_exact_at(&mut frame, at) {
            Ok(()) if frame[8..16] == since.salts => {}
            Ok(()) => return Ok(committed),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(committed),
            Err(error) => return Err(error),
        }
        let [a, b, c, d, size @ ..] = frame;
        pages.push(u32::from_be_bytes([a, b, c, d]));
        at += FRAME_HEADER_BYTES as u64 + header.page_bytes;
        // The last frame of a commit says how large the file is.
        if size[..4] != [0; 4] {
            pages.drain(..).for_each(|page| unclean.note(page));
            committed = at;
        }
    }
}
