//! Blanks what the write-ahead log still holds of times gone by: frames before its last new beginning, which nobody
//! reads any more, and which hold text that was removed since.
//!
//! Cutting the log off would do as well, but then every commit makes the file grow again, and a disk flushes a file
//! that grows in two to three times the time of one that is written over.
//!
//! The form of the log: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

pub(crate) const HEADER_BYTES: usize = 32;
pub(crate) const FRAME_HEADER_BYTES: usize = 24;
/// Read and written at a time.
const CHUNK_BYTES: usize = 64 * 1024;
static BLANK: [u8; CHUNK_BYTES] = [0; CHUNK_BYTES];

/// Two numbers that the log's header and every frame since its last new beginning carry; others with each beginning.
pub(crate) type Salts = [u8; 8];

/// The salts of a log; `None` when it is empty.
pub(crate) fn salts(log: &Path) -> io::Result<Option<Salts>> {
    match File::open(log) {
        Ok(file) => Ok(read_header(&file)?.map(|header| header.salts)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes zeros over all that comes after the last frame that the log's salts are on, and flushes them to the disk.
/// Nobody may write to the log meanwhile.
pub(crate) fn blank(log: &Path) -> io::Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(log)?;
    let Some(header) = read_header(&file)? else { return Ok(()) };
    let mut at = end_of_frames(&file, &header)?;
    let mut chunk = [0; CHUNK_BYTES];
    loop {
        let read = file.read_at(&mut chunk, at)?;
        if read == 0 {
            break;
        }
        // What is blank already need not go to the disk again.
        if chunk[..read] != BLANK[..read] {
            file.write_all_at(&BLANK[..read], at)?;
        }
        at += read as u64;
    }
    file.sync_data()
}

/// How the log begins.
pub(crate) struct Header {
    pub(crate) page_bytes: u64,
    pub(crate) salts: Salts,
}

/// Reads how the log begins; `None` when it is empty.
pub(crate) fn read_header(file: &File) -> io::Result<Option<Header>> {
    let mut bytes = [0; HEADER_BYTES];
    match file.read_exact_at(&mut bytes, 0) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let [_, _, _, _, _, _, _, _, a, b, c, d, _, _, _, _, salts @ .., _, _, _, _, _, _, _, _] = bytes;
    let page_bytes = u64::from(u32::from_be_bytes([a, b, c, d]));
    Ok((page_bytes > 0).then_some(Header { page_bytes, salts }))
}

/// Where the frames end that carry the header's salts.
pub(crate) fn end_of_frames(file: &File, header: &Header) -> io::Result<u64> {
    let mut at = HEADER_BYTES as u64;
    let mut frame = [0; FRAME_HEADER_BYTES];
    loop {
        match file.read_exact_at(&mut frame, at) {
            Ok(()) if frame[8..16] == header.salts => at += FRAME_HEADER_BYTES as u64 + header.page_bytes,
            Ok(()) => return Ok(at),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(at),
            Err(error) => return Err(error),
        }
    }
}
