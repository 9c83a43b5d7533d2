//! The form for a new access key: what for, how far, until when, and for platform admins whose.

use domain::{Field as F, limits, view::RoomRef};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, CreateKey},
    pages::page::Asked,
    parts::{Dialog, Field, Refusal, Submit, refusal_beside, refusal_of_form},
};

/// What stands in the form at first: nothing, or what a refused form brought back.
pub struct Filled {
    label: String,
    scope: String,
    room: String,
    expires: String,
    email: String,
}

impl Filled {
    /// Reads it from the address.
    pub fn read(asked: &Asked) -> Self {
        let word = |name: &str| asked.word(name).to_owned();
        Self {
            label: word("label"),
            scope: word("scope"),
            room: word("room"),
            expires: word("expires"),
            email: word("email"),
        }
    }
}

/// The panel. `everybody`: whether the viewer makes keys for others; `close`: the list without the panel.
pub fn create_dialog(
    rooms: Vec<RoomRef>,
    everybody: bool,
    filled: &Filled,
    close: &str,
    refused: Option<CallError>,
) -> AnyView {
    let (here, cancel) = (close.to_owned(), close.to_owned());
    let whole = refusal_of_form(refused.as_ref(), &[F::Label, F::Scope, F::Room, F::Expiry, F::Email]);
    let (label, expires, email) = (filled.label.clone(), filled.expires.clone(), filled.email.clone());
    let (scope, room) = (scope(filled, refused.as_ref()), room(rooms, filled, refused.as_ref()));
    let refused_email = refused.clone();
    let whose = everybody.then(|| {
        view! {
            <Field label="Whose (e-mail)" name="email" of=F::Email id="key-email" kind="text" autocomplete="off" value=email
                maxlength=limits::EMAIL_CHARS_MAX hint="Leave it empty for a key of your own." refused=refused_email />
        }
    });
    view! {
        <Dialog title="New access key" id="create" close_href=close.to_owned()>
            // What is not valid is told by the server, beside its field.
            <form method="post" action=CreateKey::url() data-post=here novalidate>
                <div class="form">
                    <Field label="Label" name="label" of=F::Label id="key-label" autocomplete="off" value=label
                        maxlength=limits::KEY_LABEL_CHARS_MAX hint="What it is for, to tell it from others later."
                        refused=refused.clone() />
                    {scope}
                    {room}
                    <Field label="Last day (UTC)" name="expires" of=F::Expiry id="key-expires" kind="date"
                        value=expires hint="Leave it empty for a key without an end." refused=refused />
                    {whose}
                    <Refusal text=whole id="create-error" />
                    <div class="form-actions">
                        <a class="button" href=cancel data-visit="replace">"Cancel"</a>
                        <Submit label="Make key" busy="Making…" />
                    </div>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// How far the key reaches; the least unless told otherwise.
fn scope(filled: &Filled, refused: Option<&CallError>) -> AnyView {
    let wrong = refusal_beside(refused, F::Scope);
    let now = if filled.scope.is_empty() { "read" } else { &filled.scope };
    let choice = |code: &'static str, label: &'static str, hint: &'static str| {
        let (id, hint_id) = (["scope-", code].concat(), ["scope-", code, "-hint"].concat());
        let described_by = ["scope-error ", &hint_id].concat();
        view! {
            <div>
                <label class="choice">
                    <input type="radio" name="scope" id=id value=code checked=code == now aria-describedby=described_by />
                    {label}
                </label>
                <p class="field-hint choice-hint" id=hint_id>{hint}</p>
            </div>
        }
    };
    view! {
        <fieldset class="field">
            <legend>"Scope"</legend>
            <div class="choices" data-column>
                {choice("read", "Read only", "Sees what its user sees, and changes nothing.")}
                {choice("room", "One room", "Does what its user may, in that room and nowhere else.")}
                {choice("all", "Everything", "Does all that its user may.")}
            </div>
            <Refusal text=wrong id="scope-error" field=F::Scope />
        </fieldset>
    }
    .into_any()
}

/// The room of a key for one; out of sight until that is chosen.
fn room(rooms: Vec<RoomRef>, filled: &Filled, refused: Option<&CallError>) -> AnyView {
    let wrong = refusal_beside(refused, F::Room);
    let invalid = wrong.is_some().then_some("true");
    let options: Vec<_> =
        rooms.into_iter().map(|room| view! { <option value=room.id.to_string()>{room.name}</option> }).collect();
    view! {
        <div class="field key-room">
            <label for="key-room">"Room"</label>
            <input
                id="key-room"
                name="room"
                list="key-rooms"
                autocomplete="off"
                spellcheck="false"
                value=filled.room.clone()
                aria-invalid=invalid
                aria-describedby="key-room-error key-room-hint"
            />
            <datalist id="key-rooms">{options}</datalist>
            <Refusal text=wrong id="key-room-error" field=F::Room />
            <p class="field-hint" id="key-room-hint">"Choose one, or write its id: the last part of the room's address."</p>
        </div>
    }
    .into_any()
}
