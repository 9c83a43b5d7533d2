//! The fields of the dialog: the public reason, the private note, and the room's name, typed.

use domain::{limits::REASON_CHARS_MAX, view::RemovalView};
use leptos::{html, prelude::*};

/// Reasons that are given most often.
const PRESETS: [&str; 5] = ["Spam", "Harassment", "Sensitive data", "Off topic", "Other"];

/// What `aria-invalid` says of a field.
pub(super) type Wrong = Signal<Option<&'static str>>;
type Input = NodeRef<html::Input>;

/// What the form posts beside what is typed.
pub(super) fn hidden_fields(plan: &RemovalView) -> AnyView {
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> };
    view! {
        {hidden("room", plan.room.id.to_string())}
        {plan.message.as_ref().map(|message| hidden("message", message.id.to_string()))}
        {plan.through.map(|through| hidden("through", through.to_string()))}
        {hidden("key", plan.key.clone())}
    }
    .into_any()
}

/// The room's name, typed: a whole room asks for more than a click.
pub(super) fn typed_name(input: Input, wrong: Wrong) -> AnyView {
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
                aria-invalid=move || wrong.get()
                aria-describedby="removal-error"
                node_ref=input
            />
        </div>
    }
    .into_any()
}

/// The private note.
pub(super) fn note_field(input: Input, wrong: Wrong) -> AnyView {
    view! {
        <div class="field">
            <label for="removal-note">"Private note"</label>
            <input
                id="removal-note"
                name="note"
                autocomplete="off"
                aria-invalid=move || wrong.get()
                aria-describedby="removal-error removal-note-hint"
                node_ref=input
            />
            <p class="field-hint" id="removal-note-hint">"For moderators only; it stands in the audit log."</p>
        </div>
    }
    .into_any()
}

/// The public reason, with what is often said and how much still fits.
pub(super) fn reason_field(input: Input, required: bool, focus: bool, wrong: Wrong) -> AnyView {
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
    let presets = PRESETS
        .into_iter()
        .map(|preset| {
            view! {
                <button type="button" class="button" data-size="small" on:click=choose(preset)>{preset}</button>
            }
        })
        .collect_view();
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
            <div class="dialog-presets" role="group" aria-label="Often said">{presets}</div>
        </div>
    }
    .into_any()
}
