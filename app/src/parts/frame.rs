//! The frame around every page but the sign-in: who is looking, where one can go, and the way out. Decides nothing: a
//! link that is missing here is refused by the server just the same.

use domain::view::Viewer;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use super::{Avatar, Refusal};
use crate::calls::SignOut;

/// Skip link, header with navigation, and `<main id="main">` with the page. Sets the document's title.
#[component]
pub fn Frame(
    /// The page, as the browser's tab names it.
    title: String,
    /// Who is looking; nobody gets no navigation.
    viewer: Option<Viewer>,
    /// The path of the page.
    path: String,
    /// The page, beginning with its `<h1>`.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title />
        <a class="skip-link" href="#main">"Skip to content"</a>
        <div class="frame">
            <header class="frame-header">
                <a class="brand" href="/">
                    <Mark />
                    "Roomkeeper"
                </a>
                {viewer.map(|viewer| navigation(&viewer, &path))}
            </header>
            <main id="main" tabindex="-1">
                <Refusal text=None id="page-error" />
                {children()}
            </main>
        </div>
    }
}

/// The frame of the pages in front of the door: one card in the middle. Sets the document's title.
#[component]
pub fn Gate(
    /// The page, as its heading and the browser's tab name it.
    title: &'static str,
    /// What stands below the card.
    foot: &'static str,
    /// The card, without its heading.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title />
        <div class="gate">
            <header>
                <a class="brand" href="/">
                    <Mark />
                    "Roomkeeper"
                </a>
            </header>
            <main id="main" class="card stack">
                <h1>{title}</h1>
                {children()}
            </main>
            <footer>
                <p>{foot}</p>
            </footer>
        </div>
    }
}

/// The mark of the house: a speech bubble with its middle line taken out.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path
                fill="currentColor"
                d="M6 3h12a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-5.5L8 21.6c-.7.5-1.5 0-1.5-.8V18H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4Z"
            />
            <path class="mark-lines" fill="none" stroke-width="2" stroke-linecap="round" d="M7 8h10M7 13h4" />
        </svg>
    }
}

/// On wide screens a column, on narrow ones a pop-over that the button opens, without script.
fn navigation(viewer: &Viewer, path: &str) -> AnyView {
    let link = |href: &'static str, label: &'static str| {
        let current = match href {
            "/" => path == "/",
            // Access keys have no entry of their own: they are reached through the settings.
            "/settings" => path.starts_with(href) || path.starts_with("/keys"),
            _ => path.starts_with(href),
        };
        view! { <li><a href=href aria-current=current.then_some("page")>{label}</a></li> }
    };
    view! {
        <button type="button" class="button frame-menu" popovertarget="navigation">"Menu"</button>
        <div class="frame-nav" id="navigation" popover="auto">
            <nav aria-label="Main">
                <ul role="list">
                    {link("/", "Overview")}
                    {link("/rooms", "Rooms")}
                    {viewer.moderates.then(|| link("/jobs", "Jobs"))}
                    {viewer.moderates.then(|| link("/audit", "Audit log"))}
                    {viewer.admin().then(|| link("/users", "Users"))}
                    {link("/settings", "Settings")}
                </ul>
            </nav>
            <div class="frame-viewer">
                <Avatar name=viewer.name.clone() id=viewer.id />
                <span class="frame-name">{viewer.name.clone()}</span>
                // A plain form: whoever signs out leaves nothing of theirs behind in the page's memory.
                <form method="post" action=SignOut::url()>
                    <button type="submit" class="button" data-tone="quiet" data-size="small">"Sign out"</button>
                </form>
            </div>
        </div>
    }
    .into_any()
}
