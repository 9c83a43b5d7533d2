//! The real binary over HTTP: each page and call by each role, and what strangers and their sites try.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::sync::Arc;

use domain::{MessageId, RoomId, UserId};
use running::{Browser, Running, feed::Feed};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{House, PASSWORD};

/// A text that must never be where it does not belong.
const HELLO: &str = "hello-from-ana-4711";

/// A folder with a few people and rooms, for a server to start on.
struct Planted {
    folder: Arc<TempDir>,
    room: RoomId,
    /// A room that nobody but its owner is in.
    secret: RoomId,
    hello: MessageId,
    ana: UserId,
}

async fn planted() -> Planted {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let secret = house.room("secret").await;
    let ana = house.person("ana").member_of(room).await;
    house.person("ben").manager_of(room).await;
    house.person("olga").owner_of(room).await;
    house.person("hermit").owner_of(secret).await;
    house.person("root").platform_admin().await;
    let hello = ana.says(house.service(), room, HELLO).await.id;
    Planted { folder: house.close().await, room, secret, hello, ana: ana.id }
}

/// Signs somebody in, from an address of their own.
fn sign_in(server: &Running, name: &str) -> Browser {
    let from = name.bytes().fold(10, |sum: u8, byte| sum.wrapping_add(byte));
    server.browser(from).sign_in(&format!("{name}@example.org"), PASSWORD)
}

/// Entries in the audit log.
fn record(root: &Browser) -> Vec<Value> {
    root.get("/audit/export.jsonl").body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

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
async fn another_site_changes_nothing() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let olga = sign_in(&server, "olga");
    let root = sign_in(&server, "root");
    let before = (record(&root).len(), root.get(&format!("/rooms/{}", planted.room)).body.contains(HELLO));
    let (room, message) = (planted.room.to_string(), planted.hello.to_string());
    let form = running::form(&[("room", &*room), ("message", &*message)]);
    let foreign_port = format!("http://{}0", server.address);
    for header in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", &*foreign_port),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "none"),
    ] {
        for path in ["/api/messages/delete", "/api/session/sign-out", "/api/session/sign-in"] {
            assert_eq!(olga.send("POST", path, &[header], form.as_bytes()).status, 403, "{path} with {header:?}");
        }
    }
    let after = (record(&root).len(), root.get(&format!("/rooms/{}", planted.room)).body.contains(HELLO));
    assert_eq!(before, after);
    assert_eq!(olga.get("/api/messages/delete?room=1").status, 405, "nothing is changed by following a link");
    let own = format!("http://{}", server.address);
    let answer = olga.send("POST", "/api/messages/delete", &[("Origin", &own)], form.as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
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
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let answer = server.browser(1).post(
        "/api/session/sign-in",
        &[("email", "ana@example.org"), ("password", PASSWORD), ("next", "//evil.example")],
    );
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!format!("{answer:?}").contains("evil.example"), "never on to another site: {answer:?}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let length = (64 * 1024 + 1).to_string();
    let answer = ana.send("POST", "/api/messages/send", &[("Content-Length", &length)], b"room=");
    assert_eq!(answer.status, 413);
    let fits = "ü".repeat(4096);
    let room = planted.room.to_string();
    assert_eq!(ana.post("/api/messages/send", &[("room", &room), ("content", &fits)]).status, 200);
}

