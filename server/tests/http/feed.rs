//! The live feed of the panel.

use serde_json::json;

use super::{HELLO, planted, record};
use crate::running::{Running, feed::Feed, roomkeeper, sign_in, site};

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
async fn a_session_that_another_process_ended_is_told_nothing_more() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, olga) = (sign_in(&server, "ana"), sign_in(&server, "olga"));
    let room = planted.room.to_string();
    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room, 0);
    feed.until("watching");
    let site = site();
    let mut disable = roomkeeper(site.path());
    disable.args(["user", "disable", "ana@example.org", "--data"]).arg(planted.folder.path());
    assert!(disable.output().unwrap().status.success());
    // Nobody tells the server: it looks by itself, in less than the time that a frame may take here and one sign of life.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(90);
    while feed.next().is_ok_and(|frame| frame.get("ended").is_none()) {
        assert!(std::time::Instant::now() < until, "the feed goes on");
    }
    let (code, reason) = feed.next().unwrap_err();
    assert!(code == 1008 && reason.contains("session"), "{code} {reason}");
    assert_eq!(olga.post("/api/messages/send", &[("room", &*room), ("content", "to nobody")]).status, 200);
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
async fn what_a_moderator_did_who_hung_up_is_done_to_its_end() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, olga) = (sign_in(&server, "ana"), sign_in(&server, "olga"));
    let (room, user) = (planted.room.to_string(), planted.ana.to_string());
    let is_member = || olga.post("/api/members/list", &[("room", &room), ("after", "")]).body.contains(&user);
    let mut done = 0;
    for turn in 0.. {
        let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
        feed.watch(&room, 0);
        feed.until("watching");
        olga.post_and_hang_up("/api/members/remove", &[("room", &room), ("user", &user)]);
        // A request may be given up before it is read; then nothing has happened.
        if (0..20).all(|_| is_member()) {
            assert!(turn < 50, "the server never reads a request of who hangs up");
            continue;
        }
        let secret = format!("behind her back {turn}");
        assert_eq!(olga.post("/api/messages/send", &[("room", &*room), ("content", &*secret)]).status, 200);
        let told = json!(feed.until("ended")).to_string();
        assert!(!told.contains(&secret), "{told}");
        done += 1;
        if done == 8 {
            break;
        }
        let back = [("room", &*room), ("email", "ana@example.org"), ("role", "member")];
        assert_eq!(olga.post("/api/members/add", &back).status, 200);
    }
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
