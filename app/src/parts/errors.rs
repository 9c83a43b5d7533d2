//! What a living form says when it was refused.

use leptos::prelude::*;

use super::living_if;
use crate::calls::CallError;

/// Why the form was refused: an alert, or nothing.
#[component]
pub fn FormError(
    /// The failure, if there is one.
    #[prop(into)]
    error: Signal<Option<CallError>>,
    /// The id, for `aria-describedby`.
    id: &'static str,
) -> impl IntoView {
    living_if(move || {
        let text = error.get()?.to_string();
        Some(view! { <p class="notice" data-tone="danger" role="alert" id=id>{text}</p> }.into_any())
    })
}
