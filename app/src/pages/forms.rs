//! What the forms of the list pages share: addresses built from parts, filters in the address, and what follows a form
//! that went well. Never decides anything and never calls the server.

use std::time::Duration;

use leptos::{
    ev::SubmitEvent,
    prelude::*,
    server_fn::ServerFn,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement, UrlSearchParams},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    calls::CallError,
    parts::{action_error, field_error},
};

/// An address with a query: empty values are left out, so that one thing has one address.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    let mut separator = '?';
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(separator);
        text.push_str(name);
        text.push('=');
        escape_into(&mut text, value);
        separator = '&';
    }
    text
}

/// Percent-encodes, the same way on the server and in the browser.
fn escape_into(text: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~*".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// A form's call, with what is told about it.
///
/// Made once for a page, outside of what is suspended: a signal made inside is gone as soon as the page is drawn anew,
/// while the drawing before it still listens.
pub struct Posting<S>
where
    S: ServerFn<Output = (), Error = CallError> + 'static,
{
    /// The call.
    pub action: ServerAction<S>,
    /// Why it was refused, if it was.
    pub error: Signal<Option<CallError>>,
    /// Whether it went well.
    pub done: Signal<bool>,
    /// Whether it runs.
    pub pending: Signal<bool>,
}

impl<S> Clone for Posting<S>
where
    S: ServerFn<Output = (), Error = CallError> + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Posting<S> where S: ServerFn<Output = (), Error = CallError> + 'static {}

impl<S> Posting<S>
where
    S: ServerFn<Output = (), Error = CallError> + Clone + Send + Sync + 'static,
{
    /// A form that was not sent yet, or one that was refused before the WASM arrived.
    pub fn new() -> Self {
        let action = ServerAction::new();
        let value = action.value();
        Self {
            action,
            error: Signal::derive(move || action_error(value.get())),
            done: Signal::derive(move || value.with(|value| matches!(value, Some(Ok(()))))),
            pending: action.pending().into(),
        }
    }

    /// What is said beside a field. Made outside of what is suspended, too.
    pub fn wrong(self, field: domain::Field) -> Signal<Option<String>> {
        field_error(self.error, field)
    }
}

/// After a form that went well in a hydrated page: goes where the plain form would have been sent. `done` is read anew
/// whenever the call answers. Focus that was on something now gone is set on the main part, never lost.
pub fn go_when(done: Signal<bool>, to: impl Fn() -> String + 'static) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if done.get() {
            navigate(&untrack(&to), NavigateOptions { scroll: false, ..NavigateOptions::default() });
            // Once the dialog is gone, and once the list has been read anew: either may take the focus with it.
            for wait_ms in [200, 1_000] {
                set_timeout(rescue_focus, Duration::from_millis(wait_ms));
            }
        }
    });
}

/// Sets focus on the main part when nothing has it.
fn rescue_focus() {
    #[cfg(feature = "hydrate")]
    if crate::browser::focus_is_lost() {
        crate::browser::focus("main");
    }
}

/// A form that puts what is filled in into the address: a plain GET form, which the router answers once hydrated.
#[component]
pub fn FilterForm(
    /// The page it filters.
    path: &'static str,
    /// What it is for, for screen readers.
    label: &'static str,
    /// The fields and the button.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        let Ok(data) = FormData::new_with_form(&form) else { return };
        let Ok(params) = UrlSearchParams::new_with_str_sequence_sequence(&data) else { return };
        event.prevent_default();
        let all = String::from(params.to_string());
        let filled: Vec<&str> = all.split('&').filter(|pair| !pair.ends_with('=')).collect();
        let to = if filled.is_empty() { path.to_owned() } else { [path, "?", &filled.join("&")].concat() };
        navigate(&to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    view! {
        <form class="filters" method="get" action=path role="search" aria-label=label on:submit=submit>
            {children()}
        </form>
    }
}

/// The button of a form: says that the request runs, and cannot be pressed twice while it does.
#[component]
pub fn Submit(
    /// What it does.
    label: &'static str,
    /// What it says meanwhile.
    busy: &'static str,
    /// Whether the request runs.
    #[prop(into)]
    pending: Signal<bool>,
    /// `accent` or `danger`.
    #[prop(default = "accent")]
    tone: &'static str,
) -> impl IntoView {
    // Not `disabled`: that would take the focus away, and after a refusal nobody would know where it went.
    let press = move |event: leptos::ev::MouseEvent| {
        if pending.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <button
            class="button"
            type="submit"
            data-tone=tone
            aria-disabled=move || pending.get().then_some("true")
            on:click=press
        >
            {move || if pending.get() { busy } else { label }}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_leaves_out_what_is_empty_and_encodes_the_rest() {
        assert_eq!(address("/audit", &[]), "/audit");
        assert_eq!(address("/audit", &[("room", ""), ("action", "")]), "/audit");
        assert_eq!(
            address("/users", &[("search", "a&b é"), ("after", "x/y")]),
            "/users?search=a%26b%20%C3%A9&after=x%2Fy"
        );
    }
}
