//! The way to the next page of a list.

use leptos::prelude::*;

/// Links to the first and to the next page; nothing when there is neither.
#[component]
pub fn Pager(
    /// Where the next page is, if there is one.
    next_href: Option<String>,
    /// What its link says: "Next page", "Older entries".
    #[prop(into)]
    label: String,
    /// Where the first page is, when this is another.
    #[prop(optional_no_strip)]
    first_href: Option<String>,
) -> AnyView {
    if next_href.is_none() && first_href.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pager" aria-label="Pages">
            {first_href.map(|href| view! { <a class="button" href=href>"First page"</a> })}
            {next_href.map(|href| view! { <a class="button" href=href rel="next">{label}</a> })}
        </nav>
    }
    .into_any()
}
