//! A new room: its name, its kind, the account it belongs to, and who is in it from the start.

use domain::{Field as F, RoomKind, limits, view::AccountRef};
use leptos::{prelude::*, server_fn::ServerFn};

use super::page::{Asked, page};
use crate::{
    calls::CreateRoom,
    parts::{
        Choice, Choices, Field, Labelled, Refusal, Select, Submit, described_by, in_textarea, refusal_beside,
        refusal_of_form,
    },
};

/// The form. What it makes decides the server.
#[component]
pub fn CreateRoomPage() -> impl IntoView {
    page("New room", async |asked, viewer| Ok(form(&asked, viewer.accounts)))
}

fn form(asked: &Asked, accounts: Vec<AccountRef>) -> AnyView {
    let refused = asked.refused::<CreateRoom>();
    // What a refused form brought back.
    let filled = |name| asked.word(name).to_owned();
    let beside = |field| refusal_beside(refused.as_ref(), field);
    let whole = refusal_of_form(refused.as_ref(), &[F::RoomName, F::RoomKind, F::Account, F::Email]);
    view! {
        <div class="page-head">
            <h1>"New room"</h1>
        </div>
        <div class="card narrow" data-form="">
            <form method="post" action=CreateRoom::url() data-post="">
                <div class="form">
                    <Refusal text=whole id="create-room-error" />
                    <Field
                        label="Name"
                        name="name"
                        of=F::RoomName
                        required=true
                        autocomplete="off"
                        value=filled("name")
                        maxlength=limits::ROOM_NAME_CHARS_MAX
                        refused=refused.clone()
                    />
                    {kinds(filled("kind"), beside(F::RoomKind))}
                    {(!accounts.is_empty()).then(|| choose_account(accounts, &filled("account"), beside(F::Account)))}
                    {people(filled("people"), beside(F::Email))}
                    <div class="form-actions">
                        <Submit label="Create room" busy="Creating room…" />
                        <a class="button" href="/rooms">"Cancel"</a>
                    </div>
                </div>
            </form>
        </div>
    }
    .into_any()
}

const fn kind_sentence(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Room => "Has an owner, who can appoint managers; they moderate it.",
        RoomKind::Conversation => "For two people or a small group.",
        RoomKind::Channel => "For an app and the people who use it.",
    }
}

fn kinds(filled: String, wrong: Option<String>) -> AnyView {
    let choices = RoomKind::ALL.map(|kind| (kind.code(), kind.label(), kind_sentence(kind))).to_vec();
    let now = if filled.is_empty() { RoomKind::Room.code().to_owned() } else { filled };
    view! { <Choices legend="Kind" name="kind" of=F::RoomKind wrong now choices /> }.into_any()
}

fn choose_account(accounts: Vec<AccountRef>, filled: &str, wrong: Option<String>) -> AnyView {
    let mut choices = vec![Choice::new("", "No account", filled.is_empty())];
    choices.extend(accounts.into_iter().map(|account| {
        let id = account.id.to_string();
        let chosen = id == filled;
        Choice::new(id, account.name, chosen)
    }));
    let hint = "Admins of the account moderate its rooms.";
    view! { <Select label="Account" name="account" of=F::Account wrong choices hint /> }.into_any()
}

fn people(filled: String, wrong: Option<String>) -> AnyView {
    let invalid = wrong.is_some().then_some("true");
    let hint = "One e-mail address a line. You are in it in any case.";
    view! {
        <Labelled label="People" id="people" of=Some(F::Email) wrong hint=hint.to_owned()>
            <textarea
                id="people"
                name="people"
                rows="4"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=invalid
                aria-describedby=described_by("people", true, true)
            >
                {in_textarea(&filled)}
            </textarea>
        </Labelled>
    }
    .into_any()
}
