//! A new room: its name, its kind, the account it belongs to, and who is in it from the start.

use domain::{Field as F, RoomKind, limits, view::AccountRef};
use leptos::prelude::*;

use super::forms::Submit;
use crate::{
    calls::{CallError, CreateRoom},
    parts::{ErrorNote, Field, FormError, Frame, action_error, field_error, use_viewer},
};

/// The form. What it makes decides the server.
#[component]
pub fn CreateRoomPage() -> impl IntoView {
    let viewer = use_viewer();
    let action = ServerAction::<CreateRoom>::new();
    view! {
        <Frame title="New room">
            <Transition>
                {move || Suspend::new(async move {
                    match viewer.await {
                        Ok(Some(viewer)) => view! { <Form action=action accounts=viewer.accounts /> }.into_any(),
                        Ok(None) => view! { <ErrorNote error=CallError::Refused(domain::Failure::SignedOut) /> }.into_any(),
                        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

#[component]
fn Form(action: ServerAction<CreateRoom>, accounts: Vec<AccountRef>) -> impl IntoView {
    let error = Signal::derive(move || action_error(action.value().get()));
    view! {
        <div class="page-head">
            <h1>"New room"</h1>
        </div>
        <div class="card narrow" data-form="">
            <ActionForm action=action>
                <div class="form">
                    <FormError
                        error=error
                        id="create-room-error"
                        fields=&[F::RoomName, F::RoomKind, F::Account, F::Email]
                    />
                    <Field
                        label="Name"
                        name="name"
                        required=true
                        autocomplete="off"
                        maxlength=limits::ROOM_NAME_CHARS_MAX
                        error=field_error(error, F::RoomName)
                    />
                    <Kinds error=field_error(error, F::RoomKind) />
                    {(!accounts.is_empty()).then(|| view! { <Accounts accounts=accounts error=field_error(error, F::Account) /> })}
                    <People error=field_error(error, F::Email) />
                    <div class="form-actions">
                        <Submit label="Create room" busy="Creating room" pending=action.pending() />
                        <a class="button" href="/rooms">"Cancel"</a>
                    </div>
                </div>
            </ActionForm>
        </div>
    }
}

const fn kind_sentence(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Room => "Has an owner, who can appoint managers; they moderate it.",
        RoomKind::Conversation => "For two people or a small group.",
        RoomKind::Channel => "For an app and the people who use it.",
    }
}

#[component]
fn Kinds(error: Signal<Option<String>>) -> impl IntoView {
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
        <fieldset class="field" aria-describedby=move || error.with(Option::is_some).then_some("kind-error")>
            <legend>"Kind"</legend>
            <div class="choices" data-column>{RoomKind::ALL.map(choice).collect_view()}</div>
            <Refused error=error id="kind-error" />
        </fieldset>
    }
}

#[component]
fn Accounts(accounts: Vec<AccountRef>, error: Signal<Option<String>>) -> impl IntoView {
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
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby="account-hint account-error"
            >
                <option value="">"No account"</option>
                {choices}
            </select>
            <Refused error=error id="account-error" />
            <p class="field-hint" id="account-hint">"Admins of the account moderate its rooms."</p>
        </div>
    }
}

#[component]
fn People(error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="people">"People"</label>
            <textarea
                id="people"
                name="people"
                rows="4"
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby="people-hint people-error"
            ></textarea>
            <Refused error=error id="people-error" />
            <p class="field-hint" id="people-hint">"One e-mail address a line. You are in it in any case."</p>
        </div>
    }
}

/// The place of a field's failure, for fields that are no single input. Always there, so that it can be pointed at.
#[component]
fn Refused(error: Signal<Option<String>>, id: &'static str) -> impl IntoView {
    view! {
        <div id=id role="alert">
            {move || error.get().map(|text| view! { <p class="field-error">{text}</p> })}
        </div>
    }
}
