//! Writing: a new message, a reply, a change of one's own message. Plain forms that post; with the WASM they send without
//! leaving the page. Which form there is follows from the address; why there is none is said.

mod draft;
mod edit;
mod form;
mod reply;
mod write;

use leptos::prelude::*;

use self::{edit::edit_form, write::write_form};
use super::talk::Talk;
use crate::parts::living;

/// The composer, or why there is none.
#[component]
pub fn Composer(talk: Talk) -> impl IntoView {
    let writes = Memo::new(move |_| talk.writes());
    let archived = Memo::new(move |_| talk.view.with(|view| view.summary.archived));
    let editing = Memo::new(move |_| talk.address.with(|address| address.edit));
    let replying = Memo::new(move |_| talk.address.with(|address| address.reply));
    let was_editing = StoredValue::new(false);
    living(move || {
        if !writes.get() {
            let why = if archived.get() {
                "This room is archived: nothing can be written to it."
            } else {
                "You can read this room. Only its members can write here."
            };
            #[cfg(feature = "hydrate")]
            request_animation_frame(crate::browser::visit::keep_focus);
            return view! { <p class="composer-closed">{why}</p> }.into_any();
        }
        let editable = editing.get().and_then(|id| {
            talk.timeline.with_untracked(|timeline| timeline.get(id).cloned()).filter(|message| talk.own(message))
        });
        match editable {
            Some(message) => {
                was_editing.set_value(true);
                edit_form(talk, &message)
            }
            None => write_form(talk, replying, was_editing.get_value()),
        }
    })
}
