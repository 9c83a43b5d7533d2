//! The dialog of a removal: says what would happen, asks why, and makes it happen once. Opens by the address. Never
//! removes anything by itself, and never shows a message that has gone in the meantime.

use domain::{
    Failure, Field, Invalid, Note, Problem, Reason, Verb,
    limits::REASON_CHARS_MAX,
    view::{OperationView, RemovalView},
};
use leptos::{ev, html, prelude::*, server_fn::ServerFn, task::spawn_local};

use super::{
    address::{Address, Removal},
    dialog::{Dialog, OnReturn},
    message::message_quote,
    talk::{Done, Talk, ends, hopeless},
};
use crate::{
    calls::{CallError, Delete, Purge, Redact, delete, purge, redact},
    parts::{FormError, group_digits},
};

/// Reasons that are given most often.
const PRESETS: [&str; 5] = ["Spam", "Harassment", "Sensitive data", "Off topic", "Other"];
/// How long a dialog that has just opened confirms nothing: the second click of a double click lands somewhere in it.
const ARMED_AFTER: std::time::Duration = std::time::Duration::from_millis(350);

/// The dialog, when the address asks for one.
#[component]
pub fn RemovalDialog(talk: Talk) -> impl IntoView {
    move || {
        let answer = talk.preview.get();
        let (removal, close) = talk.address.with_untracked(|address| (address.removal, address.plain()));
        match (answer, removal) {
            (Some(Ok(plan)), Some(removal)) => confirm(talk, plan, removal, close),
            (Some(Err(error)), Some(removal)) => refused(talk, &error, removal, close),
            (_, None) | (None, Some(_)) => ().into_any(),
        }
    }
}

const fn question(verb: Verb) -> &'static str {
    match verb {
        Verb::Redact => "Redact this message for everyone?",
        Verb::Delete => "Delete this message for everyone?",
        Verb::Purge => "Purge room for everyone?",
    }
}

fn button_label(plan: &RemovalView) -> String {
    match plan.verb {
        Verb::Redact => "Redact message".to_owned(),
        Verb::Delete => "Delete message".to_owned(),
        Verb::Purge if plan.count == 1 => "Purge 1 message".to_owned(),
        Verb::Purge => format!("Purge {} messages", group_digits(plan.count)),
    }
}

/// The verb while it is at work.
const fn at_work(verb: Verb) -> &'static str {
    match verb {
        Verb::Redact => "Redacting…",
        Verb::Delete => "Deleting…",
        Verb::Purge => "Purging…",
    }
}

/// Where the form posts to, and the path that its failures are marked with.
fn door(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Redact => (Redact::url(), Redact::PATH),
        Verb::Delete => (Delete::url(), Delete::PATH),
        Verb::Purge => (Purge::url(), Purge::PATH),
    }
}

