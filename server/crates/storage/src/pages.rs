//! What lies unused in the pages of the file, overwritten.
//!
//! `secure_delete` has SQLite overwrite what it frees. But where it splits a page or packs one anew, it moves what is in
//! it and leaves the old bytes where they were, between the pointers to the cells and the cells: copies of texts that are
//! still there, and that outlive them. So every page that was written is gone over before a text that was removed is
//! called gone.
//!
//! The form of a page: <https://www.sqlite.org/fileformat2.html#b_tree_pages>.

use std::{collections::BTreeSet, mem};

/// Pages that are remembered one by one; when there are more, the whole file is gone over.
const PAGES_MAX: usize = 16 * 1024;
/// Bytes of the file's header, which come before that of its first page.
const FILE_HEADER_BYTES: usize = 100;
/// From this page on the number of a page can look like the kind of one; 128 GiB of them.
const AMBIGUOUS_FROM: u32 = 0x0200_0000;

/// Pages in which old bytes may lie unused.
#[derive(Debug, Default)]
pub(crate) struct Unclean {
    pages: BTreeSet<u32>,
    /// From this page on, all of the file.
    from: Option<u32>,
    /// How many were written since some were last taken.
    written: usize,
}

impl Unclean {
    /// Nobody knows what was written since it was last gone over: all of the file.
    pub(crate) fn everything(&mut self) {
        self.pages.clear();
        self.from = Some(1);
    }

    /// A page was written.
    pub(crate) fn note(&mut self, page: u32) {
        self.written += 1;
        if self.from.is_some_and(|from| page >= from) {
            return;
        }
        self.pages.insert(page);
        if self.pages.len() > PAGES_MAX {
            self.everything();
        }
    }

    /// Whether nothing is left to be gone over.
    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.from.is_none()
    }

    /// Whether all of the file is to be gone over.
    pub(crate) const fn is_everything(&self) -> bool {
        self.from.is_some()
    }

    /// From here on they are gone over, those that were written so far like all the rest.
    pub(crate) const fn begin(&mut self) {
        self.written = 0;
    }

    /// As many of them as were written since the last time and some more, so that it comes to an end however much is
    /// written; in a file that has so many.
    pub(crate) fn take(&mut self, more: usize, pages: u32) -> Vec<u32> {
        let most = more.saturating_add(mem::take(&mut self.written));
        let mut taken = Vec::new();
        while taken.len() < most
            && let Some(page) = self.pages.pop_first()
        {
            taken.push(page);
        }
        if let Some(from) = self.from {
            let room = u32::try_from(most - taken.len()).unwrap_or(u32::MAX);
            let until = from.saturating_add(room).min(pages.saturating_add(1));
            taken.extend(from..until);
            self.from = (until <= pages).then_some(until);
        }
        taken
    }

    /// They were taken, but not gone over.
    pub(crate) fn put_back(&mut self, pages: Vec<u32>) {
        pages.into_iter().for_each(|page| self.note(page));
        self.written = 0;
    }
}

/// Whether a file of so many pages can be gone over: in a larger one, a page of a long text may look like one of a table.
pub(crate) const fn can_be_read(pages: u32) -> bool {
    pages < AMBIGUOUS_FROM
}

