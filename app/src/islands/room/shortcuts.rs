//! The single keys that act on messages, and the list of them. Off while somebody types, and when the viewer wants none.

use leptos::prelude::*;

use super::{dialog::RoomDialog, talk::Talk};
use crate::parts::living_if;

/// Key and what it does.
const KEYS: [(&str, &str); 6] = [
    ("J", "Next message"),
    ("K", "Previous message"),
    ("R", "Redact the focused message"),
    ("D", "Delete the focused message"),
    ("/", "Find a message by its ID"),
    ("?", "Show this list"),
];

/// Where the keys for the next and the previous message stop: at a message, and at the line that opens a fold of them.
#[cfg(feature = "hydrate")]
const STOPS: &str = ".timeline-rows .message, .timeline-rows summary";

/// The list of keys, when the address asks for it.
#[component]
pub fn KeyList(talk: Talk) -> impl IntoView {
    let open = Memo::new(move |_| talk.address.with(|address| address.keys));
    living_if(move || {
        open.get().then(|| {
            let close_href = talk.address.with_untracked(super::address::Address::plain);
            let moderates = talk.moderates();
            let off = talk.viewer.with_value(|viewer| !viewer.shortcuts);
            view! {
                <RoomDialog title="Keyboard shortcuts" id="keys" close_href=close_href.clone()>
                    {off.then(|| view! { <p class="notice">"They are switched off in your settings."</p> })}
                    <dl class="dialog-keys">
                        {KEYS
                            .into_iter()
                            .filter(move |(key, _)| moderates || !matches!(*key, "R" | "D"))
                            .map(|(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })
                            .collect_view()}
                    </dl>
                    <p class="dialog-actions">
                        <a class="button" href=close_href data-visit="replace" autofocus=true>"Close"</a>
                    </p>
                </RoomDialog>
            }
            .into_any()
        })
    })
}

/// Listens for the keys.
#[cfg(feature = "hydrate")]
pub fn listen(talk: Talk) {
    use domain::Verb;
    use wasm_bindgen::JsCast;
    use web_sys::KeyboardEvent;

    use crate::browser;

    browser::listen("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let on = talk.viewer.with_value(|viewer| viewer.shortcuts);
        if !on || event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let busy = "input, textarea, select, [contenteditable], dialog, [popover]";
        if browser::closest(event.target(), busy).is_some() || browser::dialog_is_open() {
            return;
        }
        let go = |href: String| talk.go(&href, false);
        // The keys as they are printed: with Shift or Caps Lock they are the same ones.
        match event.key().to_ascii_lowercase().as_str() {
            "j" => browser::step(STOPS, true),
            "k" => browser::step(STOPS, false),
            key @ ("r" | "d") => {
                let verb = if key == "r" { Verb::Redact } else { Verb::Delete };
                let Some(id) = focused_message() else { return };
                let can = untrack(|| talk.moderates())
                    && talk.timeline.with_untracked(|timeline| {
                        timeline.get(id).is_some_and(|message| verb == Verb::Delete || !message.is_tombstone())
                    });
                if !can {
                    return;
                }
                go(talk.address.with_untracked(|address| address.removing(verb, Some(id))));
            }
            "/" => {
                browser::focus_and_show("find-id");
            }
            "?" => go(talk.address.with_untracked(|address| address.and("help", "keys"))),
            _ => return,
        }
        event.prevent_default();
    });
}

/// The message whose row has the focus, or holds it.
#[cfg(feature = "hydrate")]
fn focused_message() -> Option<domain::MessageId> {
    use crate::browser;
    let row = browser::closest(browser::focused().map(Into::into), ".message")?;
    row.id().strip_prefix("m-")?.parse().ok()
}
