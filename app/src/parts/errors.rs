//! What a form says when it was refused: beside the field that is wrong, or above the button.

use leptos::prelude::*;

use crate::calls::CallError;

/// The failure of an action that has ended, if it failed.
pub fn action_error<T>(value: Option<Result<T, CallError>>) -> Option<CallError> {
    value.and_then(Result::err)
}

/// The sentence that belongs beside a field.
pub fn field_error(error: Signal<Option<CallError>>, field: domain::Field) -> Signal<Option<String>> {
    Signal::derive(move || {
        error.with(|error| {
            let failure = error.as_ref()?.failure()?;
            (failure.field() == Some(field)).then(|| failure.to_string())
        })
    })
}

/// Why the form was refused: an alert, or nothing. Failures of the `fields` are left to their own places.
#[component]
pub fn FormError(
    /// The failure, if there is one.
    #[prop(into)]
    error: Signal<Option<CallError>>,
    /// The id, for `aria-describedby`.
    id: &'static str,
    /// Fields that show their failures themselves.
    #[prop(optional)]
    fields: &'static [domain::Field],
) -> impl IntoView {
    move || {
        let error = error.get()?;
        let field = error.failure().and_then(domain::Failure::field);
        if field.is_some_and(|field| fields.contains(&field)) {
            return None;
        }
        let text = error.to_string();
        Some(view! { <p class="notice" data-tone="danger" role="alert" id=id>{text}</p> })
    }
}
