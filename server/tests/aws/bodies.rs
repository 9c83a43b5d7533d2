//! Requests that are odd in their form: too long, broken, of another kind, with dots and nothing between separators. Each
//! is a fault of the question, in the words of its dialect, and leaves the line in order.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use crate::running::{
    Answer, Running,
    planted::{Planted, planted},
    signed::Program,
};

/// How long an exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest body that is read.
const LONGEST: usize = 256 * 1024;

/// One operation of each dialect that takes a body: how it is signed, its path, and the class of its bad requests.
fn operations(server: &Running, planted: &Planted) -> [(Program, String, &'static str, &'static str); 4] {
    let key = planted.key("owner");
    let program = |service| Program::new(server, key, service);
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{}", key.client_key);
    let bearing = program("chime").bearing(&format!("{instance}/user/{}", planted.olga));
    let channel = format!("{instance}/channel/{}", planted.lobby).replace(':', "%3A").replace('/', "%2F");
    [
        (program("chime"), format!("/accounts/{}/rooms", key.client_key), "BadRequestException", "Message"),
        (program("ivschat"), "/CreateRoom".to_owned(), "ValidationException", "message"),
        (bearing, format!("/channels/{channel}/messages"), "BadRequestException", "Message"),
        (program("chime"), "/app-instance-users".to_owned(), "BadRequestException", "Message"),
    ]
}

fn is_refused(answer: &Answer, kind: &str, member: &str, says: &str, case: &str) {
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (400, Some(kind)), "{case}: {answer:?}");
    assert_eq!(answer.json()[member], json!(says), "{case}");
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36), "{case}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_cannot_be_read_is_a_bad_request_in_every_dialect() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let spaces = " ".repeat(LONGEST);
    for (program, path, kind, member) in operations(&server, &planted) {
        for (sort, body, says) in [
            ("application/json", "{\"Name\":", "The body is not JSON."),
            ("application/json", "{} {}", "The body is not JSON."),
            ("application/json", "{\"a\": \"\u{0}\"}", "The body is not JSON."),
            ("application/json", "[]", "The body must be a JSON object."),
            ("application/json", "null", "The body must be a JSON object."),
            ("text/plain", "{}", "The body must be sent with Content-Type: application/json."),
            ("application/x-amz-json-1.1", "{}", "The body must be sent with Content-Type: application/json."),
            ("application/x-www-form-urlencoded", "a=b", "The body must be sent with Content-Type: application/json."),
            ("application/json", &format!("{{}}{spaces}"), "The body is longer than 256 KiB, or broke off."),
            ("text/plain", &format!("{{}}{spaces}"), "The body is longer than 256 KiB, or broke off."),
        ] {
            let answer = program.send(&server, "POST", &path, sort, body);
            is_refused(&answer, kind, member, says, &format!("{path} {sort} {}", &body[..body.len().min(20)]));
        }
        // As long as may be is read: what is told then is that something is left out, or that it was done.
        let answer = program.send(&server, "POST", &path, "application/json", &format!("{{}}{}", &spaces[2..]));
        let read = !answer.body.contains("256 KiB") && answer.status < 500;
        assert!(read, "{path}: {answer:?}");
        let parameter = program.send(&server, "POST", &path, "application/json; charset=utf-8", "{}");
        assert!(!parameter.body.contains("Content-Type"), "{path}: {parameter:?}");
    }
}

