//! The question before a membership ends: somebody else's, or one's own.

use domain::{
    UserId,
    view::{MemberPage, RoomView},
};
use leptos::prelude::*;

use crate::{
    calls::RemoveMember,
    pages::forms::{Posting, Submit},
    parts::{Dialog, FormError},
};

/// The question.
pub fn remove_dialog(
    room: RoomView,
    page: MemberPage,
    user: &str,
    viewer: Option<UserId>,
    close: String,
    form: Posting<RemoveMember>,
) -> AnyView {
    let Some(member) = page.members.into_iter().find(|member| member.person.id.to_string() == user) else {
        return view! {
            <Dialog title="Not in this list" id="remove" close_href=close.clone()>
                <p>"This person is not on the page of the list that is shown."</p>
                <div class="form-actions"><a class="button" href=close>"Close"</a></div>
            </Dialog>
        }
        .into_any();
    };
    let own = viewer == Some(member.person.id);
    let name = room.summary.name;
    let (title, effect, label, busy) = if own {
        (
            ["Leave ", &name, "?"].concat(),
            "You can no longer read or write here. Your messages stay. Only a moderator can add you again.",
            "Leave room",
            "Leaving…",
        )
    } else {
        (
            ["Remove ", &member.person.name, " from ", &name, "?"].concat(),
            "They can no longer read or write here, at once. Their messages stay. They can be added again.",
            "Remove member",
            "Removing…",
        )
    };
    let Posting { action, error, pending, .. } = form;
    let (room, user) = (room.summary.id.to_string(), member.person.id.to_string());
    view! {
        <Dialog title=title id="remove" close_href=close.clone()>
            <ActionForm action=action>
                <div class="form">
                    <p>{effect}</p>
                    <input type="hidden" name="room" value=room />
                    <input type="hidden" name="user" value=user />
                    <FormError error=error id="remove-error" />
                    <div class="form-actions">
                        <a class="button" href=close>"Cancel"</a>
                        <Submit label=label busy=busy tone="danger" pending=pending />
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
