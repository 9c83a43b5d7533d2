//! `POST /accounts/{accountId}/rooms`: a room, which belongs to whoever makes it.

use domain::{IdempotencyKey, RoomKind};
use service::CreateRoom;
use sha2::{Digest, Sha256};

use super::{room, without_conflict};
use crate::aws::{Answer, BadMember, Call, Needed, Problem};

/// Bytes of a token's hash that it is remembered by.
const TOKEN_BYTES: usize = 24;

/// 201 `{Room}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let name = room::name(call.body("Name").needed()?)?;
    let key = call.body("ClientRequestToken").maybe(token)?.flatten();
    let account = room::account_to_make_in(call).await?;
    let command = CreateRoom { name, kind: RoomKind::Room, account, people: Vec::new() };
    let made = call.wire.service.create_room_once(call.actor, command, key).await.map_err(without_conflict)?;
    room::body(call, made).await.map(Answer::created)
}

/// A token may be as long as a key of ours: it is remembered by its hash, with the operation's name before it.
fn token(token: Needed<'_>) -> Result<Option<IdempotencyKey>, BadMember> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let text = token.word(2..=64, "letters, digits, - and _", legal)?;
    let hash: String = Sha256::digest(text).iter().take(TOKEN_BYTES).map(|byte| format!("{byte:02x}")).collect();
    IdempotencyKey::optional(&["CreateRoom-", &hash].concat()).map_err(|_| token.bad("cannot be remembered"))
}
