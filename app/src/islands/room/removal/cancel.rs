//! The way out of the dialog: a button that is a plain form without the WASM.

use leptos::{ev, prelude::*};

use super::super::{address::Address, talk::Talk};

/// The form behind the "Cancel" button: a plain way back to the address without the dialog.
const CANCEL_FORM: &str = "removal-cancel";

/// The button.
#[component]
pub(super) fn Cancel(talk: Talk, focus: bool) -> impl IntoView {
    let cancel = move |event: ev::MouseEvent| {
        event.prevent_default();
        talk.leave(&talk.address.with_untracked(Address::plain));
    };
    view! { <button class="button" form=CANCEL_FORM autofocus=focus on:click=cancel>"Cancel"</button> }
}

/// The form behind the button.
#[component]
pub(super) fn CancelForm(talk: Talk) -> impl IntoView {
    let (action, words) = talk.address.with_untracked(|address| (["/rooms/", &address.room].concat(), address.words()));
    let words = words.into_iter().flatten();
    view! {
        <form method="get" action=action id=CANCEL_FORM>
            {words.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
        </form>
    }
}
