//! A labelled input with its hint and its failure. Multi-line text is not for this part.

use leptos::prelude::*;

/// A labelled input. Hint and failure are read out with it.
#[component]
pub fn Field(
    /// What people read.
    label: &'static str,
    /// The name it is posted under.
    name: &'static str,
    /// `text`, `email`, `password`, `date` or `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What browsers may fill it with: `username`, `current-password`, `new-password`, `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Characters it takes at most.
    #[prop(optional)]
    maxlength: Option<usize>,
    /// Its id; the name unless two forms of a page share it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described_by = {
        let hint_id = (!hint.is_empty()).then(|| hint_id.clone());
        let error_id = error_id.clone();
        move || match (&hint_id, error.with(Option::is_some)) {
            (None, false) => None,
            (Some(hint), false) => Some(hint.clone()),
            (None, true) => Some(error_id.clone()),
            (Some(hint), true) => Some(format!("{error_id} {hint}")),
        }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=name
                type=kind
                value=value
                required=required
                autocomplete=autocomplete
                maxlength=maxlength.map(|max| max.to_string())
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described_by
            />
            {move || {
                error.get().map(|text| view! { <p class="field-error" role="alert" id=error_id.clone()>{text}</p> })
            }}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
        </div>
    }
}
