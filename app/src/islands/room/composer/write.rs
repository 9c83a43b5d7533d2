//! A new message, or a reply.

use domain::MessageId;
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{super::talk::Talk, form::Form, reply::reply_strip};
use crate::{
    calls::{SendMessage, send},
    parts::living_if,
};

pub(super) fn write_form(talk: Talk, replying: Memo<Option<MessageId>>, focus: bool) -> AnyView {
    let form = Form::new(talk, talk.refusal(SendMessage::PATH), true);
    form.follow(replying, focus);
    // The same for the same message until it is sent: a second attempt after a lost answer writes nothing twice. Another
    // text is another message, also while it is not known what became of the first.
    let attempt = StoredValue::new(Attempt::default());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(content) = form.checked() else { return };
        let reply = replying.get_untracked().map(|id| id.to_string()).unwrap_or_default();
        if attempt.with_value(|last| last.content != content || last.reply != reply) {
            attempt.set_value(Attempt { content: content.clone(), reply: reply.clone(), key: fresh_key() });
        }
        let key = attempt.with_value(|last| last.key.clone());
        let window = talk.window.get_value();
        spawn_local(async move {
            let answer = send(talk.room.to_string(), content.clone(), reply.clone(), key).await;
            if let Some(message) = form.answered(answer, &content) {
                attempt.set_value(Attempt::default());
                talk.take(message, window);
                // Somebody may be answering another one by now.
                let answered = talk.address.with_untracked(|address| {
                    let same = address.reply.is_some_and(|id| id.to_string() == reply);
                    same.then(|| address.written())
                });
                if let Some(href) = answered {
                    talk.go(&href, true);
                }
            }
        });
    };
    view! {
        <form class="composer" method="post" action=SendMessage::url() on:submit=submit>
            <input type="hidden" name="room" value=talk.room.to_string() />
            {living_if(move || replying.get().map(|id| view! {
                <input type="hidden" name="reply_to" value=id.to_string() />
                {reply_strip(talk, id)}
            }.into_any()))}
            {form.field("Message", "Send", "Sending…")}
        </form>
    }
    .into_any()
}

/// A message on its way. No message is without a text.
#[derive(Default)]
struct Attempt {
    content: String,
    reply: String,
    key: String,
}

fn fresh_key() -> String {
    #[cfg(feature = "hydrate")]
    return crate::browser::fresh_key();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}