/// Gives the focus back to the message when the button that opened the dialog is gone.
fn give_back(talk: Talk, removal: Removal) -> OnReturn {
    Box::new(move || {
        #[cfg(feature = "hydrate")]
        match removal.message {
            Some(id) => super::feed::focus_near(talk, id),
            None => {
                if !crate::browser::focus("purge-room") {
                    crate::browser::focus("main");
                }
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (talk, removal);
    })
}

/// Why there is nothing to confirm.
fn refused(talk: Talk, error: &CallError, removal: Removal, close: String) -> AnyView {
    let text = talk.refusal(door(removal.verb).1).as_ref().unwrap_or(error).to_string();
    sorry(talk, text, removal, close)
}

fn sorry(talk: Talk, text: String, removal: Removal, close: String) -> AnyView {
    view! {
        <Dialog title="This cannot be done" id="removal" close_href=close.clone() on_return=give_back(talk, removal)>
            <p class="notice" data-tone="danger" role="alert">{text}</p>
            <p class="dialog-actions">
                <a class="button" href=close data-visit="replace" autofocus=true>"Close"</a>
            </p>
        </Dialog>
    }
    .into_any()
}

/// What the person put into the form.
#[derive(Clone)]
struct Filled {
    reason: String,
    note: String,
    typed: String,
}

/// The rules of the server, told before it is asked.
fn check(filled: &Filled, plan: &RemovalView) -> Result<(), Failure> {
    if Reason::optional(&filled.reason)?.is_none() && plan.reason_required {
        return Err(Failure::ReasonRequired(plan.verb));
    }
    Note::optional(&filled.note)?;
    if plan.verb == Verb::Purge && filled.typed.trim() != plan.room.name.trim() {
        let problem = if filled.typed.trim().is_empty() { Problem::Missing } else { Problem::DoesNotMatch };
        return Err(Failure::Invalid(Invalid { field: Field::Confirmation, problem }));
    }
    Ok(())
}

async fn carry_out(plan: &RemovalView, filled: Filled) -> Result<OperationView, CallError> {
    let room = plan.room.id.to_string();
    let message = plan.message.as_ref().map(|message| message.id.to_string()).unwrap_or_default();
    let key = plan.key.clone();
    match plan.verb {
        Verb::Redact => redact(room, message, filled.reason, filled.note, key).await,
        Verb::Delete => delete(room, message, filled.reason, filled.note, key).await,
        Verb::Purge => {
            let through = plan.through.map(|id| id.to_string()).unwrap_or_default();
            purge(room, through, filled.typed, filled.reason, filled.note, key).await
        }
    }
}

fn confirm(talk: Talk, plan: RemovalView, removal: Removal, close: String) -> AnyView {
    let verb = plan.verb;
    if verb == Verb::Purge && plan.through.is_none() {
        return sorry(talk, "There is no message in this room.".to_owned(), removal, close);
    }
    let (url, path) = door(verb);
    let error = RwSignal::new(talk.refusal(path));
    let armed = RwSignal::new(!talk.hydrated.get_untracked());
    if !armed.get_untracked() {
        set_timeout(move || _ = armed.try_set(true), ARMED_AFTER);
    }
    let (reason, note, typed) =
        (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let plan = StoredValue::new(plan);
    let closing = StoredValue::new(close.clone());
    let busy = RwSignal::new(false);
    on_cleanup(move || _ = talk.removing.try_set_value(false));

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        // One click, one removal: the form carries one key, and a second click finds the door shut.
        if busy.get_untracked() || !armed.get_untracked() {
            return;
        }
        let value = |field: NodeRef<html::Input>| field.get_untracked().map(|input| input.value()).unwrap_or_default();
        let filled = Filled { reason: value(reason), note: value(note), typed: value(typed) };
        let plan = plan.get_value();
        if let Err(failure) = check(&filled, &plan) {
            let field = match failure.field() {
                Some(Field::Reason) => Some(reason),
                Some(Field::Note) => Some(note),
                Some(Field::Confirmation) => Some(typed),
                _ => None,
            };
            error.set(Some(CallError::Refused(failure)));
            if let Some(input) = field.and_then(|field| field.get_untracked()) {
                let _ = input.focus();
            }
            return;
        }
        error.set(None);
        busy.set(true);
        talk.removing.set_value(true);
        spawn_local(async move {
            match carry_out(&plan, filled).await {
                Ok(operation) => {
                    talk.removed(&operation);
                    let still = talk.address.try_with_untracked(|address| address.removal) == Some(Some(removal));
                    if still && let Some(close) = closing.try_get_value() {
                        talk.go(&close, true);
                    }
                }
                Err(failure) => {
                    busy.try_set(false);
                    talk.removing.try_set_value(false);
                    if ends(&failure) {
                        talk.end(failure);
                    } else {
                        // Nobody may be there any more to read it in the dialog.
                        if let Some(Some(failure)) = error.try_set(Some(failure)) {
                            talk.done.set(Some(Done::warn(failure.to_string())));
                        }
                        talk.refresh();
                    }
                }
            }
        });
    };
    let stopped = Memo::new(move |_| error.with(|error| error.as_ref().is_some_and(hopeless)));
    let label = plan.with_value(button_label);
    let wrong = move |field: Field| {
        move || {
            let here = error.with(|error| error.as_ref()?.failure()?.field()) == Some(field);
            here.then_some("true")
        }
    };
    let (required, hidden) = plan.with_value(|plan| (plan.reason_required, hidden_fields(plan)));
    let what = plan.with_value(what);
    view! {
        <Dialog title=question(verb) id="removal" close_href=close on_return=give_back(talk, removal)>
            <form method="post" action=url class="dialog-form" novalidate=talk.hydrated on:submit=submit>
                {hidden}
                {what}
                <FormError error=error id="removal-error" />
                {(verb == Verb::Purge).then(|| typed_name(typed, wrong(Field::Confirmation)))}
                <ReasonField input=reason required focus=required && verb != Verb::Purge wrong=Signal::derive(wrong(Field::Reason)) />
                <div class="field">
                    <label for="removal-note">"Private note"</label>
                    <input
                        id="removal-note"
                        name="note"
                        autocomplete="off"
                        aria-invalid=wrong(Field::Note)
                        aria-describedby="removal-error removal-note-hint"
                        node_ref=note
                    />
                    <p class="field-hint" id="removal-note-hint">"For moderators only; it stands in the audit log."</p>
                </div>
                <div class="dialog-actions">
                    <Cancel talk focus=!required && verb != Verb::Purge />
                    <button
                        class="button"
                        data-tone="danger"
                        disabled=move || busy.get() || !armed.get() || stopped.get()
                    >
                        {move || if busy.get() { at_work(verb).to_owned() } else { label.clone() }}
                    </button>
                </div>
            </form>
            <CancelForm talk />
        </Dialog>
    }
    .into_any()
}

fn hidden_fields(plan: &RemovalView) -> AnyView {
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> };
    view! {
        {hidden("room", plan.room.id.to_string())}
        {plan.message.as_ref().map(|message| hidden("message", message.id.to_string()))}
        {plan.through.map(|through| hidden("through", through.to_string()))}
        {hidden("key", plan.key.clone())}
    }
    .into_any()
}

/// What goes, what stays, and what no removal can reach.
fn what(plan: &RemovalView) -> AnyView {
    let shown = match &plan.message {
        Some(message) => message_quote(message),
        None => {
            let count = if plan.count == 1 { "1 message".to_owned() } else { group_digits(plan.count) + " messages" };
            view! {
                <p>
                    <strong>{count}</strong>
                    " in "
                    <strong dir="auto">{plan.room.name.clone()}</strong>
                    ", everything up to now. What is written after this stays."
                </p>
            }
            .into_any()
        }
    };
    view! {
        {shown}
        <p>{plan.verb.sentence()}</p>
        <p class="soft small">
            {plan.message.is_some().then_some("It cannot be brought back. ")}
            "People may have read or copied what was written; no removal can reach that."
        </p>
    }
    .into_any()
}

fn typed_name(
    input: NodeRef<html::Input>,
    wrong: impl Fn() -> Option<&'static str> + std::marker::Send + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for="removal-name">"Type the room's name"</label>
            <input
                id="removal-name"
                name="confirmation"
                required=true
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                aria-invalid=wrong
                aria-describedby="removal-error"
                node_ref=input
            />
        </div>
    }
    .into_any()
}

