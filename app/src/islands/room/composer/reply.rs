//! The strip above the field that shows what is being answered.

use domain::{MessageId, limits::QUOTE_CHARS_MAX, view::Body};
use leptos::prelude::*;

use super::super::{address::Address, talk::Talk};
use crate::parts::living;

/// What is being answered. Follows the messages: when it is removed, its text goes from here too.
pub(super) fn reply_strip(talk: Talk, id: MessageId) -> AnyView {
    let quoted = Memo::new(move |_| {
        talk.timeline.with(|timeline| {
            if timeline.has_lost(id) {
                return Some((String::new(), None));
            }
            let message = timeline.get(id)?;
            let text = match &message.body {
                Body::Text(text) => Some(text.chars().take(QUOTE_CHARS_MAX).collect::<String>()),
                Body::Redacted(_) => None,
            };
            Some((message.sender.name.clone(), text))
        })
    });
    let words = living(move || match quoted.get() {
        Some((sender, Some(text))) => view! {
            "Reply to "
            <bdi class="message-sender">{sender}</bdi>
            " "
            <span class="soft" dir="auto">{text}</span>
        }
        .into_any(),
        Some((_, None)) => "Reply to a message that was removed".into_any(),
        None => "Reply to an earlier message".into_any(),
    });
    let back = move || talk.address.with(Address::written);
    view! {
        <p class="composer-strip">
            <span class="truncate">{words}</span>
            <a href=back data-visit="replace">"Cancel reply"</a>
        </p>
    }
    .into_any()
}
