//! Small looks that the record-keeping pages share: the marks beside an outcome (never alone: words stand beside them),
//! and a fact with its name.

use leptos::prelude::*;

/// A check for what is good, a cross for what is not.
pub fn mark(good: bool) -> impl IntoView {
    let path = if good { "M3 8.5l3.2 3.2L13 4.8" } else { "M4 4l8 8M12 4l-8 8" };
    view! {
        <svg class="outcome-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" data-tone=if good { "good" } else { "danger" }>
            <path d=path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// One row of a `<dl class="facts">`.
pub fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    fact_row(name, value.into_any())
}

/// The row itself, compiled once for all kinds of value.
fn fact_row(name: &'static str, value: AnyView) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}
