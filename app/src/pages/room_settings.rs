//! Page: the settings of a room, for its owners and for admins. Others are told whom to ask. The question before
//! archiving stands in the address; purging has its own dialog on the room's page.

use domain::{Verb, limits, view::RoomView};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::forms::{Posting, Submit, address, go_when};
use crate::{
    calls::{ArchiveRoom, RenameRoom, SetReasonRequired, room},
    parts::{Dialog, ErrorNote, Field, FormError, Frame, Status, done_word, query_word},
};

/// What the forms of this page do.
#[derive(Clone, Copy)]
struct Actions {
    rename: Posting<RenameRoom>,
    archive: Posting<ArchiveRoom>,
    policy: Posting<SetReasonRequired>,
    wrong_name: Signal<Option<String>>,
}

/// The page.
#[component]
pub fn RoomSettingsPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("room").unwrap_or_default().to_owned()));
    let asking = query_word("do");
    let done = done_word();
    let rename = Posting::new();
    let wrong_name = rename.wrong(domain::Field::RoomName);
    let actions = Actions { rename, archive: Posting::new(), policy: Posting::new(), wrong_name };
    let opened = Resource::new(move || id.get(), room);

    Effect::watch(move || asking.track(), move |(), _, _| actions.archive.action.clear(), false);
    let back = move |done: &'static str| {
        move || {
            opened.refetch();
            address(&path(&id.get_untracked()), &[("done", done)])
        }
    };
    go_when(actions.rename.done, back("rename"));
    go_when(actions.archive.done, back("archive"));
    go_when(actions.policy.done, back("policy"));

    view! {
        <Frame title="Room settings">
            <Transition fallback=|| view! { <p class="loading">"Loading the settings…"</p> }>
                {move || Suspend::new(async move {
                    match opened.await {
                        Ok(room) => body(&room, done, actions),
                        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                    }
                })}
            </Transition>
            <Transition>
                {move || {
                    let asking = asking.get();
                    Suspend::new(async move {
                        let room = opened.await.ok().filter(|room| room.controls.govern)?;
                        archive_dialog(&room, &asking, actions.archive)
                    })
                }}
            </Transition>
        </Frame>
    }
    .into_any()
}

/// The address of this page.
fn path(room: &str) -> String {
    ["/rooms/", room, "/settings"].concat()
}

/// The forms, or whom to ask.
fn body(room: &RoomView, done: Memo<String>, actions: Actions) -> AnyView {
    let to = ["/rooms/", &room.summary.id.to_string()].concat();
    let members = [&to, "/members"].concat();
    let archived = room.summary.archived;
    let content = if room.controls.govern {
        view! {
            {rename(room, actions)}
            {policy(room, actions.policy)}
            {archive(room)}
            {danger(room)}
        }
        .into_any()
    } else {
        view! { <p>"Only the owner and admins of this room can change its settings. Ask one of them."</p> }.into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <p class="crumbs"><a href=to dir="auto">{room.summary.name.clone()}</a></p>
                <h1>"Room settings"</h1>
            </div>
            <a class="button" href=members>"Members"</a>
        </div>
        <Status text=move || done_sentence(&done.get(), archived) />
        <div class="stack">{content}</div>
    }
    .into_any()
}

/// What was just done, in a sentence.
fn done_sentence(done: &str, archived: bool) -> &'static str {
    match (done, archived) {
        ("rename", _) => "The room has its new name.",
        ("policy", _) => "The policy is set.",
        ("archive", true) => "The room is archived. Nobody can write in it.",
        ("archive", false) => "The room is back. Its members can write again.",
        _ => "",
    }
}

