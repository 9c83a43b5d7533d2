//! The root: which address is which page. Never draws anything of its own. Server only: in the browser an address is
//! asked for, not routed.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::pages::{
    AuditPage, CreateRoomPage, JobsPage, KeysPage, MembersPage, NotFoundPage, OverviewPage, RoomPage, RoomSettingsPage,
    RoomsPage, SetUpPage, SettingsPage, SignInPage, UsersPage,
};

/// The whole panel. Has no side effects: the server draws it once at start-up to list the routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
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
                <Route path=path!("/keys") view=KeysPage ssr=SsrMode::Async />
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