/// The public reason, with what is often said and how much still fits.
#[component]
fn ReasonField(
    input: NodeRef<html::Input>,
    required: bool,
    focus: bool,
    wrong: Signal<Option<&'static str>>,
) -> impl IntoView {
    let chars = RwSignal::new(0_usize);
    let choose = move |preset: &'static str| {
        move |_| {
            if let Some(field) = input.get_untracked() {
                field.set_value(preset);
                chars.set(preset.chars().count());
                let _ = field.focus();
            }
        }
    };
    let hint = if required { "Required in this room. Everyone sees it." } else { "Everyone in the room sees it." };
    view! {
        <div class="field">
            <label for="removal-reason">"Reason"</label>
            <input
                id="removal-reason"
                name="reason"
                required=required
                autofocus=focus
                autocomplete="off"
                aria-invalid=move || wrong.get()
                aria-describedby="removal-error removal-reason-hint"
                node_ref=input
                on:input=move |event| chars.set(event_target_value(&event).chars().count())
            />
            <p class="field-hint dialog-hint" id="removal-reason-hint">
                <span>{hint}</span>
                <span class="dialog-count" data-tone=move || (chars.get() > REASON_CHARS_MAX).then_some("danger")>
                    {move || chars.get()}
                    " of 256 characters"
                </span>
            </p>
            <div class="dialog-presets" role="group" aria-label="Often said">
                {PRESETS
                    .into_iter()
                    .map(|preset| view! {
                        <button type="button" class="button" data-size="small" on:click=choose(preset)>{preset}</button>
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

/// The form behind the "Cancel" button: a plain way back to the address without the dialog.
const CANCEL_FORM: &str = "removal-cancel";

#[component]
fn Cancel(talk: Talk, focus: bool) -> impl IntoView {
    let cancel = move |event: ev::MouseEvent| {
        event.prevent_default();
        talk.leave(&talk.address.with_untracked(Address::plain));
    };
    view! { <button class="button" form=CANCEL_FORM autofocus=focus on:click=cancel>"Cancel"</button> }
}

#[component]
fn CancelForm(talk: Talk) -> impl IntoView {
    let (action, anchor) =
        talk.address.with_untracked(|address| (format!("/rooms/{}", address.room), address.anchor_word()));
    view! {
        <form method="get" action=action id=CANCEL_FORM>
            {anchor.map(|(name, value)| view! { <input type="hidden" name=name value=value /> })}
        </form>
    }
}
