//! The fields of the dialog: the public reason, the private note, and the room's name, typed.

use domain::{Field, Verb, limits::REASON_CHARS_MAX, view::RemovalView};
use leptos::{html, prelude::*};

use crate::calls::CallError;

/// Reasons that are given most often.
const PRESETS: [&str; 5] = ["Spam", "Harassment", "Sensitive data", "Off topic", "Other"];

/// Why the form was refused, if it was.
type Refused = RwSignal<Option<CallError>>;
type Input = NodeRef<html::Input>;

/// What the form posts beside what is typed.
pub(super) fn hidden_fields(plan: &RemovalView) -> AnyView {
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value /> };
    view! {
        {hidden("room", plan.room.id.to_string())}
        {plan.message.as_ref().map(|message| hidden("message", message.id.to_string()))}
        {plan.through.map(|through| hidden("through", through.to_string()))}
        {(plan.verb == Verb::Purge).then(|| hidden("seen", plan.seen.0.to_string()))}
        {hidden("key", plan.key.clone())}
    }
    .into_any()
}

/// One line to fill in.
struct Line {
    input: Input,
    label: &'static str,
    id: &'static str,
    name: &'static str,
    /// What is read out with it.
    described_by: &'static str,
    required: bool,
    /// Whether the focus opens on it.
    focus: bool,
    /// Which value it takes: a refusal that is about it marks the field.
    of: Field,
    refused: Refused,
    /// Counts what is typed.
    chars: RwSignal<usize>,
}

impl Line {
    fn with(self, below: AnyView) -> AnyView {
        let (of, refused, chars) = (self.of, self.refused, self.chars);
        let wrong = move || {
            let here = refused.with(|error| error.as_ref()?.failure()?.field()) == Some(of);
            here.then_some("true")
        };
        view! {
            <div class="field">
                <label for=self.id>{self.label}</label>
                <input
                    id=self.id
                    name=self.name
                    dir="auto"
                    required=self.required
                    autofocus=self.focus
                    autocomplete="off"
                    aria-invalid=wrong
                    aria-describedby=self.described_by
                    node_ref=self.input
                    on:input=move |event| chars.set(event_target_value(&event).chars().count())
                />
                {below}
            </div>
        }
        .into_any()
    }
}

/// The room's name, typed: a whole room asks for more than a click.
pub(super) fn typed_name(input: Input, refused: Refused) -> AnyView {
    let line = Line {
        input,
        label: "Type the room's name",
        id: "removal-name",
        name: "confirmation",
        described_by: "removal-error",
        required: true,
        focus: false,
        of: Field::Confirmation,
        refused,
        chars: RwSignal::new(0),
    };
    line.with(().into_any())
}

/// The private note.
pub(super) fn note_field(input: Input, refused: Refused) -> AnyView {
    let line = Line {
        input,
        label: "Private note",
        id: "removal-note",
        name: "note",
        described_by: "removal-error removal-note-hint",
        required: false,
        focus: false,
        of: Field::Note,
        refused,
        chars: RwSignal::new(0),
    };
    let hint = view! {
        <p class="field-hint" id="removal-note-hint">"For moderators only; it stands in the audit log."</p>
    };
    line.with(hint.into_any())
}

/// A preset in the place of another one; what was typed stays behind it.
fn with_preset(typed: &str, preset: &str) -> String {
    let behind = |known: &&str| typed.strip_prefix(*known).filter(|rest| rest.is_empty() || rest.starts_with(": "));
    let own = PRESETS.iter().find_map(behind).unwrap_or(typed);
    let own = own.strip_prefix(": ").unwrap_or(own).trim();
    if own.is_empty() { preset.to_owned() } else { [preset, ": ", own].concat() }
}

/// The public reason, with what is often said and how much still fits.
pub(super) fn reason_field(verb: Verb, input: Input, required: bool, focus: bool, refused: Refused) -> AnyView {
    let chars = RwSignal::new(0_usize);
    let line = Line {
        input,
        label: "Reason",
        id: "removal-reason",
        name: "reason",
        described_by: "removal-error removal-reason-hint",
        required,
        focus,
        of: Field::Reason,
        refused,
        chars,
    };
    let choose = move |preset: &'static str| {
        move |_| {
            if let Some(field) = input.get_untracked() {
                let reason = with_preset(&field.value(), preset);
                field.set_value(&reason);
                chars.set(reason.chars().count());
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
    // A tombstone keeps it; of what leaves nothing behind, only those who look at that moment are told.
    let who = match verb {
        Verb::Redact => "Everyone in the room sees it.",
        Verb::Delete | Verb::Purge => "Told to whoever has the room open, and kept in the audit log.",
    };
    let hint = if required { format!("Required in this room. {who}") } else { who.to_owned() };
    let below = view! {
        <p class="field-hint dialog-hint" id="removal-reason-hint">
            <span>{hint}</span>
            <span class="dialog-count" data-tone=move || (chars.get() > REASON_CHARS_MAX).then_some("danger")>
                {chars}
                " of 256 characters"
            </span>
        </p>
        <div class="dialog-presets" role="group" aria-label="Often said">{presets}</div>
    };
    line.with(below.into_any())
}

#[cfg(test)]
mod tests {
    use super::with_preset;

    #[test]
    fn a_preset_takes_the_place_of_another_and_of_nothing_that_was_typed() {
        assert_eq!(with_preset("", "Spam"), "Spam");
        assert_eq!(with_preset("Spam", "Other"), "Other");
        assert_eq!(with_preset("twice today", "Spam"), "Spam: twice today");
        assert_eq!(with_preset("Spam: twice today", "Other"), "Other: twice today");
        assert_eq!(with_preset("Spammer", "Other"), "Other: Spammer");
    }
}
