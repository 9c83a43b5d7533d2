//! Addresses: what stands in the query, and how to write it there. The address is where filters and dialogs live.

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, location::Url};

/// A word of the query, empty when it is not there. Follows the address.
pub fn query_word(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}

/// What was just done, as a plain form's redirect says it: `?done=rename`. Empty when nothing was.
pub fn done_word() -> Memo<String> {
    query_word("done")
}

/// Text as it may stand in the value of a query.
pub fn escape(text: &str) -> String {
    Url::escape(text)
}