/// Overwrites what lies unused between the pointers and the cells of a page with this number. Answers whether anything
/// did.
pub(crate) fn blank(number: u32, page: &mut [u8]) -> bool {
    let header = if number == 1 { FILE_HEADER_BYTES } else { 0 };
    let Some(&[kind, _, _, a, b, c, d, _]) = page.get(header..).and_then(<[u8]>::first_chunk) else { return false };
    let pointers = match kind {
        // Within a tree, with the number of one more page in the header; of an index, of a table.
        2 | 5 => header + 12,
        // At its end.
        10 | 13 => header + 8,
        _ => return false,
    };
    let cells = match u16::from_be_bytes([c, d]) {
        0 => 65_536,
        cells => usize::from(cells),
    };
    let Some(unused) = page.get_mut(pointers + 2 * usize::from(u16::from_be_bytes([a, b]))..cells) else {
        return false;
    };
    let found = unused.iter().any(|byte| *byte != 0);
    unused.fill(0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32, kind: u8, pointers: u16, cells: u16) -> Vec<u8> {
        let mut page = vec![0xEE; 4096];
        let header = if number == 1 { 100 } else { 0 };
        page[header] = kind;
        page[header + 3..header + 5].copy_from_slice(&pointers.to_be_bytes());
        page[header + 5..header + 7].copy_from_slice(&cells.to_be_bytes());
        page
    }

    #[test]
    fn what_lies_between_pointers_and_cells_is_overwritten_and_nothing_else() {
        for (number, kind, from) in [(7, 2, 12), (7, 5, 12), (7, 10, 8), (7, 13, 8), (1, 5, 112), (1, 13, 108)] {
            let mut page = page(number, kind, 3, 4000);
            let before = page.clone();
            assert!(blank(number, &mut page), "{kind}");
            assert_eq!(page[..from + 6], before[..from + 6]);
            assert!(page[from + 6..4000].iter().all(|byte| *byte == 0));
            assert_eq!(page[4000..], before[4000..]);
            assert!(!blank(number, &mut page), "{kind}: a second time nothing is found");
        }
        let mut large = page(7, 10, 3, 0);
        large.resize(65_536, 0xEE);
        assert!(blank(7, &mut large) && large[14..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn what_is_no_page_of_a_tree_is_left_as_it_is() {
        // A page of a long text, one without a header, and pages whose numbers make no sense.
        for mut bytes in [page(7, 0, 3, 4000), vec![10], page(7, 10, 3, 5000), page(7, 10, 3000, 4000), vec![]] {
            let before = bytes.clone();
            assert!(!blank(7, &mut bytes));
            assert_eq!(bytes, before);
        }
    }

    #[test]
    fn every_page_that_was_noted_is_taken_once() {
        let mut unclean = Unclean::default();
        assert!(unclean.is_empty());
        [9, 3, 3, 5].into_iter().for_each(|page| unclean.note(page));
        assert_eq!(unclean.take(0, 10), [3, 5, 9]);
        unclean.everything();
        assert_eq!(unclean.take(4, 10), [1, 2, 3, 4]);
        // Behind what was gone over, and before it.
        [2, 7].into_iter().for_each(|page| unclean.note(page));
        assert_eq!(unclean.take(2, 10), [2, 5, 6, 7]);
        unclean.put_back(vec![6, 7]);
        assert_eq!(unclean.take(9, 10), [6, 7, 8, 9, 10]);
        assert!(unclean.is_empty() && unclean.take(9, 10).is_empty());
    }

    #[test]
    fn too_many_pages_are_all_of_them() {
        let mut unclean = Unclean::default();
        (0..=PAGES_MAX as u32).for_each(|page| unclean.note(10 + page));
        assert_eq!(unclean.take(0, 5), [1, 2, 3, 4, 5]);
        assert!(unclean.is_empty());
    }

    #[test]
    fn it_comes_to_an_end_though_more_is_written_all_the_time() {
        let mut unclean = Unclean::default();
        unclean.everything();
        let (mut pages, mut turns) = (1_000, 0);
        while !unclean.is_empty() {
            // Many more than are taken at a time, and some that were gone over before.
            (pages - 10..pages + 400).for_each(|page| unclean.note(page));
            pages += 400;
            turns += 1;
            assert!(unclean.take(100, pages).len() <= 510, "and no turn is long");
            assert!(turns < 20);
        }
    }

    #[test]
    fn what_was_written_before_the_beginning_is_gone_over_in_pieces() {
        let mut unclean = Unclean::default();
        (1..=5000).for_each(|page| unclean.note(page));
        unclean.begin();
        unclean.note(6000);
        assert_eq!(unclean.take(100, 9000).len(), 101);
        assert_eq!(unclean.take(100, 9000).len(), 100);
    }
}
