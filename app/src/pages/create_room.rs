//! A new room: its name, its kind, the account it belongs to, and who is in it from the start.

use domain::{Field as F, RoomKind, limits, view::AccountRef};
use leptos::{prelude::*, server_fn::ServerFn};

use super::page::page;
use crate::{
    calls::{CallError, CreateRoom},
    parts::{Field, Refusal, Submit, refusal_beside, refusal_of_form},
};

/// The form. What it makes decides the server.
#[component]
pub fn CreateRoomPage() -> impl IntoView {
    page("New room", async |asked, viewer| Ok(form(asked.refused::<CreateRoom>(), viewer.accounts)))
}

fn form(refused: Option<CallError>, accounts: Vec<AccountRef>) -> AnyView {
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
                        maxlength=limits::ROOM_NAME_CHARS_MAX
                        refused=refused.clone()
                    />
                    {kinds(beside(F::RoomKind))}
                    {(!accounts.is_empty()).then(|| choose_account(accounts, beside(F::Account)))}
                    {people(beside(F::Email))}
                    <div class="form-actions">
                        <Submit label="Create room" busy="Creating room" />
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

fn kinds(wrong: Option<String>) -> AnyView {
    // The sentence describes the choice and is not its name: that stays one word.
    let choice = |kind: RoomKind| {
        let hint = ["kind-", kind.code()].concat();
        let hint_id = hint.clone();
        view! {
            <div>
                <label class="choice">
                    <input
                        type="radio"
                        name="kind"
                        value=kind.code()
                        checked=kind == RoomKind::Room
                        aria-describedby=hint_id
                    />
                    {kind.label()}
                </label>
                <p class="field-hint choice-hint" id=hint>{kind_sentence(kind)}</p>
            </div>
        }
    };
    view! {
        <fieldset class="field" aria-describedby="kind-error">
            <legend>"Kind"</legend>
            <div class="choices" data-column>{RoomKind::ALL.map(choice).collect_view()}</div>
            <Refusal text=wrong id="kind-error" field=F::RoomKind />
        </fieldset>
    }
    .into_any()
}

fn choose_account(accounts: Vec<AccountRef>, wrong: Option<String>) -> AnyView {
    let choices = accounts
        .into_iter()
        .map(|account| view! { <option value=account.id.to_string()>{account.name}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for="account">"Account"</label>
            <select
                id="account"
                name="account"
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby="account-hint account-error"
            >
                <option value="">"No account"</option>
                {choices}
            </select>
            <Refusal text=wrong id="account-error" field=F::Account />
            <p class="field-hint" id="account-hint">"Admins of the account moderate its rooms."</p>
        </div>
    }
    .into_any()
}

fn people(wrong: Option<String>) -> AnyView {
    view! {
        <div class="field">
            <label for="people">"People"</label>
            <textarea
                id="people"
                name="people"
                rows="4"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby="people-hint people-error"
            ></textarea>
            <Refusal text=wrong id="people-error" field=F::Email />
            <p class="field-hint" id="people-hint">"One e-mail address a line. You are in it in any case."</p>
        </div>
    }
    .into_any()
}
