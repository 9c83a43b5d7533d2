//! What clients say that is not as it should be.

use serde_json::{Value, json};

use super::{ALL, Scene, arn};
use crate::running::chat::Chat;

/// What an action says beside its request id, when the member that is tried is so long.
type Members = fn(usize) -> Value;

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_of_a_frame_holds_to_the_character() {
    let scene = Scene::new().await;
    let wide = |count| "é".repeat(count);
    // The limit, and what comes of it there (0: it was done) and one beyond.
    let rows: [(&str, usize, Members, u64, u64); 7] = [
        ("SEND_MESSAGE", 500, |n| json!({"Content": "🦀".repeat(n)}), 0, 413),
        ("SEND_MESSAGE", 1023, |n| json!({"Content": "a", "Attributes": {"k": "v".repeat(n)}}), 0, 413),
        ("DELETE_MESSAGE", 256, |n| json!({"Id": "zzzzzzzzzzzz", "Reason": "é".repeat(n)}), 404, 413),
        ("DELETE_MESSAGE", 12, |n| json!({"Id": "z".repeat(n)}), 404, 400),
        ("DISCONNECT_USER", 128, |n| json!({"UserId": "é".repeat(n)}), 404, 413),
        ("DISCONNECT_USER", 256, |n| json!({"UserId": "nobody-here", "Reason": "é".repeat(n)}), 404, 413),
        ("DELETE_MESSAGE", 11, |n| json!({"Id": "z".repeat(n)}), 400, 404),
    ];
    for (number, (action, limit, members, within, beyond)) in rows.into_iter().enumerate() {
        let mut chat = scene.chat(&format!("user-{number}"), &ALL);
        for (length, expected) in [(limit, within), (limit + 1, beyond)] {
            let asked = chat.ask(action, members(length));
            let told = chat.answer(&asked);
            assert_eq!(told["ErrorCode"].as_u64().unwrap_or(0), expected, "{action} {length}: {told}");
        }
    }
    // Of a request's own id nothing is said when it is too long.
    let mut chat = scene.chat("bob", &ALL);
    for (length, answered, code) in [(256, wide(256), 404), (257, String::new(), 400)] {
        let frame = json!({"Action": "DELETE_MESSAGE", "RequestId": wide(length), "Id": "zzzzzzzzzzzz"});
        chat.say(&frame.to_string());
        let told = chat.until(|frame| frame["Type"] == "ERROR");
        assert_eq!((&told["RequestId"], &told["ErrorCode"]), (&json!(answered), &json!(code)), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_socket_does_not_take_is_told_and_changes_nothing() {
    let scene = Scene::new().await;
    let change =
        json!({"identifier": arn(scene.planted.lobby), "maximumMessageLength": 5, "maximumMessageRatePerSecond": 2});
    assert_eq!(scene.program("owner").call(&scene.server, "POST", "/UpdateRoom", &change).status, 200);
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    for text in ["", "{", "[]", "null", "7", r#"{"Action":"DANCE"}"#] {
        bob.say(text);
        let told = bob.frame();
        assert_eq!((&told["Type"], &told["ErrorCode"]), (&json!("ERROR"), &json!(400)), "{text}: {told}");
    }
    bob.say_bytes(&[0, 159, 146, 150]);
    assert_eq!(bob.frame()["ErrorCode"], 400);
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "éé🦀éé", "Attributes": {"k": "v"}}));
    assert_eq!(bob.answer(&asked)["Content"], "éé🦀éé", "five code points");
    for (members, code) in [
        (json!({"Content": "sixsix"}), 413),
        (json!({"Content": "x".repeat(100_000)}), 413),
        (json!({"Content": " "}), 400),
        (json!({"Content": "a", "Attributes": {"k": "v".repeat(1024)}}), 413),
        (json!({"Content": "a", "Attributes": {"k": 1}}), 400),
    ] {
        let asked = bob.ask("SEND_MESSAGE", members);
        let told = bob.answer(&asked);
        assert_eq!((&told["Type"], &told["ErrorCode"]), (&json!("ERROR"), &json!(code)), "{told}");
    }

    // In fragments it is the same message.
    for (content, bytes, member, answered) in
        [("five5".to_owned(), 7, "Content", json!("five5")), ("x".repeat(100_000), 10_000, "ErrorCode", json!(413))]
    {
        // In the order in which the client writes them: what it is about comes first.
        let frame = format!(r#"{{"Action":"SEND_MESSAGE","RequestId":"in-fragments","Content":"{content}"}}"#);
        bob.say_in_fragments(&frame, bytes);
        assert_eq!(bob.answer("in-fragments")[member], answered);
    }

    // The rate is the room's, whoever sends.
    let mut chats: Vec<Chat> =
        ["ann", "bert", "carl", "dora"].iter().map(|who| scene.chat(who, &["SEND_MESSAGE"])).collect();
    let mut too_fast = || {
        let asked: Vec<String> =
            chats.iter_mut().map(|chat| chat.ask("SEND_MESSAGE", json!({"Content": "fast"}))).collect();
        let told: Vec<Value> = chats.iter_mut().zip(&asked).map(|(chat, asked)| chat.answer(asked)).collect();
        told.iter().any(|told| told["ErrorCode"] == 429)
    };
    // A machine may be so slow that what was said at once is heard over seconds.
    assert!((0..10).any(|_| too_fast()), "four messages at once in a room that takes two a second");
    // And so many requests of one connection.
    let mut eve = scene.chat("eve", &[]);
    let asked: Vec<String> = (0..100).map(|_| eve.ask("DANCE", json!({}))).collect();
    let told: Vec<Value> = asked.iter().map(|asked| eve.answer(asked)["ErrorCode"].clone()).collect();
    assert!(told.iter().filter(|code| **code == 400).count() >= 10 && told.contains(&json!(429)), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_under_its_id() {
    let scene = Scene::new().await;
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    // Half of a character, as a client sends that has cut a text in the middle of an emoji.
    for (id, members) in [
        ("in-content", r#""Content":"cut emoji \ud83e""#),
        ("in-attributes", r#""Content":"a","Attributes":{"k":"\ud83e"}"#),
        ("unfinished", r#""Content":"a"#),
    ] {
        bob.say(&format!(r#"{{"Action":"SEND_MESSAGE","RequestId":"{id}",{members}}}"#));
        let told = bob.frame();
        assert_eq!((&told["Type"], &told["ErrorCode"]), (&json!("ERROR"), &json!(400)), "{told}");
        assert_eq!(told["RequestId"], json!(id), "or the promise of the request never settles");
    }
    // What is there without a value counts as left out.
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "a", "Attributes": {"k": null, "l": "v"}}));
    assert_eq!(bob.answer(&asked)["Attributes"], json!({"l": "v"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_comes_back_as_it_was_sent() {
    let scene = Scene::new().await;
    let change = json!({"identifier": arn(scene.planted.lobby), "maximumMessageLength": 6});
    assert_eq!(scene.program("owner").call(&scene.server, "POST", "/UpdateRoom", &change).status, 200);
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "a\r\nb\rc"}));
    assert_eq!(bob.answer(&asked)["Content"], "a\r\nb\rc");
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "a\r\nb\r\nc"}));
    assert_eq!(bob.answer(&asked)["ErrorCode"], 413, "counted as it would be kept");
}
