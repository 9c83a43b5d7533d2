//! The metrics through the whole router: who reads them, and that they count what was done and name nobody.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::net::SocketAddr;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use testkit::House;
use tower::ServiceExt;

use super::whole::router;

/// What `/metrics` answers to this peer, with this header.
async fn metrics(router: &Router, peer: Option<&str>, header: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::get("/metrics");
    if let Some(peer) = peer {
        request = request.extension(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
    }
    if let Some(name) = header {
        request = request.header(name, "127.0.0.1");
    }
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn post(router: &Router, path: &str, token: Option<&str>, form: String) -> StatusCode {
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(token) = token {
        request = request.header("cookie", format!("roomkeeper={token}"));
    }
    router.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn metrics_are_for_this_machine_unless_they_are_opened() {
    let house = House::new().await;
    let (closed, open) = (router(house.service(), false), router(house.service(), true));
    for (peer, header, near) in [
        (Some("127.0.0.1:5"), None, true),
        (Some("[::1]:5"), None, true),
        (Some("[::ffff:127.0.0.1]:5"), None, true),
        (Some("192.0.2.1:5"), None, false),
        (Some("127.0.0.1:5"), Some("x-forwarded-for"), false),
        (Some("127.0.0.1:5"), Some("forwarded"), false),
        (Some("127.0.0.1:5"), Some("x-real-ip"), false),
        (Some("127.0.0.1:5"), Some("x-forwarded-host"), false),
        (Some("127.0.0.1:5"), Some("x-forwarded-proto"), false),
        (Some("127.0.0.1:5"), Some("via"), false),
        (None, None, false),
    ] {
        let (status, body) = metrics(&closed, peer, header).await;
        assert_eq!((status == StatusCode::OK, status == StatusCode::FORBIDDEN), (near, !near), "{peer:?} {header:?}");
        assert_eq!(body.contains("roomkeeper_"), near, "{body}");
        assert_eq!(metrics(&open, peer, header).await.0, StatusCode::OK, "{peer:?} {header:?}");
    }
}

#[tokio::test]
async fn metrics_count_what_was_done_and_name_nobody() {
    let house = House::new().await;
    let room = house.room("secret-room").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let said = ana.says(house.service(), room, "secret-words").await.id;
    let router = router(house.service(), false);
    let (ids, named) = (format!("room={room}&message={said}"), format!("room={room}&confirmation=secret-room"));
    for (path, person, form, status) in [
        ("/api/messages/redact", Some(&ana), ids.clone(), 403),
        ("/api/messages/delete", Some(&olga), ids.clone(), 200),
        ("/api/messages/delete", Some(&olga), ids, 404),
        ("/api/rooms/purge", Some(&olga), named, 200),
        ("/api/session/sign-in", None, format!("email={}&password=secret-password", ana.email), 401),
        ("/api/secret-call", None, String::new(), 400),
    ] {
        let answer = post(&router, path, person.map(|person| person.token.as_str()), form).await;
        assert_eq!(answer.as_u16(), status, "{path}");
    }
    let request = Request::get(format!("/rooms/{room}?search=secret-search")).body(Body::empty()).unwrap();
    assert_eq!(router.clone().oneshot(request).await.unwrap().status(), StatusCode::SEE_OTHER);

    let (_, text) = metrics(&router, Some("127.0.0.1:5"), None).await;
    for line in [
        r#"roomkeeper_http_requests_total{method="POST",route="/api/messages/delete",status="200"} 1"#,
        r#"roomkeeper_http_requests_total{method="POST",route="/api/messages/delete",status="404"} 1"#,
        r#"roomkeeper_http_requests_total{method="POST",route="/api/{*call}",status="400"} 1"#,
        r#"roomkeeper_http_requests_total{method="GET",route="/rooms/{room}",status="303"} 1"#,
        r#"roomkeeper_http_request_seconds_count{method="POST",route="/api/messages/delete"} 2"#,
        r#"roomkeeper_http_request_seconds_bucket{method="POST",route="/api/messages/delete",le="+Inf"} 2"#,
        r#"roomkeeper_removals_total{verb="delete",door="panel",outcome="done"} 1"#,
        r#"roomkeeper_removals_total{verb="delete",door="panel",outcome="message_not_found"} 1"#,
        r#"roomkeeper_removals_total{verb="purge",door="panel",outcome="done"} 1"#,
        r#"roomkeeper_removals_total{verb="redact",door="panel",outcome="not_a_moderator"} 1"#,
        r#"roomkeeper_refusals_total{code="not_a_moderator"} 1"#,
        r#"roomkeeper_refusals_total{code="wrong_credentials"} 1"#,
        r#"roomkeeper_jobs{state="waiting"} 1"#,
        r#"roomkeeper_jobs{state="failed"} 0"#,
        "roomkeeper_live_feeds 0",
        "roomkeeper_live_rooms 0",
    ] {
        assert!(text.lines().any(|there| there == line), "{line} is not in:\n{text}");
    }
    let number = |name: &str| -> u64 {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {text}"));
        line.trim().parse().unwrap()
    };
    let size = std::fs::metadata(house.service().store().file()).unwrap().len();
    assert_eq!(number("roomkeeper_store_bytes "), size);
    assert!(number("roomkeeper_store_log_bytes ") > 0);
    assert!(number("roomkeeper_commits_total ") <= number("roomkeeper_events_total "));
    assert!(number("roomkeeper_events_total ") >= 3, "sent, deleted, purged");
    let (room, said, ana_id) = (room.to_string(), said.to_string(), ana.id.to_string());
    for word in ["secret", "ana", "olga", "example.org", &*room, &*said, &*ana_id] {
        assert!(!text.contains(word), "{word} is in:\n{text}");
    }
}
