//! Accounts: their users, and for how long they keep messages.

use serde_json::{Value, json};
use testkit::PASSWORD;

use super::Site;

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
