//! Page: users and access, for admins. Search, the form for a new user and the panel of an act all stand in the address.

mod change;
mod create;
mod list;

use domain::view::{UserPage, UserQuery};
use leptos::prelude::*;

use self::{
    change::{Change, change_dialog},
    create::create_dialog,
    list::list,
};
use super::page::{Asked, page};
use crate::{
    calls::users,
    parts::{Status, address},
};

/// Where the list stands: what is searched for and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Place {
    search: String,
    after: String,
}

impl Place {
    /// The address of this place, with one or two more words.
    fn address(&self, more: [(&str, &str); 2]) -> String {
        address("/users", &[("search", &self.search), ("after", &self.after), more[0], more[1]])
    }
}

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    page("Users", async |asked, viewer| {
        let place = Place { search: asked.word("search").to_owned(), after: asked.word("after").to_owned() };
        let after = Some(place.after.clone()).filter(|after| !after.is_empty());
        let page = users(UserQuery { search: place.search.clone(), after }).await?;
        let dialog = dialog(&page, &place, &asked);
        let view = view! {
            <div class="page-head">
                <h1>"Users"</h1>
                <a class="button" data-tone="accent" href=place.address([("new", "1"), ("", "")]) data-visit="">"New user"</a>
            </div>
            <Status text=done_sentence(asked.done()) />
            {list(page, &place, viewer.id)}
            {dialog}
        };
        Ok(view.into_any())
    })
}

/// The panel that the address opens over the list, if it opens one.
fn dialog(page: &UserPage, place: &Place, asked: &Asked) -> Option<AnyView> {
    let close = place.address([("", ""), ("", "")]);
    if asked.word("new") == "1" {
        return Some(create_dialog(page.accounts.clone(), page.everywhere, close, asked));
    }
    let change = Change::from_code(asked.word("do"))?;
    let user = page.users.iter().find(|user| user.id.to_string() == asked.word("user")).cloned();
    Some(change_dialog(change, user, &close, asked))
}

/// What was just done, in a sentence.
fn done_sentence(done: &str) -> &'static str {
    match done {
        "create" => "The user was made. Tell them their password in a safe way.",
        "disable" => "The user was disabled, and all their sessions ended.",
        "enable" => "The user can sign in again.",
        "password" => "The password was set, and all sessions of the user ended.",
        "sign-out" => "All sessions of the user ended.",
        _ => "",
    }
}
