//! What can be done with one message. A native pop-over: it opens, closes and stays alone without any script; the WASM
//! adds the arrow keys. Entries that the viewer may not use are not there.

use domain::{Verb, view::MessageView};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::talk::{Done, Talk};
use crate::parts::living_if;

/// The button and its menu. `described_by` is the id of the text that tells which message.
pub fn message_menu(talk: Talk, message: &MessageView, described_by: &str) -> AnyView {
    let menu_id = format!("menu-{}", message.id);
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let bare =
        !talk.view.with_untracked(|view| view.controls.moderate || (view.controls.send && !message.is_tombstone()));
    let message = message.clone();
    let button_id = format!("actions-{}", message.id);
    view! {
        <button
            type="button"
            class="message-actions"
            id=button_id
            popovertarget=menu_id.clone()
            aria-label="Actions for message"
            aria-haspopup="menu"
            aria-describedby=described_by.to_owned()
            data-bare=bare.then_some("")
            on:keydown=open_by_arrow
        ></button>
        <div
            class="menu"
            id=menu_id
            popover="auto"
            role="menu"
            aria-label="Actions"
            node_ref=menu
            on:beforetoggle=move |event| watch_toggle(&event, menu, open, false)
            on:toggle=move |event| watch_toggle(&event, menu, open, true)
            on:keydown=move |event| move_by_key(&event, menu)
        >
            // Before the WASM every menu is filled; afterwards only the one that is open, to keep the page small.
            {living_if(move || {
                let filled = open.get() || !talk.hydrated.get() || is_shown(menu);
                filled.then(|| entries(talk, &message, menu))
            })}
        </div>
    }
    .into_any()
}

fn entries(talk: Talk, message: &MessageView, menu: NodeRef<html::Div>) -> AnyView {
    let id = message.id;
    let (gone, own) = (message.is_tombstone(), talk.own(message));
    // An answer is for all, and nothing may be quoted in it that is not.
    let answerable = !gone && message.target.is_none();
    let (writes, moderates) = (talk.writes(), talk.moderates());
    let link = |href: String, label: &'static str| entry(href, label, menu);
    let address = talk.address.get_untracked();
    let copy = talk.hydrated.get_untracked().then(|| {
        let act = move |_| {
            close(menu);
            copy_id(talk, id.to_string());
        };
        view! { <button type="button" role="menuitem" on:click=act>"Copy message ID"</button> }
    });
    let danger = |verb: Verb, label: &'static str| {
        let act = move |_| close(menu);
        view! {
            <a role="menuitem" data-tone="danger" data-visit="" href=address.removing(verb, Some(id)) on:click=act>
                {label}
            </a>
        }
    };
    view! {
        {copy}
        {(writes && answerable).then(|| {
            let again = address.reply == Some(id);
            let act = move |_| {
                close(menu);
                focus_composer(again);
            };
            let href = address.replying(id);
            view! { <a role="menuitem" data-visit="" href=href on:click=act>"Reply"</a> }
        })}
        {(writes && own && !gone).then(|| link(address.editing(id), "Edit message"))}
        {(moderates && !gone).then(|| danger(Verb::Redact, "Redact message"))}
        {moderates.then(|| danger(Verb::Delete, "Delete message"))}
    }
    .into_any()
}

fn entry(href: String, label: &'static str, menu: NodeRef<html::Div>) -> AnyView {
    view! { <a role="menuitem" data-visit="" href=href on:click=move |_| close(menu)>{label}</a> }.into_any()
}

fn copy_id(talk: Talk, id: String) {
    spawn_local(async move {
        #[cfg(feature = "hydrate")]
        let copied = crate::browser::copy(id.clone()).await;
        #[cfg(not(feature = "hydrate"))]
        let copied = false;
        // Without a clipboard the id is at least there to be marked.
        let text = if copied { "Message ID copied.".to_owned() } else { format!("Message ID: {id}") };
        talk.done.try_set(Some(Done::say(text)));
    });
}

/// Goes to the composer that answers this message already: nothing changes there that would do it.
fn focus_composer(again: bool) {
    #[cfg(feature = "hydrate")]
    if again {
        // After the menu has given the focus back.
        request_animation_frame(|| {
            crate::browser::focus("composer-content");
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = again;
}

fn close(menu: NodeRef<html::Div>) {
    #[cfg(feature = "hydrate")]
    if let Some(menu) = menu.get_untracked() {
        crate::browser::close_menu(&menu);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = menu;
}

/// Whether the menu stands open, as when it was opened before the WASM arrived.
fn is_shown(menu: NodeRef<html::Div>) -> bool {
    #[cfg(feature = "hydrate")]
    return menu.get_untracked().is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false));
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = menu;
        false
    }
}

/// Fills the menu before it is shown, enters it when it is, and empties it when it is gone.
fn watch_toggle(event: &ev::Event, menu: NodeRef<html::Div>, open: RwSignal<bool>, shown: bool) {
    #[cfg(feature = "hydrate")]
    {
        let opens = crate::browser::opens(event);
        if opens || shown {
            open.set(opens);
        }
        if opens
            && shown
            && let Some(menu) = menu.get_untracked()
        {
            crate::browser::enter_menu(&menu);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, menu, open, shown);
}

fn move_by_key(event: &ev::KeyboardEvent, menu: NodeRef<html::Div>) {
    #[cfg(feature = "hydrate")]
    if let Some(menu) = menu.get_untracked() {
        crate::browser::menu_key(event, &menu);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, menu);
}

/// A menu button also opens on the arrow down.
#[cfg_attr(not(feature = "hydrate"), expect(clippy::needless_pass_by_value, reason = "the shape of a handler"))]
fn open_by_arrow(event: ev::KeyboardEvent) {
    #[cfg(feature = "hydrate")]
    if event.key() == "ArrowDown"
        && let Some(button) = crate::browser::closest(event.target(), "button")
    {
        use wasm_bindgen::JsCast;
        event.prevent_default();
        button.unchecked_into::<web_sys::HtmlElement>().click();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = event;
}
