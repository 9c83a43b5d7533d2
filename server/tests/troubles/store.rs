//! A store that is held or breaks under a running server, as people and programs are told of it; and a page of what is
//! not there.

use domain::{MessageId, RoomId};
use rusqlite::TransactionBehavior;
use serde_json::{Value, json};
use testkit::{House, PASSWORD};

use super::another;
use crate::running::{Browser, Running, planted::planted, signed::Program};

/// A text that must never be where it does not belong.
const HELLO: &str = "hello-from-olga-4711";

/// A server on a house with one room, its owner signed in, and the message that stands in it.
struct Scene {
    server: Running,
    folder: std::sync::Arc<tempfile::TempDir>,
    olga: Browser,
    room: RoomId,
    message: MessageId,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let room = house.room("lobby").await;
        let olga = house.person("olga").owner_of(room).await;
        let message = olga.says(house.service(), room, HELLO).await.id;
        let folder = house.close().await;
        let server = Running::serve(folder.path());
        let olga = server.browser(1).sign_in("olga@example.org", PASSWORD);
        Self { server, folder, olga, room, message }
    }

    fn redact(&self) -> (u16, Value) {
        let (room, message) = (self.room.to_string(), self.message.to_string());
        let answer = self.olga.post("/api/messages/redact", &[("room", &*room), ("message", &*message)]);
        (answer.status, answer.json())
    }

    fn page(&self) -> (u16, Value) {
        let question = json!({"room": self.room.to_string(), "anchor": "newest"});
        let answer = self.olga.ask("/api/messages/page", &question);
        (answer.status, answer.json())
    }
}

#[tokio::test]
async fn a_store_that_is_held_is_told_with_503_and_nothing_is_half_done() {
    let scene = Scene::set().await;
    let mut other = another(scene.folder.path());
    let held = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    assert_eq!(scene.redact(), (503, json!({"refused": "unavailable"})));
    let (status, page) = scene.page();
    assert!(status == 200 && page.to_string().contains(HELLO), "read, and as it was: {page}");
    held.rollback().unwrap();
    let (status, done) = scene.redact();
    assert_eq!((status, &done["verb"]), (200, &json!("redact")), "{done}");
    assert!(!scene.page().1.to_string().contains(HELLO));
}

#[tokio::test]
async fn what_breaks_in_the_store_is_an_incident_for_people_and_in_the_log_without_content() {
    let scene = Scene::set().await;
    another(scene.folder.path()).execute_batch("ALTER TABLE messages RENAME TO misplaced").unwrap();
    let mut incidents = Vec::new();
    for (status, body) in [scene.page(), scene.redact()] {
        assert_eq!(status, 500, "{body}");
        let incident = body["refused"]["internal"]["incident"].as_str();
        incidents.push(incident.unwrap_or_else(|| panic!("no incident: {body}")).to_owned());
    }
    let mut browser = scene.olga.clone();
    browser.html = true;
    let page = browser.get(&format!("/rooms/{}", scene.room));
    assert_eq!(page.status, 500);
    let (_, told) = page.body.split_once("Incident ").unwrap_or_else(|| panic!("no incident: {}", page.body));
    incidents.push(told.chars().take_while(char::is_ascii_alphanumeric).collect());
    assert!(!page.body.contains(HELLO));
    assert_eq!(browser.get("/healthz").status, 200, "the process goes on");
    let (_, log) = scene.server.stop();
    for incident in incidents {
        let line = log.lines().find(|line| line.contains(&incident));
        let line = line.unwrap_or_else(|| panic!("{incident} is not in the log"));
        assert!(line.contains("ERROR") && line.contains("no such table"), "{line}");
    }
    assert!(!log.contains(HELLO), "a log holds no content");
}

#[tokio::test]
async fn what_breaks_in_the_store_is_told_to_programs_in_their_words() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    another(planted.folder.path()).execute_batch("ALTER TABLE messages RENAME TO misplaced").unwrap();
    let key = planted.key("owner");
    let path = format!("/accounts/{}/rooms/{}/messages/000000000001?operation=redact", key.client_key, planted.lobby);
    let answer = Program::new(&server, key, "chime").call(&server, "POST", &path, &json!({}));
    assert_eq!(
        (answer.status, answer.header("x-amzn-errortype")),
        (500, Some("ServiceFailureException")),
        "{answer:?}"
    );
    let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
    let path = format!("/rooms/{}/messages/000000000001", planted.lobby);
    let answer = server.browser(9).send("DELETE", &path, &headers, b"");
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (500, &json!("INTERNAL_ERROR")), "{answer:?}");
    assert!(server.stop().1.matches("something broke in the store").count() >= 2, "each is in the log");
}

#[tokio::test]
async fn a_message_that_is_not_there_is_a_page_that_is_not_found() {
    let scene = Scene::set().await;
    let mut browser = scene.olga.clone();
    browser.html = true;
    let at = |message: &str| browser.get(&format!("/rooms/{}?at={message}", scene.room));
    assert_eq!(at(&scene.message.to_string()).status, 200);
    let answer = at("000000000001");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("There is no such message in this room"), "{}", answer.body);
}
