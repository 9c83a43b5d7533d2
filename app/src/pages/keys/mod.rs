//! Page: access keys of programs. The filter, the form for a new key and the question before an act stand in the address;
//! the secrets of a new key stand nowhere but in the page that shows them once.

mod change;
mod create;
mod filters;
mod fresh;
mod help;
mod list;

use axum::http::StatusCode;
use domain::{
    KeyStanding, RoomId,
    view::{KeyPage, KeyQuery, RoomQuery, RoomRef, Viewer},
};
use leptos::prelude::*;

use self::{
    change::{Change, change_dialog},
    create::{Filled, create_dialog},
    filters::filters,
    fresh::fresh,
    list::list,
};
use super::page::{Asked, page, set_status};
use crate::{
    calls::{CallError, CreateKey, fresh_key, keys, rooms, server::origin},
    parts::{Status, address},
};

/// Where the list stands: whose keys, how they stand, and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Place {
    /// Empty: one's own; `all`: everybody's; else the id of a user.
    whose: String,
    standing: Option<KeyStanding>,
    after: String,
}

impl Place {
    fn read(asked: &Asked) -> Self {
        Self {
            whose: asked.word("whose").to_owned(),
            standing: KeyStanding::from_code(asked.word("state")),
            after: asked.word("after").to_owned(),
        }
    }

    /// What is asked of the server.
    fn query(&self) -> Result<KeyQuery, CallError> {
        let user = match self.whose.as_str() {
            "" | "all" => None,
            user => Some(user.parse().map_err(domain::Failure::from)?),
        };
        let after = Some(self.after.clone()).filter(|after| !after.is_empty());
        Ok(KeyQuery { all: self.whose == "all", user, standing: self.standing, after })
    }

    /// The address of this place, with one or two more words.
    fn address(&self, more: [(&str, &str); 2]) -> String {
        let state = self.standing.map_or("", KeyStanding::code);
        address("/keys", &[("whose", &self.whose), ("state", state), ("after", &self.after), more[0], more[1]])
    }

    /// The address of this place and nothing more.
    fn here(&self) -> String {
        self.address([("", ""), ("", "")])
    }

    /// Whether it shows less than all of one's own keys.
    fn narrowed(&self) -> bool {
        *self != Self::default()
    }
}

/// The page.
#[component]
pub fn KeysPage() -> impl IntoView {
    page("Access keys", async |asked, viewer| {
        let place = Place::read(&asked);
        let server = origin();
        // The list first: if it cannot be had there is no page, and the secrets wait for the next try.
        let page = keys(place.query()?).await?;
        let made = match asked.word("made") {
            "" => None,
            key => Some(fresh_key(key.to_owned()).await?),
        };
        if made.as_ref().is_some_and(Option::is_some) {
            // No page like others: browsers keep those whole for going back, even such as are not to be stored, and
            // the secrets would stand in them. They do so with a plain 200 only.
            set_status(StatusCode::CREATED);
        }
        let dialog = dialog(&page, &place, &asked, &viewer).await;
        let view = view! {
            <div class="page-head">
                <h1>"Access keys"</h1>
                <a class="button" data-tone="accent" href=place.address([("new", "1"), ("", "")]) data-visit="">"New key"</a>
            </div>
            <Status text=done_sentence(asked.done()) />
            {made.map(|key| fresh(key, &server))}
            {filters(&page, &place, viewer.platform_admin)}
            {list(page, &place, &viewer, &server)}
            {dialog}
        };
        Ok(view.into_any())
    })
}

/// The panel that the address opens over the list, if it opens one.
async fn dialog(page: &KeyPage, place: &Place, asked: &Asked, viewer: &Viewer) -> Option<AnyView> {
    if asked.query.get("new").is_some() {
        let rooms = rooms_to_choose().await;
        let filled = Filled::read(asked);
        return Some(create_dialog(rooms, viewer.platform_admin, &filled, &place.here(), asked.refused::<CreateKey>()));
    }
    let change = Change::from_code(asked.word("do"))?;
    let key = page.keys.iter().find(|key| key.id.as_str() == asked.word("key")).cloned();
    Some(change_dialog(change, key, &place.here(), asked))
}

/// The first rooms by name, to choose from. None when they cannot be had: an id can be written all the same.
async fn rooms_to_choose() -> Vec<RoomRef> {
    let found = rooms(RoomQuery::default()).await;
    let room = |id: RoomId, name: String| RoomRef { id, name };
    found.map(|page| page.rooms.into_iter().map(|found| room(found.id, found.name)).collect()).unwrap_or_default()
}

/// What was just done, in a sentence.
fn done_sentence(done: &str) -> &'static str {
    match done {
        "disable" => "The key was disabled. Programs that use it are refused from now on.",
        "approve" => "The key was approved. Programs can use it now.",
        _ => "",
    }
}
