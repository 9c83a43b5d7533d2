//! Page: the members of a room. Moderators add members, owners and admins give any role, everybody may leave; what the
//! viewer may not do is absent. The question before a removal stands in the address.

mod add;
mod list;
mod remove;

use domain::{
    UserId,
    view::{MemberPage, RoomView},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{add::add_form, list::list, remove::remove_dialog};
use super::forms::{Posting, address, go_when};
use crate::{
    calls::{AddMember, CallError, RemoveMember, SetMemberRole, members, room},
    parts::{ErrorNote, FormError, Frame, Status, done_word, query_word, use_viewer},
};

/// What the forms of this page do.
#[derive(Clone, Copy)]
struct Actions {
    add: Posting<AddMember>,
    role: Posting<SetMemberRole>,
    remove: Posting<RemoveMember>,
}

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("room").unwrap_or_default().to_owned()));
    let (after, removing) = (query_word("after"), query_word("remove"));
    let actions = Actions { add: Posting::new(), role: Posting::new(), remove: Posting::new() };

    let viewer = use_viewer();
    let opened = Resource::new(move || id.get(), room);
    let page = Resource::new(move || (id.get(), after.get()), |(id, after)| members(id, after));

    Effect::watch(move || removing.track(), move |(), _, _| actions.remove.action.clear(), false);
    let here = move |done: &'static str| {
        page.refetch();
        address(&path(&id.get_untracked()), &[("after", &after.get_untracked()), ("done", done)])
    };
    go_when(actions.add.done, move || {
        actions.role.action.clear();
        here("add")
    });
    go_when(actions.role.done, move || {
        actions.add.action.clear();
        here("role")
    });
    go_when(actions.remove.done, move || {
        // Whoever left may not look at the members any more.
        let left = viewer.with_untracked(|viewer| is_viewer(viewer.as_ref(), &removing.get_untracked()));
        if left { "/rooms?done=leave".to_owned() } else { here("remove") }
    });

    let done = done_word();
    let wrong_email = actions.add.wrong(domain::Field::Email);
    let status = move || {
        let failed = actions.role.error.with(Option::is_some) || actions.add.error.with(Option::is_some);
        if failed { "" } else { done_sentence(&done.get()) }
    };
    view! {
        <Frame title="Members">
            <Transition fallback=|| view! { <p class="loading">"Loading the members…"</p> }>
                {move || {
                    let further = !after.get().is_empty();
                    Suspend::new(async move {
                        let viewer = viewer.await.ok().flatten().map(|viewer| viewer.id);
                        match both(opened.await, page.await) {
                            Ok((room, page)) => {
                                let (head, add) = (heading(&room), add_form(&room, actions.add, wrong_email));
                                view! {
                                    {head}
                                    <Status text=status />
                                    <div class="stack">
                                        <FormError error=actions.role.error id="role-error" />
                                        {list(page, &room, viewer, further, actions.role.action)}
                                        {add}
                                    </div>
                                }
                                .into_any()
                            }
                            Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                        }
                    })
                }}
            </Transition>
            <Transition>
                {move || {
                    let (removing, after) = (removing.get(), after.get());
                    Suspend::new(async move {
                        if removing.is_empty() {
                            return None;
                        }
                        let viewer = viewer.await.ok().flatten().map(|viewer| viewer.id);
                        let (room, page) = both(opened.await, page.await).ok()?;
                        let close = address(&path(&room.summary.id.to_string()), &[("after", &after)]);
                        Some(remove_dialog(room, page, &removing, viewer, close, actions.remove))
                    })
                }}
            </Transition>
        </Frame>
    }
    .into_any()
}

/// Both answers, or the first failure.
fn both(
    room: Result<RoomView, CallError>,
    page: Result<MemberPage, CallError>,
) -> Result<(RoomView, MemberPage), CallError> {
    Ok((room?, page?))
}

/// The address of this page.
fn path(room: &str) -> String {
    ["/rooms/", room, "/members"].concat()
}

/// Whether the text is the id of whoever is looking.
fn is_viewer(viewer: Option<&Result<Option<domain::view::Viewer>, CallError>>, user: &str) -> bool {
    let id: Option<UserId> = user.parse().ok();
    matches!(viewer, Some(Ok(Some(viewer))) if Some(viewer.id) == id)
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
        "role" => "The role was changed.",
        "remove" => "The person is no longer a member.",
        _ => "",
    }
}
