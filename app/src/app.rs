//! The root: the routes, and the one context: who is looking. Never draws anything of its own.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    pages::{
        AuditPage, CreateRoomPage, JobsPage, MembersPage, NotFoundPage, OverviewPage, RoomPage, RoomSettingsPage,
        RoomsPage, SetUpPage, SettingsPage, SignInPage, UsersPage,
    },
    parts::provide_viewer,
};

/// The whole panel. Has no side effects: the server draws it once at start-up to list the routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_viewer();
    #[cfg(feature = "hydrate")]
    take_over();
    // Every page is sent whole (`SsrMode::Async`): it must be of use before, and without, the WASM.
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Roomkeeper".to_owned() } else { format!("{title} · Roomkeeper") } />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=OverviewPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/set-up/:token") view=SetUpPage ssr=SsrMode::Async />
                <Route path=path!("/rooms") view=RoomsPage ssr=SsrMode::Async />
                <Route path=path!("/rooms/new") view=CreateRoomPage ssr=SsrMode::Async />
                <Route path=path!("/rooms/:room") view=RoomPage ssr=SsrMode::Async />
                <Route path=path!("/rooms/:room/members") view=MembersPage ssr=SsrMode::Async />
                <Route path=path!("/rooms/:room/settings") view=RoomSettingsPage ssr=SsrMode::Async />
                <Route path=path!("/jobs") view=JobsPage ssr=SsrMode::Async />
                <Route path=path!("/audit") view=AuditPage ssr=SsrMode::Async />
                <Route path=path!("/users") view=UsersPage ssr=SsrMode::Async />
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

/// What the browser does once: says that the page is alive, starts the clock, and takes over redirects.
#[cfg(feature = "hydrate")]
fn take_over() {
    // Calls that send the viewer on change who they are, or where they begin: a fresh page holds nothing of the old one.
    // Set before the router sets its own; the first one counts.
    let _ = leptos::server_fn::redirect::set_redirect_hook(|path| {
        let _ = window().location().assign(path);
    });
    Effect::new(|| {
        // After this turn of the event loop, so that every part has been taken over as the server drew it.
        set_timeout(
            || {
                if let Some(html) = document().document_element() {
                    let _ = html.set_attribute("data-hydrated", "");
                }
                crate::parts::start_clock();
            },
            std::time::Duration::ZERO,
        );
    });
}