/// An answer that comes on a line which stays open.
fn answered(line: &mut BufReader<TcpStream>) -> (u16, String) {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        assert!(line.read_line(&mut head).unwrap() > 0, "the line was closed: {head}");
    }
    for line in head.lines() {
        if let Some((_, value)) = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    line.read_exact(&mut body).unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), String::from_utf8(body).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_in_order_after_a_body_that_was_too_long() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut line = BufReader::new(stream);
    for (path, length, says) in [
        ("/CreateRoom", 2 * LONGEST, "longer than 256 KiB"),
        ("/accounts", 4 * 1024 * 1024, "longer than 256 KiB"),
        ("/NoSuchOperation", 2 * LONGEST, "no such operation"),
        ("/channels", LONGEST + 1, "longer than 256 KiB"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
            server.address
        );
        line.get_mut().write_all(head.as_bytes()).unwrap();
        line.get_mut().write_all(&vec![b' '; length]).unwrap();
        let (status, body) = answered(&mut line);
        assert!((400..500).contains(&status) && body.contains(says), "{path}: {status} {body}");
    }
    // In pieces, whose number nobody says before.
    let head = format!("POST /CreateRoom HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n", server.address);
    line.get_mut().write_all(head.as_bytes()).unwrap();
    for _ in 0..5 {
        line.get_mut().write_all(b"10000\r\n").unwrap();
        line.get_mut().write_all(&[b' '; 0x10000]).unwrap();
        line.get_mut().write_all(b"\r\n").unwrap();
    }
    line.get_mut().write_all(b"0\r\n\r\n").unwrap();
    let (status, body) = answered(&mut line);
    assert!(status == 400 && body.contains("longer than 256 KiB"), "{status} {body}");
    // What nobody sends by mistake is not waited for: it is answered, and the line is closed.
    let head = format!("POST /CreateRoom HTTP/1.1\r\nHost: {}\r\nContent-Length: 99999999999\r\n\r\n", server.address);
    line.get_mut().write_all(head.as_bytes()).unwrap();
    let (status, body) = answered(&mut line);
    assert!(status == 400 && body.contains("longer than 256 KiB"), "{status} {body}");
    assert_eq!(line.read(&mut [0]).unwrap(), 0, "closed, and not in the midst of something");
}

#[tokio::test(flavor = "multi_thread")]
async fn dots_and_nothing_in_a_path_never_lead_to_another_operation() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let key = planted.key("owner");
    let program = Program::new(&server, key, "chime");
    let (account, lobby) = (&key.client_key, planted.lobby);
    let room = format!("/accounts/{account}/rooms/{lobby}");
    assert_eq!(program.call(&server, "GET", &room, &Value::Null).status, 200, "as it should be asked for");
    // All of these are signed as the room's own address is.
    for (path, status, kind) in [
        (format!("/accounts/{account}/rooms/x/../{lobby}"), 404, "UnknownOperationException"),
        (format!("/accounts/{account}/./rooms/{lobby}"), 404, "UnknownOperationException"),
        (format!("/accounts/{account}//rooms/{lobby}"), 404, "UnknownOperationException"),
        (format!("//accounts/{account}/rooms/{lobby}"), 404, "UnknownOperationException"),
        (format!("/./accounts/{account}/rooms/{lobby}"), 404, "UnknownOperationException"),
        (format!("/x/../accounts/{account}/rooms/{lobby}"), 404, "UnknownOperationException"),
        (format!("/rooms/../accounts/{account}/rooms/{lobby}"), 404, "UnknownOperationException"),
        ("/rooms/../rooms".to_owned(), 404, "UnknownOperationException"),
        (format!("/accounts/../rooms/{lobby}"), 400, "BadRequestException"),
        // As raw dots at an end signers write them differently: these are the same for all of them.
        (format!("/accounts/{account}/rooms/%2e%2e"), 400, "BadRequestException"),
        (format!("/accounts/{account}/rooms/%2E"), 400, "BadRequestException"),
        (format!("/accounts/{account}/rooms/%20"), 400, "BadRequestException"),
        (format!("/accounts/{account}/rooms/%FF"), 400, "BadRequestException"),
        (format!("/accounts//rooms/{lobby}"), 400, "BadRequestException"),
        // An escaped separator is part of a name, and no such name is there.
        (format!("/accounts/{account}/rooms/x%2F..%2F{lobby}"), 404, "NotFoundException"),
    ] {
        let answer = program.call(&server, "GET", &path, &Value::Null);
        assert_eq!((answer.status, answer.header("x-amzn-errortype")), (status, Some(kind)), "{path}: {answer:?}");
        assert!(answer.json().is_object() && answer.header("x-amzn-requestid").is_some(), "{path}");
        assert!(!answer.body.contains("lobby"), "{path}: {answer:?}");
    }
}
