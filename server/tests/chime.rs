//! Amazon Chime over the real binary: what each operation answers, who may ask for it, and what is told of bad input.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

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

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_made_found_renamed_and_deleted() {
    let site = Site::new().await;
    let none = Value::Null;
    let made = json!({ "Name": "plans", "ClientRequestToken": "token-1" });
    let first = site.done("owner", 201, ("POST", "/rooms"), &made);
    let again = site.done("owner", 201, ("POST", "/rooms"), &made);
    assert_eq!(first, again, "the same token makes one room");
    let other = json!({ "Name": "other", "ClientRequestToken": "token-1" });
    assert_eq!(site.done("owner", 400, ("POST", "/rooms"), &other)["Code"], "BadRequest");
    let room = &first["Room"];
    let id = room["RoomId"].as_str().unwrap();
    assert_eq!((&room["Name"], &room["AccountId"]), (&json!("plans"), &json!(site.account)));
    assert_eq!(room["CreatedBy"], json!(site.planted.olga));
    assert_eq!(room["CreatedTimestamp"], room["UpdatedTimestamp"]);
    assert!(room["CreatedTimestamp"].as_str().unwrap().ends_with('Z'));

    let path = format!("/rooms/{id}");
    let renamed = site.done("owner", 200, ("POST", &path), &json!({ "Name": "plans 2" }));
    assert_eq!(renamed, site.done("account admin", 200, ("GET", &path), &none));
    assert_eq!(renamed["Room"]["Name"], "plans 2");
    assert!(renamed["Room"]["UpdatedTimestamp"].as_str() > room["UpdatedTimestamp"].as_str());

    let mut found = Vec::new();
    let mut query = "/rooms?max-results=1".to_owned();
    loop {
        let page = site.done("account admin", 200, ("GET", &query), &none);
        found.extend(page["Rooms"].as_array().unwrap().iter().map(|room| room["Name"].clone()));
        let Some(token) = page["NextToken"].as_str() else { break };
        query = format!("/rooms?max-results=1&next-token={token}");
    }
    assert_eq!(found, ["lobby", "attic", "strict", "plans 2"], "by id, without conversations");
    let list = |who: &str, query: &str| {
        let page = site.done(who, 200, ("GET", &format!("/rooms{query}")), &none);
        page["Rooms"].as_array().unwrap().iter().map(|room| room["Name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list("member", ""), ["lobby"]);
    assert_eq!(list("stranger", ""), [""; 0]);
    assert_eq!(list("account admin", &format!("?member-id={}", site.ana)), ["lobby"]);
    assert_eq!(list("member", &format!("?member-id={}", site.planted.olga)), ["lobby"], "only what both see");
    assert_eq!(list("owner", "?member-id=nobody"), [""; 0]);

    assert_eq!(site.done("owner", 204, ("DELETE", &path), &none), Value::Null);
    assert_eq!(site.done("owner", 404, ("GET", &path), &none)["Code"], "NotFound");
    assert_eq!(site.done("owner", 404, ("DELETE", &path), &none)["Code"], "NotFound");
    let strict = format!("/rooms/{}", site.planted.strict);
    assert_eq!(site.done("owner", 400, ("DELETE", &strict), &none)["Code"], "BadRequest", "it asks for a reason");
    // The room of another account is not there, also under its own account.
    let theirs = format!("/accounts/{}/rooms/{}", site.planted.key("foreign admin").client_key, site.planted.theirs);
    assert_eq!(site.ask("account admin", "GET", &theirs, &none).status, 404);
    assert_eq!(site.ask("foreign admin", "GET", &theirs, &none).status, 200);
    site.done("platform admin", 404, ("GET", &format!("/rooms/{}", site.planted.theirs)), &none);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_into_a_room_change_and_leave() {
    let site = Site::new().await;
    let none = Value::Null;
    let path = format!("/rooms/{}/memberships", site.planted.lobby);
    let body = json!({ "MemberId": site.stranger, "Role": "Administrator" });
    let made = site.done("owner", 201, ("POST", &path), &body);
    let membership = &made["RoomMembership"];
    assert_eq!((&membership["Role"], &membership["RoomId"]), (&json!("Administrator"), &json!(site.planted.lobby)));
    let person = &membership["Member"];
    assert_eq!((&person["MemberId"], &person["MemberType"]), (&json!(site.stranger), &json!("User")));
    assert_eq!((&person["FullName"], &person["AccountId"]), (&json!("stranger"), &json!(site.account)));
    assert!(person.get("Email").is_none(), "addresses are for admins");
    assert!(membership["UpdatedTimestamp"].is_string());
    assert_eq!(membership["InvitedBy"], json!(site.planted.olga));
    assert_eq!(site.done("owner", 409, ("POST", &path), &body)["Code"], "Conflict");
    site.done("owner", 404, ("POST", &path), &json!({ "MemberId": "nobody" }));

    let one = format!("{path}/{}", site.stranger);
    let changed = site.done("owner", 200, ("POST", &one), &json!({ "Role": "Member" }));
    assert_eq!(changed["RoomMembership"]["Role"], "Member");
    let owner = format!("{path}/{}", site.planted.olga);
    let kept = site.done("owner", 200, ("POST", &owner), &json!({ "Role": "Administrator" }));
    assert_eq!(kept["RoomMembership"]["Role"], "Administrator");
    assert_eq!(site.done("owner", 400, ("POST", &owner), &json!({ "Role": "Member" }))["Code"], "BadRequest");

    let mut found = Vec::new();
    let mut query = format!("{path}?max-results=3");
    loop {
        let page = site.done("account admin", 200, ("GET", &query), &none);
        found.extend(page["RoomMemberships"].as_array().unwrap().clone());
        let Some(token) = page["NextToken"].as_str() else { break };
        query = format!("{path}?max-results=3&next-token={token}");
    }
    let mut names: Vec<_> = found.iter().map(|one| one["Member"]["FullName"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["ana", "ben", "olga", "stranger"]);
    assert!(found.iter().all(|one| one["Member"]["Email"].is_string()), "an admin sees addresses");

    assert_eq!(site.done("owner", 204, ("DELETE", &one), &none), Value::Null);
    site.done("owner", 404, ("DELETE", &one), &none);
    let root = site.done("platform admin", 200, ("GET", "/users?user-email=acca@example.org"), &none);
    let acca = &root["Users"][0]["UserId"];
    let items = json!({ "MembershipItemList": [
        { "MemberId": site.stranger }, { "MemberId": site.ana, "Role": "Member" },
        { "MemberId": "nobody" }, { "MemberId": acca, "Role": "Administrator" },
    ] });
    let batch = format!("{path}?operation=batch-create");
    let errors = site.done("manager", 201, ("POST", &batch), &items)["Errors"].clone();
    let codes: Vec<_> = errors.as_array().unwrap().iter().map(|one| (&one["MemberId"], &one["ErrorCode"])).collect();
    let expected =
        [(&json!(site.ana), &json!("Conflict")), (&json!("nobody"), &json!("NotFound")), (acca, &json!("Forbidden"))];
    assert_eq!(codes, expected, "a manager adds members only");
    site.done("stranger", 200, ("GET", &path), &none);
}

#[tokio::test(flavor = "multi_thread")]
async fn users_are_invited_suspended_and_signed_out() {
    let site = Site::new().await;
    let none = Value::Null;
    let body = json!({ "UserEmailList": ["new@example.org", "ana@example.org"] });
    let invites = site.done("account admin", 201, ("POST", "/users?operation=add"), &body)["Invites"].clone();
    assert_eq!((&invites[0]["Status"], &invites[1]["Status"]), (&json!("Pending"), &json!("Failed")));
    let new = format!("/users/{}", invites[0]["InviteId"].as_str().unwrap());
    let user = site.done("account admin", 200, ("GET", &new), &none)["User"].clone();
    assert_eq!(user["UserRegistrationStatus"], "Unregistered");
    assert_eq!((&user["PrimaryEmail"], &user["DisplayName"]), (&json!("new@example.org"), &json!("new")));
    for password in ["!", "", PASSWORD] {
        let fields = [("email", "new@example.org"), ("password", password)];
        assert!(site.server.browser(7).post("/api/session/sign-in", &fields).token().is_none());
    }
    let root = site.server.browser(8).sign_in("root@example.org", PASSWORD);
    let fields = [("user", invites[0]["InviteId"].as_str().unwrap()), ("password", PASSWORD)];
    let set = root.post("/api/users/password", &fields);
    assert!(set.status < 400, "{set:?}");
    let _ = site.server.browser(9).sign_in("new@example.org", PASSWORD);
    let user = site.done("account admin", 200, ("GET", &new), &none)["User"].clone();
    assert_eq!((&user["UserRegistrationStatus"], &user["UserType"]), (&json!("Registered"), &json!("PrivateUser")));

    let body = json!({ "Username": "Bea", "Email": "bea@example.org", "UserType": "PrivateUser" });
    let made = site.done("account admin", 201, ("POST", "/users?operation=create"), &body)["User"].clone();
    assert_eq!((&made["DisplayName"], &made["AccountId"]), (&json!("Bea"), &json!(site.account)));
    assert_eq!(site.done("account admin", 409, ("POST", "/users?operation=create"), &body)["Code"], "Conflict");

    let otto = "/accounts/000000000000/users?user-email=uma@example.org";
    let uma = site.ask("platform admin", "GET", otto, &none).json()["Users"][0]["UserId"].clone();
    let body = json!({ "UserIdList": [site.ana, "nobody", uma] });
    let errors = site.done("account admin", 200, ("POST", "/users?operation=suspend"), &body)["UserErrors"].clone();
    let codes: Vec<_> = errors.as_array().unwrap().iter().map(|one| (&one["UserId"], &one["ErrorCode"])).collect();
    assert_eq!(codes, [(&json!("nobody"), &json!("NotFound")), (&uma, &json!("NotFound"))]);
    let ana = format!("/users/{}", site.ana);
    let status = || site.done("account admin", 200, ("GET", &ana), &none)["User"]["UserRegistrationStatus"].clone();
    assert_eq!(status(), "Suspended");
    assert_ne!(site.ask("member", "GET", "/accounts", &none).status, 200, "the key of a suspended user opens nothing");
    let body = json!({ "UserIdList": [site.ana] });
    let errors = site.done("account admin", 200, ("POST", "/users?operation=unsuspend"), &body)["UserErrors"].clone();
    assert_eq!((errors, status()), (json!([]), json!("Registered")));

    let browser = site.server.browser(5).sign_in("ana@example.org", PASSWORD);
    assert_eq!(browser.get("/rooms").status, 200);
    assert_eq!(site.done("account admin", 204, ("POST", &format!("{ana}?operation=logout")), &none), Value::Null);
    assert_ne!(browser.get("/rooms").status, 200, "her session has ended");

    let mut found = 0;
    let mut query = "/users?max-results=2".to_owned();
    loop {
        let page = site.done("account admin", 200, ("GET", &query), &none);
        found += page["Users"].as_array().unwrap().len();
        let Some(token) = page["NextToken"].as_str() else { break };
        query = format!("/users?max-results=2&next-token={token}");
    }
    assert_eq!(found, 7, "five of the account, and the two that were made");
    let shared = site.done("account admin", 200, ("GET", "/users?user-type=SharedDevice"), &none);
    assert_eq!(shared["Users"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_seen_by_their_people_and_made_by_platform_admins() {
    let site = Site::new().await;
    let none = Value::Null;
    let account = site.done("member", 200, ("GET", ""), &none)["Account"].clone();
    assert_eq!((&account["AccountId"], &account["Name"]), (&json!(site.account), &json!("ours")));
    assert_eq!((&account["AwsAccountId"], &account["AccountStatus"]), (&json!("000000000000"), &json!("Active")));
    let names = |who: &str, query: &str| {
        let page = site.ask(who, "GET", &format!("/accounts{query}"), &none).json();
        page["Accounts"].as_array().unwrap().iter().map(|one| one["Name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("member", ""), ["ours"]);
    assert_eq!(names("nobody's", ""), ["Without an account"]);
    assert_eq!(names("platform admin", ""), ["Without an account", "ours", "theirs"]);
    assert_eq!(names("platform admin", "?name=THE"), ["theirs"]);
    assert_eq!(names("platform admin", "?user-email=otto@example.org"), ["theirs"]);
    assert_eq!(names("account admin", "?user-email=otto@example.org"), [""; 0]);
    assert_eq!(site.ask("member", "GET", "/accounts?user-email=ana@example.org", &none).status, 403);
    let first = site.ask("platform admin", "GET", "/accounts?max-results=1", &none).json();
    let token = first["NextToken"].as_str().unwrap();
    assert_eq!(names("platform admin", &format!("?next-token={token}")), ["ours", "theirs"]);

    let made = site.ask("platform admin", "POST", "/accounts", &json!({ "Name": "third" }));
    assert_eq!((made.status, made.json()["Account"]["Name"].clone()), (201, json!("third")));
    assert_eq!(site.ask("platform admin", "POST", "/accounts", &json!({ "Name": "third" })).status, 400);
    let third = format!("/accounts/{}", made.json()["Account"]["AccountId"].as_str().unwrap());
    assert_eq!(site.ask("platform admin", "GET", &third, &none).json(), made.json());
    assert_eq!(site.ask("account admin", "GET", &third, &none).status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_told_by_the_name_of_the_member() {
    let site = Site::new().await;
    let (a, lobby) = (format!("/accounts/{}", site.account), site.planted.lobby);
    let r = format!("{a}/rooms/{lobby}");
    let none = Value::Null;
    let ids = vec!["x"; 51];
    let items = vec![json!({ "MemberId": "x" }); 51];
    for (name, method, path, body) in [
        ("Name", "POST", format!("{a}/rooms"), json!({})),
        ("Name", "POST", format!("{a}/rooms"), json!({ "Name": "x".repeat(257) })),
        ("Name", "POST", format!("{a}/rooms"), json!({ "Name": " " })),
        ("Name", "POST", format!("{a}/rooms"), json!({ "Name": 7 })),
        ("ClientRequestToken", "POST", format!("{a}/rooms"), json!({ "Name": "x", "ClientRequestToken": "x" })),
        ("ClientRequestToken", "POST", format!("{a}/rooms"), json!({ "Name": "x", "ClientRequestToken": "x y" })),
        ("Name", "POST", r.clone(), json!({ "Name": "" })),
        ("max-results", "GET", format!("{a}/rooms?max-results=100"), none.clone()),
        ("max-results", "GET", format!("{a}/rooms?max-results=0"), none.clone()),
        ("next-token", "GET", format!("{a}/rooms?next-token=nonsense"), none.clone()),
        ("next-token", "GET", format!("{r}/memberships?next-token=nonsense"), none.clone()),
        ("max-results", "GET", format!("{r}/memberships?max-results=100"), none.clone()),
        ("MemberId", "POST", format!("{r}/memberships"), json!({ "Role": "Member" })),
        ("MemberId", "POST", format!("{r}/memberships"), json!({ "MemberId": " " })),
        ("Role", "POST", format!("{r}/memberships"), json!({ "MemberId": "x", "Role": "Owner" })),
        ("Role", "POST", format!("{r}/memberships/{}", site.ana), json!({ "Role": "member" })),
        ("MembershipItemList", "POST", format!("{r}/memberships?operation=batch-create"), json!({})),
        (
            "MembershipItemList",
            "POST",
            format!("{r}/memberships?operation=batch-create"),
            json!({ "MembershipItemList": items }),
        ),
        ("UserIdList", "POST", format!("{a}/users?operation=suspend"), json!({ "UserIdList": ids })),
        ("UserIdList", "POST", format!("{a}/users?operation=unsuspend"), json!({})),
        ("UserEmailList", "POST", format!("{a}/users?operation=add"), json!({ "UserEmailList": ["nowhere"] })),
        ("UserEmailList", "POST", format!("{a}/users?operation=add"), json!({ "UserEmailList": "x@y" })),
        ("UserType", "POST", format!("{a}/users?operation=add"), json!({ "UserEmailList": [], "UserType": "x" })),
        ("Username", "POST", format!("{a}/users?operation=create"), json!({})),
        ("Email", "POST", format!("{a}/users?operation=create"), json!({ "Email": "nowhere" })),
        ("UserType", "POST", format!("{a}/users?operation=create"), json!({ "UserType": "SharedDevice" })),
        ("user-type", "GET", format!("{a}/users?user-type=Robot"), none.clone()),
        ("max-results", "GET", format!("{a}/users?max-results=201"), none.clone()),
        ("Name", "POST", "/accounts".to_owned(), json!({ "Name": "x".repeat(101) })),
        ("name", "GET", "/accounts?name=".to_owned(), none.clone()),
        ("accountId", "GET", "/accounts//rooms".to_owned(), none.clone()),
        ("roomId", "GET", format!("{a}/rooms/%20"), none.clone()),
        ("messageId", "POST", format!("{r}/messages/?operation=redact"), none.clone()),
        ("roomId", "POST", format!("{a}/rooms//messages/x?operation=redact"), none.clone()),
        ("roomId", "POST", format!("{a}/rooms/"), json!({ "Name": "x" })),
        ("roomId", "DELETE", format!("{a}/rooms/"), none.clone()),
        ("memberId", "DELETE", format!("{r}/memberships/%20"), none.clone()),
    ] {
        let answer = site.ask("platform admin", method, &path, &body);
        assert_eq!(answer.status, 400, "{method} {path} {body}: {answer:?}");
        assert_eq!(answer.header("x-amzn-errortype"), Some("BadRequestException"));
        let said = answer.json()["Message"].as_str().unwrap().to_owned();
        assert!(said.contains(name), "{method} {path} {body}: {said}");
    }
    let program = Program::new(&site.server, site.planted.key("owner"), "chime");
    for (kind, body, said) in [
        ("application/json", "{\"Name\":", "The body is not JSON."),
        ("application/json", "[]", "The body must be a JSON object."),
        ("text/plain", "{\"Name\":\"x\"}", "The body must be sent with Content-Type: application/json."),
    ] {
        let answer = program.send(&site.server, "POST", &format!("{a}/rooms"), kind, body);
        assert_eq!((answer.status, answer.json()["Message"].clone()), (400, json!(said)));
    }
    let message = site.said(&lobby.to_string());
    let path = format!("/rooms/{lobby}/messages/{message}?operation=redact");
    assert_eq!(site.done("manager", 200, ("POST", &path), &none), json!({}));
    assert_eq!(site.done("manager", 200, ("POST", &path), &none), json!({}), "once more is answered alike");
    site.done("manager", 404, ("POST", &format!("/rooms/{lobby}/messages/nonsense?operation=redact")), &none);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_says_for_how_long_it_keeps_messages() {
    let site = Site::new().await;
    let path = "/retention-settings";
    let get = || site.done("account admin", 200, ("GET", path), &Value::Null);
    assert_eq!(get(), json!({ "RetentionSettings": {} }));
    let both = json!({ "RoomRetentionSettings": { "RetentionDays": 30 },
                       "ConversationRetentionSettings": { "RetentionDays": 5475 } });
    assert_eq!(site.done("account admin", 204, ("PUT", path), &json!({ "RetentionSettings": both })), Value::Null);
    let said = get();
    assert_eq!(said["RetentionSettings"], both);
    assert!(said["InitiateDeletionTimestamp"].as_str().unwrap().ends_with('Z'));
    for (settings, word) in [
        (json!(null), "RetentionSettings"),
        (json!({ "RoomRetentionSettings": { "RetentionDays": 0 } }), "RetentionDays"),
        (json!({ "RoomRetentionSettings": { "RetentionDays": 5476 } }), "RetentionDays"),
        (json!({ "ConversationRetentionSettings": 3 }), "ConversationRetentionSettings"),
    ] {
        let refused = site.done("account admin", 400, ("PUT", path), &json!({ "RetentionSettings": settings }));
        assert!(refused["Message"].as_str().unwrap().contains(word), "{refused}");
    }
    assert_eq!(get(), said, "a refusal changes nothing");
    site.done("account admin", 204, ("PUT", path), &json!({ "RetentionSettings": { "RoomRetentionSettings": {} } }));
    assert_eq!(get(), json!({ "RetentionSettings": {} }));
}
