//! Page: one room. Reads what the address asks for and hands it to the island. Never decides who may do what.

use axum::http::StatusCode;
use domain::{Thing, view::Anchor};
use leptos::prelude::*;
use leptos_meta::Title;

use super::page::{page, set_status};
use crate::{
    calls::{messages, preview_removal, room},
    islands::{Address, Opened, Printed, RoomIsland},
};

/// The page of one room.
#[component]
pub fn RoomPage() -> impl IntoView {
    page("Room", async |asked, viewer| {
        let address = Address::read(asked.subject(), &asked.query);
        let view = room(address.room.clone()).await?;
        let page = messages(address.room.clone(), address.anchor).await?;
        let preview = match address.removal {
            None => None,
            Some(removal) => {
                let message = removal.message.map(|message| message.to_string()).unwrap_or_default();
                Some(preview_removal(address.room.clone(), removal.verb.code().to_owned(), message).await)
            }
        };
        let missing =
            matches!(address.anchor, Anchor::Around(id) if !page.messages.iter().any(|message| message.id == id));
        if missing {
            // The room is shown all the same; what was asked for is not there.
            set_status(StatusCode::NOT_FOUND);
        }
        let mistake = address.mistake.or(missing.then(|| Thing::Message.sentence())).map(str::to_owned);
        let title = view.summary.name.clone();
        let opened = Opened {
            room: address.room,
            search: asked.search().to_owned(),
            viewer,
            view,
            page,
            preview,
            mistake,
            refused: asked.refusal(),
        };
        Ok(view! { <Title text=title /> <RoomIsland opened=Printed(opened) /> }.into_any())
    })
}