#[tokio::test]
async fn what_cannot_be_read_is_the_fault_of_whoever_asks() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let (room, message) = (planted.room.to_string(), planted.hello.to_string());
    let json = [("Content-Type", "application/json")];
    for (path, headers, body) in [
        ("/api/messages/page", &json[..], "{"),
        ("/api/messages/page", &json[..], "[]"),
        ("/api/messages/page", &json[..], r#"{"room":5}"#),
        ("/api/messages/page", &json[..], "\u{0}\u{ff}"),
        ("/api/rooms/one", &[][..], ""),
        ("/api/audit/one", &[][..], "number=minus"),
        ("/api/removals/preview", &[][..], "verb"),
    ] {
        let answer = ana.send("POST", path, headers, body.as_bytes());
        assert_eq!(answer.status, 400, "{path} {body:?}: {answer:?}");
    }
    for (path, fields, status) in [
        ("/api/messages/send", [("room", &*room), ("content", " ")], 400),
        ("/api/messages/send", [("room", "nonsense"), ("content", "x")], 404),
        ("/api/messages/edit", [("room", &*room), ("message", &*message)], 400),
        ("/api/removals/preview", [("room", &*room), ("verb", "burn")], 400),
        ("/api/rooms/create", [("name", "x"), ("kind", "castle")], 400),
        ("/api/no/such/call", [("a", "b"), ("c", "d")], 404),
    ] {
        let answer = ana.post(path, &fields);
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        assert!(answer.status == status || path.contains("such"), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_forged_call_is_refused_and_on_the_record() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let root = sign_in(&server, "root");
    let (room, message, own) = (planted.room.to_string(), planted.hello.to_string(), planted.ana.to_string());
    for (path, action, fields) in [
        ("/api/messages/redact", "redact", vec![("room", &*room), ("message", &*message)]),
        ("/api/messages/delete", "delete", vec![("room", &*room), ("message", &*message)]),
        ("/api/rooms/purge", "purge", vec![("room", &*room), ("confirmation", "lobby")]),
        ("/api/rooms/rename", "room.rename", vec![("room", &*room), ("name", "mine")]),
        ("/api/members/role", "member.role", vec![("room", &*room), ("user", &*own), ("role", "owner")]),
        (
            "/api/users/create",
            "user.create",
            vec![
                ("display_name", "x"),
                ("email", "x@example.org"),
                ("password", "long enough"),
                ("standing", "platform_admin"),
            ],
        ),
        ("/api/users/disable", "user.disable", vec![("user", &*own), ("disabled", "true")]),
    ] {
        let before = record(&root).len();
        let answer = ana.post(path, &fields);
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
        let entries = record(&root);
        assert_eq!(entries.len(), before + 1, "{path}");
        assert_eq!(entries[0]["action"], action);
        assert!(entries[0]["outcome"]["refused"].is_string(), "{}", entries[0]);
        assert_eq!(entries[0]["actor"]["name"], "ana");
        assert_eq!(server.browser(1).post(path, &fields).status, 401, "{path} signed out");
    }
    assert!(ana.get(&format!("/rooms/{room}")).body.contains(HELLO));
    assert_eq!(ana.post("/api/audit/verify", &[]).status, 403);
}

#[tokio::test]
async fn a_room_that_is_not_there_and_one_that_is_not_yours_answer_alike() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let (secret, nowhere) = (planted.secret.to_string(), RoomId::from_raw(planted.secret.raw() + 77).to_string());
    let message = planted.hello.to_string();
    for path in [
        "rooms/one",
        "members/list",
        "messages/send",
        "messages/redact",
        "messages/delete",
        "removals/preview",
        "rooms/purge",
        "rooms/rename",
        "rooms/archive",
        "rooms/policy",
        "members/add",
        "members/role",
        "members/remove",
    ] {
        let ask = |room: &str| {
            let answer = ana.post(
                &format!("/api/{path}"),
                &[
                    ("room", room),
                    ("message", &message),
                    ("content", "x"),
                    ("verb", "delete"),
                    ("confirmation", "secret"),
                    ("name", "x"),
                    ("email", "ben@example.org"),
                    ("role", "member"),
                    ("user", &planted.ana.to_string()),
                ],
            );
            (answer.status, answer.body)
        };
        assert_eq!(ask(&secret), ask(&nowhere), "{path}");
        assert_eq!(ask(&secret).0, 404, "{path}");
    }
    let page = |room: &str| {
        let answer = ana.get(&format!("/rooms/{room}"));
        (answer.status, answer.body.replace(room, "ROOM").contains("There is no such room"))
    };
    assert_eq!(page(&secret), (404, true));
    assert_eq!(page(&nowhere), (404, true));
    assert_eq!(page("nonsense"), (404, true));
}

#[tokio::test]
async fn signing_in_begins_a_session_of_its_own_and_everywhere_means_everywhere() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let mut fixed = server.browser(1);
    fixed.cookie = Some("a-token-that-somebody-planted".into());
    let one = fixed.clone().sign_in("ana@example.org", PASSWORD);
    assert_ne!(one.cookie, fixed.cookie);
    assert_eq!(fixed.get("/").status, 303, "the planted token opens nothing");
    let two = one.clone().sign_in("ana@example.org", PASSWORD);
    assert_ne!(one.cookie, two.cookie);
    assert_eq!(two.post("/api/settings/sign-out-others", &[]).status, 200);
    assert_eq!((one.get("/").status, two.get("/").status), (303, 200));
    let root = sign_in(&server, "root");
    assert_eq!(root.post("/api/users/sign-out", &[("user", &planted.ana.to_string())]).status, 200);
    assert_eq!(two.get("/").status, 303);
    assert_eq!(root.post("/api/session/sign-out", &[]).status, 200);
    assert_eq!(root.get("/").status, 303);
    let two_cookies = [("Cookie", "roomkeeper=x")];
    let again = sign_in(&server, "ana");
    assert_eq!(again.send("GET", "/", &two_cookies, b"").status, 303, "of two cookies none counts");
}

