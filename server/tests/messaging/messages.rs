//! Messages: written, read, changed, redacted and listed.

use serde_json::{Value, json};

use super::{Scene, message};

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_written_read_changed_and_redacted() {
    let scene = Scene::new().await;
    let messages = scene.at(&scene.lobby, "/messages");
    let mut body = message("hello", "token-1");
    body["Metadata"] = json!("{\"a\":1}");
    body["MessageAttributes"] = json!({ "colour": { "StringValues": ["red"] } });
    body["ContentType"] = json!("text/plain");
    let sent = scene.does("POST", &messages, &body);
    assert_eq!(sent.status, 201, "{sent:?}");
    let id = sent.json()["MessageId"].as_str().unwrap().to_owned();
    assert_eq!(sent.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "Status": { "Value": "SENT" } }));
    assert_eq!(scene.does("POST", &messages, &body).json()["MessageId"], json!(id), "the token makes it known again");
    let other = scene.does("POST", &messages, &message("other", "token-1"));
    assert_eq!((other.status, other.header("x-amzn-errortype")), (409, Some("ConflictException")));

    let one = scene.at(&scene.lobby, &format!("/messages/{id}"));
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    let olga = json!({ "Arn": scene.people["olga"], "Name": "olga" });
    assert!(got["CreatedTimestamp"].as_f64().unwrap() > 1.7e9 && got["CreatedTimestamp"].as_f64().unwrap() < 1e10);
    assert_eq!((&got["Content"], &got["Metadata"], &got["Sender"]), (&json!("hello"), &json!("{\"a\":1}"), &olga));
    assert_eq!(
        (&got["Type"], &got["Persistence"], &got["Redacted"]),
        (&json!("STANDARD"), &json!("PERSISTENT"), &json!(false))
    );
    assert_eq!((&got["ContentType"], &got["ChannelArn"]), (&json!("text/plain"), &json!(scene.lobby)));
    assert_eq!(got["MessageAttributes"], body["MessageAttributes"]);
    assert!(got.get("LastEditedTimestamp").is_none() && got.get("SubChannelId").is_none());

    let changed = scene.does("PUT", &one, &json!({ "Content": "changed", "Metadata": "new" }));
    assert_eq!(changed.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "Status": { "Value": "SENT" } }));
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!(
        (&got["Content"], &got["Metadata"], &got["ContentType"]),
        (&json!("changed"), &json!("new"), &json!("text/plain"))
    );
    assert!(got["LastEditedTimestamp"].is_number());

    let redact = format!("{one}?operation=redact");
    let redacted = scene.call("manager", "ben", "POST", &redact, &json!({ "SubChannelId": "s1" }));
    assert_eq!(redacted.status, 200, "{redacted:?}");
    assert_eq!(redacted.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "SubChannelId": "s1" }));
    let again = scene.call("manager", "ben", "POST", &redact, &json!({}));
    assert_eq!((again.status, again.header("x-amzn-errortype")), (409, Some("ConflictException")));
    assert_eq!(again.json()["Code"], "Conflict");
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!((&got["Content"], &got["Redacted"]), (&json!(""), &json!(true)));
    assert!(got.get("Metadata").is_none() && got.get("MessageAttributes").is_none());
    assert_eq!(scene.does("PUT", &one, &json!({ "Content": "x" })).status, 409, "a tombstone stays");
    let missing = scene.does("POST", &scene.at(&scene.lobby, "/messages/none?operation=redact"), &json!({}));
    assert_eq!((missing.status, missing.header("x-amzn-errortype")), (404, Some("NotFoundException")));

    assert_eq!(scene.does("DELETE", &one, &Value::Null).status, 204);
    assert_eq!(scene.does("GET", &one, &Value::Null).status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_listed_in_either_order_page_by_page() {
    let scene = Scene::new().await;
    let ids: Vec<String> = (0..5).map(|n| scene.sends(&format!("m{n}"), &format!("token-{n}"))).collect();
    let page = |query: &str| {
        let answer = scene.does("GET", &scene.at(&scene.lobby, &format!("/messages?{query}")), &Value::Null);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        assert_eq!(json["ChannelArn"], json!(scene.lobby));
        let found = json["ChannelMessages"].as_array().unwrap().clone();
        assert!(
            found.iter().all(|message| message.get("ChannelArn").is_none() && message.get("Persistence").is_none())
        );
        let found: Vec<String> =
            found.iter().map(|message| message["MessageId"].as_str().unwrap().to_owned()).collect();
        (found, json["NextToken"].as_str().map(str::to_owned))
    };
    for (order, expected) in [("ASCENDING", ids.clone()), ("DESCENDING", ids.iter().rev().cloned().collect())] {
        let (mut all, mut token) = (Vec::new(), None::<String>);
        loop {
            let next = token.map(|token| format!("&next-token={token}")).unwrap_or_default();
            let (found, more) = page(&format!("sort-order={order}&max-results=2{next}"));
            all.extend(found);
            token = more;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(all, expected, "{order}");
    }
    assert_eq!(page("").0[0], ids[4], "the newest first when nothing is said");
    assert_eq!(page("not-after=2020-01-02T03:04:05.678Z").0.len(), 0);
    assert_eq!(page("not-before=2020-01-02T03:04:05.678000Z").0.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_attributes_only_what_the_model_knows_is_kept_and_so_much() {
    let scene = Scene::new().await;
    let messages = scene.at(&scene.lobby, "/messages");
    let send = |attributes: Value, token: &str| {
        let mut body = message("hello", token);
        body["MessageAttributes"] = attributes;
        scene.does("POST", &messages, &body)
    };
    let got = |id: &str| {
        let one = scene.does("GET", &scene.at(&scene.lobby, &format!("/messages/{id}")), &Value::Null);
        one.json()["ChannelMessage"]["MessageAttributes"].clone()
    };
    let most = "x".repeat(512);
    for (number, (given, kept)) in [
        (json!({ "a": { "StringValues": ["x"], "Raw": { "deep": [1] } } }), json!({ "a": { "StringValues": ["x"] } })),
        (json!({ "a": {}, "b": null, "c": { "StringValues": null } }), json!({ "a": {}, "c": {} })),
        (json!({ "a": { "StringValues": [] } }), json!({ "a": { "StringValues": [] } })),
        (json!({}), json!({})),
        (json!({ "a": { "StringValues": vec![&most; 31] } }), json!({ "a": { "StringValues": vec![&most; 31] } })),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = send(given.clone(), &format!("kept-{number}"));
        assert_eq!(sent.status, 201, "{given}: {sent:?}");
        assert_eq!(got(sent.json()["MessageId"].as_str().unwrap()), kept, "{given}");
    }
    let many: serde_json::Map<String, Value> = (0..5_000).map(|n| (n.to_string(), json!({}))).collect();
    for given in [
        json!({ "a": "b" }),
        json!({ "a": [] }),
        json!({ "a": { "StringValues": "x" } }),
        json!({ "a": { "StringValues": [""] } }),
        json!({ "a": { "StringValues": [null] } }),
        json!({ "a": { "StringValues": ["x".repeat(513)] } }),
        json!({ "": { "StringValues": ["x"] } }),
        json!({ "x".repeat(65): { "StringValues": ["x"] } }),
        json!({ "a": { "StringValues": vec![&most; 32] } }),
        Value::Object(many),
    ] {
        let refused = send(given, "refused");
        assert_eq!((refused.status, refused.header("x-amzn-errortype")), (400, Some("BadRequestException")));
        assert!(refused.json()["Message"].as_str().unwrap().starts_with("MessageAttributes must"), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_comes_back_as_it_was_sent_and_an_empty_token_is_the_beginning() {
    let scene = Scene::new().await;
    let text = "one\r\ntwo\rthree\n";
    let id = scene.sends(text, "token");
    let content = || {
        let page = scene.does("GET", &scene.at(&scene.lobby, "/messages?next-token="), &Value::Null);
        assert_eq!(page.status, 200, "{page:?}");
        page.json()["ChannelMessages"][0]["Content"].clone()
    };
    assert_eq!(content(), json!(text));
    assert_eq!(scene.sends(text, "token"), id, "the same again is the same");
    let path = scene.at(&scene.lobby, &format!("/messages/{id}"));
    assert_eq!(scene.does("PUT", &path, &json!({ "Content": "a\r\nb" })).status, 200);
    assert_eq!(content(), json!("a\r\nb"));
    // What is typed into a form has no other breaks than those between its lines, however browsers send them.
    let panel = scene.server.browser(2).sign_in("olga@example.org", testkit::PASSWORD);
    let room = scene.planted.lobby.to_string();
    let fields = [("room", room.as_str()), ("content", "typed\r\nhere")];
    assert_eq!(panel.post("/api/messages/send", &fields).status, 200);
    assert_eq!(content(), json!("typed\nhere"));
    let fields = [("room", room.as_str()), ("message", &id), ("content", "c\r\nd")];
    assert_eq!(panel.post("/api/messages/edit", &fields).status, 200);
    let got = scene.does("GET", &path, &Value::Null).json();
    assert_eq!(got["ChannelMessage"]["Content"], "c\nd");
}
