//! Amazon Chime, as its clients of the model 2018-05-01 speak it. Rooms are rooms and channels here, conversations are
//! conversations; an account is an account, and the one of twelve zeros holds what belongs to none.

mod account;
mod batch_create_room_membership;
mod batch_suspend_user;
mod batch_unsuspend_user;
mod create_account;
mod create_room;
mod create_room_membership;
mod create_user;
mod delete_room;
mod delete_room_membership;
mod get_account;
mod get_room;
mod get_user;
mod invite_users;
mod list_accounts;
mod list_room_memberships;
mod list_rooms;
mod list_users;
mod logout_user;
mod membership;
mod page;
mod redact_conversation_message;
mod redact_room_message;
mod retention;
mod room;
mod update_room;
mod update_room_membership;
mod user;

use domain::{Door, Failure};
use serde_json::Value;

use crate::aws::{BadMember, Dialect, Problem, chime_errors, operation};

/// This dialect.
pub(crate) const DIALECT: Dialect = Dialect {
    door: Door::Chime,
    signs_as: "chime",
    operations: &[
        operation!("ListAccounts", "GET", "/accounts", list_accounts::run),
        operation!("CreateAccount", "POST", "/accounts", create_account::run),
        operation!("GetAccount", "GET", "/accounts/{accountId}", get_account::run),
        operation!("ListRooms", "GET", "/accounts/{accountId}/rooms", list_rooms::run),
        operation!("CreateRoom", "POST", "/accounts/{accountId}/rooms", create_room::run),
        operation!("GetRoom", "GET", "/accounts/{accountId}/rooms/{roomId}", get_room::run),
        operation!("UpdateRoom", "POST", "/accounts/{accountId}/rooms/{roomId}", update_room::run),
        operation!("DeleteRoom", "DELETE", "/accounts/{accountId}/rooms/{roomId}", delete_room::run),
        operation!(
            "RedactRoomMessage",
            "POST",
            "/accounts/{accountId}/rooms/{roomId}/messages/{messageId}",
            "redact",
            redact_room_message::run
        ),
        operation!(
            "RedactConversationMessage",
            "POST",
            "/accounts/{accountId}/conversations/{conversationId}/messages/{messageId}",
            "redact",
            redact_conversation_message::run
        ),
        operation!(
            "ListRoomMemberships",
            "GET",
            "/accounts/{accountId}/rooms/{roomId}/memberships",
            list_room_memberships::run
        ),
        operation!(
            "CreateRoomMembership",
            "POST",
            "/accounts/{accountId}/rooms/{roomId}/memberships",
            create_room_membership::run
        ),
        operation!(
            "BatchCreateRoomMembership",
            "POST",
            "/accounts/{accountId}/rooms/{roomId}/memberships",
            "batch-create",
            batch_create_room_membership::run
        ),
        operation!(
            "UpdateRoomMembership",
            "POST",
            "/accounts/{accountId}/rooms/{roomId}/memberships/{memberId}",
            update_room_membership::run
        ),
        operation!(
            "DeleteRoomMembership",
            "DELETE",
            "/accounts/{accountId}/rooms/{roomId}/memberships/{memberId}",
            delete_room_membership::run
        ),
        operation!("ListUsers", "GET", "/accounts/{accountId}/users", list_users::run),
        operation!("CreateUser", "POST", "/accounts/{accountId}/users", "create", create_user::run),
        operation!("InviteUsers", "POST", "/accounts/{accountId}/users", "add", invite_users::run),
        operation!("BatchSuspendUser", "POST", "/accounts/{accountId}/users", "suspend", batch_suspend_user::run),
        operation!("BatchUnsuspendUser", "POST", "/accounts/{accountId}/users", "unsuspend", batch_unsuspend_user::run),
        operation!("GetUser", "GET", "/accounts/{accountId}/users/{userId}", get_user::run),
        operation!("GetRetentionSettings", "GET", "/accounts/{accountId}/retention-settings", retention::get),
        operation!("PutRetentionSettings", "PUT", "/accounts/{accountId}/retention-settings", retention::put),
        operation!("LogoutUser", "POST", "/accounts/{accountId}/users/{userId}", "logout", logout_user::run),
    ],
    refuse: chime_errors::refuse,
};

/// For operations whose model has no conflict: what does not fit what is there is a bad request, which says so.
fn without_conflict(failure: Failure) -> Problem {
    match failure {
        Failure::Conflict(_) => BadMember::request(&chime_errors::says(&failure)).into(),
        failure => failure.into(),
    }
}

/// A shape without the members that are not known: clients take what is not there for unset.
fn present(mut shape: Value) -> Value {
    if let Value::Object(members) = &mut shape {
        members.retain(|_, value| !value.is_null());
    }
    shape
}
