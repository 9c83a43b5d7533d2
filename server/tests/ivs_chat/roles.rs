//! Every operation by every role.

use domain::{Door, RoomId};
use serde_json::{Value, json};

use super::{arn, program, said, tags_path};
use crate::running::{
    Running,
    planted::{EVERYBODY, HELLO, planted},
    sign_in,
};

/// Who may see the room.
const SEES: [u16; 13] = [404, 200, 200, 200, 200, 200, 404, 404, 404, 200, 200, 403, 403];
/// Who moderates it.
const MODERATES: [u16; 13] = [404, 403, 200, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403];
/// Who governs it.
const GOVERNS: [u16; 13] = [404, 403, 403, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403];
/// Who may delete it.
const DELETES: [u16; 13] = [404, 403, 403, 204, 204, 204, 404, 404, 404, 403, 204, 403, 403];
/// Keys for one room make and list none.
const MAKES: [u16; 13] = [200, 200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403];
const LISTS: [u16; 13] = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403];
/// What nobody has.
const NOBODY: [u16; 13] = [400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 403];

/// Every operation, who gets which answer to it.
const TABLE: [(&str, [u16; 13]); 17] = [
    ("CreateChatToken", MODERATES),
    ("CreateLoggingConfiguration", NOBODY),
    ("CreateRoom", MAKES),
    ("DeleteLoggingConfiguration", NOBODY),
    ("DeleteMessage", MODERATES),
    ("DeleteRoom", DELETES),
    ("DisconnectUser", MODERATES),
    ("GetLoggingConfiguration", NOBODY),
    ("GetRoom", SEES),
    ("ListLoggingConfigurations", NOBODY),
    ("ListRooms", LISTS),
    ("ListTagsForResource", SEES),
    ("SendEvent", MODERATES),
    ("TagResource", GOVERNS),
    ("UntagResource", GOVERNS),
    ("UpdateLoggingConfiguration", NOBODY),
    ("UpdateRoom", GOVERNS),
];

/// The request of an operation for the lobby.
fn request(operation: &str, room: RoomId, message: &str, user: &str) -> (&'static str, String, Value) {
    let (arn, tags) = (arn(room), tags_path(room));
    let by_name = || format!("/{operation}");
    match operation {
        "ListTagsForResource" => ("GET", tags, Value::Null),
        "TagResource" => ("POST", tags, json!({"tags": {"a": "b"}})),
        "UntagResource" => ("DELETE", format!("{tags}?tagKeys=a"), Value::Null),
        "CreateRoom" | "ListRooms" => ("POST", by_name(), json!({})),
        "GetRoom" | "DeleteRoom" => ("POST", by_name(), json!({"identifier": arn})),
        "UpdateRoom" => ("POST", by_name(), json!({"identifier": arn, "maximumMessageLength": 9})),
        "CreateChatToken" => ("POST", by_name(), json!({"roomIdentifier": arn, "userId": "somebody"})),
        "DeleteMessage" => ("POST", by_name(), json!({"roomIdentifier": arn, "id": message})),
        "DisconnectUser" => ("POST", by_name(), json!({"roomIdentifier": arn, "userId": user})),
        "SendEvent" => ("POST", by_name(), json!({"roomIdentifier": arn, "eventName": "e"})),
        _ => ("POST", by_name(), json!({})),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_against_every_operation() {
    let known: Vec<&str> =
        wire::operations().filter(|(door, _)| *door == Door::IvsChat).map(|(_, name)| name).collect();
    assert_eq!(TABLE.map(|(name, _)| name).to_vec(), known, "an operation without a row");
    let mut house = planted().await;
    let mut server = Running::serve(house.folder.path());
    let mut ana = sign_in(&server, "ana");
    for (operation, expected) in TABLE {
        for (who, expected) in EVERYBODY.into_iter().zip(expected) {
            let (message, user) = said(&ana, house.lobby);
            let (method, path, body) = request(operation, house.lobby, &message, &user);
            let answer = program(&server, &house, who).call(&server, method, &path, &body);
            assert_eq!(answer.status, expected, "{operation} by {who}: {answer:?}");
            let there = ana.get(&format!("/rooms/{}", house.lobby)).body.contains(HELLO);
            assert!(expected < 300 || there, "a refusal changes nothing: {operation} by {who}");
            let kind = match expected {
                400 => Some("ValidationException"),
                403 if who == "disabled key" => Some("UnrecognizedClientException"),
                403 => Some("AccessDeniedException"),
                404 => Some("ResourceNotFoundException"),
                _ => None,
            };
            assert_eq!(answer.header("x-amzn-errortype"), kind, "{operation} by {who}");
            if expected == 204 {
                house = planted().await;
                server = Running::serve(house.folder.path());
                ana = sign_in(&server, "ana");
            }
        }
    }
}
