//! What forms are made of that post to a call. Without the WASM they are plain forms: the call's answer is a redirect, and
//! a refusal is drawn into the page that it leads to. With it they are sent from where they are, and a refusal is told
//! in the places that stand ready for it.

use domain::Field;
use leptos::prelude::*;

use crate::calls::CallError;

/// The sentence that belongs beside a field, if the refusal is about it.
pub fn refusal_beside(refused: Option<&CallError>, field: Field) -> Option<String> {
    let failure = refused?.failure()?;
    (failure.field() == Some(field)).then(|| failure.to_string())
}

/// The sentence for the whole form: whatever is not about one of the `fields`, which tell it themselves.
pub fn refusal_of_form(refused: Option<&CallError>, fields: &[Field]) -> Option<String> {
    let error = refused?;
    let field = error.failure().and_then(domain::Failure::field);
    (!field.is_some_and(|field| fields.contains(&field))).then(|| error.to_string())
}

/// The place for a refusal: of the whole form, or of one field. Always there, so that it can be pointed at and filled.
#[component]
pub fn Refusal(
    /// What it says now.
    text: Option<String>,
    /// The id, for `aria-describedby`.
    #[prop(into)]
    id: String,
    /// The field that it belongs to; none when it is for whatever has no place of its own.
    #[prop(optional)]
    field: Option<Field>,
) -> impl IntoView {
    let empty = text.is_none();
    let class = if field.is_some() { "field-error" } else { "notice" };
    view! {
        <p
            class=class
            id=id
            role="alert"
            data-tone="danger"
            data-refusal=field.map_or("", Field::code)
            hidden=empty
        >
            {text.unwrap_or_default()}
        </p>
    }
}

/// A form that puts what is filled in into the address: a plain GET form. With the WASM it leaves out what is empty and
/// exchanges the results alone.
#[component]
pub fn FilterForm(
    /// The page it filters.
    path: &'static str,
    /// What it is for, for screen readers.
    label: &'static str,
    /// Whether the results follow while somebody types.
    #[prop(optional)]
    follows: bool,
    /// The fields and the button.
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class="filters"
            method="get"
            action=path
            role="search"
            aria-label=label
            data-filter=if follows { "follows" } else { "" }
        >
            {children()}
        </form>
    }
}

/// The button of a form. With the WASM it says that the request runs, and cannot be pressed twice while it does.
#[component]
pub fn Submit(
    /// What it does.
    label: &'static str,
    /// What it says meanwhile.
    busy: &'static str,
    /// `accent`, `neutral` or `danger`.
    #[prop(default = "accent")]
    tone: &'static str,
) -> impl IntoView {
    view! { <button class="button" type="submit" data-tone=tone data-busy=busy>{label}</button> }
}

/// A text as the content of a text area that only the server draws. The framework writes that content as it stands: an
/// end tag in the text would end the control, and what follows would be markup.
pub fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_control_that_it_stands_in() {
        assert_eq!(in_textarea("a\n</textarea><b>&lt;"), "a\n&lt;/textarea>&lt;b>&amp;lt;");
    }
}
