//! One shape for a page of a list, whatever is listed and whoever asks.

/// A page of a list, in the order of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// What is in it.
    pub rows: Vec<T>,
    /// The key that the next page begins after; `None` on the last.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Cuts what was read off at so many rows. One more has to be asked for, to know whether there are others.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, max: u32, key: impl FnOnce(&T) -> K) -> Self {
        let more = rows.len() > max as usize;
        rows.truncate(max as usize);
        let next = rows.last().filter(|_| more).map(key);
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_after_its_last_row_and_only_when_one_more_was_there() {
        let cut = |rows: &[u8]| Page::cut(rows.to_vec(), 2, |row| *row);
        assert_eq!(cut(&[]), Page { rows: vec![], next: None });
        assert_eq!(cut(&[1, 2]), Page { rows: vec![1, 2], next: None });
        assert_eq!(cut(&[1, 2, 3]), Page { rows: vec![1, 2], next: Some(2) });
        assert_eq!(Page::cut(vec![1], 0, |row| *row), Page { rows: vec![], next: None });
    }
}
