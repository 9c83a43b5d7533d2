//! Writing: a new message, a reply, a change of one's own message. Plain forms that post; with the WASM they send without
//! leaving the page. A multi-line text is never put into the page by the server (see STYLE, B1): to change one takes the
//! WASM, a text of one line is changed in a single-line field without it.

use domain::{
    Content, MessageId,
    limits::CONTENT_CHARS_MAX,
    view::{Body, MessageView},
};
use leptos::{ev, html, prelude::*, server_fn::ServerFn, task::spawn_local};

use super::talk::{Done, Talk};
use crate::{
    calls::{CallError, Edit, SendMessage, edit, send},
    parts::FormError,
};

/// Characters from which on the counter shows.
const COUNT_FROM: usize = 3_900;

/// The composer, or why there is none.
#[component]
pub fn Composer(talk: Talk) -> impl IntoView {
    let writes = Memo::new(move |_| talk.writes());
    let archived = Memo::new(move |_| talk.view.with(|view| view.summary.archived));
    let editing = Memo::new(move |_| talk.address.with(|address| address.edit));
    let replying = Memo::new(move |_| talk.address.with(|address| address.reply));
    let was_editing = StoredValue::new(false);
    move || {
        if !writes.get() {
            let why = if archived.get() {
                "This room is archived: nothing can be written to it."
            } else {
                "You can read this room. Only its members can write here."
            };
            return view! { <p class="composer-closed">{why}</p> }.into_any();
        }
        let editable = editing.get().and_then(|id| {
            talk.timeline.with_untracked(|timeline| timeline.get(id).cloned()).filter(|message| talk.own(message))
        });
        match editable {
            Some(message) => {
                was_editing.set_value(true);
                edit_form(talk, &message)
            }
            None => write_form(talk, replying, was_editing.get_value()),
        }
    }
}

fn write_form(talk: Talk, replying: Memo<Option<MessageId>>, focus: bool) -> AnyView {
    let back = StoredValue::new(talk.address.with_untracked(|address| address.plain()));
    let form = Form::new(talk, talk.refusal(SendMessage::PATH), true);
    form.follow(replying, focus);
    // The same until the message is sent: a second attempt after a lost answer writes nothing twice.
    let key = StoredValue::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(content) = form.checked() else { return };
        if key.with_value(String::is_empty) {
            key.set_value(fresh_key());
        }
        let reply = replying.get_untracked().map(|id| id.to_string()).unwrap_or_default();
        spawn_local(async move {
            let answer = send(talk.room.to_string(), content, reply.clone(), key.get_value()).await;
            if let Some(message) = form.answered(answer) {
                key.set_value(String::new());
                talk.keep_draft("");
                talk.take(message);
                if !reply.is_empty() {
                    talk.go(&back.get_value(), true);
                }
            }
        });
    };
    view! {
        <form class="composer" method="post" action=SendMessage::url() on:submit=submit>
            <input type="hidden" name="room" value=talk.room.to_string() />
            {move || replying.get().map(|id| view! { <input type="hidden" name="reply_to" value=id.to_string() /> })}
            {move || replying.get().map(|id| reply_strip(talk, id))}
            {form.field("Message", "Send", "Sending…")}
        </form>
    }
    .into_any()
}

fn edit_form(talk: Talk, message: &MessageView) -> AnyView {
    let Body::Text(text) = &message.body else {
        return view! { <p class="composer-closed">"This message was redacted and can no longer be edited."</p> }
            .into_any();
    };
    let back = StoredValue::new(talk.address.with_untracked(|address| address.plain()));
    let form = Form::new(talk, talk.refusal(Edit::PATH), false);
    form.prefill(text.clone());
    let id = message.id;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(content) = form.checked() else { return };
        spawn_local(async move {
            let answer = edit(talk.room.to_string(), id.to_string(), content).await;
            if let Some(message) = form.answered(answer) {
                talk.put(message);
                talk.done.set(Some(Done::say("Message edited.")));
                talk.go(&back.get_value(), true);
            }
        });
    };
    let several_lines = text.contains('\n');
    let plain = text.clone();
    let field = move || {
        if talk.hydrated.get() {
            form.field("Message", "Save", "Saving…")
        } else if several_lines {
            view! { <p>"This message has several lines; to edit it, JavaScript is needed."</p> }.into_any()
        } else {
            view! {
                <div class="field">
                    <label for="edit-content">"Message"</label>
                    <input id="edit-content" name="content" value=plain.clone() required=true autocomplete="off" />
                </div>
                <button class="button" data-tone="accent">"Save"</button>
            }
            .into_any()
        }
    };
    view! {
        <form class="composer" method="post" action=Edit::url() on:submit=submit>
            <input type="hidden" name="room" value=talk.room.to_string() />
            <input type="hidden" name="message" value=id.to_string() />
            <p class="composer-strip">
                <span>"Editing your message"</span>
                <a href=back.get_value() data-visit="replace">"Cancel editing"</a>
            </p>
            {field}
        </form>
    }
    .into_any()
}

