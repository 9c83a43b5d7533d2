//! Page: the members of a room. Moderators add members, owners and admins give any role, everybody may leave; what the
//! viewer may not do is absent. The question before a removal stands in the address.

mod add;
mod list;
mod remove;

use domain::view::RoomView;
use leptos::prelude::*;

use self::{add::add_form, list::list, remove::remove_dialog};
use super::page::page;
use crate::{
    calls::{AddMember, RemoveMember, SetMemberRole, members, room},
    parts::{Refusal, Status, address},
};

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    page("Members", async |asked, viewer| {
        let (id, after, removing) = (asked.subject(), asked.word("after"), asked.word("remove"));
        let room = room(id.clone()).await?;
        let page = members(id, after.to_owned()).await?;
        let here = address(&path(&room.summary.id.to_string()), &[("after", after)]);
        let removed = asked.refused::<RemoveMember>();
        let dialog = (!removing.is_empty())
            .then(|| remove_dialog(&room, &page, removing, viewer.id, here.clone(), removed.as_ref()));
        let role_refused = asked.refused::<SetMemberRole>().map(|error| error.to_string());
        let add = add_form(&room, &here, asked.refused::<AddMember>());
        let view = view! {
            {heading(&room)}
            <Status text=done_sentence(asked.done()) />
            <div class="stack">
                <Refusal text=role_refused id="role-error" />
                {list(page, &room, viewer.id, !after.is_empty(), &here)}
                {add}
            </div>
            {dialog}
        };
        Ok(view.into_any())
    })
}

/// The address of this page.
fn path(room: &str) -> String {
    ["/rooms/", room, "/members"].concat()
}

/// The title with the way back to the room.
fn heading(room: &RoomView) -> AnyView {
    let back = ["/rooms/", &room.summary.id.to_string()].concat();
    let settings = room.controls.govern.then(|| {
        let to = [&back, "/settings"].concat();
        view! { <a class="button" href=to>"Room settings"</a> }
    });
    view! {
        <div class="page-head">
            <div>
                <p class="crumbs"><a href=back.clone() dir="auto">{room.summary.name.clone()}</a></p>
                <h1>"Members"</h1>
            </div>
            {settings}
        </div>
    }
    .into_any()
}

/// What was just done, in a sentence.
fn done_sentence(done: &str) -> &'static str {
    match done {
        "add" => "The person is a member now.",
        "role" => "The role is set.",
        "remove" => "The person is no longer a member.",
        _ => "",
    }
}
