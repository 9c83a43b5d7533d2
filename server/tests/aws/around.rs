//! What stands around every answer to a program: a request id, leave for pages of other sites, and JSON whatever came.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{
    SENT_HEADERS,
    running::{
        Answer, Running,
        channels::{Scene, message},
        named::encoded,
        planted::planted,
        signed::Program,
    },
};

/// What a client of WebSockets sends beside; and the line is closed when it is refused.
const UPGRADE: [(&str, &str); 4] = [
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade, close"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

fn with<'h>(more: &[(&'h str, &'h str)]) -> Vec<(&'h str, &'h str)> {
    UPGRADE.iter().chain(more).copied().collect()
}

/// The words of a list in a header.
fn list(answer: &Answer, name: &str) -> HashSet<String> {
    let text = answer.header(name).unwrap_or_else(|| panic!("no {name}: {answer:?}"));
    text.split(',').map(|word| word.trim().to_owned()).collect()
}

fn words(list: &[&str]) -> HashSet<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// A refusal as every client of AWS takes it: the class, and the words of the dialect.
fn aws_refusal(answer: &Answer, status: u16, kind: &str, dialect: &str) {
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (status, Some(kind)), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    assert_eq!(answer.header("x-amzn-requestid").map(str::len), Some(36), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    let body = answer.json();
    let says = if dialect == "messaging" { &body["Message"] } else { &body["message"] };
    assert!(says.as_str().is_some_and(|says| says.ends_with('.')), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_stays_shut_is_told_in_the_words_of_its_dialect() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let browser = server.browser(3);
    let get = |path: &str, headers: &[(&str, &str)]| browser.send("GET", path, headers, b"");

    let plain = get("/ivschat", &[]);
    aws_refusal(&plain, 426, "ValidationException", "ivschat");
    assert_eq!(plain.json()["reason"], json!("OTHER"), "{plain:?}");
    assert_eq!((plain.header("upgrade"), plain.header("sec-websocket-version")), (Some("websocket"), Some("13")));
    aws_refusal(&get("/ivschat", &UPGRADE), 401, "UnrecognizedClientException", "ivschat");
    let token = [("Sec-WebSocket-Protocol", "0123456789012345678901234567890123456789abcd")];
    aws_refusal(&get("/ivschat", &with(&token)), 401, "UnrecognizedClientException", "ivschat");

    let plain = get("/connect?X-Amz-Signature=00", &[]);
    aws_refusal(&plain, 426, "BadRequestException", "messaging");
    assert_eq!((&plain.json()["Code"], plain.header("upgrade")), (&json!("BadRequest"), Some("websocket")));
    // A version of the protocol that nobody speaks, with a signature that is right.
    let ana = Program::new(&server, planted.key("member"), "chime");
    let account = &planted.key("member").client_key;
    let user =
        format!("arn%3Aaws%3Achime%3Aus-east-1%3A000000000000%3Aapp-instance%2F{account}%2Fuser%2F{}", planted.olga);
    let odd = [UPGRADE[0], UPGRADE[1], ("Sec-WebSocket-Version", "7"), UPGRADE[3]];
    aws_refusal(
        &get(&ana.presigned(&format!("/connect?userArn={user}")), &odd),
        426,
        "BadRequestException",
        "messaging",
    );

    for (socket, dialect, kind) in
        [("/ivschat", "ivschat", "ValidationException"), ("/connect", "messaging", "BadRequestException")]
    {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = browser.send(method, socket, &[], b"");
            aws_refusal(&answer, 405, kind, dialect);
            assert_eq!(answer.header("allow"), Some("GET"), "{method} {socket}");
        }
        for path in [format!("{socket}/"), format!("{socket}/more"), format!("{socket}/../x")] {
            aws_refusal(&get(&path, &UPGRADE), 404, "UnknownOperationException", "ivschat");
        }
    }
    // Clients that were given the address without its path.
    aws_refusal(&get("/", &with(&token)), 404, "UnknownOperationException", "ivschat");
    aws_refusal(&get("/messages?X-Amz-Signature=00", &UPGRADE), 404, "UnknownOperationException", "ivschat");
    // Names that only begin alike are the panel's.
    assert_eq!(get("/connected", &[]).header("x-amzn-requestid"), None);
    assert_eq!(get("/live", &with(&token)).header("x-amzn-requestid"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_was_opened_too_often_is_told_when_to_come_back() {
    let planted = planted().await;
    let server = Running::serve_slowly(planted.folder.path(), "1");
    let late = |path: &str| {
        let told = server.browser(3).get_at_once(path, 30);
        told.into_iter().find(|answer| answer.status == 429).unwrap()
    };
    let chat = late("/ivschat");
    aws_refusal(&chat, 429, "ThrottlingException", "ivschat");
    assert_eq!((&chat.json()["limit"], &chat.json()["resourceType"]), (&json!(1), &json!("ROOM")));
    let session = late("/connect");
    aws_refusal(&session, 429, "ThrottledClientException", "messaging");
    assert_eq!(session.json()["Code"], json!("Throttled"));
    for answer in [chat, session] {
        assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
        assert!(list(&answer, "access-control-expose-headers").contains("retry-after"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_may_have_a_limit_of_its_own_and_each_dialect_tells_it_in_its_own_words() {
    let planted = planted().await;
    let rates = "GetRoom=1,ListRooms=1,ListChannels=1,imkit.delete=1";
    let server = Running::serve_with_rates(planted.folder.path(), rates);
    let key = planted.key("owner");
    let (account, lobby) = (&key.client_key, planted.lobby);
    let chime = Program::new(&server, key, "chime");
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{account}");
    let messaging = Program::new(&server, key, "chime").bearing(&format!("{instance}/user/{}", planted.olga));
    let ivs = Program::new(&server, key, "ivschat");
    let channels = format!("/channels?app-instance-arn={}", encoded(&instance));
    let imkit = || {
        let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
        server.browser(3).send("DELETE", &format!("/rooms/{lobby}/messages/000000000000"), &headers, b"")
    };
    // Five seconds' worth come at once; more of them than the clock can give back meanwhile.
    let late = |ask: &dyn Fn() -> Answer| {
        let told: Vec<Answer> = (0..60).map(|_| ask()).collect();
        assert!(told[..5].iter().all(|answer| answer.status != 429), "{told:?}");
        told.into_iter().find(|answer| answer.status == 429).unwrap()
    };
    let rooms = format!("/accounts/{account}/rooms");
    let refused = [
        (
            late(&|| chime.call(&server, "GET", &format!("{rooms}/{lobby}"), &Value::Null)),
            Some("ThrottledClientException"),
        ),
        (late(&|| messaging.call(&server, "GET", &channels, &Value::Null)), Some("ThrottledClientException")),
        (late(&|| ivs.call(&server, "POST", "/ListRooms", &json!({}))), Some("ThrottlingException")),
        (late(&imkit), None),
    ];
    for (answer, kind) in &refused {
        assert_eq!(answer.header("x-amzn-errortype"), *kind);
        assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1, "{answer:?}");
    }
    assert_eq!(refused[2].0.json()["limit"], json!(1));
    // What is not named has the number for all, and another key its own count.
    let update = json!({"identifier": format!("arn:aws:ivschat:us-east-1:000000000000:room/{lobby}")});
    assert!((0..60).all(|_| ivs.call(&server, "POST", "/ListTagsForResource", &update).status != 429));
    let manager = Program::new(&server, planted.key("manager"), "chime");
    assert_eq!(manager.call(&server, "GET", &format!("{rooms}/{lobby}"), &Value::Null).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_may_ask_every_dialect_and_read_what_its_clients_read() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let exposed = ["x-amzn-requestid", "x-amzn-errortype", "date", "retry-after"];
    let aws = ("x-amzn-requestid", &SENT_HEADERS[..], "GET, POST, PUT, DELETE", &exposed[..]);
    let imkit_headers = ["im-client-key", "im-authorization", "content-type"];
    let imkit = ("x-request-id", &imkit_headers[..], "DELETE", &["x-request-id", "date", "retry-after"][..]);
    let room = format!("/rooms/{}/messages/_all", planted.lobby);
    let mut ids = HashSet::new();
    for (path, (id, headers, methods, exposed)) in [
        ("/accounts/a/rooms", aws),
        ("/channels/c/messages/m?operation=redact", aws),
        ("/endpoints/messaging-session", aws),
        ("/app-instance-users", aws),
        ("/tags/a", aws),
        ("/DeleteMessage", aws),
        ("/NoSuchOperation", aws),
        ("/ivschat", aws),
        ("/connect", aws),
        (&room, imkit),
    ] {
        let asked = [("Origin", "https://app.example"), ("Access-Control-Request-Method", "DELETE")];
        let leave = server.browser(3).send("OPTIONS", path, &asked, b"");
        assert_eq!((leave.status, leave.body.as_str()), (204, ""), "{path}");
        assert_eq!(list(&leave, "access-control-allow-headers"), words(headers), "{path}");
        assert_eq!(list(&leave, "access-control-allow-methods"), list_of(methods), "{path}");
        let answer = server.browser(3).send("DELETE", path, &[("Origin", "https://app.example")], b"");
        assert!((400..500).contains(&answer.status) && answer.json().is_object(), "{path}: {answer:?}");
        for answer in [leave, answer] {
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
            assert_eq!(list(&answer, "access-control-expose-headers"), words(exposed), "{path}");
            assert!(answer.header("date").is_some() && answer.header("access-control-allow-credentials").is_none());
            let id = answer.header(id).unwrap_or_else(|| panic!("{path}: {answer:?}")).to_owned();
            assert!(id.len() == 36 && ids.insert(id), "{path}: an id of its own");
        }
    }
    // Nothing is signed yet, and the names say whose client asks: it is to read that there is nothing.
    let names = "authorization,content-type,x-amz-date";
    for path in ["/channel-flows", "/meetings", "/phone-numbers", "/settings", "/no/such/path"] {
        for names in [names, "X-Amz-User-Agent", "content-type, Authorization"] {
            let asked = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", names)];
            let leave = server.browser(3).send("OPTIONS", path, &asked, b"");
            assert_eq!((leave.status, leave.header("access-control-allow-origin")), (204, Some("*")), "{path} {names}");
            assert_eq!(list(&leave, "access-control-allow-headers"), words(&SENT_HEADERS), "{path}");
        }
        let other = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];
        let page = server.browser(3).send("OPTIONS", path, &other, b"");
        assert_eq!(page.header("access-control-allow-origin"), None, "{path}: {page:?}");
    }
    let asked = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", names)];
    let call = server.browser(3).send("OPTIONS", "/api/messages/redact", &asked, b"");
    assert_eq!(call.header("access-control-allow-origin"), None, "{call:?}");
    // The panel is for its own pages.
    let page = server.browser(3).send("OPTIONS", "/rooms", &[("Access-Control-Request-Method", "POST")], b"");
    assert_eq!((page.header("access-control-allow-origin"), page.header("x-request-id")), (None, None), "{page:?}");
}

fn list_of(text: &str) -> HashSet<String> {
    text.split(", ").map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_for_imkit_has_a_request_id_beside_its_envelope() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let key = planted.key("owner");
    let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
    for (method, path, status) in [
        ("DELETE", format!("/rooms/{}/messages/_all", planted.attic), 200),
        ("DELETE", format!("/rooms/{}/messages/none", planted.attic), 404),
        ("GET", format!("/rooms/{}/messages/none", planted.attic), 405),
        ("OPTIONS", format!("/rooms/{}/messages/none", planted.attic), 405),
        ("GET", "/nothing/here".to_owned(), 404),
    ] {
        let answer = server.browser(9).send(method, &path, &headers, b"");
        assert_eq!((answer.status, answer.header("x-request-id").map(str::len)), (status, Some(36)), "{method} {path}");
        let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        let rest = if status == 200 { "result" } else { "error" };
        assert_eq!(members, ["RC", "RM", rest], "the envelope is as it was");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    let none = server.browser(9).send("DELETE", "/rooms/x/messages/y", &[], b"");
    assert_eq!((none.status, &none.json()["RC"]), (401, &Value::from(401)));
    assert!(none.header("x-request-id").is_some(), "{none:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_of_a_request_is_found_by_the_id_that_its_client_was_told() {
    let scene = Scene::new().await;
    let key = scene.planted.key("owner").clone();
    let (messages, said) = (scene.at(&scene.lobby, "/messages"), message("between us", "token"));
    let imkit = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
    let nothing = format!("/rooms/{}/messages/none", scene.planted.attic);
    let server = &scene.server;
    let told = [
        (scene.does("POST", &messages, &said), "SendChannelMessage", 201),
        (scene.call("disabled key", "olga", "POST", &messages, &said), "SendChannelMessage", 403),
        (server.browser(3).get("/channels"), "ListChannels", 403),
        (server.browser(3).get("/NoSuchOperation"), "-", 404),
        (server.browser(3).get("/ivschat"), "/ivschat", 426),
        (server.browser(9).send("DELETE", &nothing, &imkit, b""), "/rooms/{room}/messages/{message}", 404),
    ];
    let page = server.browser(3).get("/sign-in");
    assert_eq!(page.status, 200);
    let (well, log) = scene.server.stop();
    assert!(well, "{log}");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("micros=")).collect();
    for (answer, name, status) in told {
        assert_eq!(answer.status, status, "{answer:?}");
        let id = answer.header("x-amzn-requestid").or_else(|| answer.header("x-request-id")).unwrap();
        let found: Vec<&&str> = lines.iter().filter(|line| line.contains(&format!("id=\"{id}\""))).collect();
        let [line] = found[..] else { panic!("{id} of {name} is in {found:?}") };
        assert!(line.contains(&format!("status={status}")), "{line}");
        assert!(line.contains(&format!("route=\"{name}\"")), "{line}");
    }
    let panel = lines.iter().find(|line| line.contains("route=\"/sign-in\"")).unwrap();
    assert!(!panel.contains("id="), "{panel}");
    for hidden in ["between us", &*key.secret_access_key, &*key.client_token] {
        assert!(!log.contains(hidden), "a log holds no content and no secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_says_who_acts_may_be_there_only_once() {
    let scene = Scene::new().await;
    let path = scene.at(&scene.lobby, "");
    let olga = scene.program("owner").bearing(&scene.people["olga"]);
    assert_eq!(olga.call(&scene.server, "GET", &path, &Value::Null).status, 200);
    for other in ["olga", "ana"] {
        let twice = olga.clone().bearing(&scene.people[other]).call(&scene.server, "GET", &path, &Value::Null);
        aws_refusal(&twice, 400, "BadRequestException", "messaging");
        assert!(twice.json()["Message"].as_str().unwrap().starts_with("x-amz-chime-bearer must"), "{twice:?}");
    }
    for more in ["Authorization", "X-Amz-Date"] {
        let headers = [
            (more, "20260101T000000Z"),
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/r/chime/aws4_request, SignedHeaders=host, Signature=00",
            ),
            ("X-Amz-Date", "20260101T000000Z"),
        ];
        let twice = scene.server.browser(3).send("GET", &path, &headers, b"");
        aws_refusal(&twice, 403, "IncompleteSignatureException", "messaging");
        assert!(twice.json()["Message"].as_str().unwrap().contains("only once"), "{twice:?}");
    }
}