#[tokio::test]
async fn whoever_tries_too_often_is_told_how_long_to_wait() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let mut tries = 0;
    let refused = loop {
        let answer = server
            .browser(1)
            .post("/api/session/sign-in", &[("email", "ana@example.org"), ("password", "wrong password")]);
        tries += 1;
        assert!(tries < 40, "nobody stops me");
        if answer.status != 401 {
            break answer;
        }
    };
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    let other = server.browser(2).post("/api/session/sign-in", &[("email", "ben@example.org"), ("password", PASSWORD)]);
    assert_eq!(other.status, 200, "others are not held up");
}

#[tokio::test]
async fn the_feed_is_for_people_and_pages_of_this_house() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let token = ana.cookie.as_deref();
    let own = format!("http://{}", server.address);
    assert_eq!(Feed::open(&server, None, None).err(), Some(401));
    assert_eq!(Feed::open(&server, token, Some("https://evil.example")).err(), Some(403));
    assert_eq!(Feed::open(&server, token, Some("null")).err(), Some(403));
    assert_eq!(ana.get("/live").status, 426, "no WebSocket");
    for nonsense in ["nonsense", "{}", r#"{"watch":"short","since":0}"#, r#"{"watch":5}"#] {
        let mut feed = Feed::open(&server, token, Some(&own)).unwrap();
        feed.say(nonsense);
        let (code, reason) = feed.next().unwrap_err();
        assert!(code == 1008 && reason.contains("watch"), "{code} {reason}");
    }
    let mut feed = Feed::open(&server, token, Some(&own)).unwrap();
    feed.watch(&planted.secret.to_string(), 0);
    assert!(feed.next().unwrap()["ended"].is_object());
}

#[tokio::test]
async fn the_feed_replays_what_was_missed_and_nothing_that_is_gone() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, olga) = (sign_in(&server, "ana"), sign_in(&server, "olga"));
    let room = planted.room.to_string();
    let send = |text: &str| {
        ana.post("/api/messages/send", &[("room", &room), ("content", text)]).json()["id"].as_str().unwrap().to_owned()
    };
    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room, 0);
    let head = feed.until("watching").last().unwrap()["watching"]["head"].as_u64().unwrap();
    let first = send("first, to be gone");
    send("second");
    let live = feed.until("event").pop().unwrap();
    assert_eq!(live["event"]["event"]["n"], head + 1);
    drop(feed);
    assert_eq!(olga.post("/api/messages/delete", &[("room", &*room), ("message", &*first)]).status, 200);

    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room, head);
    let missed = feed.until("watching");
    let numbers: Vec<_> = missed.iter().filter_map(|frame| frame["event"]["event"]["n"].as_u64()).collect();
    assert_eq!(numbers, [head + 1, head + 2, head + 3]);
    let told = json!(missed).to_string();
    assert!(!told.contains("to be gone") && told.contains("second"), "{told}");
    assert_eq!(
        olga.post("/api/messages/redact", &[("room", &*room), ("message", &planted.hello.to_string())]).status,
        200
    );
    let redacted = feed.until("event").pop().unwrap();
    let event = &redacted["event"]["event"];
    assert_eq!((&event["n"], event["kind"]["redacted"].is_object()), (&json!(head + 4), true));
    assert!(!redacted.to_string().contains(HELLO));

    feed.watch(&room, head + 1_000);
    assert_eq!(feed.until("reload").len(), 1, "a number from the future");
}

#[tokio::test]
async fn whoever_is_removed_or_signed_out_watches_no_longer() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, olga, root) = (sign_in(&server, "ana"), sign_in(&server, "olga"), sign_in(&server, "root"));
    let (room, user) = (planted.room.to_string(), planted.ana.to_string());
    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room, 0);
    feed.until("watching");
    assert_eq!(olga.post("/api/members/remove", &[("room", &room), ("user", &user)]).status, 200);
    feed.until("ended");
    assert_eq!(olga.post("/api/messages/send", &[("room", &*room), ("content", "behind her back")]).status, 200);
    feed.watch(&room, 0);
    assert!(feed.next().unwrap()["ended"].is_object());

    let mut feed = Feed::open(&server, olga.cookie.as_deref(), None).unwrap();
    feed.watch(&room, 0);
    feed.until("watching");
    let olga_id = record(&root)
        .iter()
        .find(|entry| entry["actor"]["name"] == "olga")
        .map(|entry| entry["actor"]["id"].as_str().unwrap().to_owned());
    assert_eq!(root.post("/api/users/sign-out", &[("user", &olga_id.unwrap())]).status, 200);
    let end = loop {
        if let Err(end) = feed.next() {
            break end;
        }
    };
    assert_eq!(end.0, 1008, "{end:?}");
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
