//! Each page by each role, and the guards that every answer carries.

use testkit::PASSWORD;

use super::{HELLO, planted};
use crate::running::{self, Running, sign_in};

#[tokio::test]
async fn every_page_by_every_role() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let people = [None, Some("hermit"), Some("ana"), Some("ben"), Some("olga"), Some("root")];
    let mut browsers = people.map(|name| name.map_or_else(|| server.browser(1), |name| sign_in(&server, name)));
    browsers.iter_mut().for_each(|browser| browser.html = true);
    let room = format!("/rooms/{}", planted.room);
    // Signed out, stranger, member, manager, owner, platform admin.
    for (path, expected) in [
        ("/".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/rooms".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/rooms/new".to_owned(), [303, 200, 200, 200, 200, 200]),
        (room.clone(), [303, 404, 200, 200, 200, 200]),
        (format!("{room}/members"), [303, 404, 200, 200, 200, 200]),
        ("/jobs".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/audit".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/users".to_owned(), [303, 403, 403, 403, 403, 200]),
        ("/settings".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/sign-in".to_owned(), [200; 6]),
        ("/audit/export.csv".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/audit/export.jsonl".to_owned(), [303, 200, 200, 200, 200, 200]),
        ("/healthz".to_owned(), [200; 6]),
        ("/readyz".to_owned(), [200; 6]),
        // They ask through what looks like a proxy.
        ("/metrics".to_owned(), [403; 6]),
        ("/no/such/page".to_owned(), [303, 404, 404, 404, 404, 404]),
    ] {
        let answers = browsers.each_ref().map(|browser| browser.get(&path));
        assert_eq!(answers.each_ref().map(|answer| answer.status), expected, "{path}");
        for (answer, name) in answers.iter().zip(people) {
            let reads = answer.body.contains(HELLO);
            let may = !matches!(name, None | Some("hermit"));
            assert!(may || !reads, "{path} shows the talk to {name:?}");
        }
    }
    let elsewhere = browsers[0].get("/rooms?search=a%20b");
    assert!(elsewhere.header("location").unwrap().starts_with("/sign-in?next=/rooms"), "{elsewhere:?}");
}

#[tokio::test]
async fn the_settings_of_a_room_say_which_messages_a_purge_takes() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let page = sign_in(&server, "olga").get(&format!("/rooms/{}/settings", planted.room)).body;
    // There is no list of them beside it, as there is in the room.
    assert!(page.contains("Deletes every message of this room,") && !page.contains("listed here"), "{page}");
}

#[tokio::test]
async fn every_answer_carries_its_guards() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let stranger = server.browser(1);
    let answers = [
        ana.get("/"),
        ana.get("/no/such/page"),
        ana.get("/audit/export.csv"),
        stranger.get("/rooms"),
        stranger.get("/sign-in"),
        stranger.get("/healthz"),
        stranger.get("/assets/roomkeeper-1.js"),
        stranger.get("/assets/no-such-file.js"),
        stranger.post("/api/session/sign-in", &[("email", "x"), ("password", "y")]),
    ];
    for answer in &answers {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
    let nonce = |answer: &running::Answer| {
        let policy = answer.header("content-security-policy").unwrap().to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(answer.body.contains(&format!("nonce=\"{nonce}\"")), "the page's script carries it");
        nonce
    };
    assert_ne!(nonce(&answers[0]), nonce(&ana.get("/")), "a nonce is used once");
    assert_eq!(answers[0].header("cache-control"), Some("no-store"));
    assert!(answers[6].header("cache-control").unwrap().contains("immutable"));
}

#[tokio::test]
async fn the_log_holds_no_content_no_reasons_and_no_secrets() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, olga) = (sign_in(&server, "ana"), sign_in(&server, "olga"));
    let room = planted.room.to_string();
    ana.post("/api/messages/send", &[("room", &room), ("content", "content-for-the-log")]);
    olga.post(
        "/api/messages/redact",
        &[("room", &*room), ("message", &planted.hello.to_string()), ("reason", "reason-x"), ("note", "note-x")],
    );
    olga.get(&format!("/rooms/{room}?search=query-x"));
    let (well, log) = server.stop();
    assert!(well && log.contains("request"), "{log}");
    let secrets = [ana.cookie.unwrap(), olga.cookie.unwrap(), PASSWORD.to_owned()];
    let words = ["content-for-the-log", HELLO, "reason-x", "note-x", "query-x", "ana@example.org"];
    for word in words.into_iter().chain(secrets.iter().map(String::as_str)) {
        assert!(!log.contains(word), "{word} in the log");
    }
}

#[tokio::test]
async fn a_form_works_before_the_page_is_alive() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let mut olga = sign_in(&server, "olga");
    olga.html = true;
    let room = planted.room.to_string();
    let fields = [("room", &*room), ("message", &planted.hello.to_string()), ("reason", "Spam")];
    let answer = olga.post("/api/messages/redact", &fields);
    assert_eq!(answer.status, 302, "{answer:?}");
    assert_eq!(answer.header("location"), Some(&*format!("/rooms/{room}?done=redact")));
    let page = olga.get(&format!("/rooms/{room}"));
    assert!(page.status == 200 && !page.body.contains(HELLO));
}
