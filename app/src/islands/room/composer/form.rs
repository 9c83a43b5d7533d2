//! What both forms share: the field, its counter, the failure, and that one thing is sent at a time.

use domain::{Content, MessageId, limits::CONTENT_CHARS_MAX, view::MessageView};
use leptos::{ev, html, prelude::*};

use super::super::{
    address::Address,
    talk::{Done, Talk, ends},
};
use crate::{
    calls::CallError,
    parts::{FormError, group_digits, living_if, living_words},
};

/// Characters from which on the counter shows.
const COUNT_FROM: usize = 3_900;
/// The form of the composer.
#[derive(Clone, Copy)]
pub(super) struct Form {
    talk: Talk,
    input: NodeRef<html::Textarea>,
    chars: RwSignal<usize>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<CallError>>,
    /// Whether the text is kept while the page changes.
    drafts: bool,
}

impl Form {
    pub fn new(talk: Talk, error: Option<CallError>, drafts: bool) -> Self {
        Self {
            talk,
            input: NodeRef::new(),
            chars: RwSignal::new(0),
            busy: RwSignal::new(false),
            error: RwSignal::new(error),
            drafts,
        }
    }

    /// Puts a text in and the cursor behind it, once the field is there.
    pub fn prefill(self, text: String) {
        Effect::new(move || {
            if let Some(input) = self.input.get() {
                input.set_value(&text);
                self.chars.set(text.chars().count());
                let _ = input.focus();
            }
        });
    }

    /// Brings back what was being written before the page changed, and takes the focus when an answer begins or ends.
    pub fn follow(self, replying: Memo<Option<MessageId>>, focus: bool) {
        Effect::new(move |before: Option<bool>| {
            let now = replying.get().is_some();
            if let Some(input) = self.input.get_untracked() {
                let draft = self.talk.draft();
                if before.is_none() && !draft.is_empty() {
                    input.set_value(&draft);
                    self.chars.set(draft.chars().count());
                }
                if now || before == Some(true) || (before.is_none() && focus) {
                    let _ = input.focus();
                }
            }
            now
        });
    }

    /// What is in the field now.
    fn typed(self, text: String) {
        self.chars.set(text.chars().count());
        // What was refused is another text by now.
        if self.error.with_untracked(Option::is_some) {
            self.error.set(None);
        }
        if self.drafts {
            self.talk.keep_draft(&text);
        } else {
            self.talk.changing.set_value(text);
        }
    }

    /// The text, if it can be sent now.
    pub fn checked(self) -> Option<String> {
        let text = self.input.get_untracked()?.value();
        if self.busy.get_untracked() {
            return None;
        }
        match Content::new(&text) {
            Ok(content) => {
                self.busy.set(true);
                self.error.set(None);
                Some(content.as_str().to_owned())
            }
            Err(invalid) => {
                self.error.set(Some(CallError::Refused(invalid.into())));
                None
            }
        }
    }

    /// What was answered: the message; or the failure, which is shown and leaves the text as it is. Of the text only what
    /// was sent goes: somebody may have written on.
    pub fn answered(self, answer: Result<MessageView, CallError>, sent: &str) -> Option<MessageView> {
        if self.drafts && answer.is_ok() {
            self.talk.keep_draft(&rest(&self.talk.draft(), sent));
        }
        // The form may be gone by now.
        if self.busy.try_set(false).is_some() {
            if let Err(error) = &answer {
                self.talk.done.set(Some(Done::warn(error.to_string())));
            }
            return answer.ok();
        }
        match answer {
            Ok(message) => {
                if let Some(input) = self.input.get_untracked().filter(|_| self.drafts) {
                    let rest = rest(&input.value(), sent);
                    input.set_value(&rest);
                    self.typed(rest);
                    let _ = input.focus();
                }
                Some(message)
            }
            Err(error) if ends(&error) => {
                self.talk.end(error);
                None
            }
            Err(error) => {
                self.error.set(Some(error));
                self.talk.refresh();
                None
            }
        }
    }

    pub fn field(self, label: &'static str, act: &'static str, acting: &'static str) -> AnyView {
        let keys = move |event: ev::KeyboardEvent| {
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                submit_form(&event);
            }
            let at_something = self.talk.address.with_untracked(|at| at.reply.is_some() || at.edit.is_some());
            if event.key() == "Escape" && at_something && !event.is_composing() {
                event.prevent_default();
                self.talk.go(&self.talk.address.with_untracked(Address::written), true);
            }
        };
        let count = living_if(move || {
            let chars = self.chars.get();
            (chars > COUNT_FROM).then(|| {
                let tone = if chars > CONTENT_CHARS_MAX { "danger" } else { "neutral" };
                let chars = group_digits(chars as u64);
                view! { <span class="composer-count" data-tone=tone>{chars} " of 4,096 characters"</span> }.into_any()
            })
        });
        view! {
            <FormError error=self.error id="composer-error" />
            <div class="composer-row">
                <label class="visually-hidden" for="composer-content">{label}</label>
                <textarea
                    class="input"
                    id="composer-content"
                    name="content"
                    dir="auto"
                    rows="2"
                    placeholder="Write a message"
                    required=move || !self.talk.hydrated.get()
                    readonly=move || !self.drafts && self.busy.get()
                    aria-invalid=move || self.error.with(Option::is_some).then_some("true")
                    aria-describedby="composer-error composer-count"
                    node_ref=self.input
                    on:keydown=keys
                    on:input=move |event| self.typed(event_target_value(&event))
                ></textarea>
                // Not `disabled`: that would take the focus away, and after a refusal nobody would know where it went.
                <button
                    class="button"
                    data-tone="accent"
                    aria-disabled=move || self.busy.get().then_some("true")
                >
                    {living_words(move || if self.busy.get() { acting } else { act })}
                </button>
            </div>
            <p class="composer-foot small" id="composer-count">{count}</p>
        }
        .into_any()
    }
}

/// What was written on behind what was sent. What was changed within is another text, and stays whole.
fn rest(typed: &str, sent: &str) -> String {
    typed.strip_prefix(sent).map_or(typed, str::trim_start).to_owned()
}

fn submit_form(event: &ev::KeyboardEvent) {
    #[cfg(feature = "hydrate")]
    if let Some(form) = crate::browser::closest(event.target(), "form") {
        use wasm_bindgen::JsCast;
        let _ = form.unchecked_into::<web_sys::HtmlFormElement>().request_submit();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = event;
}