fn rename(room: &RoomView, actions: Actions) -> AnyView {
    let Posting { action, error, pending, .. } = actions.rename;
    let (id, name) = (room.summary.id.to_string(), room.summary.name.clone());
    view! {
        <section class="card" aria-labelledby="rename-title">
            <h2 id="rename-title">"Name"</h2>
            <ActionForm action=action>
                <div class="form">
                    <input type="hidden" name="room" value=id />
                    <Field label="Room name" name="name" value=name required=true autocomplete="off"
                        maxlength=limits::ROOM_NAME_CHARS_MAX error=actions.wrong_name />
                    <FormError error=error id="rename-error" fields=&[domain::Field::RoomName] />
                    <div class="form-actions"><Submit label="Rename room" busy="Renaming…" pending=pending /></div>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn policy(room: &RoomView, form: Posting<SetReasonRequired>) -> AnyView {
    let Posting { action, error, pending, .. } = form;
    let (id, required) = (room.summary.id.to_string(), room.reason_required);
    view! {
        <section class="card" aria-labelledby="policy-title">
            <h2 id="policy-title">"Removals"</h2>
            <ActionForm action=action>
                <div class="form">
                    <input type="hidden" name="room" value=id />
                    <label class="choice">
                        <input type="checkbox" name="required" value="true" checked=required prop:checked=required />
                        "Ask for a reason before a message is removed"
                    </label>
                    <FormError error=error id="policy-error" />
                    <div class="form-actions"><Submit label="Save policy" busy="Saving…" pending=pending /></div>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn archive(room: &RoomView) -> AnyView {
    let (state, word, code) = if room.summary.archived {
        (
            "This room is archived: it can be read and moderated, and nobody can write in it.",
            "Bring room back",
            "restore",
        )
    } else {
        (
            "An archived room can be read and moderated, but nobody can write in it. It can be brought back.",
            "Archive room",
            "archive",
        )
    };
    let to = address(&path(&room.summary.id.to_string()), &[("do", code)]);
    view! {
        <section class="card" aria-labelledby="archive-title">
            <h2 id="archive-title">"Archive"</h2>
            <div class="stack">
                <p>{state}</p>
                <div class="form-actions"><a class="button" href=to>{word}</a></div>
            </div>
        </section>
    }
    .into_any()
}

fn danger(room: &RoomView) -> AnyView {
    let to = address(&["/rooms/", &room.summary.id.to_string()].concat(), &[("verb", Verb::Purge.code())]);
    view! {
        <section class="card danger-zone" aria-labelledby="danger-title">
            <h2 id="danger-title">"Danger zone"</h2>
            <div class="stack">
                <p>{Verb::Purge.sentence()}</p>
                <div class="form-actions"><a class="button" data-tone="danger" href=to>"Purge room"</a></div>
            </div>
        </section>
    }
    .into_any()
}

/// The question before a room is archived or brought back: asked only when it would change something.
fn archive_dialog(room: &RoomView, asking: &str, form: Posting<ArchiveRoom>) -> Option<AnyView> {
    let name = &room.summary.name;
    let (title, effect, archived, label, busy) = match (asking, room.summary.archived) {
        ("archive", false) => (
            ["Archive ", name, "?"].concat(),
            "Nobody can write in it any more. It can still be read and moderated, and brought back at any time.",
            "true",
            "Archive room",
            "Archiving…",
        ),
        ("restore", true) => (
            ["Bring ", name, " back?"].concat(),
            "Its members can write in it again.",
            "false",
            "Bring room back",
            "Bringing back…",
        ),
        _ => return None,
    };
    let Posting { action, error, pending, .. } = form;
    let id = room.summary.id.to_string();
    let close = path(&id);
    let dialog = view! {
        <Dialog title=title id="archive" close_href=close.clone()>
            <ActionForm action=action>
                <div class="form">
                    <p>{effect}</p>
                    <input type="hidden" name="room" value=id />
                    <input type="hidden" name="archived" value=archived />
                    <FormError error=error id="archive-error" />
                    <div class="form-actions">
                        <a class="button" href=close>"Cancel"</a>
                        <Submit label=label busy=busy pending=pending />
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    };
    Some(dialog.into_any())
}
