//! A change of one's own message. A multi-line text is never put into the page by the server (see STYLE, B1): to change
//! one takes the WASM, a text of one line is changed in a single-line field without it.

use domain::view::{Body, MessageView};
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{
    super::{
        address::Address,
        talk::{Done, Talk},
    },
    form::Form,
};
use crate::{
    calls::{Edit, edit},
    parts::living,
};

pub(super) fn edit_form(talk: Talk, message: &MessageView) -> AnyView {
    let Body::Text(text) = &message.body else {
        return view! { <p class="composer-closed">"This message was redacted and can no longer be edited."</p> }
            .into_any();
    };
    let back = move || talk.address.with(Address::written);
    let form = Form::new(talk, talk.refusal(Edit::PATH), false);
    // The form may come anew, as when the room is archived and restored.
    let kept = talk.changing.get_value();
    form.prefill(if kept.is_empty() { text.clone() } else { kept });
    let id = message.id;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(content) = form.checked() else { return };
        let window = talk.window.get_value();
        spawn_local(async move {
            let answer = edit(talk.room.to_string(), id.to_string(), content).await;
            if let Some(message) = form.answered(answer, "") {
                talk.put(message, window);
                talk.done.set(Some(Done::say("Message edited.")));
                // Somebody may be changing another one by now.
                if talk.address.with_untracked(|address| address.edit) == Some(id) {
                    talk.go(&untrack(back), true);
                }
            }
        });
    };
    let several_lines = text.contains('\n');
    let plain = text.clone();
    let field = living(move || {
        if talk.hydrated.get() {
            form.field("Message", "Save", "Saving…")
        } else if several_lines {
            view! { <p>"This message has several lines; to edit it, JavaScript is needed."</p> }.into_any()
        } else {
            view! {
                <div class="field">
                    <label for="edit-content">"Message"</label>
                    <input id="edit-content" name="content" dir="auto" value=plain.clone() required=true autocomplete="off" />
                </div>
                <button class="button" data-tone="accent">"Save"</button>
            }
            .into_any()
        }
    });
    view! {
        <form class="composer" data-editing="" method="post" action=Edit::url() on:submit=submit>
            <input type="hidden" name="room" value=talk.room.to_string() />
            <input type="hidden" name="message" value=id.to_string() />
            <p class="composer-strip">
                <span>"Editing your message"</span>
                <a href=back data-visit="replace">"Cancel editing"</a>
            </p>
            {field}
        </form>
    }
    .into_any()
}