/// What is being answered. Follows the messages: when it is removed, its text goes from here too.
fn reply_strip(talk: Talk, id: MessageId) -> AnyView {
    let quoted = Memo::new(move |_| {
        talk.timeline.with(|timeline| {
            let message = timeline.get(id)?;
            let text = match &message.body {
                Body::Text(text) => Some(text.chars().take(domain::limits::QUOTE_CHARS_MAX).collect::<String>()),
                Body::Redacted(_) => None,
            };
            Some((message.sender.name.clone(), text))
        })
    });
    let words = move || match quoted.get() {
        Some((sender, Some(text))) => view! {
            "Reply to "
            <bdi class="message-sender">{sender}</bdi>
            " "
            <span class="soft" dir="auto">{text}</span>
        }
        .into_any(),
        Some((_, None)) => "Reply to a message that was removed".into_any(),
        None => "Reply to an earlier message".into_any(),
    };
    let back = move || talk.address.with(super::address::Address::plain);
    view! {
        <p class="composer-strip">
            <span class="truncate">{words}</span>
            <a href=back data-visit="replace">"Cancel reply"</a>
        </p>
    }
    .into_any()
}

/// What both forms share: the field, its counter, the failure, and that one thing is sent at a time.
#[derive(Clone, Copy)]
struct Form {
    talk: Talk,
    input: NodeRef<html::Textarea>,
    chars: RwSignal<usize>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<CallError>>,
    /// Whether the text is kept while the page changes.
    drafts: bool,
}

impl Form {
    fn new(talk: Talk, error: Option<CallError>, drafts: bool) -> Self {
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
    fn prefill(self, text: String) {
        Effect::new(move || {
            if let Some(input) = self.input.get() {
                input.set_value(&text);
                self.chars.set(text.chars().count());
                let _ = input.focus();
            }
        });
    }

    /// Brings back what was being written before the page changed, and takes the focus when an answer begins or ends.
    fn follow(self, replying: Memo<Option<MessageId>>, focus: bool) {
        Effect::new(move |before: Option<bool>| {
            let now = replying.get().is_some();
            if let Some(input) = self.input.get_untracked() {
                let draft = self.talk.draft();
                if before.is_none() && !draft.is_empty() {
                    input.set_value(&draft);
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
        if self.drafts {
            self.talk.keep_draft(&text);
        }
    }

    /// The text, if it can be sent now.
    fn checked(self) -> Option<String> {
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

    /// What was answered: the message; or the failure, which is shown and leaves the text as it is.
    fn answered(self, answer: Result<MessageView, CallError>) -> Option<MessageView> {
        // The form may be gone by now.
        if self.busy.try_set(false).is_some() {
            return answer.ok();
        }
        match answer {
            Ok(message) => {
                if let Some(input) = self.input.get_untracked() {
                    input.set_value("");
                    let _ = input.focus();
                }
                self.chars.set(0);
                Some(message)
            }
            Err(error) if super::talk::ends(&error) => {
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

    fn field(self, label: &'static str, act: &'static str, acting: &'static str) -> AnyView {
        let keys = move |event: ev::KeyboardEvent| {
            if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                event.prevent_default();
                submit_form(&event);
            }
        };
        let count = move || {
            let chars = self.chars.get();
            (chars > COUNT_FROM).then(|| {
                let tone = if chars > CONTENT_CHARS_MAX { "danger" } else { "neutral" };
                view! { <span class="composer-count" data-tone=tone>{chars} " of 4,096 characters"</span> }
            })
        };
        view! {
            <FormError error=self.error id="composer-error" />
            <div class="composer-row">
                <label class="visually-hidden" for="composer-content">{label}</label>
                <textarea
                    class="input"
                    id="composer-content"
                    name="content"
                    rows="2"
                    placeholder="Write a message"
                    required=move || !self.talk.hydrated.get()
                    aria-invalid=move || self.error.with(Option::is_some).then_some("true")
                    aria-describedby="composer-error composer-count"
                    node_ref=self.input
                    on:keydown=keys
                    on:input=move |event| self.typed(event_target_value(&event))
                ></textarea>
                <button class="button" data-tone="accent" disabled=self.busy>
                    {move || if self.busy.get() { acting } else { act }}
                </button>
            </div>
            <p class="composer-foot small" id="composer-count">{count}</p>
        }
        .into_any()
    }
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

fn fresh_key() -> String {
    #[cfg(feature = "hydrate")]
    return crate::browser::fresh_key();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}
