//! Amazon Chime over the real binary: what each operation answers, who may ask for it, and what is told of bad input.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "chime/accounts.rs"]
mod accounts;
#[path = "chime/refusals.rs"]
mod refusals;
#[path = "chime/rooms.rs"]
mod rooms;
mod running;

use domain::Door;
use running::{
    Answer, Browser, Running,
    planted::{EVERYBODY, HELLO, Planted, planted},
    signed::Program,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

type Row = (&'static str, [u16; 13]);
const SEE_ROOM: [u16; 13] = [404, 200, 200, 200, 200, 200, 404, 404, 404, 200, 200, 403, 403];
const SEE_ACCOUNT: [u16; 13] = [200, 200, 200, 200, 200, 200, 404, 404, 404, 200, 403, 403, 403];
const USERS_200: [u16; 13] = [403, 403, 403, 403, 200, 200, 404, 404, 404, 403, 403, 403, 403];
const USERS_201: [u16; 13] = [403, 403, 403, 403, 201, 201, 404, 404, 404, 403, 403, 403, 403];
const ADD: [u16; 13] = [404, 403, 201, 201, 201, 201, 404, 404, 404, 403, 201, 403, 403];

/// What everybody is told, operation by operation.
const TABLE: [Row; 24] = [
    ("ListAccounts", [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403]),
    ("CreateAccount", [403, 403, 403, 403, 403, 201, 403, 403, 403, 403, 403, 403, 403]),
    ("GetAccount", SEE_ACCOUNT),
    ("ListRooms", SEE_ACCOUNT),
    ("CreateRoom", [201, 201, 201, 201, 201, 201, 404, 404, 404, 403, 403, 403, 403]),
    ("GetRoom", SEE_ROOM),
    ("UpdateRoom", [404, 403, 403, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403]),
    ("DeleteRoom", [404, 403, 403, 204, 204, 204, 404, 404, 404, 403, 204, 403, 403]),
    ("RedactRoomMessage", [404, 403, 200, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403]),
    // The people of a conversation are all members.
    ("RedactConversationMessage", [404, 403, 404, 403, 200, 200, 404, 404, 404, 403, 403, 403, 403]),
    ("ListRoomMemberships", SEE_ROOM),
    ("CreateRoomMembership", ADD),
    ("BatchCreateRoomMembership", ADD),
    // Owners give the role of a manager.
    ("UpdateRoomMembership", [404, 403, 403, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403]),
    // The member leaves.
    ("DeleteRoomMembership", [404, 204, 204, 204, 204, 204, 404, 404, 404, 403, 204, 403, 403]),
    ("ListUsers", USERS_200),
    ("CreateUser", USERS_201),
    ("InviteUsers", USERS_201),
    ("BatchSuspendUser", USERS_200),
    ("BatchUnsuspendUser", USERS_200),
    ("GetUser", USERS_200),
    ("GetRetentionSettings", USERS_200),
    ("PutRetentionSettings", [403, 403, 403, 403, 204, 204, 404, 404, 404, 403, 403, 403, 403]),
    ("LogoutUser", [403, 403, 403, 403, 204, 204, 404, 404, 404, 403, 403, 403, 403]),
];

/// A running server, and what is in it.
struct Site {
    planted: Planted,
    server: Running,
    account: String,
    ana: String,
    stranger: String,
    conversation: String,
    browser: Browser,
}

impl Site {
    async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        let account = planted.key("owner").client_key.clone();
        let browser = server.browser(4).sign_in("ana@example.org", PASSWORD);
        let fields =
            [("name", "two"), ("kind", "conversation"), ("account", account.as_str()), ("people", "olga@example.org")];
        let made = browser.post("/api/rooms/create", &fields).json();
        let conversation = made["summary"]["id"].as_str().unwrap().to_owned();
        let mut site =
            Self { planted, server, account, ana: String::new(), stranger: String::new(), conversation, browser };
        site.ana = site.user_of("ana@example.org");
        site.stranger = site.user_of("stranger@example.org");
        site
    }

    fn ask(&self, who: &str, method: &str, path: &str, body: &Value) -> Answer {
        Program::new(&self.server, self.planted.key(who), "chime").call(&self.server, method, path, body)
    }

    /// As [`Site::ask`], under the account; the answer must have the status.
    fn done(&self, who: &str, status: u16, (method, path): (&str, &str), body: &Value) -> Value {
        let answer = self.ask(who, method, &format!("/accounts/{}{path}", self.account), body);
        assert_eq!(answer.status, status, "{who} {method} {path}: {answer:?}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    fn user_of(&self, email: &str) -> String {
        let found = self.done("platform admin", 200, ("GET", &format!("/users?user-email={email}")), &Value::Null);
        assert_eq!(found["Users"].as_array().unwrap().len(), 1, "{found}");
        found["Users"][0]["UserId"].as_str().unwrap().to_owned()
    }

    fn said(&self, room: &str) -> String {
        let answer = self.browser.post("/api/messages/send", &[("room", room), ("content", HELLO)]);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// A request of an operation on what is there.
    fn request(&self, operation: &str, who: &str) -> (&'static str, String, Value) {
        let Self { account, ana, stranger, conversation, .. } = self;
        let a = format!("/accounts/{account}");
        let lobby = self.planted.lobby.to_string();
        let r = format!("{a}/rooms/{lobby}");
        let address = format!("{}@new.example", who.replace([' ', '\''], "-"));
        let none = Value::Null;
        match operation {
            "ListAccounts" => ("GET", "/accounts".to_owned(), none),
            "CreateAccount" => ("POST", "/accounts".to_owned(), json!({ "Name": format!("of {who}") })),
            "GetAccount" => ("GET", a, none),
            "ListRooms" => ("GET", format!("{a}/rooms"), none),
            "CreateRoom" => ("POST", format!("{a}/rooms"), json!({ "Name": "another" })),
            "GetRoom" => ("GET", r, none),
            "UpdateRoom" => ("POST", r, json!({ "Name": "renamed" })),
            "DeleteRoom" => ("DELETE", r, none),
            "RedactRoomMessage" => ("POST", format!("{r}/messages/{}?operation=redact", self.said(&lobby)), none),
            "RedactConversationMessage" => {
                let message = self.said(conversation);
                ("POST", format!("{a}/conversations/{conversation}/messages/{message}?operation=redact"), none)
            }
            "ListRoomMemberships" => ("GET", format!("{r}/memberships"), none),
            "CreateRoomMembership" => ("POST", format!("{r}/memberships"), json!({ "MemberId": stranger })),
            "BatchCreateRoomMembership" => {
                let body = json!({ "MembershipItemList": [{ "MemberId": stranger, "Role": "Member" }] });
                ("POST", format!("{r}/memberships?operation=batch-create"), body)
            }
            "UpdateRoomMembership" => ("POST", format!("{r}/memberships/{ana}"), json!({ "Role": "Administrator" })),
            "DeleteRoomMembership" => ("DELETE", format!("{r}/memberships/{ana}"), none),
            "ListUsers" => ("GET", format!("{a}/users"), none),
            "CreateUser" => ("POST", format!("{a}/users?operation=create"), json!({ "Email": address })),
            "InviteUsers" => ("POST", format!("{a}/users?operation=add"), json!({ "UserEmailList": [address] })),
            "BatchSuspendUser" => ("POST", format!("{a}/users?operation=suspend"), json!({ "UserIdList": [stranger] })),
            "BatchUnsuspendUser" => {
                ("POST", format!("{a}/users?operation=unsuspend"), json!({ "UserIdList": [stranger] }))
            }
            "GetUser" => ("GET", format!("{a}/users/{stranger}"), none),
            "GetRetentionSettings" => ("GET", format!("{a}/retention-settings"), none),
            "PutRetentionSettings" => ("PUT", format!("{a}/retention-settings"), json!({ "RetentionSettings": {} })),
            "LogoutUser" => ("POST", format!("{a}/users/{stranger}?operation=logout"), none),
            _ => panic!("the table has no request for {operation}"),
        }
    }
}

/// Whether what was done stands in the way of doing it again.
fn spoils(operation: &str) -> bool {
    matches!(
        operation,
        "DeleteRoom"
            | "CreateRoomMembership"
            | "BatchCreateRoomMembership"
            | "UpdateRoomMembership"
            | "DeleteRoomMembership"
            | "BatchSuspendUser"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_against_every_operation() {
    let names = wire::operations().filter(|(door, _)| *door == Door::Chime).map(|(_, name)| name);
    assert_eq!(names.collect::<Vec<_>>(), TABLE.map(|(name, _)| name), "each operation has its row, in order");
    let mut site = Site::new().await;
    for (operation, expected) in TABLE {
        for (who, status) in EVERYBODY.into_iter().zip(expected) {
            let (method, path, body) = site.request(operation, who);
            let answer = site.ask(who, method, &path, &body);
            assert_eq!(answer.status, status, "{operation} by {who}: {answer:?}");
            if status >= 400 {
                let told = answer.header("x-amzn-errortype").is_some() && answer.json()["Message"].is_string();
                assert!(told, "{operation} by {who}: {answer:?}");
            } else if spoils(operation) {
                site = Site::new().await;
            }
        }
    }
}
