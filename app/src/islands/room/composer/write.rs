//! A new message, or a reply.

use domain::MessageId;
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{super::talk::Talk, form::Form, reply::reply_strip};
use crate::calls::{SendMessage, send};

pub(super) fn write_form(talk: Talk, replying: Memo<Option<MessageId>>, focus: bool) -> AnyView {
    let back = StoredValue::new(talk.address.with_untracked(|address| address.plain()));
    let form = Form::new(talk, talk.refusal(SendMessage::PATH), true);
    form.follow(replying, focus);
    // The same until the message is sent: a second attempt after a lost answer writes nothing twice.
    let key = StoredValue::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(content) = form.checked() else { return };
        if key.with_value(String::is_empty) {
            key.set_value(fresh_key());
        }
        let reply = replying.get_untracked().map(|id| id.to_string()).unwrap_or_default();
        spawn_local(async move {
            let answer = send(talk.room.to_string(), content, reply.clone(), key.get_value()).await;
            if let Some(message) = form.answered(answer) {
                key.set_value(String::new());
                talk.keep_draft("");
                talk.take(message);
                if !reply.is_empty() {
                    talk.go(&back.get_value(), true);
                }
            }
        });
    };
    view! {
        <form class="composer" method="post" action=SendMessage::url() on:submit=submit>
            <input type="hidden" name="room" value=talk.room.to_string() />
            {move || replying.get().map(|id| view! { <input type="hidden" name="reply_to" value=id.to_string() /> })}
            {move || replying.get().map(|id| reply_strip(talk, id))}
            {form.field("Message", "Send", "Sending…")}
        </form>
    }
    .into_any()
}

fn fresh_key() -> String {
    #[cfg(feature = "hydrate")]
    return crate::browser::fresh_key();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}
