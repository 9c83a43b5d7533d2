//! What a page says instead of, or above, its content: done, failed, not found, nothing there.

use domain::Failure;
use leptos::{either::EitherOf3, prelude::*};

use super::address;
use crate::calls::CallError;

/// What is said when somebody closes a dialog that was confirmed and is not answered yet.
#[cfg(feature = "hydrate")]
pub const STILL_AT_WORK: &str = "What you confirmed is still being carried out. What comes of it is said here.";

/// What was just done, told politely. Nothing when the text is empty.
#[cfg(feature = "ssr")]
#[component]
pub fn Status(
    /// One sentence: "Room renamed."
    text: &'static str,
) -> impl IntoView {
    view! {
        <div role="status" class="status">
            {(!text.is_empty()).then(|| view! { <p class="notice" data-tone="good">{text}</p> })}
        </div>
    }
}

/// What a page shows when its data could not be had: why, and what next.
#[component]
pub fn ErrorNote(
    /// Why.
    error: CallError,
    /// Path and query of the page, to come back to after signing in.
    here: String,
) -> impl IntoView {
    match error.failure() {
        Some(Failure::SignedOut) => EitherOf3::A(view! { <SignInNote here=here /> }),
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

/// The same words for what is not there and for what may not be seen.
#[component]
pub fn NotFoundNote(
    /// What was looked for, in a sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="empty" role="alert">
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
fn SignInNote(here: String) -> impl IntoView {
    let next = if here == "/" { "" } else { here.as_str() };
    let href = address("/sign-in", &[("next", next)]);
    view! {
        <div class="empty" role="alert">
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
