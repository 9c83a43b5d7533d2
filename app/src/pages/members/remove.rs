//! The question before a membership ends: somebody else's, or one's own.

use domain::{
    UserId,
    view::{MemberPage, RoomView},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, RemoveMember},
    parts::{Question, Word},
};

/// The question. `close` is the page of the list without it.
pub fn remove_dialog(
    room: &RoomView,
    page: &MemberPage,
    user: &str,
    viewer: UserId,
    close: String,
    refused: Option<&CallError>,
) -> AnyView {
    let Some(member) = page.members.iter().find(|member| member.person.id.to_string() == user) else {
        return view! {
            <Word title="Not in this list" id="remove" close_href=close>
                <p>"This person is not on the page of the list that is shown."</p>
            </Word>
        }
        .into_any();
    };
    let own = viewer == member.person.id;
    let name = &room.summary.name;
    let (title, effect, label, busy) = if own {
        (
            ["Leave ", name, "?"].concat(),
            "You can no longer read or write here. Your messages stay. Only a moderator can add you again.",
            "Leave room",
            "Leaving…",
        )
    } else {
        (
            ["Remove ", &member.person.name, " from ", name, "?"].concat(),
            "They can no longer read or write here, at once. Their messages stay. They can be added again.",
            "Remove member",
            "Removing…",
        )
    };
    let (room, user) = (room.summary.id.to_string(), member.person.id.to_string());
    view! {
        <Question title id="remove" close_href=close action=RemoveMember::url() label busy tone="danger" careful=true
            refused=refused.map(ToString::to_string)>
            <p>{effect}</p>
            <input type="hidden" name="room" value=room />
            <input type="hidden" name="user" value=user />
        </Question>
    }
    .into_any()
}
