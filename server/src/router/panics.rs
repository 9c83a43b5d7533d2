//! A panic in the midst of a request, at every door: an incident for whoever asked and for the log, and nobody else is
//! any the worse for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test takes for granted either holds or fails it"
)]

use std::{
    cell::Cell,
    io::Write,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use domain::Timestamp;
use serde_json::Value;
use service::{Options, Service};
use storage::Clock;
use testkit::{House, TestClock};
use tower::ServiceExt;

use super::whole::router;
use crate::{clock, panics};

const SECRET: &str = "what-nobody-may-read-4711";

thread_local! {
    static ARMED: Cell<bool> = const { Cell::new(false) };
    /// Whether panics on this thread are what is looked at here: those of other tests are told as ever.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// A clock that panics when it is looked at after it was armed, once. Every door looks at it.
struct Trap(TestClock);

impl Clock for Trap {
    fn now(&self) -> Timestamp {
        if ARMED.take() {
            let text = SECRET.to_owned();
            panic!("{text}");
        }
        self.0.now()
    }
}

/// The log of this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A door by its name, a request that comes to it, and the kind of text that it answers with.
type Door<'d> = (&'d str, &'d dyn Fn() -> Request<Body>, &'d str);

fn hear_panics_here() {
    let told_before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| if OURS.get() { panics::note(panic) } else { told_before(panic) }));
    OURS.set(true);
}

async fn answer(router: &Router, request: Request<Body>) -> (StatusCode, String, String) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, kind.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
}

/// The word behind `Incident `, or the member of that name.
fn incident(body: &str) -> String {
    let named = serde_json::from_str::<Value>(body).ok().and_then(|json| {
        let incident = json.pointer("/refused/internal/incident")?;
        Some(incident.as_str()?.to_owned())
    });
    named.unwrap_or_else(|| {
        let (_, rest) = body.split_once("Incident ").unwrap_or_else(|| panic!("no incident in {body}"));
        rest.chars().take_while(char::is_ascii_alphanumeric).collect()
    })
}

#[tokio::test]
async fn a_panic_is_an_incident_at_every_door_and_the_log_says_nothing_of_what_was_at_work() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let (token, clock) = (olga.token.clone(), house.clock.clone());
    let folder = house.close().await;
    let options = Options {
        folder: folder.path().to_owned(),
        clock: Arc::new(Trap(clock)),
        random: clock::random,
        pages_max: None,
    };
    let service = Service::open(options).await.unwrap();
    let router = router(&service, false);
    let log = Log::default();
    let lines = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || lines.clone()).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    hear_panics_here();

    let cookie = format!("roomkeeper={token}");
    let form = "application/x-www-form-urlencoded";
    let preview = || {
        let body = format!("room={room}&verb=purge");
        let request = Request::post("/api/removals/preview").header("content-type", form).header("cookie", &cookie);
        request.body(Body::from(body)).unwrap()
    };
    let page = || {
        let request = Request::get(format!("/rooms/{room}")).header("accept", "text/html").header("cookie", &cookie);
        request.body(Body::empty()).unwrap()
    };
    let imkit = || {
        let request = Request::delete(format!("/rooms/{room}/messages/_all"));
        let request = request.header("im-client-key", "none").header("im-authorization", "nobody");
        request.body(Body::empty()).unwrap()
    };
    let aws = || {
        let signed = "AWS4-HMAC-SHA256 Credential=RKAAAAAAAAAAAAAAAAAA/20250301/us-east-1/chime/aws4_request, \
                      SignedHeaders=host;x-amz-date, Signature=00";
        let request =
            Request::get("/accounts").header("authorization", signed).header("x-amz-date", "20250301T120000Z");
        request.header("host", "localhost").body(Body::empty()).unwrap()
    };
    let socket = || {
        let request = Request::get("/ivschat").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.body(Body::empty()).unwrap()
    };
    let doors: [Door<'_>; 5] = [
        ("call", &preview, "application/json"),
        ("page", &page, "text/plain"),
        ("imkit", &imkit, "application/json"),
        ("aws", &aws, "application/json"),
        ("socket", &socket, "application/json"),
    ];
    for (door, request, kind) in doors {
        let before = log.text().len();
        ARMED.set(true);
        let (status, told_as, body) = answer(&router, request()).await;
        assert!(!ARMED.take(), "{door}: the trap was not stepped into: {status} {body}");
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{door}: {body}");
        assert!(told_as.starts_with(kind), "{door}: {told_as}");
        let said = log.text().split_off(before);
        assert!(said.contains("panics.rs:"), "{door}: the place: {said}");
        // This dialect has no room for it: its envelope is fixed to the letter.
        if door != "imkit" {
            let incident = incident(&body);
            assert!(!incident.is_empty() && said.contains(&incident), "{door}: {incident} in {said}");
        }
        assert!(!said.contains(SECRET) && !body.contains(SECRET), "{door}: {said} {body}");
        let (status, _, body) = answer(&router, request()).await;
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{door}: the next one is answered: {body}");
    }
    service.close().await;
}
