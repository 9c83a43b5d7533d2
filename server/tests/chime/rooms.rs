//! Rooms, and the people in them.

use serde_json::{Value, json};

use testkit::PASSWORD;

use super::{ADD, EVERYBODY, Site};

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_made_found_renamed_and_deleted() {
    let site = Site::new().await;
    let none = Value::Null;
    let made = json!({ "Name": "plans", "ClientRequestToken": "token-1" });
    let first = site.done("owner", 201, ("POST", "/rooms"), &made);
    let again = site.done("owner", 201, ("POST", "/rooms"), &made);
    assert_eq!(first, again, "the same token makes one room");
    let other = json!({ "Name": "other", "ClientRequestToken": "token-1" });
    let refused = site.done("owner", 400, ("POST", "/rooms"), &other);
    assert_eq!(refused["Code"], "BadRequest");
    assert!(refused["Message"].as_str().unwrap().contains("ClientRequestToken"), "{refused}");
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
    assert_eq!(list("member", "?next-token="), ["lobby"], "an empty token is the beginning");

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
    let updated = |one: &Value| one["RoomMembership"]["UpdatedTimestamp"].as_str().unwrap().to_owned();
    assert!(updated(&changed) > updated(&made), "{changed}");
    let again = site.done("owner", 200, ("POST", &one), &json!({ "Role": "Member" }));
    assert_eq!(updated(&again), updated(&changed), "nothing was changed");
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
async fn of_a_list_of_nobody_everybody_is_told_what_they_are_told_of_any_list() {
    let site = Site::new().await;
    let root = site.server.browser(1).sign_in("root@example.org", PASSWORD);
    let on_record = || {
        let log = root.get("/audit/export.jsonl").body;
        log.lines().filter(|line| !line.contains("\"done\"")).count()
    };
    let rooms = format!("/accounts/{}/rooms", site.account);
    let asks = |who: &str, room: &str| {
        let path = format!("{rooms}/{room}/memberships?operation=batch-create");
        site.ask(who, "POST", &path, &json!({ "MembershipItemList": [] }))
    };
    let lobby = site.planted.lobby.to_string();
    for (who, status) in EVERYBODY.into_iter().zip(ADD) {
        let before = on_record();
        let answer = asks(who, &lobby);
        assert_eq!(answer.status, status, "{who}: {answer:?}");
        assert_eq!(on_record() > before, status != 201, "{who}");
    }
    let answer = asks("owner", "000000000000");
    assert_eq!(answer.status, 404, "{answer:?}");
    assert_eq!(asks("owner", &lobby).json(), json!({ "Errors": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_no_account_is_not_there_for_the_people_of_one() {
    let site = Site::new().await;
    for (who, status) in
        [("member", 404), ("owner", 404), ("account admin", 404), ("nobody's", 201), ("platform admin", 201)]
    {
        let made = site.ask(who, "POST", "/accounts/000000000000/rooms", &json!({ "Name": "plans" }));
        assert_eq!(made.status, status, "{who}: {made:?}");
        let seen = site.ask(who, "GET", "/accounts/000000000000", &Value::Null).status;
        assert_eq!(seen == 404, status == 404, "{who}");
    }
}
