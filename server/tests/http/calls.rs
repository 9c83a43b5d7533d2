//! Calls by those who may not make them, and calls that make no sense.

use domain::RoomId;

use super::{HELLO, planted, record};
use crate::running::{self, Running, sign_in};

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
