//! What a page says instead of, or above, its content: done, failed, not found, nothing there.

use domain::Failure;
use leptos::{either::EitherOf3, prelude::*};
use leptos_router::hooks::use_location;

use super::escape;
use crate::calls::CallError;

/// What was just done, told politely. Nothing when the text is empty.
#[component]
pub fn Status(
    /// One sentence: "Room renamed."
    #[prop(into)]
    text: TextProp,
) -> impl IntoView {
    // The region stays in the page: a reader hears what is put into it, not what comes with it.
    view! {
        <div role="status" class="status">
            {move || {
                let text = text.get();
                (!text.is_empty()).then(|| view! { <p class="notice" data-tone="good">{text}</p> })
            }}
        </div>
    }
}

/// What a page shows when its data could not be had: why, and what next.
#[component]
pub fn ErrorNote(
    /// Why.
    error: CallError,
) -> impl IntoView {
    set_status(&error);
    match error.failure() {
        Some(Failure::SignedOut) => EitherOf3::A(view! { <SignInNote /> }),
        Some(failure) if failure.status() == 404 => EitherOf3::B(view! { <NotFoundNote text=failure.to_string() /> }),
        _ => EitherOf3::C(view! {
            <div class="empty" role="alert">
                <h1>"This page could not be shown"</h1>
                <p>{error.to_string()}</p>
                <p class="cluster">
                    <a class="button" href="/">"Go to the overview"</a>
                </p>
            </div>
        }),
    }
}

/// The page is as little there as its data: its status says so too.
#[cfg(feature = "ssr")]
fn set_status(error: &CallError) {
    let status = error.failure().map_or(500, Failure::status);
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
const fn set_status(_error: &CallError) {}

/// The same words for what is not there and for what may not be seen.
#[component]
pub fn NotFoundNote(
    /// What was looked for, in a sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-code" aria-hidden="true">"404"</p>
            <h1>"Not found"</h1>
            <p>{text}</p>
            <p class="cluster">
                <a class="button" href="/rooms">"See your rooms"</a>
                <a class="button" href="/">"Go to the overview"</a>
            </p>
        </div>
    }
}

/// Asks to sign in, and comes back here afterwards.
#[component]
fn SignInNote() -> impl IntoView {
    let location = use_location();
    let href = move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        let here = if search.is_empty() { path } else { path + "?" + &search };
        if here == "/" { "/sign-in".to_owned() } else { "/sign-in?next=".to_owned() + &escape(&here) }
    };
    view! {
        <div class="empty">
            <h1>"You are signed out"</h1>
            <p>"Sign in to see this page."</p>
            <p class="cluster">
                <a class="button" data-tone="accent" href=href>"Sign in"</a>
            </p>
        </div>
    }
}

/// What a list shows when there is nothing in it.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, or what to do.
    #[prop(into)]
    text: String,
    /// Links that help.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{text}</p>
            {children.map(|children| view! { <p class="cluster">{children()}</p> })}
        </div>
    }
}
