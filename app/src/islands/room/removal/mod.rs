//! The dialog of a removal: says what would happen, asks why, and makes it happen once. Opens by the address. Never
//! removes anything by itself, and never shows a message that has gone in the meantime.

mod act;
mod cancel;
mod fields;
mod form;
mod words;

use leptos::prelude::*;

use self::{act::door, form::confirm, words::question};
use super::{
    address::Removal,
    dialog::{OnReturn, RoomDialog},
    talk::Talk,
};
use crate::{calls::CallError, parts::living};

/// The dialog, when the address asks for one.
#[component]
pub fn RemovalDialog(talk: Talk) -> impl IntoView {
    living(move || {
        let answer = talk.preview.get();
        let (removal, close) = talk.address.with_untracked(|address| (address.removal, address.plain()));
        match (answer, removal) {
            // What it is about is not followed here: a form that is open stays, whatever becomes of the room.
            (Some(Ok(())), Some(removal)) => match talk.plan.get_untracked() {
                Some(plan) => confirm(talk, &plan, removal, close),
                None => ().into_any(),
            },
            (Some(Err(error)), Some(removal)) => refused(talk, &error, removal, close),
            (None, Some(removal)) if talk.slow.get() => waiting(talk, removal, close),
            (_, None) | (None, Some(_)) => ().into_any(),
        }
    })
}

/// Gives the focus back to the message when the button that opened the dialog is gone.
fn give_back(talk: Talk, removal: Removal) -> OnReturn {
    Box::new(move || {
        #[cfg(feature = "hydrate")]
        match removal.message {
            Some(id) => super::sight::focus_near(talk, id),
            None => {
                if !crate::browser::focus("purge-room") {
                    crate::browser::focus("main");
                }
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (talk, removal);
    })
}

/// The dialog while the server is still being asked what would go: as large as it will be, and with nothing to confirm.
fn waiting(talk: Talk, removal: Removal, close: String) -> AnyView {
    word(talk, question(removal.verb), "Looking up what would be removed…".to_owned(), true, removal, close)
}

/// Why there is nothing to confirm.
fn refused(talk: Talk, error: &CallError, removal: Removal, close: String) -> AnyView {
    let text = talk.refusal(door(removal.verb).1).as_ref().unwrap_or(error).to_string();
    sorry(talk, text, removal, close)
}

fn sorry(talk: Talk, text: String, removal: Removal, close: String) -> AnyView {
    word(talk, "This cannot be done", text, false, removal, close)
}

/// A dialog in which nothing can be confirmed: not yet, or not at all. One view for both, to load less.
fn word(talk: Talk, title: &'static str, text: String, yet: bool, removal: Removal, close: String) -> AnyView {
    let (class, role, leave) =
        if yet { ("dialog-waiting soft", "status", "Cancel") } else { ("notice", "alert", "Close") };
    view! {
        <RoomDialog title id="removal" close_href=close.clone() on_return=give_back(talk, removal)>
            <p class=class data-tone=(!yet).then_some("danger") role=role>{text}</p>
            <p class="dialog-actions">
                <a class="button" href=close data-visit="replace" autofocus=true>{leave}</a>
            </p>
        </RoomDialog>
    }
    .into_any()
}
