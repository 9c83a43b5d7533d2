//! The form for a new access key: what for, how far, until when, and for platform admins whose.

use domain::{Field as F, limits, view::RoomRef};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, CreateKey},
    pages::page::Asked,
    parts::{Choices, Field, Labelled, Question, described_by, refusal_beside, refusal_of_form},
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
    let whole = refusal_of_form(refused.as_ref(), &[F::Label, F::Scope, F::Room, F::Expiry, F::Email]);
    let (label, expires, email) = (filled.label.clone(), filled.expires.clone(), filled.email.clone());
    let (scope, room) = (scope(filled, refused.as_ref()), room(rooms, filled, refused.as_ref()));
    let refused_email = refused.clone();
    let whose = everybody.then(|| {
        view! {
            <Field label="Whose (e-mail)" name="email" of=F::Email id="key-email" autocomplete="off" value=email
                maxlength=limits::EMAIL_CHARS_MAX hint="Leave it empty for a key of your own." refused=refused_email />
        }
    });
    view! {
        // What is not valid is told by the server, beside its field.
        <Question title="New access key" id="create" close_href=close action=CreateKey::url() refused=whole
            label="Make key" busy="Making…" novalidate=true>
            <Field label="Label" name="label" of=F::Label id="key-label" autocomplete="off" value=label
                maxlength=limits::KEY_LABEL_CHARS_MAX hint="What it is for, to tell it from others later."
                refused=refused.clone() />
            {scope}
            {room}
            <Field label="Last day (UTC)" name="expires" of=F::Expiry id="key-expires" kind="date"
                value=expires hint="Leave it empty for a key without an end." refused=refused />
            {whose}
        </Question>
    }
    .into_any()
}

/// How far the key reaches; the least unless told otherwise.
fn scope(filled: &Filled, refused: Option<&CallError>) -> AnyView {
    let now = if filled.scope.is_empty() { "read".to_owned() } else { filled.scope.clone() };
    let choices = vec![
        ("read", "Read only", "Sees what its user sees, and changes nothing."),
        ("room", "One room", "Does what its user may, in that room and nowhere else."),
        ("all", "Everything", "Does all that its user may."),
    ];
    let wrong = refusal_beside(refused, F::Scope);
    view! { <Choices legend="Scope" name="scope" of=F::Scope wrong now choices /> }.into_any()
}

/// The room of a key for one; out of sight until that is chosen.
fn room(rooms: Vec<RoomRef>, filled: &Filled, refused: Option<&CallError>) -> AnyView {
    let wrong = refusal_beside(refused, F::Room);
    let invalid = wrong.is_some().then_some("true");
    let value = filled.room.clone();
    let hint = "Choose one, or write its id: the last part of the room's address.";
    let options: Vec<_> =
        rooms.into_iter().map(|room| view! { <option value=room.id.to_string()>{room.name}</option> }).collect();
    view! {
        <Labelled label="Room" id="key-room" of=Some(F::Room) wrong hint=hint.to_owned() class="key-room">
            <input
                id="key-room"
                name="room"
                list="key-rooms"
                autocomplete="off"
                spellcheck="false"
                value=value
                aria-invalid=invalid
                aria-describedby=described_by("key-room", true, true)
            />
            <datalist id="key-rooms">{options}</datalist>
        </Labelled>
    }
    .into_any()
}
