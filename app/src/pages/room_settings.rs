//! Page: the settings of a room, for its owners and for admins. Others are told whom to ask. The question before
//! archiving stands in the address; purging has its own dialog on the room's page.

use domain::{Field as F, Verb, limits, view::RoomView};
use leptos::{prelude::*, server_fn::ServerFn};

use super::page::{Asked, page};
use crate::{
    calls::{ArchiveRoom, RenameRoom, SetReasonRequired, room},
    parts::{Field, Question, Refusal, Status, Submit, address, refusal_of_form},
};

/// The page.
#[component]
pub fn RoomSettingsPage() -> impl IntoView {
    page("Room settings", async |asked, _| {
        let room = room(asked.subject()).await?;
        Ok(body(&room, &asked))
    })
}

/// The address of this page.
fn path(room: &str) -> String {
    ["/rooms/", room, "/settings"].concat()
}

/// The forms, or whom to ask.
fn body(room: &RoomView, asked: &Asked) -> AnyView {
    let to = ["/rooms/", &room.summary.id.to_string()].concat();
    let members = [&to, "/members"].concat();
    let archived = room.summary.archived;
    let content = if room.controls.govern {
        view! {
            {rename(room, asked)}
            {policy(room, asked)}
            {archive(room)}
            {danger(room)}
            {archive_dialog(room, asked)}
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
        <Status text=done_sentence(asked.done(), archived) />
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

fn rename(room: &RoomView, asked: &Asked) -> AnyView {
    let refused = asked.refused::<RenameRoom>();
    let whole = refusal_of_form(refused.as_ref(), &[F::RoomName]);
    let (id, name) = (room.summary.id.to_string(), room.summary.name.clone());
    view! {
        <section class="card" aria-labelledby="rename-title">
            <h2 id="rename-title">"Name"</h2>
            <form method="post" action=RenameRoom::url() data-post="">
                <div class="form">
                    <input type="hidden" name="room" value=id />
                    <Field label="Room name" name="name" of=F::RoomName value=name required=true autocomplete="off"
                        maxlength=limits::ROOM_NAME_CHARS_MAX refused=refused />
                    <Refusal text=whole id="rename-error" />
                    <div class="form-actions"><Submit label="Rename room" busy="Renaming…" /></div>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn policy(room: &RoomView, asked: &Asked) -> AnyView {
    let refused = asked.refused::<SetReasonRequired>().map(|error| error.to_string());
    let (id, required) = (room.summary.id.to_string(), room.reason_required);
    view! {
        <section class="card" aria-labelledby="policy-title">
            <h2 id="policy-title">"Removals"</h2>
            <form method="post" action=SetReasonRequired::url() data-post="">
                <div class="form">
                    <input type="hidden" name="room" value=id />
                    <label class="choice">
                        <input type="checkbox" name="required" value="true" checked=required />
                        "Ask for a reason before a message is removed"
                    </label>
                    <Refusal text=refused id="policy-error" />
                    <div class="form-actions"><Submit label="Save policy" busy="Saving…" /></div>
                </div>
            </form>
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
                <div class="form-actions"><a class="button" id="archive-room" href=to data-visit="">{word}</a></div>
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
                <p>"Deletes every message of this room, from the disk too; it cannot be undone."</p>
                <div class="form-actions"><a class="button" data-tone="danger" href=to>"Purge room"</a></div>
            </div>
        </section>
    }
    .into_any()
}

/// The question before a room is archived or brought back: asked only when it would change something.
fn archive_dialog(room: &RoomView, asked: &Asked) -> Option<AnyView> {
    let name = &room.summary.name;
    let (title, effect, archived, label, busy) = match (asked.word("do"), room.summary.archived) {
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
    let refused = asked.refused::<ArchiveRoom>().map(|error| error.to_string());
    let id = room.summary.id.to_string();
    let question = view! {
        <Question title id="archive-question" close_href=path(&id) action=ArchiveRoom::url() refused label busy
            careful=true>
            <p>{effect}</p>
            <input type="hidden" name="room" value=id />
            <input type="hidden" name="archived" value=archived />
        </Question>
    };
    Some(question.into_any())
}
