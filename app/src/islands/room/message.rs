//! One row of the timeline: a message, a tombstone, a fold of tombstones, a new day. Text from people is always text.

use domain::{
    MessageId,
    view::{Anchor, Body, MessageView, Quote, Tombstone},
};
use leptos::{ev, prelude::*};

use super::{
    menu::message_menu,
    rows::{Row, day_label},
    talk::{Talk, row_id},
    text::message_text,
};
use crate::parts::{Avatar, When};

/// A row as it stands in the list.
pub fn row(talk: Talk, row: Row) -> AnyView {
    match row {
        Row::Day(day) => view! { <li class="timeline-day"><span>{day_label(day)}</span></li> }.into_any(),
        Row::Message { message, lead } => message_row(talk, message, lead),
        Row::Fold(messages) => {
            let label = [&messages.len().to_string(), " removed messages"].concat();
            let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
            // A fold that has grown or shrunk is another row, and stays as open as what it holds was before.
            let open = talk.unfolded.with_value(|unfolded| ids.iter().any(|id| unfolded.contains(id)));
            note_fold(talk, &ids, open);
            view! {
                <li class="fold">
                    <details open=open on:toggle=move |event| note_fold(talk, &ids, is_open(&event))>
                        <summary>{label}</summary>
                        <ol role="list">
                            {messages.into_iter().map(|message| message_row(talk, message, true)).collect_view()}
                        </ol>
                    </details>
                </li>
            }
            .into_any()
        }
    }
}

/// Remembers what lies in a fold that is open.
fn note_fold(talk: Talk, ids: &[MessageId], open: bool) {
    talk.unfolded.update_value(|unfolded| {
        unfolded.retain(|id| !ids.contains(id));
        if open {
            unfolded.extend(ids);
        }
    });
}

/// Whether the fold of a `toggle` event stands open now.
fn is_open(event: &ev::Event) -> bool {
    #[cfg(feature = "hydrate")]
    return crate::browser::closest(event.target(), "details").is_some_and(|fold| fold.has_attribute("open"));
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        false
    }
}

fn message_row(talk: Talk, message: MessageView, lead: bool) -> AnyView {
    let id = message.id;
    let (marked, first) = talk.address.with_untracked(|address| {
        let first = match address.anchor {
            Anchor::Around(at) => talk.timeline.with_untracked(|timeline| timeline.nearest(at) == Some(id)),
            Anchor::After(_) | Anchor::Day(_) | Anchor::From(_) => {
                talk.timeline.with_untracked(|timeline| timeline.first() == Some(id))
            }
            Anchor::Newest | Anchor::Before(_) => false,
        };
        (address.anchor == Anchor::Around(id), first && address.removal.is_none() && !address.keys)
    });
    // Without the WASM the browser brings the row into sight that is to be focused.
    let autofocus = first && !talk.hydrated.get_untracked();
    let text_id = format!("t-{id}");
    let menu = message_menu(talk, &message, &text_id);
    let content = match &message.body {
        Body::Redacted(tombstone) => tombstone_line(tombstone, aside_mark(&message), text_id).into_any(),
        Body::Text(text) => {
            let text = message_text(text);
            view! {
                {lead.then(|| view! { <Avatar name=message.sender.name.clone() id=message.sender.id /> })}
                <p class="message-head">
                    {lead.then(|| view! { <bdi class="message-sender">{message.sender.name.clone()}</bdi> })}
                    <When at=message.sent_at() of_day=true />
                    {aside_mark(&message)}
                </p>
                {message.reply_to.clone().map(|quote| quote_line(talk, quote))}
                <p class="message-text" dir="auto" id=text_id>
                    {text}
                    {message.edited_at.map(|at| view! { <small class="message-edited" title=at.plain()>" (edited)"</small> })}
                </p>
            }
            .into_any()
        }
    };
    view! {
        <li
            class="message"
            id=row_id(id)
            tabindex="-1"
            data-kind=message.is_tombstone().then_some("tombstone")
            data-lead=lead.then_some("")
            data-marked=marked.then_some("")
            autofocus=autofocus
        >
            {content}
            {menu}
        </li>
    }
    .into_any()
}

/// That a message is for one member only, and for whom.
fn aside_mark(message: &MessageView) -> Option<AnyView> {
    let name = message.target.as_ref()?.name.clone();
    Some(view! { <span class="message-aside">"to " <bdi>{name}</bdi> " only"</span> }.into_any())
}

/// What stands in the place of a redacted message: who removed it, when, and why.
fn tombstone_line(tombstone: &Tombstone, mark: Option<AnyView>, id: String) -> impl IntoView + use<> {
    view! {
        <p class="tombstone" id=id>
            "Message removed by "
            {tombstone.by.label()}
            " · "
            <When at=tombstone.at />
            {tombstone.reason.clone().map(|reason| view! { " · reason: " <bdi>{reason}</bdi> })}
            {mark.map(|mark| view! { " · " {mark} })}
        </p>
    }
}

/// What a reply answers to.
fn quote_line(talk: Talk, quote: Quote) -> AnyView {
    match quote.shown {
        Some(shown) => view! {
            <a class="message-quote" href=link_to(talk, quote.id)>
                <bdi class="message-sender">{shown.sender}</bdi>
                " "
                <span dir="auto">{shown.excerpt}</span>
            </a>
        }
        .into_any(),
        None => view! { <p class="message-quote" data-gone="">"Message removed"</p> }.into_any(),
    }
}

/// The address of a message.
pub fn link_to(talk: Talk, message: MessageId) -> String {
    talk.address.with_untracked(|address| address.at(Anchor::Around(message)))
}

/// A message as it is shown where something is about to be done with it.
pub fn message_quote(message: &MessageView) -> AnyView {
    let text = match &message.body {
        Body::Text(text) => message_text(text),
        Body::Redacted(_) => "This message was redacted; its placeholder is what would go.".into_any(),
    };
    view! {
        <figure class="dialog-message">
            <figcaption>
                <Avatar name=message.sender.name.clone() id=message.sender.id />
                <bdi class="message-sender">{message.sender.name.clone()}</bdi>
                <When at=message.sent_at() />
                {aside_mark(message)}
            </figcaption>
            <blockquote class="message-text" dir="auto" tabindex="0">{text}</blockquote>
        </figure>
    }
    .into_any()
}
