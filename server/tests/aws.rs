//! What all AWS dialects share, over the real binary: who is let in, and what every answer carries.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "aws/around.rs"]
mod around;
#[path = "aws/bodies.rs"]
mod bodies;
mod running;

use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use running::{Running, planted::planted, signed::Program};
use serde_json::{Value, json};
use testkit::PASSWORD;

/// Headers that the clients send from a page of another site.
const SENT_HEADERS: [&str; 9] = [
    "authorization",
    "content-type",
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-user-agent",
    "x-amz-security-token",
    "x-amz-chime-bearer",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_is_answered_and_every_other_is_told_why_not() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = planted.key("owner");
    let account = &owner.client_key;
    let path = format!("/accounts/{account}/rooms/{}", planted.lobby);
    let call = |program: &Program| program.call(&server, "GET", &path, &Value::Null);

    let answer = call(&Program::new(&server, owner, "chime"));
    assert_eq!((answer.status, answer.json()["Room"]["Name"].clone()), (200, json!("lobby")));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("date").is_some() && answer.header("x-amzn-errortype").is_none());

    let wrong = {
        let mut key = owner.clone();
        key.secret_access_key.replace_range(..1, "~");
        key
    };
    let unknown = {
        let mut key = owner.clone();
        key.access_key_id = "RKAAAAAAAAAAAAAAAAAA".parse().unwrap();
        key
    };
    for (program, kind) in [
        (Program::new(&server, &wrong, "chime"), "InvalidSignatureException"),
        (Program::new(&server, &unknown, "chime"), "UnrecognizedClientException"),
        (Program::new(&server, planted.key("disabled key"), "chime"), "UnrecognizedClientException"),
        (Program::new(&server, owner, "ivschat"), "InvalidSignatureException"),
    ] {
        let answer = call(&program);
        assert_eq!((answer.status, answer.header("x-amzn-errortype")), (403, Some(kind)), "{answer:?}");
        assert!(answer.json()["Message"].is_string() && answer.header("x-amzn-requestid").is_some());
    }
    let unsigned = server.browser(3).get(&path);
    assert_eq!(unsigned.status, 403);
    assert_eq!(unsigned.header("x-amzn-errortype"), Some("MissingAuthenticationTokenException"));
    // Whoever was turned away is on the record, with the door they came to.
    let log = server.browser(1).sign_in("root@example.org", PASSWORD).get("/audit/export.jsonl?action=key.use").body;
    assert!(log.contains("\"chime\"") && log.contains("wrong_credentials"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_operation_is_told_in_json() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let program = Program::new(&server, planted.key("owner"), "chime");
    for (method, path) in [
        ("GET", "/accounts/x/bots"),
        ("PATCH", "/accounts"),
        ("POST", "/NoSuchOperation"),
        ("GET", "/channels/x/nothing"),
        ("GET", "/rooms"),
        ("POST", "/accounts/a/rooms/r/messages/m?operation=explode"),
        // The status of a message is not the message, and somebody's channels are not all of them.
        ("GET", "/channels/c/messages/m?scope=message-status"),
        ("GET", "/channels?scope=app-instance-user-memberships"),
    ] {
        let answer = program.call(&server, method, path, &Value::Null);
        assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
        assert_eq!(answer.header("x-amzn-errortype"), Some("UnknownOperationException"), "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.json()["message"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_nobody_knows_is_told_in_json_that_there_is_nothing() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let client = server.browser(3);
    let json = [("Content-Type", "application/json")];
    for (method, path) in
        [("POST", "/foo"), ("POST", "/createroom"), ("POST", "/aws/base/accounts"), ("POST", "/"), ("PUT", "/settings")]
    {
        for asked in [json, [("Accept", "application/json, text/plain")]] {
            let answer = client.send(method, path, &asked, b"{}");
            assert_eq!((answer.status, &answer.json()["message"]), (404, &Value::from("There is no such operation.")));
            assert_eq!(answer.header("x-amzn-errortype"), Some("UnknownOperationException"), "{method} {path}");
            assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36), "{method} {path}");
        }
    }
    for path in ["/rooms/x/messages", "/rooms/x/messages/y/z"] {
        let answer = client.send("POST", path, &json, b"{}");
        assert_eq!((answer.status, &answer.json()["RC"]), (404, &Value::from(404)), "{path}: {answer:?}");
        assert_eq!(answer.header("x-request-id").map(str::len), Some(36), "{path}");
    }
    // Whoever has a browser is shown what they always were.
    for (method, path, asked) in [
        ("POST", "/foo", &[][..]),
        ("POST", "/foo", &[("Accept", "text/html,application/json;q=0.9")]),
        ("POST", "/foo", &[("Content-Type", "application/x-www-form-urlencoded")]),
        ("GET", "/foo", &[("Accept", "application/json")]),
    ] {
        let answer = client.send(method, path, asked, b"");
        assert!(answer.header("x-amzn-requestid").is_none() && answer.header("x-request-id").is_none(), "{answer:?}");
        assert_ne!(answer.header("content-type"), Some("application/json"), "{method} {path} {asked:?}");
    }
    let call = client.send("POST", "/api/rooms/one", &json, b"{}");
    assert!(call.header("x-amzn-requestid").is_none(), "the panel's own: {call:?}");
    for path in ["/", "/sign-in", "/healthz", "/live"] {
        let answer = client.send("POST", path, &[], b"");
        assert_eq!((answer.status, &*answer.body), (405, "This address does not take this method."), "{path}");
        assert!(answer.header("allow").is_some_and(|methods| methods.contains("GET")), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_site_may_ask_and_read_what_it_needs() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let asked = [("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST")];
    let answer = server.browser(3).send("OPTIONS", "/accounts/a/rooms", &asked, b"");
    assert_eq!(answer.status, 204);
    let said = |name: &str| answer.header(name).unwrap().to_owned();
    for header in SENT_HEADERS {
        let allowed = said("access-control-allow-headers");
        assert!(allowed.split(',').any(|name| name.trim() == header), "{header}");
    }
    for method in ["GET", "POST", "PUT", "DELETE"] {
        assert!(said("access-control-allow-methods").contains(method));
    }
    assert_eq!(said("access-control-allow-origin"), "*");
}

/// The status of the next answer on a line.
fn answered(line: &mut BufReader<TcpStream>) -> u16 {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        assert!(line.read_line(&mut head).unwrap() > 0, "the line was closed");
    }
    for line in head.lines() {
        if let Some((_, value)) = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            length = value.trim().parse().unwrap();
        }
    }
    line.read_exact(&mut vec![0; length]).unwrap();
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_goes_on_after_a_request_that_nobody_wanted_to_read() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let stream = TcpStream::connect(&server.address).unwrap();
    let mut line = BufReader::new(stream);
    for (asked, status) in [("POST /NoSuchOperation", 404), ("PUT /channels/x", 403), ("PUT /accounts/x", 404)] {
        // As clients write: the head, and a moment later the body, for which the answer waits.
        let kind = "Content-Type: application/json\r\nContent-Length: 2";
        let head = format!("{asked} HTTP/1.1\r\nHost: {}\r\n{kind}\r\n\r\n", server.address);
        line.get_mut().write_all(head.as_bytes()).unwrap();
        line.get_mut().set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let early = line.get_ref().peek(&mut [0]).map_err(|error| error.kind());
        assert!(matches!(early, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{asked}: {early:?}");
        line.get_mut().set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        line.get_mut().write_all(b"{}").unwrap();
        assert_eq!(answered(&mut line), status, "{asked}");
    }
}
