//! Every server function with the access that it needs. They are public endpoints: a new one fails here until
//! somebody has thought about who may call it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::collections::BTreeSet;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use leptos::server_fn::axum::server_fn_paths;
use testkit::House;
use tower::ServiceExt;

use super::whole::router;

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Anybody, signed in or not.
    Open,
    /// Whoever is signed in, about themselves or what they may see.
    SignedIn,
    /// Decided in the room, by the role held there.
    InRoom,
    /// Admins.
    Admin,
}

use Access::{Admin, InRoom, Open, SignedIn};

const INVENTORY: &[(&str, Access)] = &[
    ("/api/audit/list", SignedIn),
    ("/api/audit/one", SignedIn),
    ("/api/audit/verify", Admin),
    ("/api/jobs/list", SignedIn),
    ("/api/jobs/one", SignedIn),
    ("/api/keys/approve", Admin),
    ("/api/keys/create", SignedIn),
    ("/api/keys/disable", SignedIn),
    ("/api/keys/fresh", SignedIn),
    ("/api/keys/list", SignedIn),
    ("/api/members/add", InRoom),
    ("/api/members/list", InRoom),
    ("/api/members/remove", InRoom),
    ("/api/members/role", InRoom),
    ("/api/messages/delete", InRoom),
    ("/api/messages/edit", InRoom),
    ("/api/messages/page", InRoom),
    ("/api/messages/redact", InRoom),
    ("/api/messages/send", InRoom),
    ("/api/overview", SignedIn),
    ("/api/removals/preview", InRoom),
    ("/api/rooms/archive", InRoom),
    ("/api/rooms/create", SignedIn),
    ("/api/rooms/list", SignedIn),
    ("/api/rooms/one", InRoom),
    ("/api/rooms/policy", InRoom),
    ("/api/rooms/purge", InRoom),
    ("/api/rooms/rename", InRoom),
    ("/api/session/sign-in", Open),
    ("/api/session/sign-out", Open),
    ("/api/set-up", Open),
    ("/api/set-up/check", Open),
    ("/api/settings/end-session", SignedIn),
    ("/api/settings/password", SignedIn),
    ("/api/settings/sessions", SignedIn),
    ("/api/settings/shortcuts", SignedIn),
    ("/api/settings/sign-out-others", SignedIn),
    ("/api/settings/theme", SignedIn),
    ("/api/users/create", Admin),
    ("/api/users/disable", Admin),
    ("/api/users/list", Admin),
    ("/api/users/password", Admin),
    ("/api/users/sign-out", Admin),
    ("/api/viewer", Open),
];

/// Every field that any call reads, so that none fails for want of one.
const FORM: &str = "number=1&room=000000000001&user=000000000001&message=000000000001&job=000000000001&content=x\
    &verb=purge&role=member&email=a%40example.org&name=x&kind=room&confirmation=x&token=x&handle=x\
    &password=long+enough+for+one&current_password=long+enough+for+one&display_name=x&standing=member\
    &access_key=RKAAAAAAAAAAAAAAAAAA&scope=read&disabled=true&archived=true&required=true&enabled=true&theme=dark";

/// The same for the calls that take JSON.
const JSON: &str = r#"{"room":"000000000001","anchor":"newest","query":{"search":"","sort":"name","kind":null,
    "archived":false,"after":null,"actor":null,"room":null,"action":"","refused":false,"from":null,"until":null,
    "before":null,"all":false,"user":null,"standing":null}}"#;

/// Calls that take JSON; all others take forms.
const TAKES_JSON: [&str; 5] =
    ["/api/audit/list", "/api/keys/list", "/api/messages/page", "/api/rooms/list", "/api/users/list"];

async fn call(router: &Router, path: &str, token: Option<&str>) -> (StatusCode, String) {
    let (kind, body) = if TAKES_JSON.contains(&path) {
        ("application/json", JSON)
    } else {
        ("application/x-www-form-urlencoded", FORM)
    };
    let mut request = Request::post(path).header("content-type", kind);
    if let Some(token) = token {
        request = request.header("cookie", format!("roomkeeper={token}"));
    }
    let answer = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn every_server_function_is_classified() {
    let _pages = crate::panel::paths();
    let there: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let listed: BTreeSet<&str> = INVENTORY.iter().map(|(path, _)| *path).collect();
    assert_eq!(listed.len(), INVENTORY.len(), "listed twice");
    let new: Vec<_> = there.difference(&listed).collect();
    assert!(new.is_empty(), "say who may call these: {new:?}");
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
    for (path, method) in server_fn_paths() {
        assert_eq!(method, axum::http::Method::POST, "{path}: nothing is asked by following a link");
    }
}

#[tokio::test]
async fn nobody_calls_signed_out_what_is_not_open() {
    let house = House::new().await;
    let router = router(house.service(), false);
    for (path, access) in INVENTORY {
        let (status, body) = call(&router, path, None).await;
        let refused = status == StatusCode::UNAUTHORIZED && body.contains("signed_out");
        assert_eq!(refused, *access != Open, "{path}: {status} {body}");
    }
}

#[tokio::test]
async fn a_person_without_roles_gets_nothing_of_rooms_and_users() {
    let house = House::new().await;
    let other = house.room("other").await;
    house.person("owner").owner_of(other).await;
    let router = router(house.service(), false);
    for (path, access) in INVENTORY {
        let stranger = house.person(&format!("stranger{}", path.replace('/', "-"))).await;
        let (status, body) = call(&router, path, Some(&stranger.token)).await;
        match access {
            Open | SignedIn => assert!(!body.contains("signed_out"), "{path}: {status} {body}"),
            InRoom => assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {body}"),
            Admin => assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {body}"),
        }
    }
}
