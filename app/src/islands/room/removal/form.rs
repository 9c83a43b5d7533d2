//! The form that confirms a removal: one click, one removal. It sends once at a time, tells a refusal beside what was
//! typed, and confirms nothing in the moment in which it opens.

use std::time::Duration;

use domain::{Conflict, Failure, Field, Verb, view::RemovalView};
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{
    super::{
        address::Removal,
        dialog::RoomDialog,
        talk::{Done, Talk, ends, hopeless, nothing_left},
    },
    act::{Filled, carry_out, check, door},
    cancel::{Cancel, CancelForm},
    fields::{hidden_fields, note_field, reason_field, typed_name},
    give_back, sorry,
    words::{at_work, button_label, question, what},
};
use crate::{
    calls::CallError,
    parts::{FormError, living_if, living_words},
};

/// How long a dialog that has just opened confirms nothing: the second click of a double click lands somewhere in it.
const ARMED_AFTER: Duration = Duration::from_millis(350);

/// The dialog that asks for a confirmation, or says that there is nothing to remove.
pub(super) fn confirm(talk: Talk, plan: &RemovalView, removal: Removal, close: String) -> AnyView {
    if nothing_left(plan) {
        return sorry(talk, "There is no message in this room.".to_owned(), removal, close);
    }
    let (verb, required) = (plan.verb, plan.reason_required);
    let now =
        move |read: fn(&RemovalView) -> AnyView| living_if(move || talk.plan.with(|plan| plan.as_ref().map(read)));
    let news = move || {
        let news = talk.news.get();
        (!news.is_empty()).then(|| news.into_any())
    };
    let form = Form::new(talk, verb, removal, close.clone());
    let stopped = Memo::new(move |_| form.error.with(|error| error.as_ref().is_some_and(hopeless)));
    let whole_room = verb == Verb::Purge;
    view! {
        <RoomDialog title=question(verb) id="removal" close_href=close on_return=give_back(talk, removal)>
            <form
                method="post"
                action=door(verb).0
                class="dialog-form"
                novalidate=talk.hydrated
                on:submit=move |event| form.submit(&event)
            >
                {now(hidden_fields)}
                {now(what)}
                <p role="status" class="dialog-news">{living_if(news)}</p>
                <FormError error=form.error id="removal-error" />
                {whole_room.then(|| typed_name(form.typed, form.error))}
                // The focus opens on the reason where one is required, else on the least destructive control.
                {reason_field(verb, form.reason, required, required, form.error)}
                {note_field(form.note, form.error)}
                <div class="dialog-actions">
                    <Cancel talk focus=!required />
                    <button
                        class="button"
                        data-tone="danger"
                        disabled=stopped
                        aria-disabled=move || (form.busy.get() || !form.armed.get()).then_some("true")
                    >
                        {living_words(move || {
                            if form.busy.get() {
                                at_work(verb).to_owned()
                            } else {
                                talk.plan.with(|plan| plan.as_ref().map(button_label)).unwrap_or_default()
                            }
                        })}
                    </button>
                </div>
            </form>
            <CancelForm talk />
        </RoomDialog>
    }
    .into_any()
}

/// The form of one dialog.
#[derive(Clone, Copy)]
struct Form {
    talk: Talk,
    removal: Removal,
    /// The address without the dialog.
    close: StoredValue<String>,
    reason: NodeRef<html::Input>,
    note: NodeRef<html::Input>,
    typed: NodeRef<html::Input>,
    error: RwSignal<Option<CallError>>,
    busy: RwSignal<bool>,
    armed: RwSignal<bool>,
}

impl Form {
    fn new(talk: Talk, verb: Verb, removal: Removal, close: String) -> Self {
        let armed = RwSignal::new(!talk.hydrated.get_untracked());
        // As it opens, and whenever it has become about something else.
        Effect::new(move |before: Option<Option<TimeoutHandle>>| {
            talk.plan.track();
            armed.set(false);
            // The time before a change counts for nothing.
            before.flatten().inspect(TimeoutHandle::clear);
            set_timeout_with_handle(move || _ = armed.try_set(true), ARMED_AFTER).ok()
        });
        on_cleanup(move || _ = talk.removing.try_set_value(false));
        Self {
            talk,
            error: RwSignal::new(talk.refusal(door(verb).1)),
            removal,
            close: StoredValue::new(close),
            reason: NodeRef::new(),
            note: NodeRef::new(),
            typed: NodeRef::new(),
            busy: RwSignal::new(false),
            armed,
        }
    }

    fn filled(self) -> Filled {
        let value = |field: NodeRef<html::Input>| field.get_untracked().map(|input| input.value()).unwrap_or_default();
        Filled { reason: value(self.reason), note: value(self.note), typed: value(self.typed) }
    }

    fn submit(self, event: &ev::SubmitEvent) {
        event.prevent_default();
        // One click, one removal: the form carries one key, and a second click finds the door shut.
        if self.busy.get_untracked() || !self.armed.get_untracked() {
            return;
        }
        let filled = self.filled();
        let Some(plan) = self.talk.plan.get_untracked() else { return };
        if let Err(failure) = check(&filled, &plan) {
            self.refuse(failure);
            return;
        }
        self.error.set(None);
        self.busy.set(true);
        self.talk.removing.set_value(true);
        spawn_local(async move {
            match carry_out(&plan, filled).await {
                Ok(operation) => {
                    self.talk.removing.try_set_value(false);
                    self.talk.removed(&operation);
                    self.leave();
                }
                Err(error) => self.failed(error),
            }
        });
    }

    /// Tells what the server would refuse, and goes to the field that it is about.
    fn refuse(self, failure: Failure) {
        let field = match failure.field() {
            Some(Field::Reason) => Some(self.reason),
            Some(Field::Note) => Some(self.note),
            Some(Field::Confirmation) => Some(self.typed),
            _ => None,
        };
        self.error.set(Some(CallError::Refused(failure)));
        if let Some(input) = field.and_then(|field| field.get_untracked()) {
            let _ = input.focus();
        }
    }

    /// Closes the dialog, unless another one is open by now.
    fn leave(self) {
        let open = self.talk.address.try_with_untracked(|address| address.removal);
        if open == Some(Some(self.removal))
            && let Some(close) = self.close.try_get_value()
        {
            self.talk.go(&close, true);
        }
    }

    fn failed(self, error: CallError) {
        let talk = self.talk;
        self.busy.try_set(false);
        talk.removing.try_set_value(false);
        // The next confirmation is about what is there then.
        if error.failure() == Some(&Failure::Conflict(Conflict::RoomChanged)) {
            talk.look_again();
        }
        if ends(&error) {
            talk.end(error);
            return;
        }
        // Nobody may be there any more to read it in the dialog.
        if let Some(Some(error)) = self.error.try_set(Some(error)) {
            talk.done.set(Some(Done::warn(error.to_string())));
        }
        talk.refresh();
    }
}
