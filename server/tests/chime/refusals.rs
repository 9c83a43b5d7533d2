//! What is wrong with a request.

use serde_json::{Value, json};

use super::Site;
use crate::running::signed::Program;

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
        ("max-results", "GET", format!("{a}/rooms?max-results=%2B5"), none.clone()),
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
        ("Email", "POST", format!("{a}/users?operation=create"), json!({ "Email": "ana@host" })),
        ("UserEmailList", "POST", format!("{a}/users?operation=add"), json!({ "UserEmailList": ["x@host."] })),
        ("user-email", "GET", format!("{a}/users?user-email=x@host"), none.clone()),
        ("user-email", "GET", "/accounts?user-email=x@host".to_owned(), none.clone()),
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
